"""Annulment: what may be annulled, what rests on it, what happens to that, and who is told."""

from typing import Any

import pytest

from models.facts import Facts
from models.periods import DeadlineState
from models.vocabulary import Audience, Noted
from tests.unit.scenes import (
    allowed,
    approved_interview,
    attempt,
    concluded,
    go,
    issued,
    not_met_order,
    on,
    proposed_interview,
    proposed_order,
    refusal,
    requested,
    running_order,
    sent_transfer,
    why,
)
from tests.unit.scenes_remedy import annulled, annulled_both
from tests.unit.scenes_technical import requested_technical
from tests.unit.worlds import (
    ADMIN,
    ANN,
    CITY_HEAD,
    COUNTY_HEAD,
    OTHER_CITY_HEAD,
    UNKNOWN_FILE,
    the_case,
    the_stage,
)

ANNUL, DECIDE, CLOSE = "case.annul", "case.decide_resting", "case.close"
TOO: dict[str, Any] = {"decision": "annulled too"}
STANDS: dict[str, Any] = {"decision": "stands on grounds of its own"}
WITHOUT_EFFECT = [
    go(requested(), "inspection.refuse", CITY_HEAD, on(3, 4)),
    go(requested(), "inspection.cancel", ANN, on(3, 4)),
    go(concluded(), ANNUL, COUNTY_HEAD, on(3, 16)),
]


def states(facts: Facts) -> dict[str, str]:
    return {stage.label: stage.state for stage in facts.stages}


def resting(facts: Facts, **given: Any) -> list[str]:
    """What an annulment lists."""
    found: list[str] = allowed(attempt(facts, ANNUL, COUNTY_HEAD, on(5, 20), **given)).entry["resting"]
    return found


def accepted_and_closed() -> Facts:
    """The order is carried out and the case closed."""
    both = [{"item": 1, "met": True}, {"item": 2, "met": True}]
    facts = go(running_order(), "rectification.report", ANN, on(4, 10))
    facts = go(facts, "rectification.reinspect", ANN, on(4, 15), results=both)
    return go(facts, CLOSE, ANN, on(4, 16))


@pytest.mark.parametrize(
    ("badge", "expected"),
    [
        (COUNTY_HEAD, None),
        (CITY_HEAD, None),
        (OTHER_CITY_HEAD, "approver_not_in_line"),
        (ADMIN, "not_responsible_person"),
        (ANN, "not_responsible_person"),
    ],
)
def test_a_responsible_person_in_line_carries_out_the_decision(badge: str, expected: str | None) -> None:
    assert refusal(running_order(), ANNUL, badge, on(3, 16)) == expected
    assert refusal(annulled(), DECIDE, badge, on(3, 17)) == expected


@pytest.mark.parametrize("label", ["I1", "R1", "Y1", "NM-2026-000001/I1"])
def test_any_stage_with_an_effect_is_annulled(label: str) -> None:
    facts = go(proposed_interview(), ANNUL, COUNTY_HEAD, on(4, 20), annulled=label)
    assert the_stage(facts, label).state == "annulled"


@pytest.mark.parametrize("facts", WITHOUT_EFFECT)
def test_what_had_no_effect_is_not_annulled(facts: Facts) -> None:
    assert refusal(facts, ANNUL, COUNTY_HEAD, on(3, 17)) == "nothing_to_annul"


def test_an_unknown_stage_is_not_annulled() -> None:
    assert refusal(running_order(), ANNUL, COUNTY_HEAD, on(3, 16), annulled="I2") == "stage_unknown"
    assert refusal(running_order(), ANNUL, COUNTY_HEAD, on(3, 16), annulled="NM-2026-000009/I1") == "stage_unknown"


def test_the_decision_is_on_file_and_not_of_tomorrow() -> None:
    assert refusal(running_order(), ANNUL, COUNTY_HEAD, on(3, 16), files=[UNKNOWN_FILE]) == "document_unknown"
    assert refusal(running_order(), ANNUL, COUNTY_HEAD, on(3, 16), decided_on=on(3, 17)) == "date_in_future"
    assert refusal(running_order(), ANNUL, COUNTY_HEAD, on(3, 16), decided_on=on(3, 13)) is None


def test_an_annulled_stage_takes_no_act_and_nothing_runs_in_it() -> None:
    facts = annulled_both()
    assert states(facts) == {"I1": "annulled", "R1": "annulled"}
    assert [d.state for d in facts.deadlines if d.open] == []
    assert {d.state for d in facts.deadlines if d.stage == "R1"} == {DeadlineState.ENDED}
    assert refusal(facts, "rectification.report", ANN, on(3, 18), stage="R1") == "wrong_state"
    assert refusal(facts, "rectification.propose", ANN, on(3, 18), ground="I1") == "ground_annulled"


def test_what_rests_on_it_is_listed() -> None:
    assert resting(running_order(), annulled="I1") == ["R1"]
    assert resting(running_order(), annulled="R1") == []
    assert resting(proposed_interview(), annulled="R1") == ["Y1"]
    assert resting(sent_transfer(), annulled="R1") == ["X1"]
    assert resting(requested_technical(), annulled="I1") == ["T1"]


def test_what_is_over_without_effect_is_not_listed() -> None:
    refused = go(proposed_order(), "rectification.refuse", CITY_HEAD, on(3, 11))
    withdrawn = go(running_order(), "rectification.withdraw", COUNTY_HEAD, on(3, 16))
    assert resting(refused, annulled="I1") == []
    assert resting(withdrawn, annulled="I1") == []


def test_an_interview_rests_on_the_finding_it_names() -> None:
    given: dict[str, Any] = {"ground": "problem in performing duties", "finding_in": "G1", "order": None}
    facts = go(issued(), "interview.propose", ANN, on(3, 4), **given)
    assert resting(facts, annulled="G1") == ["Y1"]
    gone = go(issued(), ANNUL, COUNTY_HEAD, on(3, 4), annulled="G1")
    assert refusal(gone, "interview.propose", ANN, on(3, 5), **given) == "ground_annulled"


def test_what_rests_on_what_rests_on_it_comes_up_when_that_is_annulled_too() -> None:
    facts = go(proposed_interview(), ANNUL, COUNTY_HEAD, on(4, 20), annulled="I1")
    assert refusal(facts, DECIDE, COUNTY_HEAD, on(4, 20), which="Y1") == "nothing_rests"
    facts = go(facts, DECIDE, COUNTY_HEAD, on(4, 20), which="R1", **TOO)
    assert the_case(facts).acts[-1]["resting"] == ["Y1"]
    assert refusal(facts, DECIDE, COUNTY_HEAD, on(4, 20), which="R1") == "nothing_rests"
    facts = go(facts, DECIDE, COUNTY_HEAD, on(4, 20), which="Y1", **TOO)
    assert states(facts) == {"I1": "annulled", "R1": "annulled", "Y1": "annulled"}
    assert refusal(facts, CLOSE, ANN, on(4, 20)) is None


def test_what_stands_on_grounds_of_its_own_goes_on() -> None:
    facts = go(proposed_interview(), ANNUL, COUNTY_HEAD, on(4, 20), annulled="I1")
    facts = go(facts, DECIDE, COUNTY_HEAD, on(4, 20), which="R1", **STANDS)
    assert states(facts) == {"I1": "annulled", "R1": "not_met", "Y1": "proposed"}
    assert refusal(facts, "interview.approve", CITY_HEAD, on(4, 20)) is None
    assert refusal(facts, DECIDE, COUNTY_HEAD, on(4, 20), which="R1") == "nothing_rests"


def test_nothing_is_decided_that_does_not_rest_on_something_annulled() -> None:
    assert refusal(running_order(), DECIDE, COUNTY_HEAD, on(3, 17)) == "nothing_rests"
    assert refusal(annulled(), DECIDE, COUNTY_HEAD, on(3, 17), which="I1") == "nothing_rests"
    assert refusal(annulled(), DECIDE, COUNTY_HEAD, on(3, 17), which="NM-2026-000001/R1") is None


ADVERSE = [
    (not_met_order(), "rectification.renew", ANN, {}),
    (not_met_order(), "interview.propose", ANN, {}),
    (not_met_order(), "interview.propose", ANN, {"order": None}),
    (not_met_order(), "interview.propose", ANN, {"order": "NM-2026-000001/R1"}),
    (not_met_order(), "transfer.propose", ANN, {}),
    # Nor one that rests on what rests on it.
    (proposed_interview(), "interview.approve", CITY_HEAD, {}),
    (go(approved_interview(), "interview.draw_up", ANN, on(4, 20)), "interview.summon", ANN, {}),
]


@pytest.mark.parametrize(("facts", "act", "badge", "given"), ADVERSE)
def test_no_adverse_act_is_taken_while_it_is_undecided(
    facts: Facts, act: str, badge: str, given: dict[str, Any]
) -> None:
    gone = go(facts, ANNUL, COUNTY_HEAD, on(4, 20), annulled="I1")
    assert refusal(facts, act, badge, on(4, 20), **given) is None
    assert why(gone, act, badge, on(4, 20), **given) == ("resting_undecided", "R1")
    assert refusal(go(gone, DECIDE, COUNTY_HEAD, on(4, 20), **STANDS), act, badge, on(4, 20), **given) is None


def test_what_favours_the_unit_or_rests_elsewhere_goes_on() -> None:
    facts = annulled()
    assert refusal(facts, "rectification.report", ANN, on(3, 17)) is None
    assert refusal(facts, "rectification.withdraw", COUNTY_HEAD, on(3, 17)) is None
    beside = go(facts, "guidance.issue", ANN, on(3, 17))
    assert refusal(beside, "rectification.propose", ANN, on(3, 17), ground="G1") is None


def test_the_case_stays_open_until_each_is_decided() -> None:
    assert why(annulled(), CLOSE, ANN, on(3, 17)) == ("resting_undecided", "R1")
    assert refusal(annulled_both(), CLOSE, ANN, on(3, 18)) is None
    withdrawn = go(annulled(), "rectification.withdraw", COUNTY_HEAD, on(3, 17))
    assert refusal(withdrawn, CLOSE, ANN, on(3, 17)) is None


def test_a_closed_case_is_open_again_only_where_something_rests_on_what_is_gone() -> None:
    closed = accepted_and_closed()
    by_order = go(closed, ANNUL, COUNTY_HEAD, on(5, 20), annulled="R1")
    assert (the_case(by_order).state, states(by_order)["R1"]) == ("closed", "annulled")
    by_inspection = go(closed, ANNUL, COUNTY_HEAD, on(5, 20), annulled="I1")
    assert (the_case(by_inspection).state, states(by_inspection)["R1"]) == ("open", "accepted")
    assert refusal(by_inspection, CLOSE, ANN, on(5, 20)) == "resting_undecided"
    assert refusal(go(by_inspection, DECIDE, COUNTY_HEAD, on(5, 20), **STANDS), CLOSE, ANN, on(5, 20)) is None


def test_everyone_told_of_an_act_of_the_stage_is_told_that_it_is_gone() -> None:
    """Event 1 opened the case, 2 to 8 are the inspection, 9 to 12 the order."""
    decision = allowed(attempt(running_order(), ANNUL, COUNTY_HEAD, on(3, 16)))
    assert (decision.recalls, decision.noted) == ((2, 3, 4, 5, 6, 7, 8), (Noted.ANNULLED,))
    assert Audience.SUPERVISOR in decision.audience
    too = allowed(attempt(annulled(), DECIDE, COUNTY_HEAD, on(3, 17), **TOO))
    assert too.recalls == (9, 10, 11, 12)
    stands = allowed(attempt(annulled(), DECIDE, COUNTY_HEAD, on(3, 17), **STANDS))
    assert (stands.recalls, [move.label for move in stands.moves]) == ((), [None])
