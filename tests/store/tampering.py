"""Changing the database behind the journal's back, and what the audit then says."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Table, create_engine, delete, event, select, text, update

from models.store.audit import Audit, verify
from models.store.engine import Store
from models.store.handles import CASE_FILE, EVENT, RECEIPT

CASE = "GZ-2026-000001"
"""The case that is tampered with: the first of its database."""

Tamper = Callable[[Connection], object]


def audit(store: Store, case: str | None = None) -> Audit:
    with store.read() as connection:
        return verify(connection, case)


def tampered(store: Store, change: Tamper, case: str | None = None) -> Audit:
    """What the audit says after a change by somebody who has the database's password; then all is as before."""
    level: Any = "REPEATABLE READ" if store.postgres else "SERIALIZABLE"
    engine = create_engine(store.url, isolation_level=level)
    prepare = "SET session_replication_role = replica" if store.postgres else "PRAGMA foreign_keys = OFF"
    event.listen(engine, "connect", lambda raw, _: raw.cursor().execute(prepare))
    with engine.connect() as connection:
        if not store.postgres:
            connection.execute(text("BEGIN"))
            for name in ("no_update", "no_delete", "no_replace"):
                connection.execute(text(f"DROP TRIGGER case_event_{name}"))
        change(connection)
        found = verify(connection, case)
        connection.rollback()
    engine.dispose()
    return found


def receipts_follow(connection: Connection) -> None:
    """The receipts of the case name the hashes its events have now; those of acts that are gone are gone."""
    mine = RECEIPT.c.case_no == CASE
    events = {
        row.request_id: {"seq": row.seq, "hash": row.hash}
        for row in connection.execute(
            select(EVENT.c.request_id, EVENT.c.seq, EVENT.c.hash).where(EVENT.c.chain == CASE)
        )
    }
    for row in connection.execute(select(RECEIPT.c.request_id, RECEIPT.c.answer).where(mine)).all():
        this = mine & (RECEIPT.c.request_id == row.request_id)
        if row.request_id not in events:
            connection.execute(delete(RECEIPT).where(this))
        elif "event" in row.answer:
            answer = {**row.answer, "event": events[row.request_id]}
            connection.execute(update(RECEIPT).where(this).values(answer=answer))


def emptied(*tables: Table) -> Tamper:
    """Every row of the case, in these tables."""

    def change(connection: Connection) -> None:
        for table in tables:
            connection.execute(delete(table).where(_named(table) == CASE))

    return change


def rows(table: Table, **values: Any) -> Tamper:
    """Every row of the case in one table says something else."""
    return lambda connection: connection.execute(update(table).where(_named(table) == CASE).values(**values))


def _named(table: Table) -> Any:
    """The column that names the case."""
    own = {EVENT: EVENT.c.chain, CASE_FILE: CASE_FILE.c.no}.get(table)
    return table.c.case_no if own is None else own
