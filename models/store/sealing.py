"""Sealing: events that were committed become leaves of the log, later and in batches, so that no act waits for it.

What is sealed is told by the leaves alone, chain by chain. The events of a chain are committed in the order of their
numbers, for each holds the chain's head; so whatever is committed late is found next time, and no clock is asked.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from models.merkle import HASH_SIZE, Edge, leaf_hash
from models.store.engine import Store
from models.store.handles import CASE_FILE, CHAIN_HEAD, EVENT, LOG_LEAF, LOG_STATE

BATCH = 1000
ONLY = 1
"""The id of the log's one row."""


def seal(connection: Connection) -> int:
    """Append the next events to the log, at most 1000; how many they were, 0 when all are sealed.

    One at a time: others wait for this transaction to end. Repeat it in a transaction of its own each time.
    """
    before = held(connection)
    rows = connection.execute(_unsealed()).all()
    if not rows:
        return 0
    grown = before.grown(leaf(row.hash) for row in rows)
    leaves = [{**row._asdict(), "position": before.size + n} for n, row in enumerate(rows)]
    connection.execute(insert(LOG_LEAF), leaves)
    values = {"size": grown.size, "edge": b"".join(grown.nodes)}
    connection.execute(update(LOG_STATE).where(LOG_STATE.c.id == ONLY).values(**values))
    return len(rows)


def seal_all(store: Store) -> int:
    """Seal until nothing is left, a transaction for each batch; how many events were sealed."""
    return sum(iter(lambda: _batch(store), 0))


def _batch(store: Store) -> int:
    with store.write() as connection:
        return seal(connection)


def held(connection: Connection) -> Edge:
    """The edge of the log, held until the transaction ends. Raises ValueError where the row was spoiled."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(make(LOG_STATE).values(id=ONLY, size=0, edge=b"").on_conflict_do_nothing())
    row = connection.execute(select(LOG_STATE).where(LOG_STATE.c.id == ONLY).with_for_update()).one()
    return edge(row.size, row.edge)


def edge(size: int, nodes: bytes) -> Edge:
    """The edge as it is kept. Raises ValueError where it is none."""
    return Edge(size, tuple(_cut(nodes)))


def _cut(nodes: bytes) -> Iterator[bytes]:
    for start in range(0, len(nodes), HASH_SIZE):
        yield nodes[start : start + HASH_SIZE]


def leaf(hashed: str) -> bytes:
    """The leaf of an event: the event's hash is what is logged. Raises ValueError where it is no hash."""
    return leaf_hash(bytes.fromhex(hashed))


def _unsealed() -> Select[Any]:
    """The first events, by chain and number, that lie behind what is sealed of their chain."""
    heads = union_all(
        select(CASE_FILE.c.no.label("chain"), CASE_FILE.c.head_seq), select(CHAIN_HEAD.c.chain, CHAIN_HEAD.c.head_seq)
    ).subquery()
    sealed = select(func.max(LOG_LEAF.c.seq)).where(LOG_LEAF.c.chain == heads.c.chain).scalar_subquery()
    behind = select(heads.c.chain, heads.c.head_seq, func.coalesce(sealed, 0).label("sealed")).subquery()
    return (
        select(EVENT.c.chain, EVENT.c.seq, EVENT.c.hash)
        .join(behind, EVENT.c.chain == behind.c.chain)
        .where(behind.c.head_seq > behind.c.sealed, EVENT.c.seq > behind.c.sealed)
        .order_by(EVENT.c.chain, EVENT.c.seq)
        .limit(BATCH)
    )
