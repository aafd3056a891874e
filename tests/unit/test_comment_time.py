"""The unit's time to comment on findings: three working days, stopped and provisional days on its side."""

from datetime import date

import pytest

from models.periods import Clock
from models.rules import Rules
from tests.unit.scenes import (
    attempt,
    commented_record,
    concluded,
    go,
    not_met_order,
    notified,
    on,
    recorded,
    refusal,
    reinspected_order,
)
from tests.unit.worlds import ANN, CITY_HEAD, COUNTY_HEAD, announced, with_deadline


@pytest.mark.parametrize(
    ("day", "expected"), [(on(3, 9), "comment_time_running"), (on(3, 11), "comment_time_running"), (on(3, 12), None)]
)
def test_the_unit_has_three_working_days_to_comment_on_findings(day: date, expected: str | None) -> None:
    """Recorded on Friday 6 March: until Wednesday the 11th, unless it comments before."""
    assert refusal(recorded(), "inspection.conclude", ANN, day) == expected
    assert refusal(commented_record(), "inspection.conclude", ANN, day) is None


@pytest.mark.parametrize(
    ("day", "expected"), [(on(4, 16), "comment_time_running"), (on(4, 20), "comment_time_running"), (on(4, 21), None)]
)
def test_and_three_more_after_a_reinspection_not_met(day: date, expected: str | None) -> None:
    for act in ("rectification.renew", "interview.propose", "transfer.propose"):
        assert refusal(reinspected_order(), act, ANN, day) == expected
        assert refusal(not_met_order(), act, ANN, day) is None


def test_a_time_to_comment_that_is_stopped_has_not_run_out() -> None:
    """Stopped on Monday 9 March, its first day, until the 23rd: 24, 25 and 26 March are its three days."""
    facts = go(recorded(), "case.refer_criminal", CITY_HEAD, on(3, 9))
    assert refusal(facts, "inspection.conclude", ANN, on(3, 20)) == "comment_time_running"
    facts = go(facts, "case.end_reference", COUNTY_HEAD, on(3, 23))
    assert refusal(facts, "inspection.conclude", ANN, on(3, 26)) == "comment_time_running"
    assert refusal(facts, "inspection.conclude", ANN, on(3, 27)) is None


def test_a_time_to_comment_whose_last_day_nobody_knows_has_not_run_out() -> None:
    facts = go(notified(), "inspection.record", ANN, on(3, 6), calendar=announced(2025, 2025))
    assert refusal(facts, "inspection.conclude", ANN, on(6, 1)) == "comment_time_running"
    known = with_deadline(facts, Clock.COMMENT, provisional=False)
    assert refusal(known, "inspection.conclude", ANN, on(6, 1)) is None


def test_the_time_to_comment_is_a_setting() -> None:
    facts = go(go(concluded(), "inspection.request", ANN, on(3, 9)), "inspection.approve", CITY_HEAD, on(3, 9))
    facts = go(go(facts, "inspection.draw_up", ANN, on(3, 9)), "inspection.notify", ANN, on(3, 9))
    facts = go(facts, "inspection.record", ANN, on(3, 9), rules=Rules(comment_working_days=1))
    assert attempt(facts, "inspection.conclude", ANN, on(3, 10)) == "comment_time_running"
    assert refusal(facts, "inspection.conclude", ANN, on(3, 11)) is None


def test_without_findings_there_is_nothing_to_comment_on() -> None:
    clean = go(notified(), "inspection.record", ANN, on(3, 6), findings=[])
    assert clean.deadline(Clock.COMMENT, "I1") is None
    assert recorded().deadline(Clock.COMMENT, "I1") is not None
