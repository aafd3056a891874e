"""Claiming due rows under a lease, and giving them back. Nothing is sent here."""

from collections.abc import Collection
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import cache
from operator import itemgetter
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Interval,
    Row,
    Select,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.types import NullType

from models.store import chain, pausing
from models.store.columns import UTCDateTime
from models.store.engine import Store
from models.store.handles import ATTEMPT, OUTBOX
from models.vocabulary import Channel, MessageState
from notifications import written
from notifications.backoff import Pace
from notifications.order import CANDIDATE, due, expired
from notifications.outcomes import Message
from notifications.written import FREE

_COLUMNS = {"attempt": "attempts"}
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
    term = timedelta(seconds=pace.lease)
    with store.write() as connection:
        if pausing.paused(connection):
            return taken
        values: dict[str, Any] = {"held_under": taken.lease, "count": count}
        if store.postgres:
            values["term"] = term
        else:
            now = chain.now(connection)
            values |= {"now": now, "until": now + term}
        rows = connection.execute(_taking(store.postgres, frozenset(channels)), values).all()
        for row in sorted(rows, key=itemgetter(0, 1)):
            if row.attempts > pace.max_attempts:
                _bury(connection, row)
                taken.poisoned.append(row.id)
            else:
                taken.messages.append(Message(*row[1:]))
    return taken


def anything(store: Store, channels: Collection[Channel]) -> bool:
    """Whether a claim might find something. It reads only: who waits takes no lock that writers need."""
    with store.read() as connection:
        values = {} if store.postgres else {"now": chain.now(connection)}
        return bool(connection.execute(_look(store.postgres, frozenset(channels)), values).scalar())


def give_back(store: Store, messages: Collection[Message], lease: str) -> None:
    """Undo the claim of messages that were never tried; nothing happens to those whose lease is no longer ours."""
    with store.write() as connection:
        written.untried(connection, [message.id for message in messages], lease)


@cache
def _look(postgres: bool, channels: frozenset[Channel]) -> Select[Any]:
    now = _now(postgres)
    return select(or_(due(now, channels).exists(), expired(now, channels).exists()))


def _now(postgres: bool) -> ColumnElement[datetime]:
    return func.now(type_=UTCDateTime) if postgres else bindparam("now", type_=UTCDateTime)


@cache
def _taking(postgres: bool, channels: frozenset[Channel]) -> ReturningUpdate[Any]:
    """The statement of a claim. Built once: to build it takes longer than to run it."""
    now = _now(postgres)
    until: ColumnElement[datetime] = bindparam("until", type_=UTCDateTime)
    if postgres:
        until = now + bindparam("term", type_=Interval)
    overdue, ready = expired(now, channels).limit(1), due(now, channels).limit(bindparam("count"))
    if postgres:
        overdue = overdue.with_for_update(skip_locked=True, of=CANDIDATE)
        ready = ready.with_for_update(skip_locked=True, of=CANDIDATE)
    # CTEs: as plain subqueries PostgreSQL may run them more than once and lock more rows than the limit.
    alone, others = overdue.cte("alone"), ready.cte("others")
    chosen = select(alone.c.id).union_all(select(others.c.id).where(~exists(select(alone.c.id))))
    return (
        update(OUTBOX)
        .where(OUTBOX.c.id.in_(chosen))
        .values(
            state=MessageState.LEASED,
            attempts=OUTBOX.c.attempts + 1,
            lease=bindparam("held_under"),
            lease_until=until,
        )
        # As the driver gives it: it is only compared.
        .returning(
            type_coerce(OUTBOX.c.due_at, NullType),
            *(OUTBOX.c[_COLUMNS.get(field.name, field.name)] for field in fields(Message)),
        )
    )


def _bury(connection: Connection, row: Row[Any]) -> None:
    last, now = row.attempts - 1, chain.now(connection)
    dead = {"state": MessageState.DEAD, "attempts": last, "last_error": POISON, "done_at": now, **FREE}
    connection.execute(update(OUTBOX).where(OUTBOX.c.id == row.id).values(**dead))
    attempt = {"message_id": row.id, "attempt": last, "at": now, "outcome": "poison", "answer": POISON}
    connection.execute(insert(ATTEMPT).values(**attempt))
