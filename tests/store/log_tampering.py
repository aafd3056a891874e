"""Rewriting what was sealed, as somebody would who has the database's password, or the signing key as well."""

import json
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from models.merkle import Edge
from models.signed_note import Checkpoint, sign
from models.store import checkpoint_key, sealing
from models.store.canonical import canonical, digest
from models.store.handles import (
    CASE_FILE,
    CASE_KEY,
    CASE_OFFICER,
    CHECKPOINT,
    DEADLINE,
    DOCUMENT,
    EVENT,
    LOG_LEAF,
    LOG_STATE,
    RECEIPT,
    SEALED,
    STAGE,
)
from tests.store.tampering import CASE, Tamper, emptied, receipts_follow

LAST = 3
"""The last event of the case."""
SIGNED = 9
"""Events of both cases and of the registers when the first checkpoint was signed; two more were signed later, one not
yet."""


def at(seq: int, chain: str = CASE) -> Any:
    return (EVENT.c.chain == chain) & (EVENT.c.seq == seq)


def flipped(connection: Connection) -> None:
    """One bit of the last byte of an event."""
    body = bytearray(connection.execute(select(EVENT.c.body).where(at(2))).scalar_one())
    body[-2] ^= 1
    connection.execute(update(EVENT).where(at(2)).values(body=bytes(body)))


def rechained(connection: Connection, chain: str = CASE) -> None:
    """Numbers, hashes, head and receipts of the chain follow what its events say now."""
    prev, events = "", connection.execute(select(EVENT).where(EVENT.c.chain == chain).order_by(EVENT.c.seq)).all()
    for seq, row in enumerate(events, 1):
        body = canonical({**json.loads(row.body), "seq": seq, "prev": prev})
        connection.execute(
            update(EVENT).where(at(row.seq, chain)).values(seq=seq, body=body, prev=prev, hash=digest(body))
        )
        prev = digest(body)
    connection.execute(update(CASE_FILE).where(CASE_FILE.c.no == chain).values(head_seq=len(events), head_hash=prev))
    receipts_follow(connection)


def says_another(connection: Connection) -> None:
    """The actor of the last act was somebody else, and everything in the chain follows; no row contradicts it."""
    row = connection.execute(select(EVENT).where(at(LAST))).one()
    body = canonical({**json.loads(row.body), "actor": "C101"})
    connection.execute(update(EVENT).where(at(LAST)).values(body=body, actor="C101"))
    rechained(connection)


def never_acted(connection: Connection) -> None:
    """The case was opened and nothing more happened: the later events are gone, and every row follows."""
    connection.execute(delete(EVENT).where(EVENT.c.chain == CASE, EVENT.c.seq > 1))
    opened = json.loads(connection.execute(select(EVENT.c.body).where(at(1))).scalar_one())
    for table in (STAGE, DEADLINE, DOCUMENT):
        connection.execute(delete(table).where(table.c.case_no == CASE))
    entry = {**opened["data"]["opens"][0]["entry"], "seq": 1}
    values = {"version": 1, "acts": [entry], "state": opened["data"]["opens"][0]["state"]}
    connection.execute(
        update(CASE_FILE).where(CASE_FILE.c.no == CASE).values(**values, handler=opened["data"]["handler"])
    )
    known = {entry["by"], opened["data"]["handler"]}
    others = (CASE_OFFICER.c.case_no == CASE, CASE_OFFICER.c.badge.not_in(known))
    connection.execute(delete(CASE_OFFICER).where(*others))
    rechained(connection)


def reordered(connection: Connection) -> None:
    """Two leaves change places; the edge of the log follows."""
    _swap(connection, LOG_LEAF.c.position)
    resealed(connection)


def _swap(connection: Connection, column: Any) -> None:
    for old, new in ((1, -1), (2, 1), (-1, 2)):
        connection.execute(update(column.table).where(column == old).values({column: new}))


def vanished(connection: Connection) -> None:
    """The case with all its rows, receipts included."""
    emptied(EVENT, CASE_FILE, STAGE, DEADLINE, DOCUMENT, SEALED, CASE_KEY, RECEIPT)(connection)


def unlogged(connection: Connection) -> None:
    """And its leaves: the others move up, the edge follows."""
    vanished(connection)
    connection.execute(delete(LOG_LEAF).where(LOG_LEAF.c.chain == CASE))
    resealed(connection)


def resealed(connection: Connection) -> None:
    """The log as it would be had it always held what the events say now."""
    named = connection.execute(select(LOG_LEAF.c.chain, LOG_LEAF.c.seq).order_by(LOG_LEAF.c.position)).all()
    connection.execute(delete(LOG_LEAF))
    edge, n = Edge(), 0
    for chain, seq in named:
        hashed = connection.execute(select(EVENT.c.hash).where(at(seq, chain))).scalar()
        if hashed is not None:
            connection.execute(insert(LOG_LEAF).values(position=n, chain=chain, seq=seq, hash=hashed))
            edge, n = edge.grown([sealing.leaf(hashed)]), n + 1
    connection.execute(update(LOG_STATE).values(size=edge.size, edge=b"".join(edge.nodes)))


def signed_anew(connection: Connection, secret: bytes) -> None:
    """Every checkpoint says what the leaves say now."""
    sizes = connection.execute(select(CHECKPOINT.c.size, CHECKPOINT.c.origin)).all()
    hashes = list(connection.execute(select(LOG_LEAF.c.hash).order_by(LOG_LEAF.c.position)).scalars())
    connection.execute(delete(CHECKPOINT).where(CHECKPOINT.c.size > len(hashes)))
    for size, origin in sizes:
        root = Edge().grown(sealing.leaf(hashed) for hashed in hashes[:size]).root
        values = {"root": root.hex(), "note": sign(Checkpoint(origin, size, root), secret)}
        connection.execute(update(CHECKPOINT).where(CHECKPOINT.c.size == size).values(**values))


def both(*changes: Tamper) -> Tamper:
    def change(connection: Connection) -> None:
        for one in changes:
            one(connection)

    return change


def everything(connection: Connection) -> None:
    """By who has the signing key too."""
    both(says_another, resealed)(connection)
    signed_anew(connection, checkpoint_key.secret())


def leaf_says(at: int, **values: Any) -> Tamper:
    return lambda c: c.execute(update(LOG_LEAF).where(LOG_LEAF.c.position == at).values(**values))


def checkpoint_says(**values: Any) -> Tamper:
    return lambda c: c.execute(update(CHECKPOINT).where(CHECKPOINT.c.size == SIGNED).values(**values))


def raw(statement: str) -> Tamper:
    return lambda connection: connection.execute(text(statement))
