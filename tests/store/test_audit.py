"""What anybody changes behind the journal's back is found, and named."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, text

from models.errors import Unknown
from models.store import chain, deadline_rows
from models.store.audit import Bad, verify
from models.store.canonical import digest
from models.store.engine import Store
from models.store.snapshot import deadlines
from models.store.handles import CASE_FILE, DEADLINE
from models.calendars import Calendar
from models.deadline_changes import projected
from models.store import journal
from models.store.calendars import load
from models.situation import no
from models.vocabulary import EventKind
from sqlalchemy import select
from tests.builders import registers, request, walk_to

CASE = "GZ-2026-000001"
Tamper = Callable[[Connection], object]


@pytest.fixture
def world(store: Store) -> Store:
    with store.write() as connection:
        registers(connection)
    assert walk_to(store, "rectification not_met") == CASE
    walk_to(store, "inspection approved")
    return store


def audited(store: Store, case: str | None = None) -> Bad | None:
    with store.read() as connection:
        found = verify(connection, case)
    assert found.ok == (found.first_bad is None)
    return found.first_bad


def tamper(store: Store, *statements: str) -> None:
    """With the triggers and the foreign keys out of the way, as somebody with the database's password has it."""
    with store.write() as connection:
        if store.postgres:
            connection.execute(text("SET session_replication_role = replica"))
        else:
            for name in ("no_update", "no_delete", "no_replace"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS case_event_{name}"))
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        for statement in statements:
            connection.execute(text(statement))
        if store.postgres:
            connection.execute(text("SET session_replication_role = DEFAULT"))


def of(table: str, where: str = "seq = 3") -> str:
    return f"{table} WHERE chain = '{CASE}' AND {where}"


def test_an_honest_record_holds(world: Store) -> None:
    with world.write() as connection:
        journal.refuse(connection, CASE, "N001", "case.close", no("stages_open"), date(2026, 4, 1), request())
        journal.refuse(connection, None, "N001", "case.close", no("not_a_working_case"), date(2026, 4, 1), request())
    with world.read() as connection:
        found = verify(connection)
    assert (found.ok, found.events, found.first_bad) == (True, 16, None)
    with world.read() as connection:
        assert verify(connection, CASE).events == 12
    with world.read() as connection, pytest.raises(Unknown):
        verify(connection, "GZ-2026-000099")


def _swap(column: str) -> str:
    return (
        f"UPDATE case_event SET {column} = CASE seq WHEN 3 THEN (SELECT {column} FROM {of('case_event', 'seq = 4')}) "
        f"ELSE (SELECT {column} FROM {of('case_event')}) END WHERE chain = '{CASE}' AND seq IN (3, 4)"
    )


SHORTEN = f"DELETE FROM {of('case_event', 'seq = 11')}"
RENUMBER = (f"UPDATE {of('case_event SET seq = 99')}".replace("case_event SET seq = 99 WHERE", "case_event SET seq = 99 WHERE"),)
CHANGES = {
    "a changed byte of a body": ((f"UPDATE case_event SET body = substr(body, 1, length(body) - 1) WHERE chain = '{CASE}' AND seq = 3",), 3, "hash"),
}
