"""Rights of the unit against adverse acts: the whole matrix, typed by hand, and what lets an act go on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.facts import DeadlineFacts, Facts
from models.periods import Clock, DeadlineState, Holder, Unit
from tests.unit.scenes import (
    approved_notice,
    approved_transfer,
    commented_record,
    concluded,
    drawn_letter,
    drawn_summons,
    drawn_transfer,
    go,
    not_met_order,
    objected_order,
    on,
    proposed_interview,
    recorded,
    refusal,
    reported_order,
    running_order,
    suspended_order,
)
from tests.unit.scenes_technical import commented_technical
from tests.unit.stated import SCHOOLING
from tests.unit.worlds import (
    ANN,
    CITY_HEAD,
    COUNTY_HEAD,
    RECEIVER,
    the_case,
    the_stage,
    with_deadline,
    with_stage,
)

LIMIT = Clock.RECTIFICATION_LIMIT


def objected(facts: Facts, label: str) -> Facts:
    return with_stage(facts, label, acts=(*the_stage(facts, label).acts, {"act": "object", "by": ANN, "seq": 90}))


def asked_for_time(facts: Facts, label: str) -> Facts:
    asked = {"act": "request_extension", "by": ANN, "seq": 90}
    return with_stage(facts, label, acts=(*the_stage(facts, label).acts, asked))


def suspended(facts: Facts, label: str) -> Facts:
    return with_deadline(facts, LIMIT, state=DeadlineState.SUSPENDED, suspensions=((on(3, 20), None),))


def provisional(facts: Facts, label: str) -> Facts:
    return with_deadline(facts, LIMIT, state=DeadlineState.RUNNING, provisional=True)


def unproven(facts: Facts, label: str) -> Facts:
    return with_stage(facts, label, acts=tuple(e for e in the_stage(facts, label).acts if e["act"] != "serve"))


def may_comment(facts: Facts, label: str) -> Facts:
    since, until = on(6, 1), on(6, 4)
    time = DeadlineFacts(
        -1, label, Clock.COMMENT, Holder.UNIT, 3, Unit.WORKDAY, True, since, DeadlineState.RUNNING, until, False, 900
    )
    return replace(facts, deadlines=(*facts.deadlines, time))


def unheard(facts: Facts, label: str) -> Facts:
    """Nothing the unit said stands in the record of the stage, and no refusal of its."""
    acts = tuple({**e, "heard": False} if "heard" in e else e for e in the_stage(facts, label).acts)
    return with_stage(facts, label, acts=acts)


RIGHTS: dict[str, Callable[[Facts, str], Facts]] = {
    "objection_open": objected,
    "extension_open": asked_for_time,
    "suspension_running": suspended,
    "due_date_provisional": provisional,
    "service_unproven": unproven,
    "comment_time_running": may_comment,
    "statement_missing": unheard,
}
FINDINGS = "comment_time_running statement_missing"
ORDER = f"objection_open extension_open suspension_running due_date_provisional service_unproven {FINDINGS}"
# The only exception: the unit that let the limit pass said nothing, and that is no shelter.
MISSED = "objection_open extension_open suspension_running due_date_provisional service_unproven comment_time_running"
FAILED = {"results": [{"item": 1, "met": True}, {"item": 2, "met": False}]}
MET = {"results": [{"item": 1, "met": True}, {"item": 2, "met": True}]}
DUTY = {"ground": "problem in performing duties", "order": None, "finding_in": "I1"}
CLEAN, ADVICE = {"result": "no problem"}, {"result": "suggestions"}
SILENT = {"statement": None, "signing": "signed"}
"""At the re-inspection itself the statement stands in its form."""

Attempt = tuple[str, Facts, str, str, date, dict[str, Any]]
# Name of the act, facts, act, who, when, form; then the stage it rests on and the rights that stop it.
ADVERSE: tuple[tuple[Attempt, str, str], ...] = (
    (("order after inspection", commented_record(), "inspection.conclude", ANN, on(3, 9), {}), "I1", FINDINGS),
    (
        ("transfer after inspection", commented_record(), "inspection.conclude", ANN, on(3, 9), {"result": "transfer"}),
        "I1",
        FINDINGS,
    ),
    (("order after tests", commented_technical(), "technical.conclude", ANN, on(3, 16), {}), "T1", FINDINGS),
    (
        ("transfer after tests", commented_technical(), "technical.conclude", ANN, on(3, 16), {"result": "transfer"}),
        "T1",
        FINDINGS,
    ),
    (("re-inspect, not met", reported_order(), "rectification.reinspect", ANN, on(4, 15), FAILED), "R1", ORDER),
    (("renew", not_met_order(), "rectification.renew", ANN, on(4, 16), {}), "R1", ORDER),
    (("conclude, not met", not_met_order(), "rectification.conclude", COUNTY_HEAD, on(4, 16), {}), "R1", ORDER),
    (("propose an interview, not met", not_met_order(), "interview.propose", ANN, on(4, 16), {}), "R1", ORDER),
    (("approve an interview", proposed_interview(), "interview.approve", CITY_HEAD, on(4, 17), {}), "R1", ORDER),
    (("summon", drawn_summons(), "interview.summon", ANN, on(4, 20), {}), "R1", ORDER),
    (("propose an interview, limit passed", running_order(), "interview.propose", ANN, on(4, 16), {}), "R1", MISSED),
    (("notify the superior", drawn_letter(), "interview.notify_superior", ANN, on(5, 8), {}), "R1", ORDER),
    (("propose a transfer", not_met_order(), "transfer.propose", ANN, on(5, 6), {}), "R1", ORDER),
    (
        ("propose a transfer on findings", concluded(), "transfer.propose", ANN, on(5, 6), {"ground": "I1"}),
        "I1",
        FINDINGS,
    ),
    (("send a transfer", drawn_transfer(), "transfer.send", ANN, on(5, 8), {}), "R1", ORDER),
)
FREE: tuple[Attempt, ...] = (
    ("re-inspect, all met", reported_order(), "rectification.reinspect", ANN, on(4, 15), MET),
    ("withdraw", not_met_order(), "rectification.withdraw", CITY_HEAD, on(4, 16), {}),
    ("interview on another ground", not_met_order(), "interview.propose", ANN, on(4, 16), DUTY),
    ("cancel the interview", drawn_summons(), "interview.cancel", ANN, on(4, 20), {}),
    ("refuse the notice", approved_notice(), "interview.refuse_notice", CITY_HEAD, on(5, 8), {}),
    ("withdraw the transfer", approved_transfer(), "transfer.withdraw", ANN, on(5, 8), {}),
)
FAVOURABLE: tuple[Attempt, ...] = (
    ("inspection, no problem", recorded(), "inspection.conclude", ANN, on(3, 9), CLEAN),
    ("inspection, suggestions", recorded(), "inspection.conclude", ANN, on(3, 9), ADVICE),
    ("tests, no problem", commented_technical(), "technical.conclude", ANN, on(3, 16), CLEAN),
    ("re-inspect, all met", reported_order(), "rectification.reinspect", ANN, on(4, 15), MET | SILENT),
)


def names(found: object) -> str:
    return found[0] if isinstance(found, tuple) else str(found)


CELLS = [(tried, rests, right) for tried, rests, stopped in ADVERSE for right in stopped.split()]


@pytest.mark.parametrize("adverse", [tried for tried, _, _ in ADVERSE], ids=names)
def test_with_no_right_open_the_adverse_act_is_lawful(adverse: Attempt) -> None:
    _, facts, act, badge, today, given = adverse
    assert refusal(facts, act, badge, today, **given) is None


@pytest.mark.parametrize(("adverse", "rests", "right"), CELLS, ids=names)
def test_this_right_stops_this_adverse_act(adverse: Attempt, rests: str, right: str) -> None:
    _, facts, act, badge, today, given = adverse
    silent = SILENT if (act, right) == ("rectification.reinspect", "statement_missing") else {}
    assert refusal(RIGHTS[right](facts, rests), act, badge, today, **given, **silent) == right


@pytest.mark.parametrize("adverse", [a for a, _, _ in ADVERSE if a[0] != "conclude, not met"], ids=names)
def test_a_stay_stops_it_whatever_else_is_lawful(adverse: Attempt) -> None:
    _, facts, act, badge, today, given = adverse
    stay = {"act": "stay", "by": COUNTY_HEAD, "on": "2026-03-09", "seq": 90}
    stayed = replace(facts, case=replace(the_case(facts), acts=(*the_case(facts).acts, stay)))
    assert refusal(stayed, act, badge, today, **given) == "case_stayed"


def test_a_missing_statement_stops_no_interview_on_a_missed_limit() -> None:
    assert refusal(unheard(running_order(), "R1"), "interview.propose", ANN, on(4, 14)) is None


@pytest.mark.parametrize("favourable", FAVOURABLE, ids=names)
def test_a_missing_statement_stops_no_favourable_end_nor_does_the_time_to_comment(favourable: Attempt) -> None:
    _, facts, act, badge, today, given = favourable
    label = {"inspection": "I1", "technical": "T1", "rectification": "R1"}[act.split(".")[0]]
    assert refusal(may_comment(unheard(facts, label), label), act, badge, today, **given) is None


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("free", FREE, ids=names)
def test_no_right_stops_what_favours_the_unit_or_rests_on_something_else(free: Attempt, right: str) -> None:
    _, facts, act, badge, today, given = free
    assert refusal(RIGHTS[right](facts, "R1"), act, badge, today, **given) is None


@pytest.mark.parametrize("right", [right for right in RIGHTS if right != "statement_missing"])
def test_a_right_in_the_order_stops_no_transfer_on_the_inspection(right: str) -> None:
    facts = RIGHTS[right](not_met_order(), "R1")
    assert refusal(facts, "transfer.propose", ANN, on(5, 6), ground="I1") is None


def test_an_answer_lets_the_act_go_on() -> None:
    facts = go(not_met_order(), "rectification.object", ANN, on(4, 16))
    assert refusal(facts, "rectification.renew", ANN, on(4, 17)) == "objection_open"
    facts = go(facts, "rectification.answer_objection", CITY_HEAD, on(4, 17))
    assert refusal(facts, "rectification.renew", ANN, on(4, 20)) is None


def test_a_decision_on_more_time_lets_the_act_go_on() -> None:
    facts = go(running_order(), "rectification.request_extension", ANN, on(4, 13))
    assert refusal(facts, "interview.propose", ANN, on(4, 15)) == "extension_open"
    refused = go(facts, "rectification.decide_extension", CITY_HEAD, on(4, 14), decision="rejected", length=0)
    assert refusal(refused, "interview.propose", ANN, on(4, 15)) is None
    granted = go(facts, "rectification.decide_extension", CITY_HEAD, on(4, 14), length=10)
    assert refusal(granted, "interview.propose", ANN, on(4, 15)) == "no_interview_ground"


def test_a_resumption_lets_the_limit_run_out() -> None:
    """Suspended from 20 to 30 March, 11 days: 11 April becomes 22 April."""
    assert refusal(suspended_order(), "interview.propose", ANN, on(5, 11)) == "suspension_running"
    facts = go(suspended_order(), "rectification.resume", ANN, on(3, 30))
    assert refusal(facts, "interview.propose", ANN, on(4, 22)) == "no_interview_ground"
    assert refusal(facts, "interview.propose", ANN, on(4, 23)) is None


def test_a_closed_deadline_that_was_provisional_stops_nothing() -> None:
    facts = with_deadline(not_met_order(), LIMIT, provisional=True)
    assert refusal(facts, "interview.propose", ANN, on(4, 16)) is None


def test_an_objection_to_another_order_stops_nothing_here() -> None:
    facts = go(not_met_order(), "rectification.propose", ANN, on(4, 16), ground=None, incident=[SCHOOLING])
    facts = go(facts, "rectification.approve", CITY_HEAD, on(4, 17), stage="R2")
    facts = go(facts, "rectification.object", ANN, on(4, 17), stage="R2")
    assert refusal(facts, "rectification.renew", ANN, on(4, 20), stage="R1") is None
    assert refusal(facts, "interview.propose", ANN, on(4, 20), order="R1") is None
    assert refusal(facts, "transfer.propose", ANN, on(4, 20), ground="R1") is None


def test_an_objection_made_earlier_still_waits_for_its_answer() -> None:
    facts = go(objected_order(), "rectification.report", ANN, on(4, 10))
    assert refusal(facts, "rectification.reinspect", ANN, on(4, 15), **FAILED) == "objection_open"


def test_a_transfer_on_findings_alone_waits_for_no_order() -> None:
    assert refusal(concluded(), "transfer.propose", ANN, on(3, 10), ground="I1", receiver=RECEIVER) is None
