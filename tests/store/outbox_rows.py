"""What the outbox holds for a case, and pretending that it was sent."""

from typing import Any

from sqlalchemy import insert, select, update

from models.store.chain import now
from models.store.engine import Store
from models.store.handles import ATTEMPT, OUTBOX
from models.vocabulary import MessageState

Line = tuple[str, str]
"""As whom, and under which code or badge, somebody is told."""


def told(store: Store, case: str, *rungs: str) -> list[Line]:
    """The messages with one of these marks that were not cancelled, in the order of their targets."""
    found = (
        select(OUTBOX.c.audience, OUTBOX.c.target)
        .where(OUTBOX.c.case_no == case, OUTBOX.c.rung.in_(rungs), OUTBOX.c.state != MessageState.CANCELLED)
        .order_by(OUTBOX.c.target)
    )
    with store.read() as connection:
        return [(row.audience.value, row.target) for row in connection.execute(found)]


def states(store: Store, case: str, *rungs: str) -> dict[str, tuple[str, str | None]]:
    """The state and the reason of the messages with one of these marks, by target."""
    found = select(OUTBOX.c.target, OUTBOX.c.state, OUTBOX.c.last_error)
    with store.read() as connection:
        rows = connection.execute(found.where(OUTBOX.c.case_no == case, OUTBOX.c.rung.in_(rungs)))
        return {row.target: (row.state.value, row.last_error) for row in rows}


def mark(store: Store, case: str, *targets: str, **values: Any) -> None:
    """What waits for these targets (for everyone, where none is named) is as it would be after the relay took it."""
    waiting = [OUTBOX.c.case_no == case, OUTBOX.c.state == MessageState.READY]
    if targets:
        waiting.append(OUTBOX.c.target.in_(targets))
    with store.write() as connection:
        connection.execute(update(OUTBOX).where(*waiting).values(**values))


def sent(store: Store, case: str) -> None:
    """Everything that waits went out, each with the attempt that brought it there."""
    waiting = (OUTBOX.c.case_no == case, OUTBOX.c.state == MessageState.READY)
    with store.write() as connection:
        at = now(connection)
        for message in connection.scalars(select(OUTBOX.c.id).where(*waiting)).all():
            tried = {"message_id": message, "attempt": 1, "at": at, "outcome": "delivered", "answer": "250"}
            connection.execute(insert(ATTEMPT).values(**tried))
    mark(store, case, state=MessageState.DONE, attempts=1)
