"""The record as newline JSON for whoever verifies it without this application (`deployments/verify_export.py`).

Narrative is in it as digests of ciphertext only. Of one case, each leaf comes with its proof against the last
checkpoint, so that no other case is named.
"""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select, text

from models.errors import Unknown
from models.merkle import inclusion, levels
from models.store import chain, checkpoint_key, sealing
from models.store.handles import CHECKPOINT, EVENT, LOG_LEAF

FORMAT = "casework-audit/1"
BATCH = 1000

Line = dict[str, Any]


def lines(connection: Connection, case: str | None) -> Iterator[Line]:
    """Head, checkpoints, leaves and events, in that order. Raises Unknown for a case without events.

    Nothing may have been read on the connection's transaction before: it becomes one snapshot (PostgreSQL).
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    if case is not None and connection.execute(select(EVENT.c.seq).where(EVENT.c.chain == case)).first() is None:
        raise Unknown(case)
    key, at = checkpoint_key.known(), chain.now(connection)
    yield {
        "type": "head",
        "format": FORMAT,
        "case": case,
        "key": str(key) if key else None,
        "exported_at": at.isoformat(timespec="seconds"),
    }
    newest = 0
    for row in connection.execute(select(CHECKPOINT).order_by(CHECKPOINT.c.size)).all():
        newest = row.size
        yield {"type": "checkpoint", "size": row.size, "root": row.root, "note": row.note}
    yield from _leaves(connection) if case is None else _proven(connection, case, newest)
    yield from _events(connection, case)


def _leaves(connection: Connection) -> Iterator[Line]:
    leaves = select(LOG_LEAF).order_by(LOG_LEAF.c.position).execution_options(yield_per=BATCH)
    with connection.execute(leaves) as rows:
        for row in rows:
            yield _leaf(row)


def _proven(connection: Connection, case: str, size: int) -> Iterator[Line]:
    """The leaves of one case; those before the last checkpoint, of `size`, with their proofs."""
    below = select(LOG_LEAF.c.hash).where(LOG_LEAF.c.position < size).order_by(LOG_LEAF.c.position)
    tree = levels(sealing.leaf(hashed) for hashed in connection.execute(below).scalars())
    own = select(LOG_LEAF).where(LOG_LEAF.c.chain == case).order_by(LOG_LEAF.c.position)
    for row in connection.execute(own).all():
        proof = [node.hex() for node in inclusion(tree, row.position)] if row.position < len(tree[0]) else None
        yield {**_leaf(row), "proof": proof}


def _leaf(row: Any) -> Line:
    return {"type": "leaf", "position": row.position, "chain": row.chain, "seq": row.seq, "hash": row.hash}


def _events(connection: Connection, case: str | None) -> Iterator[Line]:
    wanted = select(EVENT.c.chain, EVENT.c.seq, EVENT.c.hash, EVENT.c.body).order_by(EVENT.c.chain, EVENT.c.seq)
    if case is not None:
        wanted = wanted.where(EVENT.c.chain == case)
    with connection.execute(wanted.execution_options(yield_per=BATCH)) as rows:
        for row in rows:
            yield {"type": "event", **row._asdict(), "body": b64encode(row.body).decode()}
