"""Who may take which act; the expected answers stand in `authority_matrix`, typed by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.decide import Decision
from models.facts import Facts, OrganFacts
from models.rules import Rules
from models.vocabulary import Level, Role
from tests.unit.authority_matrix import (
    APPROVING_ACTS,
    DRAFT,
    HEAD,
    KIND,
    LOW,
    MANDATE,
    MATRIX,
    NOTICE_ACTS,
    ORGAN,
    ORGANS,
    YES,
    column,
)
from tests.unit.moments import before
from tests.unit.papers import FIELDS, WITHOUT_CASE
from tests.unit.scenes import attempt, concluded, extension_asked, go, on, opened, proposed_order, requested
from tests.unit.worlds import (
    ADMIN,
    ANN,
    BO,
    CITY_BOTH,
    CITY_DEPUTY,
    CITY_HEAD,
    CITY_INSPECTOR,
    COUNTY_BOTH,
    COUNTY_HEAD,
    EXPIRED,
    NARROW,
    NEIGHBOUR,
    NOTHING,
    PROVINCE_HEAD,
    officer,
)

FIXED = ("inspection.", "technical.")
"""The Regulations themselves say who approves these."""
APPROVALS = [*APPROVING_ACTS, *NOTICE_ACTS]


def answer(facts: Facts, act: str, badge: str, today: date, **more: Any) -> str:
    """`yes`, or the code of the refusal."""
    found = attempt(facts, act, badge, today, **more)
    return YES if isinstance(found, Decision) else found


@pytest.mark.parametrize("act", KIND)
def test_who_may_take_this_act(act: str) -> None:
    scene = before(act)
    assert {badge: answer(scene.facts, act, badge, scene.today) for badge in MATRIX} == column(KIND[act])


def test_who_may_open_a_case_over_a_unit_of_the_county() -> None:
    """Whoever opens it does so for the own organ."""

    def opening(badge: str) -> str:
        return answer(replace(NOTHING, organ=ORGANS.get(badge[:2])), "case.open", badge, on(3, 2), handler=None)

    assert {badge: opening(badge) for badge in MATRIX} == column("opening")


def test_who_may_open_a_duties_ledger_over_a_unit_of_the_county() -> None:
    def opening(badge: str) -> str:
        return answer(replace(NOTHING, organ=ORGANS.get(badge[:2])), "duties.open", badge, on(3, 2), handler=None)

    assert {badge: opening(badge) for badge in MATRIX} == column("opening")


def test_every_act_but_the_opening_of_a_file_about_a_unit_has_its_row() -> None:
    # `test_complaints.py` says who decides a complaint: the organ above, and nobody of the organ in charge.
    decided_above = {"complaint.accept", "complaint.not_accept", "complaint.decide"}
    assert set(FIELDS) - KIND.keys() == {"case.open", "duties.open", *decided_above}


@pytest.mark.parametrize("act", [act for act in KIND if act not in WITHOUT_CASE])
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
    expected = LOW if act.startswith((*FIXED, "commendation.start")) else YES
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


COUNTY_LEVEL = Rules(
    approval_level=dict.fromkeys(("rectification.approve", "rectification.decide_extension"), Level.COUNTY)
)
"""With this setting the county's own responsible person could approve."""


def test_being_an_administrator_too_frees_nobody_who_drafted() -> None:
    facts = go(concluded(), "rectification.propose", COUNTY_BOTH, on(3, 10))
    assert answer(facts, "rectification.approve", COUNTY_BOTH, on(3, 11), rules=COUNTY_LEVEL) == DRAFT
    assert answer(facts, "rectification.approve", COUNTY_HEAD, on(3, 11), rules=COUNTY_LEVEL) == YES
    assert answer(proposed_order(), "rectification.approve", COUNTY_BOTH, on(3, 11), rules=COUNTY_LEVEL) == YES


def test_being_an_administrator_too_frees_nobody_who_was_in_the_team() -> None:
    facts = go(opened(), "inspection.request", ANN, on(3, 3), team=[ANN, COUNTY_BOTH])
    assert answer(facts, "inspection.approve", COUNTY_BOTH, on(3, 4)) == DRAFT


def test_being_an_administrator_too_frees_nobody_who_edited_last() -> None:
    facts = go(extension_asked(), "rectification.progress", COUNTY_BOTH, on(4, 8), received_on=on(4, 8))
    assert answer(facts, "rectification.decide_extension", COUNTY_BOTH, on(4, 9), rules=COUNTY_LEVEL) == DRAFT
    assert answer(extension_asked(), "rectification.decide_extension", COUNTY_BOTH, on(4, 9), rules=COUNTY_LEVEL) == YES


def test_being_an_administrator_too_frees_nobody_who_is_recused() -> None:
    facts = go(proposed_order(), "case.recuse", COUNTY_HEAD, on(3, 11), officer=CITY_BOTH)
    assert answer(facts, "rectification.approve", CITY_BOTH, on(3, 11)) == "officer_recused"
    assert answer(facts, "rectification.approve", CITY_HEAD, on(3, 11)) == YES


def test_an_administrator_is_no_second_officer_on_site_unless_mandated() -> None:
    for team, expected in (([ANN, ADMIN], MANDATE), ([ANN, COUNTY_BOTH], YES), ([ANN, NEIGHBOUR], ORGAN)):
        assert answer(opened(), "inspection.request", ANN, on(3, 3), team=team) == expected


def test_a_case_stays_with_its_organ_when_the_unit_moves() -> None:
    """The region of the day counts when a case is opened; what is open goes on, what is new is the other organ's."""
    assert NOTHING.unit is not None
    moved = replace(NOTHING.unit, region="520103")
    assert answer(replace(opened(), unit=moved), "inspection.request", ANN, on(3, 3)) == YES
    assert answer(replace(NOTHING, unit=moved), "case.open", ANN, on(3, 3)) == "outside_jurisdiction"
    there = replace(NOTHING, unit=moved, organ=ORGANS["YY"])
    assert answer(there, "case.open", NEIGHBOUR, on(3, 3), handler=None) == YES


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
