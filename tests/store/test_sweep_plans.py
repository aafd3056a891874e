"""How the databases find what a sweep needs: by keys and indexes, whatever the statistics say."""

from contextlib import closing
from datetime import date
from typing import Any

from sqlalchemy import event

from flows.sweeping import sweep
from models.store.engine import Store

BREACH = date(2026, 3, 26)


def plans(store: Store, today: date) -> list[str]:
    """How the database answers each statement of a sweep that finds rows by a condition."""
    found: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "\nSELECT")) and not many and "clock" not in statement[:20]:
            how = "EXPLAIN " if store.postgres else "EXPLAIN QUERY PLAN "
            with closing(connection.connection.cursor()) as cursor:
                cursor.execute(how + statement, values)
                found.append(" ".join(str(row[0 if store.postgres else -1]) for row in cursor.fetchall()))

    event.listen(store.writer, "before_cursor_execute", explain)
    try:
        sweep(store, today)
    finally:
        event.remove(store.writer, "before_cursor_execute", explain)
    return found


def test_a_sweep_finds_its_rows_through_indexes(with_order: Store) -> None:
    found = plans(with_order, BREACH)
    big = [plan for plan in found if any(f" {name}" in plan for name in ("deadline", "case_file", "deadline_rung"))]
    assert any("deadline_next_rung" in plan for plan in big)
    assert len(big) >= 4
    whole = ("Seq Scan on deadline", "Seq Scan on case_file", "SCAN deadline_rung", "SCAN case_file")
    assert not [plan for plan in big if any(scan in plan for scan in whole)]
    assert not [plan for plan in big if "SCAN deadline" in plan and "deadline_next_rung" not in plan]
