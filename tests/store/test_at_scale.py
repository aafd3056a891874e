"""What an officer opens first costs by the officer's own cases, not by those that others have."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text

from deployments.desk import reading as desk
from deployments.desk.signed_in import Officer
from flows.sweeping import sweep
from models.classification import Classification
from models.periods import Clock, DeadlineState, Holder, Unit
from models.rules import Rules
from models.store import inbox, overview, reading
from models.store.engine import Store
from models.store.handles import CASE_FILE, DEADLINE
from models.store.offers import ANSWERED_BY
from models.vocabulary import File
from tests.store.watching import explained
from tests.store.worlds import CASE

TODAY, AHEAD, DAY = date(2026, 3, 27), date(2027, 1, 5), timedelta(days=1)
OTHERS, CLOCKS = 4_000, [clock for clock in Clock if clock not in ANSWERED_BY]
WHOLE = re.compile(r"(Seq Scan on|SCAN) (case_file|deadline)\b(?! USING INDEX (case_newest|deadline_running))")
"""Every row is read. In the order of an index, of which a page takes its beginning, it is not."""


@pytest.fixture
def crowded(with_order: Store) -> Store:
    """One case of N001's among thousands of cases of the same organ, each with a deadline that runs for years."""
    sweep(with_order, TODAY)  # the last day of its order has passed
    with with_order.write() as connection:
        like = connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == CASE)).one()
        case = {
            "kind": File.CASE, "unit": like.unit, "organ": like.organ, "state": "open", "opened_on": TODAY, "acts": [],
            "classification": Classification.INTERNAL, "handler": None,
        }  # fmt: skip
        deadline = {
            "holder": Holder.UNIT, "length": 30, "unit": Unit.DAY, "roll": True,
            "anchor_on": TODAY, "region": "520102", "state": DeadlineState.RUNNING,
            "provisional": False, "calendar_version": 1, "armed_seq": 1, "item": 0, "stage": "R1",
        }  # fmt: skip
        numbers = [f"GZ-2001-{n:06d}" for n in range(OTHERS)]
        connection.execute(insert(CASE_FILE), [{"no": no, **case} for no in numbers])
        of_each = [
            {**deadline, "case_no": no, "due_on": AHEAD + n * DAY, "clock": CLOCKS[n % len(CLOCKS)]}
            for n, no in enumerate(numbers)
        ]
        connection.execute(insert(DEADLINE), of_each)
        connection.execute(text("ANALYZE"))
    with_order.close()
    return with_order


def _wholly_read(store: Store, asking: Callable[[Connection], Any]) -> list[str]:
    """The plans in which every case or every deadline is read."""
    with explained(store.reader) as found, store.read() as connection:
        asking(connection)
    assert found
    return [plan for plan in found if WHOLE.search(plan)]


def _officer(store: Store, badge: str) -> Officer:
    with store.read() as connection:
        return Officer(reading.reader_of(connection, badge, TODAY), "token")


def test_an_inspectors_pages_read_no_case_of_others(crowded: Store) -> None:
    officer = _officer(crowded, "N001")
    assert not officer.reader.supervises
    pages: dict[str, Callable[[Connection], Any]] = {
        "cases": lambda _: desk.cases(crowded, officer, open_only=False, after=None, limit=50, unit=None),
        "deadlines": lambda _: desk.deadlines(crowded, officer, None, 50),
        "counts": lambda _: desk.counts(crowded, officer),
        "inbox": lambda connection: inbox.of(connection, "N001", TODAY, Rules()),
    }
    for name, page in pages.items():
        assert _wholly_read(crowded, page) == [], name
    assert [case["case"] for case in pages["cases"](None)] == [CASE]  # type: ignore[arg-type]


def test_who_sees_them_all_is_given_the_newest_and_the_next_by_their_order(crowded: Store) -> None:
    officer = _officer(crowded, "N100")
    assert officer.reader.supervises

    def newest(_: object = None) -> list[dict[str, Any]]:
        return desk.cases(crowded, officer, open_only=False, after=None, limit=50, unit=None)

    def following(_: object = None) -> list[dict[str, Any]]:
        return desk.deadlines(crowded, officer, None, 50)

    assert _wholly_read(crowded, newest) == []
    assert _wholly_read(crowded, following) == []
    assert len(newest()) == len(following()) == 50


def test_the_overview_reads_the_deadlines_it_counts(crowded: Store) -> None:
    assert _wholly_read(crowded, lambda c: overview.overview(c, TODAY, datetime.now(UTC))) == []
