"""Claiming due rows under a lease, and giving them back. Nothing is sent here."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, insert, select, update

from models.store import chain, pausing
from models.store.engine import Store
from models.store.handles import ATTEMPT, OUTBOX
from models.vocabulary import Channel, MessageState
from notifications.backoff import Pace
from notifications.order import CANDIDATE, due, expired
from notifications.outcomes import Message

FREE: dict[str, None] = {"lease": None, "lease_until": None}
POISON = "its process ended during the last attempt"


@dataclass(frozen=True)
class Claim:
    """Messages held under one lease, and those found to have killed their process too often (already dead)."""

    lease: str
    messages: list[Message] = field(default_factory=list)
    poisoned: list[int] = field(default_factory=list)


def claim(store: Store, channels: Collection[Channel], pace: Pace, count: int) -> Claim:
    """Take at most `count` due messages of `channels`; the attempt is counted now, before anything is tried.

    A row whose lease ran out is taken alone: if it is the one that kills processes, it takes no other with it.
    Nothing is taken while the installation stands still after a restore.
    """
    taken = Claim(uuid4().hex)
    with store.write() as connection:
        if pausing.paused(connection):
            return taken
        now = chain.now(connection)
        rows = _take(connection, expired(now, channels).limit(1), taken.lease, now, pace)
        rows = rows or _take(connection, due(now, channels).limit(count), taken.lease, now, pace)
        for row in sorted(rows, key=lambda row: (row.due_at, row.id)):
            if row.attempts > pace.max_attempts:
                _bury(connection, row, now)
                taken.poisoned.append(row.id)
            else:
                taken.messages.append(_message(row))
    return taken


def give_back(store: Store, message: Message, lease: str) -> None:
    """Undo the claim of a message that was never tried; nothing happens when the lease is no longer ours."""
    with store.write() as connection:
        connection.execute(
            update(OUTBOX)
            .where(held(message.id, lease))
            .values(state=MessageState.READY, attempts=OUTBOX.c.attempts - 1, **FREE)
        )


def held(message_id: int, lease: str) -> ColumnElement[bool]:
    """The fence: the row is still leased, and by us."""
    return and_(OUTBOX.c.id == message_id, OUTBOX.c.lease == lease, OUTBOX.c.state == MessageState.LEASED)


def _take(connection: Connection, wanted: Select[Any], lease: str, now: datetime, pace: Pace) -> list[Row[Any]]:
    if connection.dialect.name == "postgresql":
        wanted = wanted.with_for_update(skip_locked=True, of=CANDIDATE)
    # A CTE: as a plain subquery PostgreSQL may run it more than once and lock more rows than the limit.
    chosen = wanted.cte("chosen")
    return list(
        connection.execute(
            update(OUTBOX)
            .where(OUTBOX.c.id.in_(select(chosen.c.id)))
            .values(
                state=MessageState.LEASED,
                attempts=OUTBOX.c.attempts + 1,
                lease=lease,
                lease_until=now + timedelta(seconds=pace.lease),
            )
            .returning(OUTBOX)
        )
    )


def _bury(connection: Connection, row: Row[Any], now: datetime) -> None:
    last = row.attempts - 1
    dead = {"state": MessageState.DEAD, "attempts": last, "last_error": POISON, "done_at": now, **FREE}
    connection.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(**dead))
    attempt = {"message_id": row.id, "attempt": last, "at": now, "outcome": "poison", "answer": POISON}
    connection.execute(insert(ATTEMPT).values(**attempt))


def _message(row: Row[Any]) -> Message:
    return Message(
        id=row.id,
        dedupe=row.dedupe,
        case_no=row.case_no,
        seq=row.seq,
        channel=row.channel,
        audience=row.audience,
        target=row.target,
        title=row.title,
        body=row.body,
        sealed_id=row.sealed_id,
        deadline_id=row.deadline_id,
        rung=row.rung,
        statutory=row.statutory,
        attempt=row.attempts,
    )
