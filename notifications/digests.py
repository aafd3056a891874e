"""One message for all that waited for the same hour of one person: neither time nor number tells anything.

Who joins is written down before the digest is put together, and what it says before it is sent: tried again after a
crash it says the same under the same key. Its parts are cancelled while it is on its way, and done when it arrived.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, insert, literal_column, or_, select, update

from models.store import chain, posting
from models.store.engine import Store
from models.store.handles import ATTEMPT, DIGEST_PART, OUTBOX
from models.vocabulary import MessageState
from notifications.order import WAITS_FOR_DIGEST
from notifications.outcomes import Delivered, Later, Message, Moot, Outcome, Sender, TryAgain
from notifications.render import render_digest
from notifications.settings import Locale
from notifications.written import FREE

DIGEST = WAITS_FOR_DIGEST
GATHERING = "gathering"
LONGEST_GATHERING = timedelta(minutes=1)
AGAIN = timedelta(seconds=1)
SAME = ("channel", "via", "audience", "target")
"""What a digest has of its first part: where it goes and whose address it takes."""

_OPEN = (MessageState.READY, MessageState.LEASED)


def kind(message: Message) -> str:
    """What a message of no case is about: its key begins with that."""
    return message.dedupe.partition(":")[0] if message.case_no is None else ""


def join(store: Store, message: Message, hour: datetime) -> Outcome:
    """Make the message, which this process holds, a part of its reader's digest of that hour."""
    with store.write() as connection:
        part = select(DIGEST_PART.c.digest_id).where(DIGEST_PART.c.message_id == message.id)
        digest: int | None = connection.execute(part).scalar()
        if digest is None:
            if not _still_ours(connection, message):
                return TryAgain("lease lost")
            digest = _open_one(connection, message, hour)
            connection.execute(insert(DIGEST_PART).values(message_id=message.id, digest_id=digest))
    return Moot(f"{DIGEST}:{digest}")


def joining(store: Store, sender: Sender, locale: Locale) -> Sender:
    """The sender, which puts a digest together before it is sent and marks its parts when it has arrived."""

    def send(message: Message) -> Outcome:
        if kind(message) != DIGEST:
            return sender(message)
        whole = _whole(store, message, locale)
        if not isinstance(whole, Message):
            return whole
        outcome = sender(whole)
        if isinstance(outcome, Delivered):
            _arrived(store, message)
        return outcome

    return send


def _still_ours(connection: Connection, message: Message) -> bool:
    held = select(OUTBOX.c.state, OUTBOX.c.attempts).where(OUTBOX.c.id == message.id).with_for_update()
    row = connection.execute(held).one()
    return (row.state, row.attempts) == (MessageState.LEASED, message.attempt)


def _open_one(connection: Connection, message: Message, hour: datetime) -> int:
    """The digest of that reader and hour that has no text yet; made where there is none."""
    row = connection.execute(select(*OUTBOX.c[SAME]).where(OUTBOX.c.id == message.id)).mappings().one()
    at = chain.now(connection)
    blank = {
        **row, "case_no": None, "seq": 0, "rung": None, "statutory": False, "title": "", "body": "", "sealed_id": None,
        "state": MessageState.READY, "attempts": 0, "created_at": at, "due_at": at,
    }  # fmt: skip
    for number in count(1):
        key = f"{DIGEST}:{row['via'] or row['channel']}:{row['target']}:{hour.isoformat()}:{number}"
        posting.post_once(connection, [{**blank, "dedupe": key}])
        # Locked: it may be put together at this moment, and takes no more then.
        wanted = select(*OUTBOX.c["id", "state", "body"]).where(OUTBOX.c.dedupe == key).with_for_update()
        found = connection.execute(wanted).one()
        if found.state in _OPEN and not found.body:
            return int(found.id)
    raise AssertionError("counting does not end")


def _whole(store: Store, message: Message, locale: Locale) -> Message | Moot | Later:
    """The digest with its text, fixed before it is tried the first time."""
    with store.write() as connection:
        digest = connection.execute(select(OUTBOX).where(OUTBOX.c.id == message.id).with_for_update()).one()
        if digest.body:
            return replace(message, title=digest.title, body=digest.body)
        now = chain.now(connection)
        if now - digest.created_at < LONGEST_GATHERING and _more_to_come(connection, digest, now):
            return Later(GATHERING, now + AGAIN)
        parts = select(OUTBOX.c.title, OUTBOX.c.body).where(_part_of(message.id)).order_by(OUTBOX.c.id)
        texts = [(row.title, row.body) for row in connection.execute(parts)]
        if not texts:
            return Moot("nothing to tell")
        text = render_digest(texts, locale)
        fixed = update(OUTBOX).where(OUTBOX.c.id == message.id)
        connection.execute(fixed.values(title=text.title, body=text.body))
    return replace(message, title=text.title, body=text.body)


def _more_to_come(connection: Connection, digest: Any, now: datetime) -> bool:
    """Whether something for the same reader is due or just being asked about, and may join."""
    # Not bound: only a literal lets the planner see that a partial index applies.
    due = (OUTBOX.c.state == literal_column("'ready'")) & (OUTBOX.c.due_at <= now)
    taken = (OUTBOX.c.state == literal_column("'leased'")) & ~_is_part()
    same = (OUTBOX.c[name] == digest._mapping[name] for name in ("channel", "target"))
    others = exists().where(OUTBOX.c.id != digest.id, ~OUTBOX.c.dedupe.like(f"{DIGEST}:%"), *same, or_(due, taken))
    return bool(connection.execute(select(others)).scalar())


def _arrived(store: Store, message: Message) -> None:
    """Every part was delivered with the digest."""
    with store.write() as connection:
        at = chain.now(connection)
        open_ones = (_part_of(message.id), OUTBOX.c.state != MessageState.DONE)
        done = {"state": MessageState.DONE, "last_error": None, "done_at": at, **FREE}
        rows = connection.execute(
            update(OUTBOX).where(*open_ones).values(**done).returning(OUTBOX.c.id, OUTBOX.c.attempts)
        ).all()
        told = {"at": at, "outcome": "delivered", "answer": f"{DIGEST} of {len(rows)}"}
        if rows:
            connection.execute(
                insert(ATTEMPT), [{"message_id": row.id, "attempt": max(1, row.attempts), **told} for row in rows]
            )


def _part_of(digest: int) -> ColumnElement[bool]:
    return OUTBOX.c.id.in_(select(DIGEST_PART.c.message_id).where(DIGEST_PART.c.digest_id == digest))


def _is_part() -> ColumnElement[bool]:
    return exists().where(DIGEST_PART.c.message_id == OUTBOX.c.id).correlate(OUTBOX)
