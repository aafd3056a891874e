"""Plans of the year as stored: who has none is told once a month; numbers are those of each organ by itself."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from flows.missing_plans import due_on, remind
from models.errors import Unknown
from models.rules import Rules
from models.store import education_years, inbox
from models.store.engine import Store
from models.store.handles import CASE_FILE, EVENT, OFFICER, OUTBOX
from tests.acceptance.hearing import CITY_HEAD, COUNTY_HEAD, Hearing, on
from tests.acceptance.hearing import OFFICER as INSPECTOR
from tests.builders import SECRET, UNIT_CODE

EVERYBODY = ["GZ", "GZ-GY", "GZ-GY-NM", "GZ-ZY"]
COUNTY = "GZ-GY-NM"
PLAN: dict[str, Any] = {"targets": ["key units"], "contents": ["law and duties"], "forms": ["lecture"], "plan": SECRET}


def told(store: Store, day: date) -> list[tuple[str, str]]:
    """Which organs the day's look tells, and what it says first."""
    with store.read() as connection:
        before = set(connection.scalars(select(OUTBOX.c.id)))
    remind(store, day)
    wanted = select(OUTBOX.c.id, OUTBOX.c.target, OUTBOX.c.title).order_by(OUTBOX.c.target)
    with store.read() as connection:
        return [(row.target, row.title) for row in connection.execute(wanted) if row.id not in before]


def organs(store: Store, day: date) -> list[str]:
    return [organ for organ, _ in told(store, day)]


def adopted(hearing: Hearing, year: int = 2026) -> None:
    hearing.act(on(3, 3), INSPECTOR, "education.draft", year=year, **PLAN)
    hearing.act(on(3, 4), COUNTY_HEAD, "education.approve")


def test_it_is_told_from_the_day_after_the_last_once_a_month(world: Store) -> None:
    assert due_on(2026) == date(2026, 1, 31)
    assert organs(world, date(2026, 1, 31)) == []
    assert organs(world, date(2026, 2, 1)) == EVERYBODY
    assert organs(world, date(2026, 2, 2)) == organs(world, date(2026, 2, 28)) == []
    assert organs(world, date(2026, 3, 1)) == EVERYBODY


def test_what_is_told_names_the_organ_and_the_year(world: Store) -> None:
    assert told(world, date(2026, 2, 1))[2] == (
        COUNTY, "GZ-GY-NM 2026年度：尚无已批准的年度宣传教育计划",
    )  # fmt: skip


def test_only_an_adopted_plan_of_that_year_ends_it(world: Store, hearing: Hearing) -> None:
    hearing.act(on(3, 3), INSPECTOR, "education.draft", year=2027, **PLAN)
    hearing.act(on(3, 4), COUNTY_HEAD, "education.approve")
    assert organs(world, on(3, 5)) == EVERYBODY
    hearing.act(on(4, 1), INSPECTOR, "education.draft", year=2026, **PLAN)
    assert organs(world, on(4, 2)) == EVERYBODY
    hearing.act(on(5, 6), COUNTY_HEAD, "education.approve")
    assert organs(world, on(5, 7)) == ["GZ", "GZ-GY", "GZ-ZY"]


def test_an_organ_without_officers_owes_no_plan(world: Store) -> None:
    with world.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.organ == "GZ-ZY").values(active=False))
    assert organs(world, on(3, 2)) == ["GZ", "GZ-GY", COUNTY]


def test_after_a_refused_plan_another_is_drafted_for_the_year(hearing: Hearing) -> None:
    hearing.act(on(3, 3), INSPECTOR, "education.draft", year=2026, **PLAN)
    assert hearing.refused(on(3, 3), INSPECTOR, "education.draft", year=2026, **PLAN) == "education_plan_exists"
    hearing.act(on(3, 4), COUNTY_HEAD, "education.refuse", reason=SECRET)
    hearing.act(on(3, 5), INSPECTOR, "education.draft", year=2026, **PLAN)
    hearing.act(on(3, 5), "C001", "education.draft", year=2026, **PLAN)


def test_each_organ_is_shown_with_its_own_numbers_in_the_order_of_codes(world: Store, hearing: Hearing) -> None:
    adopted(hearing)
    held = {"item": 1, "occurred_on": "2026-04-15", "attendance": 300, "forms": ["lecture"]}
    hearing.act(on(4, 15), INSPECTOR, "education.hold", **held)
    with world.read() as connection:
        shown = education_years.overview(connection, 2026)
        assert education_years.without_plan(connection, 2026) == ["GZ", "GZ-GY", "GZ-ZY"]
        assert [line["adopted"] for line in education_years.overview(connection, 2027)] == [False] * 4
    assert [line["organ"] for line in shown] == EVERYBODY
    assert shown[2] == {
        "organ": COUNTY, "case": hearing.no, "state": "adopted", "adopted": True, "planned": 2, "held": 1,
        "cancelled": 0, "attendance": 300,
    }  # fmt: skip
    assert shown[0] == {
        "organ": "GZ", "case": None, "state": None, "adopted": False, "planned": 0, "held": 0, "cancelled": 0,
        "attendance": 0,
    }  # fmt: skip


def test_only_a_plan_is_reported_on(world: Store, hearing: Hearing) -> None:
    hearing.act(on(3, 2), INSPECTOR, "case.open", unit=UNIT_CODE, handler=INSPECTOR, reason=SECRET)
    for number in (hearing.no, "GZ-2026-000009"):
        with world.read() as connection, pytest.raises(Unknown):
            education_years.report(connection, number)


def test_an_activity_of_another_organ_is_not_named_by_the_plan(hearing: Hearing) -> None:
    meeting = {"form": "meeting", "planned_on": "2026-06-10", "units": [UNIT_CODE], "content": SECRET}
    hearing.act(on(3, 2), "C001", "activity.plan", **meeting)
    other = hearing.no
    adopted(hearing)
    added = {"planned_on": "2026-06-10", "form": "lecture", "title": SECRET, "other": other}
    assert hearing.refused(on(5, 6), INSPECTOR, "education.add_activity", **added) == "activity_unknown"


def test_what_was_said_stands_sealed_and_the_record_is_whole(world: Store, hearing: Hearing) -> None:
    adopted(hearing)
    visit = {"planned_on": "2026-06-10", "form": "lecture", "title": SECRET, "units": [UNIT_CODE]}
    hearing.act(on(3, 5), INSPECTOR, "education.add_activity", **visit)
    with world.read() as connection:
        bodies = connection.scalars(select(EVENT.c.body)).all()
        row = connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == hearing.no)).one()
    assert not [body for body in bodies if SECRET.encode() in body]
    assert (row.kind.value, row.unit, row.organ, row.closed_on) == ("education", None, COUNTY, None)
    assert hearing.told("增列宣传教育活动") == {COUNTY, UNIT_CODE}
    assert hearing.record_is_whole()


def test_the_plan_waits_for_a_responsible_person_of_the_own_organ(world: Store, hearing: Hearing) -> None:
    hearing.act(on(3, 3), INSPECTOR, "education.draft", year=2026, **PLAN)
    who = (INSPECTOR, COUNTY_HEAD, CITY_HEAD)
    with world.read() as connection:
        found = [inbox.of(connection, badge, on(3, 3), Rules()).to_approve for badge in who]
    wanted = [{"case": hearing.no, "stage": None, "act": "education.approve", "since": "2026-03-03"}]
    assert found == [[], wanted, wanted]
