"""Defects seen in systems like this one: a step entered again that never warns again, and a moment nobody knows that is
kept as the beginning of time."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Date, func, select

from models.periods import Clock
from models.store.columns import UTCDateTime
from models.store.engine import Store
from models.store.handles import DEADLINE, RUNG
from models.store.tables import metadata
from tests.acceptance.hearing import COUNTY_HEAD, OFFICER, OTHER_CITY_HEAD, Hearing, on, ordered, reinspected
from tests.builders import UNIT_CODE
from tests.store.worlds import CASE, Worlds, breach, heard, heard_order, installed, standing

LONG_AGO = {date: date(2000, 1, 1), datetime: datetime(2000, 1, 1, tzinfo=UTC)}


def sent(store: Store, case: str, clock: Clock) -> list[tuple[int, str]]:
    """The rungs of this kind of deadline that were sent, each with the deadline's place among its like."""
    wanted = (
        select(DEADLINE.c.id, RUNG.c.rung)
        .join_from(RUNG, DEADLINE, DEADLINE.c.id == RUNG.c.deadline_id)
        .where(DEADLINE.c.case_no == case, DEADLINE.c.clock == clock, RUNG.c.sent)
        .order_by(DEADLINE.c.id, RUNG.c.rung_on)
    )
    with store.read() as connection:
        rows = connection.execute(wanted).all()
    places = {deadline: n for n, deadline in enumerate(dict.fromkeys(row.id for row in rows))}
    return [(places[row.id], row.rung) for row in rows]


def test_an_order_served_anew_has_a_ladder_of_its_own(hearing: Hearing) -> None:
    ordered(hearing)
    for day in (on(3, 16), on(3, 20)):
        hearing.swept(day)
    hearing.act(on(3, 24), OFFICER, "rectification.report", received_on="2026-03-24", content="One done.")
    assert reinspected(hearing, on(3, 27), True, False) == "not_met"
    hearing.act(on(3, 30), OFFICER, "rectification.comment", received_on="2026-03-30", content="It takes longer.")
    hearing.act(on(3, 30), OFFICER, "rectification.renew", required="Mend the rest.", limit_length=15)
    hearing.act(on(3, 31), OTHER_CITY_HEAD, "rectification.approve")
    hearing.served(on(4, 1), "rectification.serve")
    for n in range(16):
        hearing.swept(on(4, 2 + n))
    again = [rung for place, rung in sent(hearing.store, hearing.no, Clock.RECTIFICATION_LIMIT) if place == 1]
    assert again == ["before-7", "before-3", "before-1", "breach"]


def test_a_case_that_loses_its_handler_again_is_warned_of_again(hearing: Hearing) -> None:
    hearing.act(on(3, 5), OFFICER, "case.open", unit=UNIT_CODE, reason="Nobody has it yet.")
    hearing.swept(on(3, 5))
    hearing.act(on(3, 6), COUNTY_HEAD, "case.assign", handler="N002")
    hearing.swept(on(3, 9))
    hearing.act(on(3, 9), COUNTY_HEAD, "case.recuse", officer="N002", reason="A relation.")
    hearing.swept(on(3, 9))
    hearing.swept(on(3, 10))
    assert sent(hearing.store, hearing.no, Clock.ASSIGNMENT) == [
        (0, "unassigned-2026-03-05"), (1, "unassigned-2026-03-09"), (1, "unassigned-2026-03-10"),
    ]  # fmt: skip


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_a_moment_nobody_knows_is_null_and_not_the_beginning_of_time(worlds: Worlds, engine: str) -> None:
    with worlds.copy(engine, installed, standing, heard_order, breach) as store:
        with heard(store, CASE) as hearing:
            hearing.swept(on(3, 27))
        looked = 0
        with store.read() as connection:
            for table in metadata.sorted_tables:
                for column in table.columns:
                    if isinstance(column.type, Date | UTCDateTime):
                        least: Any = connection.execute(select(func.min(column))).scalar()
                        assert least is None or least >= LONG_AGO[type(least)], column
                        looked += least is not None
        assert looked > 15
