"""Sealing: events that were committed become leaves of the log, later and in batches, so that no act waits for it.

What is sealed is told by the leaves alone, chain by chain. The events of a chain are committed in the order of their
numbers, for each holds the chain's head; so whatever is committed late is found next time, and no clock is asked.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, exists, func, insert, select, union_all, update
from sqlalchemy.dialects import postgresql, sqlite

from models.merkle import HASH_SIZE, Edge, leaf_hash
from models.store.engine import Store
from models.store.handles import CASE_FILE, CHAIN_HEAD, EVENT, LOG_LEAF, LOG_STATE

BATCH = 500
"""Leaves appended in one transaction: on SQLite acts wait for it, less than a tenth of a second."""
CHAINS = 200
ONLY = 1
"""The id of the log's one row."""


def seal(connection: Connection, chains: Sequence[str] | None = None) -> int:
    """Append the next events, of these chains or of all, to the log, at most BATCH; how many they were.

    One at a time: others wait for this transaction to end. Fewer than BATCH: all that was committed is sealed.
    """
    before = held(connection)
    rows = connection.execute(_unsealed(chains)).all()
    if not rows:
        return 0
    grown = before.grown(leaf(row.hash) for row in rows)
    leaves = [{**row._asdict(), "position": before.size + n} for n, row in enumerate(rows)]
    connection.execute(insert(LOG_LEAF), leaves)
    values = {"size": grown.size, "edge": b"".join(grown.nodes)}
    connection.execute(update(LOG_STATE).where(LOG_STATE.c.id == ONLY).values(**values))
    return len(rows)


def seal_all(store: Store) -> int:
    """Seal what was committed before, a transaction for each batch; how many events were sealed."""
    # Looking through all chains takes long where there are many, and acts wait for whoever writes (SQLite).
    with store.read() as connection:
        behind = list(connection.execute(_behind()).scalars())
    total = 0
    for start in range(0, len(behind), CHAINS):
        done = BATCH
        while done == BATCH:
            with store.write() as connection:
                done = seal(connection, behind[start : start + CHAINS])
            total += done
    return total


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


def _behind() -> Select[Any]:
    """Chains whose last event is no leaf yet."""
    heads = union_all(
        select(CASE_FILE.c.no.label("chain"), CASE_FILE.c.head_seq), select(CHAIN_HEAD.c.chain, CHAIN_HEAD.c.head_seq)
    ).subquery()
    sealed = exists().where(LOG_LEAF.c.chain == heads.c.chain, LOG_LEAF.c.seq == heads.c.head_seq)
    return select(heads.c.chain).where(heads.c.head_seq > 0, ~sealed).order_by(heads.c.chain)


def _unsealed(chains: Sequence[str] | None) -> Select[Any]:
    """The first events, by chain and number, that lie behind what is sealed of their chain."""
    wanted: Any = _behind() if chains is None else chains
    newest = select(LOG_LEAF.c.chain, func.max(LOG_LEAF.c.seq).label("seq")).where(LOG_LEAF.c.chain.in_(wanted))
    sealed = newest.group_by(LOG_LEAF.c.chain).subquery()
    return (
        select(EVENT.c.chain, EVENT.c.seq, EVENT.c.hash)
        .outerjoin(sealed, EVENT.c.chain == sealed.c.chain)
        .where(EVENT.c.chain.in_(wanted), EVENT.c.seq > func.coalesce(sealed.c.seq, 0))
        .order_by(EVENT.c.chain, EVENT.c.seq)
        .limit(BATCH)
    )
