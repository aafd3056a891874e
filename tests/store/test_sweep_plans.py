"""How the databases find what a sweep needs: by keys and indexes, whatever the statistics say."""

from contextlib import closing
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from flows.sweeping import sweep
from models.periods import Clock
from models.store.engine import Store
from models.vocabulary import Stage

ROUNDS = [
    pytest.param(2, id="2 rounds"),
    pytest.param(25, marks=[pytest.mark.slow, pytest.mark.timeout(900)], id="25 rounds"),
]
R = Stage.RECTIFICATION
LIMIT = Clock.RECTIFICATION_LIMIT
# Served on Tuesday 10 March 2026, 15 days: Wednesday 25 March is the last day.
DUE = date(2026, 3, 25)
BEFORE_7, BEFORE_3, BEFORE_1 = date(2026, 3, 16), date(2026, 3, 20), date(2026, 3, 24)
BREACH, AFTER_5, AFTER_10 = date(2026, 3, 26), date(2026, 4, 1), date(2026, 4, 9)


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
