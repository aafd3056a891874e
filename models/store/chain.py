"""Appending events: per case, and for what belongs to no case, one hash chain over canonical bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select, update

from models.store.canonical import Written, digest, flat, written
from models.store.columns import UTCDateTime
from models.store.handles import CASE_FILE, CHAIN_HEAD, EVENT
from models.store.prepared import Asked, Prepared
from models.vocabulary import EventKind

SYSTEM = "system"
ALGORITHM = "sha256"
SCHEMA = 1

_CLOCK = Prepared(select(func.clock_timestamp(type_=UTCDateTime).label("at")))
_SQLITE_CLOCK = Prepared(select(func.strftime("%Y-%m-%d %H:%M:%f000", "now", type_=UTCDateTime).label("at")))
_NAMED: BindParameter[str] = bindparam("chain", None)
_HEAD = Prepared(select(*CASE_FILE.c["head_seq", "head_hash"]).where(CASE_FILE.c.no == _NAMED).with_for_update())
_SYSTEM_HEAD = Prepared(
    select(*CHAIN_HEAD.c["head_seq", "head_hash"]).where(CHAIN_HEAD.c.chain == _NAMED).with_for_update()
)
_EVENT = Prepared(insert(EVENT))


_body = flat(
    (
        "alg", "schema", "chain", "seq", "prev", "kind", "act", "stage", "version", "actor", "on_behalf",
        "recorded_at", "effective_on", "request_id", "dedupe", "basis", "sealed", "data",
    )
)  # fmt: skip
_basis = cache(written)
"""The articles of each act, of which there are some hundreds."""


@dataclass(frozen=True)
class NewEvent:
    """What is to be appended. `data` holds codes, ids and dates only; `sealed` is (id, digest) of the narrative."""

    kind: EventKind
    act: str
    actor: str
    effective_on: date
    stage: str | None = None
    version: int = 0
    request_id: str | None = None
    dedupe: str | None = None
    basis: Sequence[str] = ()
    sealed: tuple[str, str] | None = None
    data: Mapping[str, Any] | Written = field(default_factory=dict)
    on_behalf: str | None = None


def now(connection: Connection) -> datetime:
    """The database's clock, in UTC; nobody can supply another."""
    moment: datetime = ask_now(connection).all()[0].at
    return moment


def ask_now(connection: Connection) -> Asked:
    """The same, asked together with other things."""
    return (_CLOCK if connection.dialect.name == "postgresql" else _SQLITE_CLOCK).ask(connection)


def head(connection: Connection, chain: str) -> tuple[int, str]:
    """Length and last hash of a chain, its head locked until the transaction ends."""
    (row,) = (_SYSTEM_HEAD if chain == SYSTEM else _HEAD).ask(connection, chain=chain).all()
    return row.head_seq, row.head_hash


def append(connection: Connection, chain: str, event: NewEvent, at: datetime) -> tuple[int, str]:
    """Append one event and move the head; returns its seq and hash. The case row must exist already."""
    last, prev = head(connection, chain)
    hashed = link(connection, chain, (last, prev), event, at)
    values = {"head_seq": last + 1, "head_hash": hashed}
    if chain == SYSTEM:
        connection.execute(update(CHAIN_HEAD).where(CHAIN_HEAD.c.chain == chain).values(**values))
    else:
        connection.execute(update(CASE_FILE).where(CASE_FILE.c.no == chain).values(**values))
    return last + 1, hashed


def link(connection: Connection, chain: str, after: tuple[int, str], event: NewEvent, at: datetime) -> str:
    """Write the event that follows the head `after`; returns its hash. Whoever calls moves the head."""
    row, hashed = build(chain, after[0] + 1, after[1], event, at)
    _EVENT.run(connection, row)
    return hashed


def build(chain: str, seq: int, prev: str, event: NewEvent, at: datetime) -> tuple[dict[str, Any], str]:
    """The row of an event, and its hash over the canonical bytes that stand in `body`."""
    body = _body(
        {
            "alg": ALGORITHM,
            "schema": SCHEMA,
            "chain": chain,
            "seq": seq,
            "prev": prev,
            "kind": event.kind.value,
            "act": event.act,
            "stage": event.stage,
            "version": event.version,
            "actor": event.actor,
            "on_behalf": event.on_behalf,
            "recorded_at": at.isoformat(),
            "effective_on": event.effective_on.isoformat(),
            "request_id": event.request_id,
            "dedupe": event.dedupe,
            "basis": _basis(tuple(event.basis)),
            "sealed": event.sealed[1] if event.sealed else None,
            "data": event.data if isinstance(event.data, Written) else written(event.data),
        }
    )
    hashed = digest(body)
    row = {
        "chain": chain,
        "seq": seq,
        "kind": event.kind,
        "act": event.act,
        "stage": event.stage,
        "version": event.version,
        "actor": event.actor,
        "recorded_at": at,
        "effective_on": event.effective_on,
        "request_id": event.request_id,
        "dedupe": event.dedupe,
        "prev": prev,
        "hash": hashed,
        "sealed": event.sealed[0] if event.sealed else None,
        "body": body,
    }
    return row, hashed
