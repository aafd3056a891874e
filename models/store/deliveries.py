"""What was sent, word for word, and every attempt to deliver it with what the peer answered."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from models.store.handles import ATTEMPT, OUTBOX, SEALED
from models.vocabulary import Channel

SHOWN = ("id", "case_no", "seq", "channel", "audience", "target", "statutory", "title", "body", "state", "rung",
         "created_at", "due_at", "done_at", "last_error")  # fmt: skip
OF_ATTEMPT = ("attempt", "at", "outcome", "answer")


def of_case(connection: Connection, case_no: str) -> list[dict[str, Any]]:
    """Every message of the case, the oldest first; `package` is the SHA-256 of the sealed package that went with it."""
    return _found(connection, OUTBOX.c.case_no == case_no)


def one(connection: Connection, message_id: int) -> dict[str, Any] | None:
    """One message; None where there is none."""
    return next(iter(_found(connection, OUTBOX.c.id == message_id)), None)


def _found(connection: Connection, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    # What starts a run of the desk is no message to anybody.
    wanted = (
        select(*OUTBOX.c[SHOWN], SEALED.c.digest.label("package"))
        .select_from(OUTBOX.outerjoin(SEALED, SEALED.c.id == OUTBOX.c.sealed_id))
        .where(which, OUTBOX.c.channel != Channel.RUN)
        .order_by(OUTBOX.c.id)
    )
    messages = [dict(row) for row in connection.execute(wanted).mappings()]
    tried = _tried(connection, (message["id"] for message in messages))
    return [{**message, "attempts": tried.get(message["id"], [])} for message in messages]


def _tried(connection: Connection, messages: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    wanted = select(ATTEMPT).where(ATTEMPT.c.message_id.in_(list(messages))).order_by(ATTEMPT.c.id)
    for row in connection.execute(wanted).mappings():
        found.setdefault(row["message_id"], []).append({name: row[name] for name in OF_ATTEMPT})
    return found
