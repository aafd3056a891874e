"""Appending events: per case, and for what belongs to no case, one hash chain over canonical bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from models.store.canonical import canonical, digest
from models.store.handles import CASE_FILE, CHAIN_HEAD, EVENT
from models.vocabulary import EventKind

SYSTEM = "system"
ALGORITHM = "sha256"
SCHEMA = 1

_CLOCK, _SQLITE_CLOCK = select(func.clock_timestamp()), text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
_HEAD = select(*CASE_FILE.c["head_seq", "head_hash"]).where(CASE_FILE.c.no == bindparam("chain")).with_for_update()
_SYSTEM_HEAD = (
    select(*CHAIN_HEAD.c["head_seq", "head_hash"]).where(CHAIN_HEAD.c.chain == bindparam("chain")).with_for_update()
)
_EVENT = insert(EVENT)


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
    data: Mapping[str, Any] = field(default_factory=dict)
    on_behalf: str | None = None


def now(connection: Connection) -> datetime:
    """The database's clock, in UTC; nobody can supply another."""
    if connection.dialect.name == "postgresql":
        moment: datetime = connection.execute(_CLOCK).scalar_one()
        return moment.astimezone(UTC)
    stamp = connection.execute(_SQLITE_CLOCK).scalar_one()
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC)


def head(connection: Connection, chain: str) -> tuple[int, str]:
    """Length and last hash of a chain, its head locked until the transaction ends."""
    row = connection.execute(_SYSTEM_HEAD if chain == SYSTEM else _HEAD, {"chain": chain}).one()
    return row[0], row[1]


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
    connection.execute(_EVENT, row)
    return hashed


def build(chain: str, seq: int, prev: str, event: NewEvent, at: datetime) -> tuple[dict[str, Any], str]:
    """The row of an event, and its hash over the canonical bytes that stand in `body`."""
    body = canonical(
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
            "basis": list(event.basis),
            "sealed": event.sealed[1] if event.sealed else None,
            "data": event.data,
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
