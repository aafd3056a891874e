"""What an order to rectify rests on: findings that exist and are free, a time limit, proven service."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from tests.unit.papers import paper
from tests.unit.scenes import (
    allowed,
    attempt,
    concluded,
    go,
    issued,
    not_met_order,
    on,
    opened,
    planned,
    proposed_order,
    refusal,
    reported_order,
    requested,
    running_order,
    unserved_order,
)
from tests.unit.stated import EQUIPMENT, SCHOOLING
from tests.unit.worlds import ANN, CITY_HEAD, COUNTY_HEAD, the_stage


def test_an_order_rests_on_findings_and_never_on_a_report_alone() -> None:
    """The inspection was asked for on a report of clues; until something is found there is no order."""
    assert refusal(requested(), "rectification.propose", ANN, on(3, 10), ground="I1") == "findings_required"
    assert refusal(opened(), "rectification.propose", ANN, on(3, 10), ground=None) == "findings_required"
    assert refusal(planned(), "rectification.propose", ANN, on(3, 10), ground="G1") == "findings_required"
    assert refusal(opened(), "rectification.propose", ANN, on(3, 10), ground="I1") == "findings_required"


def test_an_order_rests_on_an_inspection_on_guidance_or_on_an_incident() -> None:
    assert refusal(concluded(), "rectification.propose", ANN, on(3, 10), ground="I1") is None
    assert refusal(issued(), "rectification.propose", ANN, on(3, 10), ground="G1") is None
    assert refusal(opened(), "rectification.propose", ANN, on(3, 10), ground=None, incident=[SCHOOLING]) is None


def test_another_order_is_no_place_of_findings() -> None:
    assert refusal(not_met_order(), "rectification.propose", ANN, on(4, 16), ground="R1") == "findings_required"


def items_of(**given: Any) -> list[tuple[str, str]]:
    opening = allowed(attempt(concluded(), "rectification.propose", ANN, on(3, 10), **given)).openings[0]
    return [(i["ref"], i["duty"]) for i in opening.entry["order_items"]]


def test_the_items_of_an_order_name_finding_and_duty() -> None:
    assert items_of() == [("I1/1", "reg-8-1"), ("I1/2", "reg-9-8")]
    assert items_of(items=[2]) == [("I1/2", "reg-9-8")]
    assert items_of(items=[2, 1]) == [("I1/2", "reg-9-8"), ("I1/1", "reg-8-1")]
    assert items_of(ground=None, incident=[EQUIPMENT]) == [("incident/1", "reg-9-8")]


@pytest.mark.parametrize("items", [[1, 1], [1, 3], [0, 1], [-1, 1]])
def test_a_finding_that_is_not_there_or_named_twice(items: list[int]) -> None:
    assert refusal(concluded(), "rectification.propose", ANN, on(3, 10), items=items) == "finding_unknown"


def test_orders_side_by_side_have_disjoint_findings() -> None:
    first = go(concluded(), "rectification.propose", ANN, on(3, 10), items=[1])
    assert refusal(first, "rectification.propose", ANN, on(3, 10), items=[1]) == "findings_taken"
    assert refusal(first, "rectification.propose", ANN, on(3, 10), items=[1, 2]) == "findings_taken"
    assert refusal(first, "rectification.propose", ANN, on(3, 10), items=[2]) is None


def test_a_finding_is_free_again_after_refusal_or_withdrawal() -> None:
    refused = go(proposed_order(), "rectification.refuse", CITY_HEAD, on(3, 11))
    assert refusal(refused, "rectification.propose", ANN, on(3, 12)) is None
    withdrawn = go(running_order(), "rectification.withdraw", COUNTY_HEAD, on(3, 20))
    assert refusal(withdrawn, "rectification.propose", ANN, on(3, 23)) is None


def test_a_finding_rectified_is_not_ordered_again() -> None:
    met = [{"item": 1, "met": True}, {"item": 2, "met": True}]
    accepted = go(reported_order(), "rectification.reinspect", ANN, on(4, 15), results=met)
    assert refusal(accepted, "rectification.propose", ANN, on(4, 16)) == "findings_taken"


def test_a_renewed_order_holds_its_items_and_lets_the_others_go() -> None:
    facts = go(not_met_order(), "rectification.renew", ANN, on(4, 16))
    assert refusal(facts, "rectification.propose", ANN, on(4, 16), items=[2]) == "findings_taken"
    assert refusal(facts, "rectification.propose", ANN, on(4, 16), items=[1]) is None
    assert the_stage(facts, "R2").ground == "R1"


@pytest.mark.parametrize("length", [0, -1, 731])
def test_the_time_limit_is_at_least_one_day(length: int) -> None:
    for act in ("rectification.propose", "rectification.renew"):
        with pytest.raises(ValidationError):
            paper(act, on(3, 10), limit_length=length)


@pytest.mark.parametrize(
    ("served", "expected"),
    [(on(3, 10), "before_approval"), (on(3, 11), None), (on(3, 12), None), (on(3, 13), "date_in_future")],
)
def test_an_order_is_served_after_its_approval_and_not_tomorrow(served: date, expected: str | None) -> None:
    assert refusal(unserved_order(), "rectification.serve", ANN, on(3, 12), served_on=served) == expected


def test_no_clock_runs_before_proven_service() -> None:
    assert [d for d in unserved_order().deadlines if d.stage == "R1"] == []
    with pytest.raises(ValidationError):
        paper("rectification.serve", on(3, 12), proof=None)


@pytest.mark.parametrize("reference", ["ZZ-2026-000009/I1", "ZZ-2026-000009/R1"])
def test_findings_of_another_case_are_not_ours(reference: str) -> None:
    assert refusal(concluded(), "rectification.propose", ANN, on(3, 10), ground=reference) == "stage_unknown"
    assert refusal(not_met_order(), "interview.propose", ANN, on(4, 16), order=reference) == "stage_unknown"
    assert refusal(not_met_order(), "transfer.propose", ANN, on(4, 16), ground=reference) == "stage_unknown"
