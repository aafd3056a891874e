"""Joint guidance and joint supervision: announced beforehand, and no wider than an inspection of our own."""

from datetime import date
from typing import Any

import pytest

from models.facts import Facts
from models.periods import Clock
from tests.unit.scenes import go, on, opened, refusal, requested, why
from tests.unit.scenes_cooperation import agreed_joint, announced_joint, held_joint, proposed_joint
from tests.unit.worlds import ANN, BO, CAI, COUNTY_HEAD, the_stage, with_deadline, with_stage

PROPOSED = "joint.propose"


@pytest.mark.parametrize(("day", "expected"), [(on(3, 6), "joint_announced_too_late"), (on(3, 7), None)])
def test_the_unit_hears_of_a_joint_act_before_the_day(day: date, expected: str | None) -> None:
    assert refusal(agreed_joint(), "joint.announce", ANN, on(3, 6), planned_on=day) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ()),
        ({"occurred_on": on(3, 6)}, ("joint_not_announced", "2026-03-09")),
        ({"present": [ANN, CAI]}, ("joint_strangers", CAI)),
        ({"occurred_on": on(3, 11)}, ("date_in_future", "occurred_on")),
    ],
)
def test_it_is_held_as_it_was_announced(given: dict[str, object], expected: tuple[str, ...]) -> None:
    assert why(announced_joint(), "joint.hold", ANN, on(3, 10), **given) == expected


def test_announced_again_it_may_be_held_by_others_on_another_day() -> None:
    facts = go(announced_joint(), "joint.announce", ANN, on(3, 9), planned_on=on(3, 11), team=[BO, CAI])
    assert refusal(facts, "joint.hold", ANN, on(3, 11), present=[BO, CAI]) is None
    assert why(facts, "joint.hold", ANN, on(3, 11), present=[ANN, BO]) == ("joint_strangers", ANN)


def guidance(**given: Any) -> Facts:
    """Joint guidance without an inspection, announced for 6 March."""
    facts = go(opened(), PROPOSED, ANN, on(3, 3), form="joint guidance", ground=None, **given)
    facts = go(facts, "joint.agree", ANN, on(3, 4))
    return go(facts, "joint.announce", ANN, on(3, 5), planned_on=on(3, 6))


def supervision() -> Facts:
    """The same as supervision."""
    return with_form(guidance(), "joint supervision")


def with_form(facts: Facts, form: str) -> Facts:
    stage = the_stage(facts, "J1")
    return with_stage(facts, "J1", acts=({**stage.acts[0], "form": form}, *stage.acts[1:]))


def test_a_supervision_takes_two_and_guidance_one() -> None:
    assert refusal(announced_joint(), "joint.hold", ANN, on(3, 9), present=[ANN]) == "two_officers_required"
    alone = {"present": [ANN], "on_site": False, "methods": []}
    assert refusal(guidance(), "joint.hold", ANN, on(3, 6), **alone) is None
    assert refusal(supervision(), "joint.hold", ANN, on(3, 6), **alone) == "two_officers_required"


@pytest.mark.parametrize(
    ("given", "guided", "supervised"),
    [
        ({"on_site": False, "methods": []}, None, None),
        ({"on_site": False, "methods": ["consult material"]}, None, None),
        ({"on_site": True, "methods": []}, None, "joint_needs_inspection"),
        ({"on_site": False, "methods": ["enter and look"]}, "joint_needs_inspection", "joint_needs_inspection"),
        (
            {"on_site": False, "methods": ["look at the unit's equipment"]},
            "joint_needs_inspection",
            "joint_needs_inspection",
        ),
    ],
)
def test_what_happens_at_the_place_needs_an_inspection(
    given: dict[str, object], guided: str | None, supervised: str | None
) -> None:
    assert refusal(guidance(), "joint.hold", ANN, on(3, 6), **given) == guided
    assert refusal(supervision(), "joint.hold", ANN, on(3, 6), **given) == supervised


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("requested", "joint_needs_inspection"),
        ("approved", "joint_needs_inspection"),
        ("notified", None),
        ("recorded", None),
        ("concluded", "joint_needs_inspection"),
        ("refused", "joint_needs_inspection"),
        ("cancelled", "joint_needs_inspection"),
        ("annulled", "joint_needs_inspection"),
    ],
)
def test_joint_supervision_on_the_spot_lies_in_an_inspection_that_runs(state: str, expected: str | None) -> None:
    facts = with_stage(announced_joint(), "I1", state=state)
    assert refusal(facts, "joint.hold", ANN, on(3, 9)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"methods": ["consult material", "enter and look"]}, ()),
        ({"methods": ["hear explanations"]}, ("joint_beyond_inspection", "I1")),
        ({"occurred_on": on(3, 20)}, ()),
        # The inspection was approved for 5 to 20 March.
        ({"occurred_on": on(3, 21)}, ("joint_beyond_inspection", "I1")),
    ],
)
def test_it_is_no_wider_than_that_inspection(given: dict[str, object], expected: tuple[str, ...]) -> None:
    assert why(announced_joint(), "joint.hold", ANN, on(3, 23), **{"occurred_on": on(3, 9), **given}) == expected


def test_it_is_not_held_on_an_approval_that_has_expired() -> None:
    facts = with_deadline(announced_joint(), Clock.APPROVAL_VALIDITY, due_on=on(3, 8))
    assert refusal(facts, "joint.hold", ANN, on(3, 9)) == "joint_beyond_inspection"


@pytest.mark.parametrize(
    ("ground", "expected"),
    [("I1", None), (None, None), ("G1", "joint_needs_inspection"), ("I2", "joint_needs_inspection")],
)
def test_the_ground_of_a_joint_act_is_an_inspection(ground: str | None, expected: str | None) -> None:
    facts = go(requested(), "guidance.issue", ANN, on(3, 3))
    assert refusal(facts, PROPOSED, ANN, on(3, 4), ground=ground) == expected


def test_a_joint_act_rests_on_its_inspection_and_is_decided_when_that_is_annulled() -> None:
    assert the_stage(proposed_joint(), "J1").ground == "I1"
    facts = go(held_joint(), "case.annul", COUNTY_HEAD, on(3, 10))
    assert refusal(facts, "case.close", ANN, on(3, 10)) == "resting_undecided"
    facts = go(facts, "case.decide_resting", COUNTY_HEAD, on(3, 10), which="J1")
    assert the_stage(facts, "J1").state == "annulled"
