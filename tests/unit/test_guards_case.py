"""Acts on the case itself: handlers, recusals, related cases, and closing, which names each open thing."""

from dataclasses import replace

import pytest

from models.periods import Clock, DeadlineState
from tests.unit.scenes import (
    approved_notice,
    closed,
    go,
    issued,
    not_met_order,
    notified,
    on,
    opened,
    planned,
    refusal,
    reported_order,
    running_order,
    sent_transfer,
    why,
)
from tests.unit.worlds import (
    ANN,
    BO,
    CASE,
    CITY_HEAD,
    COUNTY_HEAD,
    the_case,
    with_deadline,
    with_stage,
)

MET = [{"item": 1, "met": True}, {"item": 2, "met": True}]


def test_a_case_with_nothing_open_is_closed() -> None:
    assert the_case(closed()).state == "closed"


def test_closing_names_each_open_stage() -> None:
    assert why(planned(), "case.close", ANN, on(3, 9)) == ("stages_open", "G1: planned")
    assert why(notified(), "case.close", ANN, on(3, 9)) == ("stages_open", "I1: notified")
    assert why(approved_notice(), "case.close", ANN, on(5, 8)) == ("stages_open", "R1: not_met", "Y1: held")
    assert why(sent_transfer(), "case.close", ANN, on(5, 11)) == ("stages_open", "R1: not_met", "X1: sent")
    beside = go(go(issued(), "inspection.request", ANN, on(3, 4)), "guidance.plan", ANN, on(3, 4))
    told = why(beside, "case.close", ANN, on(3, 9))
    assert told == ("stages_open", "G1: issued", "I1: requested", "G2: planned")


def test_closing_names_each_unanswered_right() -> None:
    facts = go(running_order(), "rectification.object", ANN, on(3, 16))
    facts = go(facts, "rectification.request_extension", ANN, on(3, 16))
    ended = with_stage(facts, "R1", state="concluded")
    told = why(ended, "case.close", ANN, on(3, 23))
    assert told == ("rights_open", "R1: objection_open", "R1: extension_open")


def test_withdrawing_an_order_leaves_nothing_to_answer() -> None:
    facts = go(running_order(), "rectification.object", ANN, on(3, 16))
    withdrawn = go(facts, "rectification.withdraw", COUNTY_HEAD, on(3, 20))
    assert refusal(withdrawn, "case.close", ANN, on(3, 23)) is None


def test_an_objection_is_answered_even_after_the_order_was_accepted() -> None:
    facts = go(reported_order(), "rectification.object", ANN, on(4, 13))
    accepted = go(facts, "rectification.reinspect", ANN, on(4, 15), results=MET)
    assert why(accepted, "case.close", ANN, on(4, 16)) == ("rights_open", "R1: objection_open")
    answered = go(accepted, "rectification.answer_objection", CITY_HEAD, on(4, 16), stage="R1")
    assert refusal(answered, "case.close", ANN, on(4, 16)) is None


def test_acceptance_leaves_no_request_for_more_time_to_decide() -> None:
    facts = go(running_order(), "rectification.request_extension", ANN, on(3, 16))
    facts = go(facts, "rectification.report", ANN, on(3, 18))
    accepted = go(facts, "rectification.reinspect", ANN, on(3, 20), results=MET)
    assert refusal(accepted, "case.close", ANN, on(3, 23)) is None


def test_closing_names_each_open_deadline() -> None:
    ended = with_stage(running_order(), "R1", state="accepted")
    assert why(ended, "case.close", ANN, on(3, 23)) == ("deadlines_open", "R1: rectification_limit")
    met = with_deadline(ended, Clock.RECTIFICATION_LIMIT, state=DeadlineState.MET)
    assert refusal(met, "case.close", ANN, on(3, 23)) is None


def test_closing_counts_the_statutory_notices_not_delivered() -> None:
    facts = replace(opened(), undelivered=2)
    assert why(facts, "case.close", ANN, on(3, 9)) == ("messages_undelivered", "2")


def test_a_case_reopened_is_worked_on_and_closed_again() -> None:
    facts = go(closed(), "case.reopen", COUNTY_HEAD, on(3, 4))
    assert refusal(closed(), "guidance.plan", ANN, on(3, 5)) == "case_closed"
    assert refusal(facts, "guidance.plan", ANN, on(3, 5)) is None
    assert the_case(go(facts, "case.close", ANN, on(3, 5))).state == "closed"


def test_a_handler_is_named_once() -> None:
    assert refusal(opened(), "case.assign", COUNTY_HEAD, on(3, 3), handler=ANN) == "already_handler"
    facts = go(opened(), "case.assign", COUNTY_HEAD, on(3, 3), handler=BO)
    assert the_case(facts).handler == BO
    assert refusal(facts, "case.assign", COUNTY_HEAD, on(3, 4), handler=ANN) is None


def test_a_recusal_is_recorded_once_and_for_somebody_known() -> None:
    assert refusal(opened(), "case.recuse", COUNTY_HEAD, on(3, 3), officer="NOBODY") == "person_unknown"
    facts = go(opened(), "case.recuse", COUNTY_HEAD, on(3, 3), officer=BO)
    assert refusal(facts, "case.recuse", COUNTY_HEAD, on(3, 4), officer=BO) == "already_recused"
    assert refusal(facts, "case.recuse", CITY_HEAD, on(3, 4), officer=ANN) is None


def test_a_handler_who_is_recused_handles_the_case_no_longer() -> None:
    facts = go(opened(), "case.recuse", COUNTY_HEAD, on(3, 3), officer=ANN)
    assert the_case(facts).handler is None
    assert refusal(facts, "case.assign", COUNTY_HEAD, on(3, 4), handler=ANN) == "officer_recused"
    facts = go(opened(), "case.recuse", COUNTY_HEAD, on(3, 3), officer=BO)
    assert the_case(facts).handler == ANN


@pytest.mark.parametrize(
    ("other", "known", "expected"),
    [("NM-2026-000007", True, None), ("NM-2026-000007", False, "not_a_working_case"), (CASE, True, "self_relation")],
)
def test_a_related_case_is_another_one_that_exists(other: str, known: bool, expected: str | None) -> None:
    facts = replace(opened(), other_case_exists=known)
    assert refusal(facts, "case.relate", ANN, on(3, 3), other=other) == expected


def test_acts_need_a_case() -> None:
    facts = replace(not_met_order(), case=None)
    assert refusal(facts, "rectification.renew", ANN, on(4, 16)) == "not_a_working_case"
    assert refusal(facts, "case.close", ANN, on(4, 16)) == "not_a_working_case"
