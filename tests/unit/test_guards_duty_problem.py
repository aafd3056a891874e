"""An interview on a problem in performing duties (the Ministry's summary), and the notice to the superior."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from models.facts import Facts
from models.rules import Rules
from models.vocabulary import Level
from tests.unit.papers import paper
from tests.unit.scenes import (
    approved_notice,
    attempt,
    concluded,
    drawn_letter,
    go,
    held_interview,
    issued,
    notified,
    objected_order,
    on,
    planned,
    proposed_notice,
    refusal,
    running_order,
    summoned_interview,
)
from tests.unit.worlds import (
    ANN,
    BO,
    CITY_DEPUTY,
    CITY_HEAD,
    COUNTY_HEAD,
    INDUSTRY,
    OTHER_SUPERIOR,
    PROVINCE_HEAD,
    RECEIVER,
    SUPERIOR,
    the_stage,
)

STRICT = Rules(interview_without_order=False)


def problem(finding_in: str | None = "I1", order: str | None = None) -> dict[str, Any]:
    return {"ground": "problem in performing duties", "order": order, "finding_in": finding_in}


def proposed(facts: Facts) -> Facts:
    return go(facts, "interview.propose", ANN, on(4, 1), **problem())


def approved(facts: Facts) -> Facts:
    return go(proposed(facts), "interview.approve", CITY_HEAD, on(4, 2))


def drawn_up(facts: Facts) -> Facts:
    return go(approved(facts), "interview.draw_up", ANN, on(4, 2))


def test_a_recorded_finding_may_lead_to_an_interview_without_order() -> None:
    assert refusal(concluded(), "interview.propose", ANN, on(4, 1), **problem()) is None
    assert refusal(issued(), "interview.propose", ANN, on(4, 1), **problem("G1")) is None


@pytest.mark.parametrize("finding_in", [None, "I9", "R1"])
def test_without_a_recorded_finding_there_is_no_duty_problem(finding_in: str | None) -> None:
    answer = refusal(running_order(), "interview.propose", ANN, on(4, 1), **problem(finding_in))
    assert answer == "findings_required"


def test_a_stage_without_findings_shows_no_problem() -> None:
    assert refusal(planned(), "interview.propose", ANN, on(4, 1), **problem("G1")) == "findings_required"
    assert refusal(notified(), "interview.propose", ANN, on(4, 1), **problem()) == "findings_required"


def test_it_says_why_an_order_does_not_suffice() -> None:
    with pytest.raises(ValidationError):
        paper("interview.propose", on(4, 1), **problem(), reason="")


def test_an_organ_on_the_stricter_ladder_refuses_it_at_every_step() -> None:
    off = "interview_without_order_off"
    assert attempt(concluded(), "interview.propose", ANN, on(4, 1), rules=STRICT, **problem()) == off
    assert attempt(proposed(concluded()), "interview.approve", CITY_HEAD, on(4, 2), rules=STRICT) == off
    assert attempt(approved(concluded()), "interview.summon", ANN, on(4, 3), rules=STRICT) == off


def test_it_rests_on_no_order_unless_one_is_named() -> None:
    """An order stands beside it, with an objection open."""
    assert the_stage(proposed(objected_order()), "Y1").ground is None
    assert refusal(drawn_up(objected_order()), "interview.summon", ANN, on(4, 3)) is None
    named = go(objected_order(), "interview.propose", ANN, on(4, 1), **problem(order="R1"))
    assert the_stage(named, "Y1").ground == "R1"
    named = go(named, "interview.approve", CITY_HEAD, on(4, 2))
    assert refusal(named, "interview.summon", ANN, on(4, 3)) == "objection_open"


def test_it_never_opens_a_notice_to_the_superior() -> None:
    facts = go(drawn_up(concluded()), "interview.summon", ANN, on(4, 3))
    facts = go(facts, "interview.hold", ANN, on(4, 13))
    assert refusal(facts, "interview.propose_notice", ANN, on(4, 14)) == "duty_problem_no_superior_notice"
    assert refusal(facts, "interview.notify_superior", ANN, on(4, 14)) == "duty_problem_no_superior_notice"
    assert refusal(facts, "interview.conclude", ANN, on(4, 14)) is None


@pytest.mark.parametrize("department", [OTHER_SUPERIOR, INDUSTRY, RECEIVER, "NONE"])
def test_the_notice_goes_to_the_units_own_superior_and_nobody_else(department: str) -> None:
    answer = refusal(held_interview(), "interview.propose_notice", ANN, on(5, 6), department=department)
    assert answer == "superior_unknown"
    assert refusal(held_interview(), "interview.propose_notice", ANN, on(5, 6), department=SUPERIOR) is None


def test_a_unit_without_superior_has_nobody_to_notify() -> None:
    facts = held_interview()
    assert facts.unit is not None
    alone = replace(facts, unit=replace(facts.unit, superior=None))
    assert refusal(alone, "interview.propose_notice", ANN, on(5, 6)) == "superior_unknown"


def test_the_notice_is_proposed_approved_and_sent_in_this_order() -> None:
    early = "notice_not_approved"
    assert refusal(held_interview(), "interview.approve_notice", CITY_DEPUTY, on(5, 7)) == early
    assert refusal(held_interview(), "interview.notify_superior", ANN, on(5, 7)) == early
    assert refusal(proposed_notice(), "interview.propose_notice", ANN, on(5, 7)) == early
    assert refusal(proposed_notice(), "interview.notify_superior", ANN, on(5, 7)) == early
    assert refusal(proposed_notice(), "interview.draw_up_letter", ANN, on(5, 7)) == early
    assert refusal(approved_notice(), "interview.approve_notice", CITY_DEPUTY, on(5, 8)) == early
    assert refusal(approved_notice(), "interview.notify_superior", ANN, on(5, 8)) == "instrument_missing"
    sent = go(drawn_letter(), "interview.notify_superior", ANN, on(5, 8))
    assert refusal(sent, "interview.notify_superior", ANN, on(5, 9)) == early
    assert refusal(sent, "interview.refuse_notice", CITY_DEPUTY, on(5, 9)) == early


def test_a_notice_refused_is_over() -> None:
    refused = go(proposed_notice(), "interview.refuse_notice", CITY_DEPUTY, on(5, 7))
    assert refusal(refused, "interview.approve_notice", CITY_DEPUTY, on(5, 8)) == "notice_not_approved"
    assert refusal(refused, "interview.refuse_notice", CITY_DEPUTY, on(5, 8)) == "notice_not_approved"
    assert refusal(refused, "interview.notify_superior", ANN, on(5, 8)) == "notice_not_approved"
    assert refusal(refused, "interview.propose_notice", ANN, on(5, 8)) is None


def test_the_interview_is_not_concluded_while_a_notice_waits() -> None:
    for facts in (proposed_notice(), approved_notice()):
        assert refusal(facts, "interview.conclude", ANN, on(5, 8)) == "notice_not_approved"
        taken_back = go(facts, "interview.refuse_notice", PROVINCE_HEAD, on(5, 8))
        assert refusal(taken_back, "interview.conclude", ANN, on(5, 8)) is None
    sent = go(drawn_letter(), "interview.notify_superior", ANN, on(5, 8))
    assert refusal(sent, "interview.conclude", ANN, on(5, 9)) is None


def test_who_held_the_interview_approves_no_notice_even_where_the_county_may() -> None:
    rules = Rules(approval_level={"interview.approve_notice": Level.COUNTY})
    held = go(summoned_interview(), "interview.hold", ANN, on(4, 30), present=[ANN, COUNTY_HEAD])
    held = go(held, "interview.propose_notice", BO, on(5, 6))
    answer = attempt(held, "interview.approve_notice", COUNTY_HEAD, on(5, 7), rules=rules)
    assert answer == "held_interview_cannot_approve"
    answer = attempt(proposed_notice(), "interview.approve_notice", COUNTY_HEAD, on(5, 7), rules=rules)
    assert not isinstance(answer, str)
