"""The statements behind the fence: what ended together is written together, whatever the number.

Their text never changes, so that drivers and database prepare them once.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    Integer,
    String,
    and_,
    any_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.dml import ReturningUpdate

from models.store import chain
from models.store.columns import UTCDateTime
from models.store.handles import ATTEMPT, OUTBOX
from models.vocabulary import MessageState

FREE: dict[str, None] = {"lease": None, "lease_until": None}


def held(message_id: int, lease: str) -> ColumnElement[bool]:
    """The fence: the row is still leased, and by us."""
    return and_(OUTBOX.c.id == message_id, OUTBOX.c.lease == lease, OUTBOX.c.state == MessageState.LEASED)


def done(connection: Connection, ids: Collection[int], lease: str) -> set[int]:
    """These arrived. Answers the ids that changed: those still held under the lease."""
    values = {"ids": _packed(connection, ids), "ours": lease, **_clock(connection)}
    return set(connection.scalars(_done(connection.dialect.name == "postgresql"), values))


def changed(connection: Connection, message_id: int, lease: str, values: Mapping[str, Any]) -> set[int]:
    """One row gets these values; the answer is empty where it was not held any more."""
    wanted = update(OUTBOX).where(held(message_id, lease)).values(**values).returning(OUTBOX.c.id)
    return set(connection.scalars(wanted))


def untried(connection: Connection, ids: Collection[int], lease: str) -> None:
    """These were never tried: they are ready again, and the attempt is not counted."""
    connection.execute(
        _untried(connection.dialect.name == "postgresql"), {"ids": _packed(connection, ids), "ours": lease}
    )


def tried(connection: Connection, ids: Collection[int], label: str, answer: str) -> None:
    """The attempt of each, which ended alike. The rows must have been changed in this transaction."""
    values = {"ids": _packed(connection, ids), "label": label, "answer": answer, **_clock(connection)}
    connection.execute(_tried(connection.dialect.name == "postgresql"), values)


def _clock(connection: Connection) -> dict[str, datetime]:
    """The database's clock for a statement: PostgreSQL looks itself, which saves asking for it."""
    return {} if connection.dialect.name == "postgresql" else {"now": chain.now(connection)}


def _now(postgres: bool) -> ColumnElement[datetime]:
    return func.now(type_=UTCDateTime) if postgres else bindparam("now", type_=UTCDateTime)


def _packed(connection: Connection, ids: Collection[int]) -> list[int] | str:
    """Any number of ids as one value."""
    return list(ids) if connection.dialect.name == "postgresql" else json.dumps(list(ids))


def _among(postgres: bool) -> ColumnElement[bool]:
    if postgres:
        return OUTBOX.c.id == any_(bindparam("ids", type_=ARRAY(Integer)))
    return OUTBOX.c.id.in_(select(func.json_each(bindparam("ids", type_=String)).table_valued("value").c.value))


def _ours(postgres: bool) -> ColumnElement[bool]:
    return and_(_among(postgres), OUTBOX.c.lease == bindparam("ours"), OUTBOX.c.state == MessageState.LEASED)


@cache
def _done(postgres: bool) -> ReturningUpdate[Any]:
    ended = {"state": MessageState.DONE, "last_error": None, "done_at": _now(postgres), **FREE}
    return update(OUTBOX).where(_ours(postgres)).values(**ended).returning(OUTBOX.c.id)


@cache
def _untried(postgres: bool) -> Any:
    ready = {"state": MessageState.READY, "attempts": OUTBOX.c.attempts - 1, **FREE}
    return update(OUTBOX).where(_ours(postgres)).values(**ready)


@cache
def _tried(postgres: bool) -> Insert:
    said = (_now(postgres), bindparam("label", type_=String), bindparam("answer", type_=String))
    rows = select(OUTBOX.c.id, OUTBOX.c.attempts, *said).where(_among(postgres)).order_by(OUTBOX.c.id)
    return insert(ATTEMPT).from_select(["message_id", "attempt", "at", "outcome", "answer"], rows)
