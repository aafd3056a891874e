"""A decision lent to a colleague: what may be lent, to whom, for how long; and whose independence counts then."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.delegation import DELEGABLE, RESERVED, Delegation, refusal
from models.facts import Facts, MandateFacts, OfficerFacts
from models.vocabulary import Level, Role
from tests.unit.authority_matrix import ADOPTING_ACTS, APPROVING_ACTS, LEADING_ACTS, NOTICE_ACTS, WORKING_ACTS, YES
from tests.unit.moments import before
from tests.unit.scenes import allowed, attempt, go, on, opened
from tests.unit.test_guards_authority import answer
from tests.unit.worlds import ANN, BO, CITY_DEPUTY, CITY_HEAD, CITY_INSPECTOR, COUNTY_HEAD, OTHER_CITY_HEAD, officer

APPROVE = "rectification.approve"
LENT = Delegation(CITY_HEAD, CITY_INSPECTOR, APPROVE, on(3, 2), on(3, 31), "GY-2026-7")
HEAD = officer(CITY_HEAD, Level.CITY, Role.RESPONSIBLE)
INSPECTOR = officer(CITY_INSPECTOR, Level.CITY, Role.INSPECTOR)
SECTION_HEAD = officer(CITY_INSPECTOR, Level.CITY, Role.RESPONSIBLE, act="guidance.plan")


def why(
    asked: Delegation = LENT, delegator: OfficerFacts = HEAD, delegate: OfficerFacts = INSPECTOR, most: int = 30
) -> str | None:
    found = refusal(asked, delegator, delegate, on(3, 2), most)
    return found.code if found else None


def test_every_act_of_responsible_persons_may_be_lent_and_no_other() -> None:
    assert {*APPROVING_ACTS, *ADOPTING_ACTS, *NOTICE_ACTS, *LEADING_ACTS} == DELEGABLE
    assert not DELEGABLE & {*WORKING_ACTS, "*", "case.open"}
    assert why(replace(LENT, act="inspection.record")) == "act_not_delegable"
    assert why(replace(LENT, act="*")) == "act_not_delegable"


def test_thirty_days_are_the_most_and_none_lies_behind() -> None:
    assert why() is None
    assert why(replace(LENT, valid_until=on(4, 1))) == "delegation_dates"
    assert why(replace(LENT, valid_until=on(4, 1)), most=31) is None
    assert why(replace(LENT, valid_from=on(3, 1))) == "delegation_dates"
    assert why(replace(LENT, valid_from=on(3, 10), valid_until=on(3, 9))) == "delegation_dates"
    assert why(replace(LENT, valid_until=LENT.valid_from)) is None


def test_only_who_holds_the_mandate_himself_lends_it() -> None:
    inspector = officer(CITY_HEAD, Level.CITY, Role.INSPECTOR)
    ending = officer(CITY_HEAD, Level.CITY, Role.RESPONSIBLE, until=on(3, 30))
    narrow = officer(CITY_HEAD, Level.CITY, Role.RESPONSIBLE, act="inspection.approve")
    borrowed = replace(
        HEAD, mandates=(replace(HEAD.mandates[0], delegator=officer("GY-09", Level.CITY, Role.RESPONSIBLE)),)
    )
    for unable in (inspector, ending, narrow, borrowed, replace(HEAD, active=False)):
        assert why(delegator=unable) == "delegator_without_mandate"


def test_it_is_lent_to_another_active_officer_of_the_same_organ() -> None:
    for unfit in (HEAD, replace(INSPECTOR, active=False), officer(OTHER_CITY_HEAD, Level.CITY, Role.RESPONSIBLE)):
        assert why(delegate=unfit) == "delegate_unfit"


def test_what_the_regulations_reserve_is_lent_to_a_responsible_person_only() -> None:
    assert {
        "inspection.approve", "inspection.refuse", "technical.approve", "technical.refuse", "technical.ratify_measure",
    } == RESERVED  # fmt: skip
    reserved = replace(LENT, act="inspection.approve")
    assert why(reserved) == "delegate_unfit"
    assert why(reserved, delegate=SECTION_HEAD) is None


def lending(facts: Facts, lent: str, lender: str = CITY_HEAD, to: str = CITY_INSPECTOR, **changed: object) -> Facts:
    """The facts with the act lent in March to June 2026."""
    mandate = MandateFacts(Role.RESPONSIBLE, lent, on(3, 1), on(6, 30), None, facts.officers[lender])
    mandate = replace(mandate, **changed)  # type: ignore[arg-type]
    borrower = facts.officers[to]
    return replace(facts, officers={**facts.officers, to: replace(borrower, mandates=(*borrower.mandates, mandate))})


@pytest.mark.parametrize("act", sorted(DELEGABLE - {*NOTICE_ACTS}))
def test_the_delegate_decides_on_behalf_of_who_lent_it(act: str) -> None:
    scene = before(act)
    facts = lending(scene.facts, act, valid_until=on(12, 31))
    assert allowed(attempt(facts, act, CITY_INSPECTOR, scene.today)).on_behalf == CITY_HEAD
    assert allowed(attempt(facts, act, CITY_HEAD, scene.today)).on_behalf is None
    assert answer(scene.facts, act, CITY_INSPECTOR, scene.today) == "not_responsible_person"


DAYS = [
    ("before its first day", on(3, 9), {"valid_from": on(3, 11)}),
    ("after its last day", on(3, 11), {"valid_until": on(3, 10)}),
    ("on the day it is taken back", on(3, 11), {"revoked_on": on(3, 11)}),
    ("for another act", on(3, 11), {"act": "rectification.refuse"}),
]


@pytest.mark.parametrize(("when", "day", "changed"), DAYS, ids=[row[0] for row in DAYS])
def test_it_holds_no_longer_and_for_nothing_else(when: str, day: date, changed: dict[str, Any]) -> None:
    facts = lending(before(APPROVE).facts, APPROVE, **changed)
    assert answer(facts, APPROVE, CITY_INSPECTOR, day) == "not_responsible_person"


def test_it_holds_on_the_day_before_it_is_taken_back() -> None:
    facts = lending(before(APPROVE).facts, APPROVE, revoked_on=on(3, 12))
    assert answer(facts, APPROVE, CITY_INSPECTOR, on(3, 11)) == YES


def test_it_ends_with_the_mandate_it_came_from() -> None:
    scene = before(APPROVE)
    head = scene.facts.officers[CITY_HEAD]
    ended = replace(head, mandates=(replace(head.mandates[0], valid_until=on(3, 10)),))
    elsewhere = replace(head, organ="ZY")
    for now in (replace(head, active=False), ended, elsewhere, replace(head, mandates=())):
        facts = lending(scene.facts, APPROVE, delegator=now)
        assert answer(facts, APPROVE, CITY_INSPECTOR, on(3, 11)) == "not_responsible_person"


def test_what_was_lent_is_not_lent_again() -> None:
    facts = lending(before(APPROVE).facts, APPROVE)
    again = lending(facts, APPROVE, lender=CITY_INSPECTOR, to="GY-04")
    assert answer(again, APPROVE, "GY-04", on(3, 11)) == "not_responsible_person"


def test_a_delegate_who_drafted_approves_nothing() -> None:
    facts = lending(before("inspection.request").facts, "inspection.approve", lender=COUNTY_HEAD, to=BO)
    facts = go(facts, "inspection.request", ANN, on(3, 3))
    assert answer(facts, "inspection.approve", BO, on(3, 4)) == "approver_involved", "a member of the team"


def test_nobody_approves_on_behalf_of_who_drafted() -> None:
    facts = lending(opened(), "inspection.approve", lender=COUNTY_HEAD, to="NM-13")
    facts = go(facts, "inspection.request", COUNTY_HEAD, on(3, 3))
    assert answer(facts, "inspection.approve", "NM-13", on(3, 4)) == "delegator_involved"


def test_of_two_who_lent_it_the_one_without_a_part_counts() -> None:
    scene = before("interview.approve_notice")
    facts = lending(lending(scene.facts, "interview.approve_notice"), "interview.approve_notice", lender=CITY_DEPUTY)
    held = next(s for s in facts.stages if s.label == "Y1")
    there = tuple({**e, "present": [CITY_HEAD, BO]} if e["act"] == "hold" else e for e in held.acts)
    facts = replace(facts, stages=tuple(replace(s, acts=there) if s.label == "Y1" else s for s in facts.stages))
    assert answer(facts, "interview.approve_notice", CITY_HEAD, scene.today) == "held_interview_cannot_approve"
    assert allowed(attempt(facts, "interview.approve_notice", CITY_INSPECTOR, scene.today)).on_behalf == CITY_DEPUTY
    alone = lending(replace(facts, officers=scene.facts.officers), "interview.approve_notice")
    assert answer(alone, "interview.approve_notice", CITY_INSPECTOR, scene.today) == "delegator_involved"


def test_nobody_decides_on_behalf_of_who_is_recused() -> None:
    scene = before("rectification.suspend")
    facts = lending(scene.facts, "rectification.suspend", lender=COUNTY_HEAD, to=BO)
    assert answer(facts, "rectification.suspend", BO, scene.today) == YES
    facts = go(facts, "case.recuse", CITY_HEAD, scene.today, officer=COUNTY_HEAD)
    assert answer(facts, "rectification.suspend", BO, scene.today) == "delegator_involved"


def test_nobody_confirms_a_correction_on_behalf_of_who_recorded_the_fact() -> None:
    act = "case.confirm_correction"
    scene = before(act)
    facts = lending(scene.facts, act, lender=COUNTY_HEAD, to=BO)
    assert answer(facts, act, BO, scene.today) == YES
    assert facts.case is not None
    by_head = tuple({**e, "by": COUNTY_HEAD} if e["act"] == "correct" else e for e in facts.case.acts)
    facts = replace(facts, case=replace(facts.case, acts=by_head))
    assert answer(facts, act, BO, scene.today) == "second_person_required"
