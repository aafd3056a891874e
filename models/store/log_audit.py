"""Verifying the log: its leaves against the events, its roots against what was signed, all of it against what stands
outside, where nobody who rewrote the database can have rewritten it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from models.merkle import Edge
from models.store import outside, sealing
from models.store.checkpoint_key import vouched
from models.store.handles import CHECKPOINT, EVENT, LOG_LEAF, LOG_STATE

LOG = "log"
"""Stands for a chain where something is wrong with the log itself."""

Fault = tuple[str, int, str]
"""Chain and number of an event with a code, or LOG with a size."""

BATCH = 5000
SAME = and_(EVENT.c.chain == LOG_LEAF.c.chain, EVENT.c.seq == LOG_LEAF.c.seq)


@dataclass(frozen=True)
class Log:
    """How far the log goes, and how many checkpoints of it were found in the database and outside."""

    size: int
    root: str
    checkpoints: int
    outside: int


def verify(connection: Connection, case: str | None, notes: Mapping[str, str]) -> tuple[Log, Fault | None]:
    """Verify the whole log, and its leaves against the events of one case or of all.

    `notes` are those of the folder outside, read before the transaction's first look at the database: what is signed
    later must not seem to be missing.
    """
    signed, fault = _rows(connection)
    wrong = _outside(notes, signed)
    now, differs = _tree(connection, signed)
    log = Log(now.size, now.root.hex(), len(signed), len(notes.keys() - {outside.LATEST}))
    return log, _leaves(connection, case) or fault or wrong or differs


def _leaves(connection: Connection, case: str | None) -> Fault | None:
    """The first event, by chain and number, that is not what its leaf says, or that was passed over by the log."""
    altered = (
        select(LOG_LEAF.c.chain, LOG_LEAF.c.seq)
        .outerjoin(EVENT, SAME)
        .where(or_(EVENT.c.hash.is_(None), EVENT.c.hash != LOG_LEAF.c.hash))
        .order_by(LOG_LEAF.c.chain, LOG_LEAF.c.seq)
    )
    later = select(func.max(LOG_LEAF.c.seq)).where(LOG_LEAF.c.chain == EVENT.c.chain).correlate(EVENT)
    leaf = LOG_LEAF.alias()
    slipped_in = (
        select(EVENT.c.chain, EVENT.c.seq)
        .outerjoin(leaf, and_(EVENT.c.chain == leaf.c.chain, EVENT.c.seq == leaf.c.seq))
        .where(leaf.c.position.is_(None), EVENT.c.seq < later.scalar_subquery())
        .order_by(EVENT.c.chain, EVENT.c.seq)
    )
    if case is not None:
        altered, slipped_in = altered.where(LOG_LEAF.c.chain == case), slipped_in.where(EVENT.c.chain == case)
    for found in (altered, slipped_in):
        if (row := connection.execute(found.limit(1)).first()) is not None:
            return row.chain, row.seq, "log_leaf"
    return None


def _rows(connection: Connection) -> tuple[dict[int, bytes], Fault | None]:
    """The root signed for each size, and the first row that is not what its note says or that nobody signed."""
    signed: dict[int, bytes] = {}
    fault: Fault | None = None
    for row in connection.execute(select(CHECKPOINT).order_by(CHECKPOINT.c.size)):
        note = vouched(row.note)
        if note is None or (note.origin, note.size, note.root.hex()) != (row.origin, row.size, row.root):
            fault = fault or (LOG, row.size, "checkpoint")
        else:
            signed[row.size] = note.root
    return signed, fault


def _outside(notes: Mapping[str, str], signed: Mapping[int, bytes]) -> Fault | None:
    """The first note outside that is not among those signed: somebody altered it, or took it away in the database."""
    for name, text in notes.items():
        note, numbered = vouched(text), outside.NAME.fullmatch(name)
        size = int(numbered[1]) if numbered else note.size if note else 0
        if note is None or note.size != size or signed.get(size) != note.root:
            return LOG, size, "checkpoint"
    return None


def _tree(connection: Connection, signed: Mapping[int, bytes]) -> tuple[Edge, Fault | None]:
    """The tree over the stored leaves, and the first place at which it is not what was signed or is kept of it."""
    now, due = Edge(), sorted(signed)
    stored = select(LOG_LEAF.c.position, LOG_LEAF.c.hash).order_by(LOG_LEAF.c.position)
    fault: Fault | None = None
    with connection.execute(stored.execution_options(yield_per=BATCH)) as found:
        for rows in found.partitions():
            leaves = [_leaf(row, n) for n, row in enumerate(rows, now.size)]
            if None in leaves:
                return now, (LOG, now.size + leaves.index(None), "log_leaf")
            whole = [leaf for leaf in leaves if leaf]
            while due and due[0] <= now.size + len(whole):
                size = due.pop(0)
                whole, now = whole[size - now.size :], now.grown(whole[: size - now.size])
                if now.root != signed[size]:
                    fault = fault or (LOG, size, "log_root")
            now = now.grown(whole)
    if due:
        fault = fault or (LOG, due[0], "log_root")
    return now, fault or _state(connection, now)


def _leaf(row: Any, position: int) -> bytes | None:
    """The leaf, if it stands in its place and holds a hash."""
    try:
        return sealing.leaf(row.hash) if row.position == position else None
    except ValueError:
        return None


def _state(connection: Connection, now: Edge) -> Fault | None:
    """What sealing goes on from is the edge of the stored leaves."""
    row = connection.execute(select(LOG_STATE.c.size, LOG_STATE.c.edge)).first()
    kept = (row.size, row.edge) if row else (0, b"")
    return None if kept == (now.size, b"".join(now.nodes)) else (LOG, now.size, "log_root")
