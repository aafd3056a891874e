"""Prepared statements: the same rows and errors as SQLAlchemy's own, in one trip where the database can."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import bindparam, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from flows.advance import advance
from models.store import prepared
from models.store.engine import Store
from models.store.handles import (
    CALENDAR_YEAR,
    CASE_FILE,
    DEADLINE,
    DEPARTMENT,
    EVENT,
    MANDATE,
    OFFICER,
    OUTBOX,
    RECEIPT,
    SEALED,
    STAGE,
    UNIT_STATUS,
)
from models.store.prepared import Prepared, among, trip
from models.vocabulary import Outcome, Stage
from tests.acceptance.hearing import Hearing, on
from tests.store.watching import watched
from tests.store.worlds import CASE

TABLES = (
    CALENDAR_YEAR, CASE_FILE, DEADLINE, DEPARTMENT, EVENT, MANDATE, OFFICER, OUTBOX, RECEIPT, SEALED, STAGE,
    UNIT_STATUS,
)  # fmt: skip
POSTS = Prepared(update(OFFICER).where(OFFICER.c.badge == bindparam("who", None)).values(post=bindparam("to", None)))
POST = Prepared(select(OFFICER.c.post).where(OFFICER.c.badge == bindparam("who", None)))
YEARS = Prepared(insert(CALENDAR_YEAR))
MANY = Prepared(select(OFFICER.c.badge).where(among(OFFICER.c.badge, "badges")).order_by(OFFICER.c.badge))
YEAR = {
    "region": "520102", "year": 2031, "source": "a notice", "version": 99,
    "imported_at": datetime(2030, 11, 3, 8, 30, 15, 250000, tzinfo=UTC),
}  # fmt: skip


def test_rows_are_those_that_sqlalchemy_gives(with_order: Store) -> None:
    with with_order.read() as connection:
        for table in TABLES:
            theirs = [tuple(row) for row in connection.execute(select(table))]
            assert sorted(map(repr, Prepared(select(table)).ask(connection).all())) == sorted(
                repr(Prepared(select(table))._for(connection, ()).row._make(row)) for row in theirs
            )


def test_what_is_written_is_read_again_as_it_was(store: Store) -> None:
    with store.write() as connection:
        YEARS.run(connection, YEAR, {**YEAR, "year": 2032})
        (row,) = connection.execute(select(CALENDAR_YEAR).where(CALENDAR_YEAR.c.year == 2031)).mappings()
        assert dict(row) == YEAR
        years = select(CALENDAR_YEAR.c.year).where(CALENDAR_YEAR.c.version == 99).order_by(CALENDAR_YEAR.c.year)
        assert list(connection.scalars(years)) == [2031, 2032]


@pytest.mark.parametrize(
    ("asked", "found"), [((), []), (("N001",), ["N001"]), (("N001", "nobody", "N002"), ["N001", "N002"])]
)
def test_any_number_of_codes_is_one_value(world: Store, asked: tuple[str, ...], found: list[str]) -> None:
    with world.read() as connection:
        assert [row.badge for row in MANY.ask(connection, badges=asked).all()] == found


def test_nobody_is_the_first_of_no_rows(store: Store) -> None:
    with store.read() as connection:
        assert POST.ask(connection, who="nobody").first() is None


def test_in_a_trip_each_sees_what_came_before(world: Store) -> None:
    with world.write() as connection, trip(connection):
        before = POST.ask(connection, who="N001")
        POSTS.run(connection, {"who": "N001", "to": "another"})
        later = POST.ask(connection, who="N001")
    assert before.all()[0].post != "another"
    assert later.all()[0].post == "another"


@pytest.mark.parametrize("together", [True, False])
def test_an_error_is_the_one_sqlalchemy_raises_and_holds_no_value_of_ours(store: Store, together: bool) -> None:
    hidden = {**YEAR, "source": "never to be shown"}
    with pytest.raises(IntegrityError) as caught, store.write() as connection:
        if together:
            with trip(connection):
                YEARS.run(connection, hidden, hidden)
        else:
            YEARS.run(connection, hidden, hidden)
    assert "never to be shown" not in str(caught.value)
    with store.read() as connection:
        years = select(CALENDAR_YEAR).where(CALENDAR_YEAR.c.version == 99)
        assert connection.execute(years).all() == []


def test_an_act_is_a_fixed_number_of_prepared_statements(order_hearing: Hearing) -> None:
    store = order_hearing.store
    mine: list[str] = []
    others: list[str] = []
    form = {"act": "issue", "case": CASE, "form": "written guidance", "content": "words"}

    def issued() -> None:
        answer = advance(Stage.GUIDANCE, form, {"badge": "N001"}, str(uuid4()), datetime.now(UTC))
        assert answer.outcome is Outcome.RECORDED

    issued()
    with watched(store.writer, mine.append):
        event.listen(store.writer, "before_cursor_execute", lambda *given: others.append(given[2]))
        issued()
    # Fourteen questions, seven that write. Four locks and a word to the relays, or the lock of the file.
    assert len(mine) == 14 + 7 + (5 if store.postgres else 1)
    assert others == []


SMALL = ("installation", "department", "line", "json_each", "CONSTANT ROW")
"""What is read whole: one row, the register of departments, and what a statement made itself."""


def test_an_act_finds_its_rows_by_indexes(order_hearing: Hearing, monkeypatch: pytest.MonkeyPatch) -> None:
    store = order_hearing.store
    asked: list[tuple[str, Any]] = []
    really = prepared.execute

    def noted(cursor: Any, sql: str, values: Any) -> None:
        asked.append((sql, dict(values)))
        really(cursor, sql, values)

    monkeypatch.setattr(prepared, "execute", noted)
    order_hearing.act(on(3, 10), "N001", "rectification.progress", content="Half of it.", received_on="2026-03-10")
    monkeypatch.setattr(prepared, "execute", really)
    explain, whole = ("EXPLAIN ", "Seq Scan on ") if store.postgres else ("EXPLAIN QUERY PLAN ", "SCAN ")
    with store.read() as connection:
        cursor: Any = connection.connection.cursor()
        if store.postgres:
            cursor.execute("SET LOCAL enable_seqscan = off")
        read = []
        for sql, values in asked:
            if sql.startswith(("SELECT", "UPDATE", "WITH")):
                cursor.execute(explain + sql, values)
                lines = [str(row[-1]).strip().removeprefix("->").strip() for row in cursor.fetchall()]
                read += [line for line in lines if line.startswith(whole)]
    assert len(asked) > 20
    assert [line for line in read if not line.removeprefix(whole).startswith(SMALL)] == []


def test_a_connection_that_the_server_has_closed_is_replaced(store: Store) -> None:
    if not store.postgres:
        pytest.skip("a file closes nothing")
    with store.read() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    address = store.url.replace("postgresql+psycopg://", "postgresql://")
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
        while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", (pid,)).fetchone():
            pass
    with store.read() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() != pid
