"""Guidance for many units at once: planned and held without a case; no act of a case is taken on it, nor back."""

from dataclasses import replace
from datetime import date

import pytest

from models.facts import Facts, UnitFacts
from models.lifecycle import LIFECYCLE, next_acts
from models.vocabulary import Audience, File, Stage
from tests.unit.moments import before
from tests.unit.scenes import allowed, attempt, go, on, opened, refusal, why
from tests.unit.scenes_remedy import held_activity, planned_activity
from tests.unit.worlds import (
    ADMIN,
    ANN,
    AUDITOR,
    BO,
    CITY_HEAD,
    CITY_INSPECTOR,
    COUNTY_HEAD,
    GONE,
    MANY_UNITS,
    UNIT,
    the_case,
)

PLAN, HOLD, CANCEL = "activity.plan", "activity.hold", "activity.cancel"
FIRST, SECOND = "91520102MA6DEMO00X", "91520103MA6DEMO10X"
STRANGER = "91520199MA6DEMO99X"


def cancelled() -> Facts:
    return go(planned_activity(), CANCEL, ANN, on(3, 4))


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([FIRST, SECOND], ()),
        ([SECOND], ()),
        ([FIRST, STRANGER], ("unit_unknown", STRANGER)),
        ([STRANGER], ("unit_unknown", STRANGER)),
        ([FIRST, SECOND, FIRST], ("unit_twice",)),
    ],
)
def test_each_unit_invited_is_registered_and_named_once(units: list[str], expected: tuple[str, ...]) -> None:
    assert why(MANY_UNITS, PLAN, ANN, on(3, 3), units=units) == expected


# The organ in charge is of county 520102.
@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("520102", None),
        ("520103", "outside_jurisdiction"),
        ("520100", "outside_jurisdiction"),
        ("530102", "outside_jurisdiction"),
    ],
)
def test_each_unit_lies_under_the_organ(region: str, expected: str | None) -> None:
    other = UnitFacts(SECOND, region, None)
    facts = replace(MANY_UNITS, units={FIRST: UNIT, SECOND: other})
    assert refusal(facts, PLAN, ANN, on(3, 3)) == expected


def test_the_units_outside_are_named() -> None:
    facts = replace(MANY_UNITS, units={FIRST: UNIT, SECOND: UnitFacts(SECOND, "520103", None)})
    assert why(facts, PLAN, ANN, on(3, 3)) == ("outside_jurisdiction", SECOND)


@pytest.mark.parametrize(
    ("badge", "expected"),
    [
        (ANN, None),
        (COUNTY_HEAD, None),
        (CITY_HEAD, "not_organ_in_charge"),
        (CITY_INSPECTOR, "not_organ_in_charge"),
        (ADMIN, "no_mandate"),
        (AUDITOR, "no_mandate"),
        (GONE, "officer_inactive"),
        ("NOBODY", "officer_unknown"),
    ],
)
def test_an_inspector_of_the_organ_in_charge_plans_and_holds(badge: str, expected: str | None) -> None:
    assert refusal(MANY_UNITS, PLAN, badge, on(3, 3)) == expected
    assert refusal(planned_activity(), HOLD, badge, on(5, 20)) == expected
    assert refusal(planned_activity(), CANCEL, badge, on(3, 4)) == expected


@pytest.mark.parametrize(
    ("handler", "expected"),
    [(BO, None), (None, None), ("NOBODY", "person_unknown"), (CITY_HEAD, "not_organ_in_charge"), (ADMIN, "no_mandate")],
)
def test_its_handler_is_an_officer_of_the_organ(handler: str | None, expected: str | None) -> None:
    assert refusal(MANY_UNITS, PLAN, ANN, on(3, 3), handler=handler) == expected


@pytest.mark.parametrize(
    ("attended", "expected"),
    [
        ([], ()),
        ([FIRST], ()),
        ([FIRST, SECOND], ()),
        ([FIRST, STRANGER], ("unit_not_invited", STRANGER)),
        ([STRANGER], ("unit_not_invited", STRANGER)),
    ],
)
def test_who_took_part_was_invited(attended: list[str], expected: tuple[str, ...]) -> None:
    assert why(planned_activity(), HOLD, ANN, on(5, 20), attended=attended) == expected


def test_a_unit_registered_but_not_invited_did_not_take_part() -> None:
    facts = go(MANY_UNITS, PLAN, ANN, on(3, 3), units=[FIRST])
    assert why(facts, HOLD, ANN, on(5, 20), attended=[SECOND]) == ("unit_not_invited", SECOND)


@pytest.mark.parametrize(("day", "expected"), [(on(5, 19), None), (on(5, 20), None), (on(5, 21), "date_in_future")])
def test_it_is_recorded_after_it_was_held(day: date, expected: str | None) -> None:
    assert refusal(planned_activity(), HOLD, ANN, on(5, 20), occurred_on=day) == expected


def test_not_to_come_is_no_breach() -> None:
    """Nothing is armed, noted or opened for a unit that stayed away."""
    decision = allowed(attempt(planned_activity(), HOLD, ANN, on(5, 20), attended=[]))
    assert (decision.deadlines, decision.openings, decision.noted, decision.recalls) == ((), (), (), ())
    assert Audience.UNIT not in decision.audience


def test_it_is_a_file_of_its_own_without_a_unit_or_a_stage() -> None:
    facts = planned_activity()
    case = the_case(facts)
    assert (case.kind, case.state, case.handler) == (File.ACTIVITY, "planned", ANN)
    assert (facts.stages, facts.deadlines, facts.unit) == ((), (), None)
    assert case.acts[0]["units"] == [FIRST, SECOND]
    assert the_case(held_activity()).state == "held"
    assert the_case(cancelled()).state == "cancelled"


@pytest.mark.parametrize("facts", [held_activity(), cancelled()])
def test_held_or_cancelled_it_is_over(facts: Facts) -> None:
    assert refusal(facts, HOLD, ANN, on(5, 20)) == "wrong_state"
    assert refusal(facts, CANCEL, ANN, on(5, 20)) == "wrong_state"
    assert next_acts(facts) == []


def test_the_units_are_told_when_it_is_planned_and_when_it_is_cancelled() -> None:
    for facts, act in ((MANY_UNITS, PLAN), (planned_activity(), CANCEL)):
        assert allowed(attempt(facts, act, ANN, on(3, 4))).audience == (Audience.HANDLER, Audience.UNIT)


OF_OTHERS = [t.full_name for t in LIFECYCLE if t.stage is not Stage.ACTIVITY and not (t.opens and t.on_file)]


@pytest.mark.parametrize("act", OF_OTHERS)
def test_no_act_of_a_case_or_another_file_is_taken_on_an_activity(act: str) -> None:
    scene = before(act)
    facts = replace(planned_activity(), officers=scene.facts.officers)
    assert refusal(facts, act, scene.badge, scene.today) == "not_a_working_case"


@pytest.mark.parametrize("act", [HOLD, CANCEL])
def test_no_act_of_an_activity_is_taken_on_a_case(act: str) -> None:
    assert refusal(opened(), act, ANN, on(5, 20)) == "not_a_working_case"
    assert refusal(planned_activity(), act, ANN, on(5, 20)) is None


def test_an_activity_offers_its_own_acts_only() -> None:
    assert {t.full_name for t, _ in next_acts(planned_activity())} == {HOLD, CANCEL}
    assert not [t for t, _ in next_acts(opened()) if t.stage is Stage.ACTIVITY]
