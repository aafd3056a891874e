"""Targets that depend on what the act states, which instance an act means, and what a renewed order holds."""

from datetime import date

import pytest

from models.lifecycle import LIFECYCLE, next_acts
from tests.unit.scenes import (
    allowed,
    attempt,
    closed,
    go,
    not_met_order,
    on,
    opened,
    proposed_order,
    recorded,
    reported_order,
    running_order,
)
from tests.unit.test_lifecycle_golden import CASE_ACTS, CONTINUES, OPENS
from tests.unit.worlds import ANN, BO, CITY_HEAD, NOTHING, the_stage

FIRST, SECOND = {"item": 1, "met": True}, {"item": 2, "met": True}


def test_the_table_holds_these_acts_and_no_other() -> None:
    assert {t.full_name for t in LIFECYCLE} == {"case.open", *CASE_ACTS, *OPENS, *CONTINUES}


@pytest.mark.parametrize(
    ("met", "state"),
    [((True, True), "accepted"), ((True, False), "not_met"), ((False, True), "not_met"), ((False, False), "not_met")],
)
def test_a_reinspection_accepts_only_when_every_item_is_met(met: tuple[bool, bool], state: str) -> None:
    results = [{"item": 1, "met": met[0]}, {"item": 2, "met": met[1]}]
    answer = attempt(reported_order(), "rectification.reinspect", ANN, on(4, 15), results=results)
    assert allowed(answer).state == state


def test_a_renewed_order_is_a_new_instance_with_the_items_not_met() -> None:
    facts = go(not_met_order(), "rectification.renew", ANN, on(4, 16))
    first, second = the_stage(facts, "R1"), the_stage(facts, "R2")
    assert (first.state, second.state, second.ground) == ("renewed", "proposed", "R1")
    proposed = second.last("propose")
    assert proposed is not None
    assert [(i["ref"], i["duty"]) for i in proposed["order_items"]] == [("I1/2", "reg-9-8")]
    assert (proposed["limit_length"], proposed["limit_unit"]) == (10, "day")


def test_a_renewed_order_has_its_own_approval_and_service() -> None:
    facts = go(not_met_order(), "rectification.renew", ANN, on(4, 16))
    assert attempt(facts, "rectification.serve", ANN, on(4, 17), stage="R2") == "wrong_state"
    facts = go(facts, "rectification.approve", CITY_HEAD, on(4, 17), stage="R2")
    facts = go(facts, "rectification.serve", ANN, on(4, 20), stage="R2")
    assert the_stage(facts, "R2").state == "running"


def test_a_report_returned_for_completion_stays_reported_and_may_come_again() -> None:
    assert attempt(reported_order(), "rectification.report", ANN, on(4, 13)) == "completion_not_requested"
    facts = go(reported_order(), "rectification.return_for_completion", ANN, on(4, 13))
    assert the_stage(facts, "R1").state == "reported"
    facts = go(facts, "rectification.report", ANN, on(4, 16))
    assert the_stage(facts, "R1").state == "reported"
    assert attempt(facts, "rectification.report", ANN, on(4, 17)) == "completion_not_requested"


def test_without_a_number_the_only_open_instance_is_meant() -> None:
    facts = go(concluded_twice(), "rectification.propose", ANN, on(3, 10), items=[1])
    assert allowed(attempt(facts, "rectification.approve", CITY_HEAD, on(3, 11))).label == "R1"
    facts = go(facts, "rectification.propose", ANN, on(3, 10), items=[2])
    assert attempt(facts, "rectification.approve", CITY_HEAD, on(3, 11)) == "stage_ambiguous"
    answer = attempt(facts, "rectification.approve", CITY_HEAD, on(3, 11), stage="R2")
    assert allowed(answer).label == "R2"


def concluded_twice():  # type: ignore[no-untyped-def]
    return go(recorded(), "inspection.conclude", ANN, on(3, 9))
