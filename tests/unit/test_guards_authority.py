"""Who may take which act: one row per person, one column per kind of act, typed by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.decide import Decision
from models.facts import Facts, OrganFacts
from models.rules import Rules
from models.vocabulary import Level, Role
from tests.unit.moments import before
from tests.unit.papers import FIELDS
from tests.unit.scenes import attempt, go, on, opened, requested
from tests.unit.worlds import (
    ADMIN,
    ANN,
    AUDITOR,
    BO,
    CAI,
    CITY_DEPUTY,
    CITY_HEAD,
    CITY_INSPECTOR,
    COUNTY_HEAD,
    EXPIRED,
    GONE,
    NARROW,
    NOTHING,
    OTHER_CITY_HEAD,
    PROVINCE_HEAD,
    officer,
)

YES = "yes"
DRAFT, HEAD, LINE, LOW = "approver_involved", "not_responsible_person", "approver_not_in_line", "approver_level_too_low"
HELD, ORGAN, MANDATE = "held_interview_cannot_approve", "not_organ_in_charge", "no_mandate"

PEOPLE = (
    ANN, BO, CAI, COUNTY_HEAD, CITY_INSPECTOR, CITY_HEAD, OTHER_CITY_HEAD, PROVINCE_HEAD, EXPIRED, NARROW, ADMIN,
    AUDITOR, GONE, "NOBODY",
)  # fmt: skip
# The requester, a team member, a colleague of the same rank, then up the line and aside.
APPROVING = (
    DRAFT, DRAFT, HEAD, LOW, HEAD, YES, LINE, YES, HEAD, HEAD, HEAD, HEAD, "officer_inactive", "officer_unknown",
)  # fmt: skip
NOTICE = (
    HELD, HELD, HEAD, LOW, HEAD, YES, LINE, YES, HEAD, HEAD, HEAD, HEAD, "officer_inactive", "officer_unknown",
)  # fmt: skip
LEADING = (
    HEAD, HEAD, HEAD, YES, HEAD, YES, LINE, YES, HEAD, HEAD, HEAD, HEAD, "officer_inactive", "officer_unknown",
)  # fmt: skip
WORKING = (
    YES, YES, YES, YES, ORGAN, ORGAN, ORGAN, ORGAN, ORGAN, ORGAN, MANDATE, MANDATE, "officer_inactive",
    "officer_unknown",
)  # fmt: skip

APPROVING_ACTS = [
    "inspection.approve",
    "inspection.refuse",
    "technical.approve",
    "technical.refuse",
    # Somebody who did not order the measure ratifies it.
    "technical.ratify_measure",
    "case.refer_criminal",
    "rectification.approve",
    "rectification.refuse",
    "rectification.decide_extension",
    "rectification.answer_objection",
    "interview.approve",
    "interview.refuse",
    "transfer.approve",
    "transfer.refuse",
]
NOTICE_ACTS = ["interview.approve_notice", "interview.refuse_notice"]
LEADING_ACTS = [
    "case.assign",
    "case.recuse",
    "case.reopen",
    "case.confirm_correction",
    "case.reject_correction",
    "case.annul",
    "case.decide_resting",
    "case.stay",
    "case.lift_stay",
    "case.end_reference",
    "rectification.suspend",
    "rectification.conclude",
    "rectification.withdraw",
]
WORKING_ACTS = [
    "case.classify",
    "case.close",
    "case.relate",
    "case.consent",
    "case.correct",
    "activity.plan",
    "activity.hold",
    "activity.cancel",
    "guidance.plan",
    "guidance.hold",
    "guidance.issue",
    "guidance.acknowledge",
    "guidance.complete",
    "guidance.withdraw",
    "inspection.request",
    "inspection.draw_up",
    "inspection.notify",
    "inspection.record",
    "inspection.comment",
    "inspection.conclude",
    "inspection.cancel",
    "technical.request",
    "technical.draw_up",
    "technical.notify",
    "technical.record",
    "technical.comment",
    "technical.order_measure",
    "technical.review_measure",
    "technical.lift_measure",
    "technical.conclude",
    "technical.cancel",
    "rectification.propose",
    "rectification.draw_up",
    "rectification.serve",
    "rectification.progress",
    "rectification.request_extension",
    "rectification.resume",
    "rectification.object",
    "rectification.report",
    "rectification.return_for_completion",
    "rectification.reinspect",
    "rectification.comment",
    "rectification.draw_up_opinion",
    "rectification.renew",
    "interview.propose",
    "interview.draw_up",
    "interview.summon",
    "interview.hold",
    "interview.absent",
    "interview.propose_notice",
    "interview.draw_up_letter",
    "interview.notify_superior",
    "interview.follow_up",
    "interview.conclude",
    "interview.cancel",
    "transfer.propose",
    "transfer.draw_up",
    "transfer.send",
    "transfer.accept",
    "transfer.return",
    "transfer.withdraw",
    "transfer.feedback",
]
KIND: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(APPROVING_ACTS, APPROVING),
    **dict.fromkeys(NOTICE_ACTS, NOTICE),
    **dict.fromkeys(LEADING_ACTS, LEADING),
    **dict.fromkeys(WORKING_ACTS, WORKING),
}
FIXED = ("inspection.", "technical.")
"""The Regulations themselves say who approves these."""
APPROVALS = [act for act, row in KIND.items() if row in (APPROVING, NOTICE)]


def answer(facts: Facts, act: str, badge: str, today: date, **more: Any) -> str:
    """`yes`, or the code of the refusal."""
    found = attempt(facts, act, badge, today, **more)
    return YES if isinstance(found, Decision) else found


@pytest.mark.parametrize("act", KIND)
def test_who_may_take_this_act(act: str) -> None:
    scene = before(act)
    answers = {badge: answer(scene.facts, act, badge, scene.today) for badge in PEOPLE}
    assert answers == dict(zip(PEOPLE, KIND[act], strict=True))


def test_every_act_but_the_opening_of_a_case_has_its_row() -> None:
    assert set(FIELDS) - KIND.keys() == {"case.open"}


@pytest.mark.parametrize("act", [act for act in KIND if act != "activity.plan"])
def test_a_recused_officer_takes_no_act(act: str) -> None:
    scene = before(act)
    assert scene.facts.case is not None
    recusal = {"act": "recuse", "by": COUNTY_HEAD, "on": "2026-03-02", "officer": scene.badge, "seq": 1}
    case = replace(scene.facts.case, acts=(*scene.facts.case.acts, recusal))
    assert answer(replace(scene.facts, case=case), act, scene.badge, scene.today) == "officer_recused"


@pytest.mark.parametrize("act", APPROVALS)
def test_the_head_of_the_county_may_approve_only_where_a_setting_says_so(act: str) -> None:
    scene = before(act)
    lower = Rules(approval_level={act.replace(".refuse", ".approve"): Level.COUNTY})
    expected = LOW if act.startswith(FIXED) else YES
    assert answer(scene.facts, act, COUNTY_HEAD, scene.today, rules=lower) == expected


@pytest.mark.parametrize("act", APPROVALS)
def test_a_setting_may_ask_for_the_province_but_for_an_inspection_the_law_has_spoken(act: str) -> None:
    scene = before(act)
    higher = Rules(approval_level={act.replace(".refuse", ".approve"): Level.PROVINCE})
    expected = YES if act.startswith(FIXED) else LOW
    assert answer(scene.facts, act, CITY_HEAD, scene.today, rules=higher) == expected
    assert answer(scene.facts, act, PROVINCE_HEAD, scene.today, rules=higher) == YES


def test_who_decided_in_a_stage_may_decide_in_it_again() -> None:
    facts = go(before("rectification.answer_objection").facts, "rectification.answer_objection", CITY_HEAD, on(3, 17))
    facts = go(facts, "rectification.object", ANN, on(3, 18))
    assert answer(facts, "rectification.answer_objection", CITY_HEAD, on(3, 19)) == YES


def test_who_concluded_an_order_has_not_drafted_what_rests_on_it() -> None:
    facts = go(before("rectification.conclude").facts, "rectification.conclude", CITY_HEAD, on(4, 16))
    facts = go(facts, "transfer.propose", ANN, on(4, 17))
    assert answer(facts, "transfer.approve", CITY_HEAD, on(4, 20)) == YES


def test_who_concluded_an_inspection_has_drafted_its_opinion() -> None:
    rules = Rules(approval_level={"rectification.approve": Level.COUNTY})
    facts = go(before("inspection.conclude").facts, "inspection.conclude", COUNTY_HEAD, on(3, 9))
    facts = go(facts, "rectification.propose", ANN, on(3, 10))
    assert answer(facts, "rectification.approve", COUNTY_HEAD, on(3, 11), rules=rules) == DRAFT


def test_a_responsible_person_who_drafted_approves_nothing() -> None:
    facts = go(opened(), "inspection.request", COUNTY_HEAD, on(3, 3))
    assert answer(facts, "inspection.approve", COUNTY_HEAD, on(3, 4)) == DRAFT


def test_whoever_recorded_the_finding_of_a_duty_problem_does_not_approve_its_interview() -> None:
    city = replace(NOTHING, organ=OrganFacts("GY", "520100", "GY", ("GY", "GZ"), (Level.CITY, Level.PROVINCE)))
    facts = go(city, "case.open", CITY_INSPECTOR, on(3, 2), handler=None)
    facts = go(facts, "guidance.issue", CITY_HEAD, on(3, 3))
    problem: dict[str, Any] = {"ground": "problem in performing duties", "order": None, "finding_in": "G1"}
    facts = go(facts, "interview.propose", CITY_INSPECTOR, on(3, 4), **problem)
    assert answer(facts, "interview.approve", CITY_HEAD, on(3, 5)) == DRAFT
    assert answer(facts, "interview.approve", CITY_DEPUTY, on(3, 5)) == YES


@pytest.mark.parametrize(("day", "expected"), [(on(1, 31), YES), (on(2, 1), HEAD)])
def test_a_mandate_ends_after_its_last_day(day: date, expected: str) -> None:
    facts = go(NOTHING, "case.open", ANN, on(1, 5))
    facts = go(facts, "inspection.request", ANN, on(1, 6))
    assert answer(facts, "inspection.approve", EXPIRED, day) == expected


def test_a_mandate_covers_its_own_act_only() -> None:
    held = {**NOTHING.officers, NARROW: officer(NARROW, Level.CITY, Role.RESPONSIBLE, act="inspection.approve")}
    facts = replace(requested(), officers=held)
    assert answer(facts, "inspection.approve", NARROW, on(3, 4)) == YES
    assert answer(facts, "inspection.refuse", NARROW, on(3, 4)) == HEAD


REGIONS = [
    ("520102", "520102", YES),
    ("520102", "520103", "outside_jurisdiction"),
    ("520100", "520102", YES),
    ("520100", "520300", "outside_jurisdiction"),
    ("520000", "520300", YES),
    ("520000", "530100", "outside_jurisdiction"),
    ("131000", "131002", YES),
    ("131000", "131102", "outside_jurisdiction"),
    ("000000", "110000", YES),
]


@pytest.mark.parametrize(("organ", "unit", "expected"), REGIONS)
def test_a_case_is_opened_over_units_of_the_organs_own_region(organ: str, unit: str, expected: str) -> None:
    assert NOTHING.organ is not None and NOTHING.unit is not None
    facts = replace(NOTHING, organ=replace(NOTHING.organ, region=organ), unit=replace(NOTHING.unit, region=unit))
    assert answer(facts, "case.open", ANN, on(3, 2)) == expected


def test_a_case_needs_a_known_unit_and_an_organ() -> None:
    assert answer(replace(NOTHING, unit=None), "case.open", ANN, on(3, 2)) == "unit_unknown"
    assert answer(replace(NOTHING, organ=None), "case.open", ANN, on(3, 2)) == ORGAN


@pytest.mark.parametrize(
    ("badge", "expected"), [(BO, YES), (CITY_INSPECTOR, ORGAN), (ADMIN, MANDATE), ("X", "person_unknown")]
)
def test_the_handler_named_is_an_inspector_of_the_organ_in_charge(badge: str, expected: str) -> None:
    assert answer(opened(), "case.assign", COUNTY_HEAD, on(3, 3), handler=badge) == expected
    assert answer(NOTHING, "case.open", ANN, on(3, 2), handler=badge) == expected
