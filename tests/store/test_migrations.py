"""The migrations lead to exactly the tables declared, on both databases, and only one process migrates."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from models.errors import BadInput, SchemaMismatch
from models.store.engine import Store
from models.store.handles import CALENDAR_YEAR, CHAIN_HEAD, INSTALLATION
from models.store.migrate import _config, check_schema, install, migrate
from models.store.tables import metadata
from tests.store.racing import Migrate, Pair, pair

HEAD = "0019"
POSTGRESQL = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger "
    "WHERE NOT tgisinternal",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
}


def catalogue(connection: Connection) -> dict[str, list[Any]]:
    """Everything the database says of its tables, but for Alembic's own one."""
    if connection.dialect.name == "postgresql":
        found = {name: [tuple(r) for r in connection.execute(text(query))] for name, query in POSTGRESQL.items()}
    else:
        found = _sqlite(connection)
    return {name: sorted((r for r in rows if "alembic_version" not in str(r)), key=str) for name, rows in found.items()}


def _sqlite(connection: Connection) -> dict[str, list[Any]]:
    def pragma(name: str, of: str) -> list[Any]:
        return [tuple(r) for r in connection.exec_driver_sql(f"PRAGMA {name}('{of}')")]

    tables = inspect(connection).get_table_names()
    kept = connection.execute(text("SELECT type, tbl_name, name, sql FROM sqlite_master WHERE type != 'table'")).all()
    checks = {t: inspect(connection).get_check_constraints(t) for t in tables}
    return {
        "columns": [(t, *c) for t in tables for c in pragma("table_xinfo", t)],
        "foreign keys": [(t, *k[2:]) for t in tables for k in pragma("foreign_key_list", t)],
        "checks": [(t, c["name"], c["sqltext"]) for t in tables for c in checks[t]],
        "indexes": [(t, *i[1:], pragma("index_xinfo", i[1])) for t in tables for i in pragma("index_list", t)],
        "statements": [(r.type, r.tbl_name, r.name, re.sub(r"\s+", " ", r.sql or "")) for r in kept],
    }


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def test_migrations_make_what_the_tables_declare(empty: Store) -> None:
    assert migrate(empty) == HEAD
    with empty.read() as connection:
        migrated = catalogue(connection)
    with empty.write() as connection:
        metadata.drop_all(connection)
        if empty.postgres:
            connection.execute(text("DROP FUNCTION case_event_append_only"))
        metadata.create_all(connection)
    with empty.read() as connection:
        assert catalogue(connection) == migrated
    assert {len(rows) > 0 for rows in migrated.values()} == {True}
    assert "next_rung_on IS NOT NULL" in str(migrated)
    assert "case_event_no_" in str(migrated)
    assert "deadlinestate_value" in str(migrated)


def test_the_comparison_sees_triggers_predicates_and_checks(empty: Store) -> None:
    migrate(empty)
    changes = (
        "DROP TRIGGER case_event_no_update"
        if not empty.postgres
        else "DROP TRIGGER case_event_no_change ON case_event",
        "DROP INDEX outbox_due",
        "CREATE INDEX outbox_due ON outbox_message (due_at, id) WHERE state = 'dead'",
        "CREATE TABLE beside (id INTEGER NOT NULL PRIMARY KEY CONSTRAINT small CHECK (id < 9))",
    )
    with empty.write() as connection:
        seen = [catalogue(connection)]
        for change in changes:
            connection.execute(text(change))
            seen.append(catalogue(connection))
    assert all(one != other for n, one in enumerate(seen) for other in seen[n + 1 :])


def test_migrating_twice_changes_nothing_wherever_one_stands(
    empty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    migrate(empty)
    with empty.read() as connection:
        before = catalogue(connection)
    assert migrate(empty) == HEAD
    with empty.read() as connection:
        assert catalogue(connection) == before
    check_schema(empty)


def test_an_empty_an_older_and_an_unknown_schema_are_refused(empty: Store) -> None:
    with pytest.raises(SchemaMismatch, match="casework migrate"):
        check_schema(empty)
    migrate(empty)
    with empty.write() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(SchemaMismatch, match="casework migrate"):
        check_schema(empty)
    with empty.write() as connection:
        connection.execute(text("INSERT INTO alembic_version VALUES ('9999')"))
    with pytest.raises(SchemaMismatch, match=r"9999.*casework migrate"):
        check_schema(empty)
    with pytest.raises(SchemaMismatch, match=r"9999.*casework migrate"):
        migrate(empty)


def test_a_migration_that_fails_leaves_nothing(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = command.upgrade

    def fail_at_the_end(config: Config, revision: str) -> None:
        real(config, revision)
        raise RuntimeError

    monkeypatch.setattr(command, "upgrade", fail_at_the_end)
    with pytest.raises(RuntimeError):
        migrate(empty)
    with empty.read() as connection:
        assert tables(connection) == set()


def test_messages_and_their_attempts_of_before_there_were_channels_stay(empty: Store) -> None:
    with empty.write() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        for n in (3, 7):
            moment = "'2026-03-02 00:00:00+00:00'"
            connection.execute(
                text(
                    "INSERT INTO outbox_message (id, dedupe, seq, channel, audience, target, statutory, title, body, "
                    f"state, due_at, attempts, created_at) VALUES ({n}, 'd{n}', 1, 'mail', 'handler', 'B-1', false, "
                    f"'t', 'b', 'dead', {moment}, 1, {moment})"
                )
            )
            connection.execute(
                text(
                    "INSERT INTO delivery_attempt (id, message_id, attempt, at, outcome, answer) "
                    f"VALUES ({n + 1}, {n}, 1, {moment}, 'permanent', '550')"
                )
            )
    assert migrate(empty) == HEAD
    with empty.write() as connection:
        kept = connection.execute(text("SELECT id, dedupe, state, via FROM outbox_message ORDER BY id"))
        assert [tuple(row) for row in kept] == [(3, "d3", "dead", None), (7, "d7", "dead", None)]
        tried = connection.execute(text("SELECT id, message_id, answer FROM delivery_attempt ORDER BY id"))
        assert [tuple(row) for row in tried] == [(4, 3, "550"), (8, 7, "550")]
        with pytest.raises(IntegrityError):
            connection.execute(text("DELETE FROM outbox_message"))


@pytest.fixture(scope="module")
def racers(key_file: object) -> Iterator[Pair]:
    with pair() as started:
        yield started


def test_two_processes_migrate_at_once(empty: Store, racers: Pair) -> None:
    assert racers.race(Migrate(empty.url), Migrate(empty.url)) == (HEAD, HEAD)
    check_schema(empty)
    with empty.read() as connection:
        assert {t.name for t in metadata.sorted_tables} | {"alembic_version"} == tables(connection)
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1


def test_installing_writes_once_what_every_database_needs(empty: Store) -> None:
    install(empty, demo=True, today=date(2026, 2, 2))
    with empty.read() as connection:
        before = connection.execute(select(INSTALLATION)).all()
        years = connection.execute(select(func.count()).select_from(CALENDAR_YEAR)).scalar_one()
    assert install(empty, demo=False, today=None) == HEAD
    with empty.read() as connection:
        assert connection.execute(select(INSTALLATION)).all() == before
        heads = connection.execute(select(CHAIN_HEAD.c.chain, CHAIN_HEAD.c.head_seq))
        assert [tuple(row) for row in heads] == [("system", 0)]
        assert connection.execute(select(func.count()).select_from(CALENDAR_YEAR)).scalar_one() == years
    assert [(row.id, row.demo, row.demo_today) for row in before] == [(1, True, date(2026, 2, 2))]
    assert years >= 7


def test_a_working_database_never_becomes_a_demo(empty: Store) -> None:
    with pytest.raises(BadInput):
        install(empty, demo=False, today=date(2026, 2, 2))
    install(empty, demo=False, today=None)
    with pytest.raises(BadInput):
        install(empty, demo=True, today=date(2026, 2, 2))
    with empty.read() as connection:
        row = connection.execute(select(INSTALLATION.c.demo, INSTALLATION.c.demo_today)).one()
        assert tuple(row) == (False, None)


def test_after_the_words_were_freed_the_database_is_whole_and_takes_a_new_one(empty: Store) -> None:
    migrate(empty)
    with empty.write() as connection:
        if not empty.postgres:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        # Only the foreign key refuses this row, no list of kinds.
        into = "INSERT INTO supervision (case_no, seq, noted, organ, noted_on)"
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            connection.execute(text(f"{into} VALUES ('X', 1, 'new', 'Y', '2026-01-01')"))
