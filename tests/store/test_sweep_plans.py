"""How the databases find what a sweep needs: by keys and indexes, whatever the statistics say."""

from datetime import date

from flows.sweeping import sweep
from models.store.engine import Store
from tests.store.watching import explained

BREACH = date(2026, 3, 26)


def test_a_sweep_finds_its_rows_through_indexes(with_order: Store) -> None:
    with explained(with_order.writer) as found:
        sweep(with_order, BREACH)
    big = [plan for plan in found if any(f" {name}" in plan for name in ("deadline", "case_file", "deadline_rung"))]
    assert any("deadline_next_rung" in plan for plan in big)
    assert len(big) >= 4
    whole = ("Seq Scan on deadline", "Seq Scan on case_file", "SCAN deadline_rung", "SCAN case_file")
    assert not [plan for plan in big if any(scan in plan for scan in whole)]
    assert not [plan for plan in big if "SCAN deadline" in plan and "deadline_next_rung" not in plan]
