"""The chain of events takes additions only: every other statement is refused and changes nothing."""

from typing import Any

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from models.store.audit import verify
from models.store.engine import Store
from models.store.handles import EVENT
from tests.builders import walk_to

COLUMNS = ", ".join(c.name for c in EVENT.c)
OTHER = ", ".join({"actor": "'X'", "body": "prev"}.get(c.name, c.name) for c in EVENT.c)
MOVED = ", ".join({"chain": "'Y'", "dedupe": "NULL"}.get(c.name, c.name) for c in EVENT.c)
BOTH = {
    "update": "UPDATE case_event SET actor = 'X'",
    "update of the key": "UPDATE case_event SET seq = seq + 100",
    "delete": "DELETE FROM case_event WHERE seq = 2",
    "upsert": f"INSERT INTO case_event ({COLUMNS}) SELECT {COLUMNS} FROM case_event WHERE seq = 1 "
    "ON CONFLICT (chain, seq) DO UPDATE SET actor = 'X'",
}
SQLITE = {
    "replace": f"INSERT OR REPLACE INTO case_event ({COLUMNS}) SELECT {OTHER} FROM case_event WHERE seq = 1",
    "replace by rowid": f"INSERT OR REPLACE INTO case_event (rowid, {COLUMNS}) "
    f"SELECT rowid, {MOVED} FROM case_event WHERE seq = 1",
    "update or replace": "UPDATE OR REPLACE case_event SET seq = 2 WHERE seq = 1",
}
NUMBERED = ", ".join({"seq": "n", "dedupe": "NULL"}.get(c.name, c.name) for c in EVENT.c)
COPIED = (
    "WITH RECURSIVE r(n) AS (SELECT :since UNION ALL SELECT n + 1 FROM r WHERE n < :until) "
    f"INSERT INTO case_event ({COLUMNS}) SELECT {NUMBERED} "
    "FROM r, (SELECT * FROM case_event WHERE chain <> 'system' ORDER BY chain, seq LIMIT 1)"
)
"""On SQLite: copies of one event, numbered on their own."""
POSTGRESQL = {
    "truncate": "TRUNCATE case_event",
    "truncate all": "TRUNCATE case_event, case_file CASCADE",
    "merge": "MERGE INTO case_event AS e USING (SELECT 1 AS n) AS s ON e.seq = s.n WHEN MATCHED THEN DELETE",
}


def rows(connection: Connection) -> list[Any]:
    return list(connection.execute(select(EVENT).order_by(EVENT.c.chain, EVENT.c.seq)).all())


@pytest.fixture(scope="module")
def written(shared: Store) -> Store:
    walk_to(shared, "inspection approved")
    return shared


def refused(store: Store, statement: str) -> None:
    with store.read() as connection:
        before = rows(connection)
    with pytest.raises(DBAPIError, match="append-only"), store.write() as connection:
        connection.execute(text(statement))
    with store.read() as connection:
        assert rows(connection) == before
    with store.read() as connection:
        assert verify(connection).ok


@pytest.mark.parametrize("how", [*BOTH, *SQLITE, *POSTGRESQL])
def test_whatever_changes_an_event_is_refused(written: Store, how: str) -> None:
    own = {**BOTH, **(POSTGRESQL if written.postgres else SQLITE)}
    if how in own:
        refused(written, own[how])
    else:
        # The other database's own statement: not even read.
        with pytest.raises(DBAPIError, match="syntax error"), written.write() as connection:
            connection.execute(text({**SQLITE, **POSTGRESQL}[how]))


def _steps(store: Store) -> int:
    """Hundreds of steps of SQLite's machine that one more event takes."""
    steps: list[None] = []
    with store.write() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(lambda: steps.append(None), 100)
        n = len(rows(connection))
        steps.clear()
        connection.execute(text(COPIED), {"since": 10_000 + n, "until": 10_000 + n})
        driver.set_progress_handler(None, 0)
    return len(steps)


@pytest.mark.parametrize("engine", ["sqlite"])
def test_an_event_takes_no_longer_after_thousands_of_which_the_planner_knows(with_order: Store) -> None:
    before = _steps(with_order)
    with with_order.write() as connection:
        connection.execute(text(COPIED), {"since": 100, "until": 5_000})
        connection.execute(text("ANALYZE"))
    with_order.close()  # what was connected before would not know of it
    assert _steps(with_order) <= before + 1


def test_a_second_event_of_the_same_dedupe_replaces_none(written: Store) -> None:
    copy = ", ".join({"seq": "seq + 50", "dedupe": "'once'"}.get(c.name, c.name) for c in EVENT.c)
    first = f"INSERT INTO case_event ({COLUMNS}) SELECT {copy} FROM case_event WHERE seq = 1"
    again = ", ".join({"seq": "seq + 60"}.get(c.name, c.name) for c in EVENT.c)
    second = f"({COLUMNS}) SELECT {again} FROM case_event WHERE dedupe = 'once'"
    verb = "INSERT INTO" if written.postgres else "INSERT OR REPLACE INTO"
    with pytest.raises(DBAPIError, match=r"append-only|unique"), written.write() as connection:
        connection.execute(text(first))
        connection.execute(text(f"{verb} case_event {second}"))
    with written.read() as connection:
        assert verify(connection).ok
