"""An open right of the unit stops every adverse act that rests on the order, and no favourable one."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models.facts import Facts
from models.vocabulary import Clock, DeadlineState
from tests.unit.papers import SCHOOLING
from tests.unit.scenes import (
    approved_interview,
    approved_notice,
    approved_transfer,
    concluded,
    go,
    not_met_order,
    objected_order,
    on,
    proposed_interview,
    refusal,
    reported_order,
    running_order,
    suspended_order,
)
from tests.unit.worlds import ANN, CITY_HEAD, RECEIVER, the_stage, with_deadline, with_stage

LIMIT = Clock.RECTIFICATION_LIMIT


def objected(facts: Facts) -> Facts:
    return with_stage(facts, "R1", acts=(*the_stage(facts, "R1").acts, {"act": "object", "by": ANN, "seq": 90}))


def asked_for_time(facts: Facts) -> Facts:
    asked = {"act": "request_extension", "by": ANN, "seq": 90}
    return with_stage(facts, "R1", acts=(*the_stage(facts, "R1").acts, asked))


def suspended(facts: Facts) -> Facts:
    return with_deadline(facts, LIMIT, state=DeadlineState.SUSPENDED, suspensions=((on(3, 20), None),))


def provisional(facts: Facts) -> Facts:
    return with_deadline(facts, LIMIT, state=DeadlineState.RUNNING, provisional=True)


def unproven(facts: Facts) -> Facts:
    return with_stage(facts, "R1", acts=tuple(e for e in the_stage(facts, "R1").acts if e["act"] != "serve"))


RIGHTS: dict[str, Callable[[Facts], Facts]] = {
    "objection_open": objected,
    "extension_open": asked_for_time,
    "suspension_running": suspended,
    "due_date_provisional": provisional,
    "service_unproven": unproven,
}
FAILED = {"results": [{"item": 1, "met": True}, {"item": 2, "met": False}]}
MET = {"results": [{"item": 1, "met": True}, {"item": 2, "met": True}]}
DUTY = {"ground": "problem in performing duties", "order": None, "finding_in": "I1"}

Attempt = tuple[str, Facts, str, str, date, dict[str, Any]]
ADVERSE: tuple[Attempt, ...] = (
    ("re-inspect, not met", reported_order(), "rectification.reinspect", ANN, on(4, 15), FAILED),
    ("renew", not_met_order(), "rectification.renew", ANN, on(4, 16), {}),
    ("propose an interview, not met", not_met_order(), "interview.propose", ANN, on(4, 16), {}),
    ("propose an interview, limit passed", running_order(), "interview.propose", ANN, on(4, 16), {}),
    ("approve an interview", proposed_interview(), "interview.approve", CITY_HEAD, on(4, 17), {}),
    ("summon", approved_interview(), "interview.summon", ANN, on(4, 20), {}),
    ("notify the superior", approved_notice(), "interview.notify_superior", ANN, on(5, 8), {}),
    ("propose a transfer", not_met_order(), "transfer.propose", ANN, on(5, 6), {}),
    ("send a transfer", approved_transfer(), "transfer.send", ANN, on(5, 8), {}),
)
FREE: tuple[Attempt, ...] = (
    ("re-inspect, all met", reported_order(), "rectification.reinspect", ANN, on(4, 15), MET),
    ("withdraw", not_met_order(), "rectification.withdraw", CITY_HEAD, on(4, 16), {}),
    ("interview on another ground", not_met_order(), "interview.propose", ANN, on(4, 16), DUTY),
    ("transfer on the inspection", not_met_order(), "transfer.propose", ANN, on(5, 6), {"ground": "I1"}),
    ("cancel the interview", approved_interview(), "interview.cancel", ANN, on(4, 20), {}),
    ("refuse the notice", approved_notice(), "interview.refuse_notice", CITY_HEAD, on(5, 8), {}),
    ("withdraw the transfer", approved_transfer(), "transfer.withdraw", ANN, on(5, 8), {}),
)


def names(found: object) -> str:
    return found[0] if isinstance(found, tuple) else str(found)


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("adverse", ADVERSE, ids=names)
def test_this_right_stops_this_adverse_act(adverse: Attempt, right: str) -> None:
    _, facts, act, badge, today, given = adverse
    assert refusal(facts, act, badge, today, **given) is None
    assert refusal(RIGHTS[right](facts), act, badge, today, **given) == right


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("free", FREE, ids=names)
def test_no_right_stops_what_favours_the_unit_or_rests_on_something_else(free: Attempt, right: str) -> None:
    _, facts, act, badge, today, given = free
    assert refusal(RIGHTS[right](facts), act, badge, today, **given) is None


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


def test_a_missing_statement_stops_no_interview_on_a_missed_limit() -> None:
    assert refusal(running_order(), "interview.propose", ANN, on(4, 14)) is None


def test_an_objection_made_earlier_still_waits_for_its_answer() -> None:
    facts = go(objected_order(), "rectification.report", ANN, on(4, 10))
    assert refusal(facts, "rectification.reinspect", ANN, on(4, 15), **FAILED) == "objection_open"


def test_a_transfer_on_findings_alone_waits_for_no_order() -> None:
    assert refusal(concluded(), "transfer.propose", ANN, on(3, 10), ground="I1", receiver=RECEIVER) is None


@pytest.mark.parametrize("right", ["objection_open", "extension_open"])
def test_an_order_not_met_is_not_concluded_over_an_open_right(right: str) -> None:
    facts = RIGHTS[right](not_met_order())
    assert refusal(facts, "rectification.conclude", CITY_HEAD, on(4, 16)) == right
