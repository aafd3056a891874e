"""The yearly plan of publicity and education: one a year, two days that plan themselves, numbers that are counted."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models import education
from models.clocks import CLOCKS
from models.deadline_changes import project
from models.facts import CaseFacts, Facts
from models.ladders import rung_days
from models.lifecycle import next_acts
from models.periods import Clock, DeadlineState, Holder
from models.vocabulary import Audience, File
from tests.unit.scenes import allowed, attempt, go, on, opened, refusal, why
from tests.unit.scenes_education import (
    LECTURE,
    adopted_plan,
    carried_out,
    drafted_plan,
    plan_with_lecture,
    refused_plan,
    reported_year,
)
from tests.unit.scenes_remedy import held_activity, planned_activity
from tests.unit.worlds import ANN, BO, CALENDAR, CITY_HEAD, COUNTY_HEAD, INDUSTRY, MANY_UNITS, SUPERIOR, UNIT, the_case

DRAFT, ADD, HOLD = "education.draft", "education.add_activity", "education.hold"
MOVE, CANCEL, REPORT = "education.move_activity", "education.cancel_activity", "education.report_year"
OWN_FILE = "NM-2026-000009"
DAY = Clock.ACTIVITY_DAY


def days(facts: Facts) -> dict[int, tuple[date, str]]:
    """The day and the state of the newest clock of each activity."""
    return {d.item: (d.due_on, d.state.value) for d in facts.deadlines if d.clock is DAY}


@pytest.mark.parametrize(
    ("year", "expected"), [(2025, "education_year"), (2026, None), (2027, None), (2028, "education_year")]
)
def test_a_plan_is_for_the_year_that_runs_or_the_next(year: int, expected: str | None) -> None:
    assert refusal(MANY_UNITS, DRAFT, ANN, on(3, 2), year=year) == expected


@pytest.mark.parametrize(("taken", "expected"), [(False, ()), (True, ("education_plan_exists", "2026"))])
def test_an_organ_has_one_plan_a_year(taken: bool, expected: tuple[str, ...]) -> None:
    assert why(replace(MANY_UNITS, same_year=taken), DRAFT, ANN, on(3, 2)) == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([], ()),
        ([INDUSTRY], ()),
        ([INDUSTRY, "X"], ("industry_unknown", "X")),
        ([SUPERIOR], ("industry_unknown", SUPERIOR)),
    ],
)
@pytest.mark.parametrize("act", [DRAFT, "education.amend", ADD])
def test_the_departments_named_are_of_an_industry(act: str, codes: list[str], expected: tuple[str, ...]) -> None:
    facts, badge = (MANY_UNITS, ANN) if act == DRAFT else (adopted_plan(), COUNTY_HEAD)
    assert why(facts, act, badge, on(3, 10), departments=codes) == expected


def test_a_plan_is_a_file_of_its_own_about_no_unit() -> None:
    case = the_case(drafted_plan())
    assert (case.kind, case.state, case.handler) == (File.EDUCATION, "drafted", ANN)
    assert (drafted_plan().unit, drafted_plan().stages, drafted_plan().deadlines) == (None, (), ())


def test_a_head_does_not_adopt_the_own_draft() -> None:
    facts = go(MANY_UNITS, DRAFT, COUNTY_HEAD, on(3, 2))
    assert refusal(facts, "education.approve", COUNTY_HEAD, on(3, 4)) == "approver_involved"
    assert refusal(facts, "education.approve", CITY_HEAD, on(3, 4)) is None


def test_with_the_plan_its_two_statutory_days_are_planned() -> None:
    """1 November 2026 is a Sunday: the day stays."""
    facts = adopted_plan()
    planned = education.activities(the_case(facts).acts)
    assert {n: (a.planned_on, a.day) for n, a in planned.items()} == {
        1: (date(2026, 4, 15), "national security education day"),
        2: (date(2026, 11, 1), "Counter-espionage Law day"),
    }
    assert days(facts) == {1: (date(2026, 4, 15), "running"), 2: (date(2026, 11, 1), "running")}
    assert CLOCKS[DAY].holder is Holder.ORGAN


def test_the_reminders_come_on_working_days_before_the_day_that_does_not_move() -> None:
    """4 to 6 April are off for Qingming; 1 November is a Sunday."""
    facts = adopted_plan()
    first, second = [d for d in facts.deadlines if d.clock is DAY]
    assert [(key, day) for _, key, day in rung_days(DAY, first.anchor_on, first.due_on, CALENDAR)] == [
        ("before-20", date(2026, 3, 17)),
        ("before-10", date(2026, 3, 31)),
        ("before-3", date(2026, 4, 10)),
        ("due", date(2026, 4, 15)),
        ("breach", date(2026, 4, 16)),
    ]
    assert project(second, CALENDAR).due == date(2026, 11, 1)
    assert second.due_on.weekday() == 6


def test_a_plan_adopted_late_still_plans_the_day_that_is_past_but_no_clock_runs_for_it() -> None:
    facts = go(go(MANY_UNITS, DRAFT, ANN, on(5, 6)), "education.approve", COUNTY_HEAD, on(5, 7))
    assert sorted(education.activities(the_case(facts).acts)) == [1, 2]
    assert days(facts) == {2: (date(2026, 11, 1), "running")}


def test_adopted_on_the_day_itself_the_day_still_counts() -> None:
    facts = go(go(MANY_UNITS, DRAFT, ANN, on(4, 14)), "education.approve", COUNTY_HEAD, on(4, 15))
    assert days(facts)[1] == (date(2026, 4, 15), "running")


@pytest.mark.parametrize(
    ("planned_on", "expected"),
    [
        (date(2026, 3, 9), "education_day"),
        (date(2026, 3, 10), None),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), "education_day"),
    ],
)
@pytest.mark.parametrize("act", [ADD, MOVE])
def test_an_activity_is_planned_for_a_day_ahead_in_the_plans_year(
    act: str, planned_on: date, expected: str | None
) -> None:
    assert refusal(plan_with_lecture(), act, ANN, on(3, 10), planned_on=planned_on) == expected


def test_an_activity_added_gets_the_next_number_and_its_units_are_told() -> None:
    decision = allowed(attempt(adopted_plan(), ADD, ANN, on(3, 10)))
    assert decision.entry["activities"] == [{"item": 3, "planned_on": "2026-06-10"}]
    assert (decision.entry["units"], decision.audience) == ([UNIT.code], (Audience.HANDLER, Audience.UNIT))
    assert days(plan_with_lecture())[LECTURE] == (date(2026, 6, 10), "running")


@pytest.mark.parametrize(
    ("units", "expected"),
    [([], ()), ([UNIT.code], ()), (["91520199MA6DEMO99X"], ("unit_unknown", "91520199MA6DEMO99X"))],
)
def test_the_units_invited_are_registered(units: list[str], expected: tuple[str, ...]) -> None:
    assert why(adopted_plan(), ADD, ANN, on(3, 10), units=units) == expected


def with_own_file(state: str, *, plan: Facts | None = None) -> Facts:
    """The plan, and a guidance activity of the organ as the plan's facts show it."""
    own = replace(the_case({"planned": planned_activity, "held": held_activity}[state]()), no=OWN_FILE)
    return replace(plan or adopted_plan(), activities={OWN_FILE: own})


def named_by_the_plan(state: str) -> Facts:
    facts = go(with_own_file("planned"), ADD, ANN, on(3, 10), other=OWN_FILE, units=[], planned_on=date(2026, 5, 20))
    return with_own_file(state, plan=facts)


def test_an_activity_with_a_file_of_its_own_is_named_once_and_its_units_stand_there() -> None:
    asked: dict[str, Any] = {"other": OWN_FILE, "units": []}
    facts = with_own_file("planned")
    assert why(facts, ADD, ANN, on(3, 10), **asked) == ()
    assert why(adopted_plan(), ADD, ANN, on(3, 10), **asked) == ("activity_unknown", OWN_FILE)
    assert why(facts, ADD, ANN, on(3, 10), other=OWN_FILE) == ("units_invited_there", OWN_FILE)
    assert why(named_by_the_plan("planned"), ADD, ANN, on(3, 10), **asked) == ("activity_in_plan", OWN_FILE)
    cancelled: CaseFacts = replace(facts.activities[OWN_FILE], state="cancelled")
    facts = replace(facts, activities={OWN_FILE: cancelled})
    assert why(facts, ADD, ANN, on(3, 10), **asked) == ("activity_unknown", OWN_FILE)


def test_how_many_came_is_told_by_the_activitys_own_file() -> None:
    """Twelve came on 20 May, as that file says."""
    held: dict[str, Any] = {"item": LECTURE, "occurred_on": date(2026, 5, 20), "attendance": None}
    facts = named_by_the_plan("held")
    assert allowed(attempt(facts, HOLD, ANN, on(5, 21), **held)).entry["attendance"] == 12
    assert why(named_by_the_plan("planned"), HOLD, ANN, on(5, 21), **held) == ("activity_not_held", OWN_FILE)
    other_day = {**held, "occurred_on": date(2026, 5, 19)}
    assert why(facts, HOLD, ANN, on(5, 21), **other_day) == ("activity_not_held", OWN_FILE)
    assert why(facts, HOLD, ANN, on(5, 21), **{**held, "attendance": 12}) == ("attendance_told_there", OWN_FILE)


@pytest.mark.parametrize(("number", "expected"), [(None, "attendance_missing"), (0, None), (200, None)])
def test_how_many_came_is_said_and_nought_is_a_number(number: int | None, expected: str | None) -> None:
    assert refusal(plan_with_lecture(), HOLD, ANN, on(4, 15), attendance=number) == expected


def test_held_on_its_day_the_clock_is_met_and_later_it_is_late() -> None:
    in_time = go(plan_with_lecture(), HOLD, ANN, on(4, 15))
    assert days(in_time)[1] == (date(2026, 4, 15), DeadlineState.MET.value)
    late = go(plan_with_lecture(), HOLD, ANN, on(4, 17))
    assert days(late)[1] == (date(2026, 4, 15), DeadlineState.LATE.value)


@pytest.mark.parametrize(
    ("occurred_on", "expected"),
    [(date(2026, 4, 15), None), (date(2026, 4, 16), "date_in_future"), (date(2025, 12, 31), "education_day")],
)
def test_what_is_recorded_of_the_year_happened_in_it(occurred_on: date, expected: str | None) -> None:
    assert refusal(plan_with_lecture(), HOLD, ANN, on(4, 15), occurred_on=occurred_on) == expected
    media = refusal(adopted_plan(), "education.media_contribution", ANN, on(4, 15), published_on=occurred_on)
    assert media == expected


@pytest.mark.parametrize("act", [HOLD, MOVE, CANCEL])
def test_an_act_on_an_activity_names_one_that_is_neither_held_nor_cancelled(act: str) -> None:
    assert why(plan_with_lecture(), act, ANN, on(6, 1), item=4) == ("education_activity_unknown", "4")
    held = go(plan_with_lecture(), HOLD, ANN, on(6, 1), item=LECTURE)
    assert why(held, act, ANN, on(6, 1), item=LECTURE) == ("education_activity_over", "3")
    gone = go(plan_with_lecture(), CANCEL, ANN, on(6, 1), item=LECTURE)
    assert why(gone, act, ANN, on(6, 1), item=LECTURE) == ("education_activity_over", "3")
    assert why(plan_with_lecture(), act, ANN, on(6, 1), item=LECTURE) == ()


def test_an_activity_moves_with_its_clock_and_its_units_are_told() -> None:
    decision = allowed(attempt(plan_with_lecture(), MOVE, ANN, on(5, 6)))
    assert (decision.entry["units"], decision.audience) == ([UNIT.code], (Audience.HANDLER, Audience.UNIT))
    moved = go(plan_with_lecture(), MOVE, ANN, on(5, 6))
    clocks = [(d.due_on, d.state) for d in moved.deadlines if d.item == LECTURE]
    assert clocks == [
        (date(2026, 6, 10), DeadlineState.ENDED),
        (date(2026, 6, 17), DeadlineState.RUNNING),
    ]
    assert education.activities(the_case(moved).acts)[LECTURE].planned_on == date(2026, 6, 17)
    held = go(moved, HOLD, ANN, on(6, 17), item=LECTURE)
    assert [d.state for d in held.deadlines if d.item == LECTURE] == [DeadlineState.ENDED, DeadlineState.MET]


@pytest.mark.parametrize(("item", "expected"), [(1, "statutory_day_stays"), (2, "statutory_day_stays"), (3, None)])
def test_15_april_and_1_november_are_never_moved(item: int, expected: str | None) -> None:
    assert refusal(plan_with_lecture(), MOVE, COUNTY_HEAD, on(3, 16), item=item) == expected


@pytest.mark.parametrize(
    ("badge", "item", "expected"),
    [
        (ANN, 1, "not_responsible_person"),
        (BO, 2, "not_responsible_person"),
        (COUNTY_HEAD, 1, None),
        (COUNTY_HEAD, 2, None),
        (ANN, 3, None),
    ],
)
def test_only_a_responsible_person_cancels_that_of_a_statutory_day(badge: str, item: int, expected: str | None) -> None:
    assert refusal(plan_with_lecture(), CANCEL, badge, on(3, 16), item=item) == expected


def test_cancelled_the_clock_ends_and_the_units_invited_are_told() -> None:
    decision = allowed(attempt(plan_with_lecture(), CANCEL, ANN, on(5, 6)))
    assert decision.entry["units"] == [UNIT.code]
    assert Audience.UNIT in decision.audience
    assert "units" not in allowed(attempt(plan_with_lecture(), CANCEL, COUNTY_HEAD, on(5, 6), item=2)).entry
    assert days(carried_out())[2] == (date(2026, 11, 1), DeadlineState.ENDED.value)


@pytest.mark.parametrize(
    ("day", "expected"), [(on(10, 31), ("education_year_runs", "2026-11-01")), (on(11, 1), ()), (on(12, 31), ())]
)
def test_the_year_is_reported_on_from_its_last_statutory_day_on(day: date, expected: tuple[str, ...]) -> None:
    assert why(carried_out(), REPORT, ANN, day) == expected


def test_before_the_report_each_activity_is_held_or_cancelled() -> None:
    assert why(plan_with_lecture(), REPORT, ANN, on(11, 3)) == ("education_activities_open", "1", "2", "3")


def test_the_numbers_of_the_report_are_counted_from_the_acts() -> None:
    counted = the_case(reported_year()).acts[-1]["counts"]
    assert counted == {
        "planned": 3,
        "held": 2,
        "cancelled": 1,
        "attendance": 280,
        "forms": {"exhibition": 1, "lecture": 1, "materials": 1},
        "partners": {"schools": 1},
        "media": {"programme": 1},
    }


def test_reported_on_or_refused_the_file_is_over_and_nothing_runs() -> None:
    for facts in (reported_year(), refused_plan()):
        assert next_acts(facts) == []
        assert not [d for d in facts.deadlines if d.open]


def test_a_plan_offers_its_own_acts_only() -> None:
    assert {t.full_name for t, _ in next_acts(drafted_plan())} == {"education.approve", "education.refuse"}
    assert {t.full_name for t, _ in next_acts(adopted_plan())} == {
        "education.amend", ADD, HOLD, MOVE, CANCEL, "education.media_contribution", REPORT,
    }  # fmt: skip
    assert refusal(opened(), HOLD, ANN, on(4, 15)) == "not_a_working_case"


def test_amended_the_activities_stay() -> None:
    amended = go(plan_with_lecture(), "education.amend", COUNTY_HEAD, on(3, 16))
    assert sorted(education.activities(the_case(amended).acts)) == [1, 2, 3]
    assert the_case(amended).acts[-1]["targets"] == ["the public"]
