"""An interview follows a failed order (CEL 56), or where the organ allows it a problem in performing duties."""

from datetime import date

import pytest

from models.facts import Facts
from models.periods import Clock
from models.rules import Rules
from tests.unit.scenes import (
    approved_interview,
    attempt,
    concluded,
    go,
    held_interview,
    late_reported_order,
    not_met_order,
    on,
    opened,
    proposed_interview,
    proposed_order,
    refusal,
    reported_order,
    running_order,
    summoned_interview,
    unserved_order,
    why,
)
from tests.unit.stated import SCHOOLING
from tests.unit.worlds import (
    ANN,
    BO,
    CITY_HEAD,
    COUNTY_HEAD,
    announced,
    the_deadline,
    the_stage,
    with_deadline,
    with_stage,
)

# The limit of the running order ends on Monday 13 April.


@pytest.mark.parametrize(
    ("day", "expected"), [(on(3, 12), "no_interview_ground"), (on(4, 13), "no_interview_ground"), (on(4, 14), None)]
)
def test_the_last_day_still_belongs_to_the_unit(day: date, expected: str | None) -> None:
    assert refusal(running_order(), "interview.propose", ANN, day) == expected


def test_the_refusal_names_the_order_and_its_last_day() -> None:
    assert why(running_order(), "interview.propose", ANN, on(4, 13)) == ("no_interview_ground", "R1", "2026-04-13")


def test_a_late_report_is_reinspected_first() -> None:
    assert refusal(late_reported_order(), "interview.propose", ANN, on(4, 20)) == "reinspect_first"
    facts = go(late_reported_order(), "rectification.reinspect", ANN, on(4, 20))
    facts = go(facts, "rectification.comment", ANN, on(4, 20))
    assert refusal(facts, "interview.propose", ANN, on(4, 21)) is None


def test_a_timely_report_is_no_ground() -> None:
    assert refusal(reported_order(), "interview.propose", ANN, on(4, 20)) == "no_interview_ground"


def test_an_order_reinspected_and_not_met_is_a_ground() -> None:
    assert refusal(not_met_order(), "interview.propose", ANN, on(4, 16)) is None


@pytest.mark.parametrize("state", ["accepted", "withdrawn", "concluded", "renewed", "refused"])
def test_an_order_that_ended_is_no_ground(state: str) -> None:
    facts = with_stage(not_met_order(), "R1", state=state)
    assert refusal(facts, "interview.propose", ANN, on(4, 16)) == "no_interview_ground"


def test_an_interview_needs_an_order_that_was_served() -> None:
    assert refusal(concluded(), "interview.propose", ANN, on(3, 10), order=None) == "order_required"
    assert refusal(not_met_order(), "interview.propose", ANN, on(4, 16), order="R9") == "order_required"
    assert refusal(not_met_order(), "interview.propose", ANN, on(4, 16), order="I1") == "order_required"
    assert refusal(proposed_order(), "interview.propose", ANN, on(5, 11)) == "no_interview_ground"
    assert refusal(unserved_order(), "interview.propose", ANN, on(5, 11)) == "service_unproven"


def test_without_a_number_the_only_order_is_meant() -> None:
    assert refusal(not_met_order(), "interview.propose", ANN, on(4, 16), order=None) is None
    facts = go(not_met_order(), "rectification.propose", ANN, on(4, 16), ground=None, incident=[SCHOOLING])
    assert refusal(facts, "interview.propose", ANN, on(4, 16), order=None) == "order_required"
    assert refusal(facts, "interview.propose", ANN, on(4, 16), order="R1") is None


def test_the_ground_is_checked_again_when_approving_and_summoning() -> None:
    proposed = go(running_order(), "interview.propose", ANN, on(4, 14))
    approved = go(proposed, "interview.approve", CITY_HEAD, on(4, 15))
    drawn = go(approved, "interview.draw_up", ANN, on(4, 15))
    for facts, act, badge in ((proposed, "approve", CITY_HEAD), (drawn, "summon", ANN)):
        late = go(facts, "rectification.report", ANN, on(4, 16))
        assert refusal(late, f"interview.{act}", badge, on(4, 16)) == "reinspect_first"
        posted = go(facts, "rectification.report", ANN, on(4, 16), posted_on=on(4, 13))
        assert refusal(posted, f"interview.{act}", badge, on(4, 16)) == "no_interview_ground"
        withdrawn = go(facts, "rectification.withdraw", COUNTY_HEAD, on(4, 16))
        assert refusal(withdrawn, f"interview.{act}", badge, on(4, 16)) == "no_interview_ground"
        assert refusal(facts, f"interview.{act}", badge, on(4, 16)) is None


def test_a_provisional_last_day_is_never_a_ground() -> None:
    """Served when the calendar of 2026 was not announced: even in June nobody knows that the limit has passed."""
    unknown = announced(2025, 2025)
    facts = go(unserved_order(), "rectification.serve", ANN, on(3, 12), calendar=unknown)
    assert the_deadline(facts, Clock.RECTIFICATION_LIMIT, "R1").provisional
    assert refusal(facts, "interview.propose", ANN, on(6, 1)) == "due_date_provisional"
    settled = with_deadline(facts, Clock.RECTIFICATION_LIMIT, provisional=False)
    assert refusal(settled, "interview.propose", ANN, on(6, 1)) is None


def test_one_interview_stands_open_for_an_order() -> None:
    for facts in (proposed_interview(), approved_interview(), summoned_interview(), held_interview()):
        assert refusal(facts, "interview.propose", ANN, on(5, 11)) == "stage_already_open"
    ended = go(proposed_interview(), "interview.refuse", CITY_HEAD, on(4, 17))
    assert refusal(ended, "interview.propose", ANN, on(4, 20)) is None
    ended = go(summoned_interview(), "interview.cancel", ANN, on(4, 21))
    assert refusal(ended, "interview.propose", ANN, on(4, 22)) is None
    ended = go(held_interview(), "interview.conclude", ANN, on(5, 6))
    assert refusal(ended, "interview.propose", ANN, on(5, 7)) is None


@pytest.mark.parametrize(
    ("served", "meeting", "expected"),
    [
        (on(4, 20), on(4, 22), "notice_too_short"),
        (on(4, 20), on(4, 23), None),
        # National Day 2026: 1 to 7 October are off, Saturday the 10th is worked.
        (on(9, 30), on(10, 9), "notice_too_short"),
        (on(9, 30), on(10, 10), None),
        (on(9, 28), on(9, 30), "notice_too_short"),
        (on(9, 28), on(10, 7), "notice_too_short"),
        (on(9, 28), on(10, 8), None),
        (on(9, 25), on(9, 29), "notice_too_short"),
        (on(9, 25), on(9, 30), None),
    ],
)
def test_notice_is_three_working_days_ahead(served: date, meeting: date, expected: str | None) -> None:
    drawn = go(approved_interview(), "interview.draw_up", ANN, served, meeting_on=meeting)
    assert refusal(drawn, "interview.summon", ANN, served) == expected


def test_how_far_ahead_is_a_setting() -> None:
    five = Rules(interview_notice_working_days=5)
    for meeting, expected in ((on(4, 24), "notice_too_short"), (on(4, 27), None)):
        drawn = go(approved_interview(), "interview.draw_up", ANN, on(4, 20), meeting_on=meeting)
        answer = attempt(drawn, "interview.summon", ANN, on(4, 20), rules=five)
        assert (answer if isinstance(answer, str) else None) == expected


@pytest.mark.parametrize(("meeting", "expected"), [(on(4, 20), "notice_too_short"), (on(4, 21), None)])
def test_a_notice_is_drawn_up_for_a_day_to_come(meeting: date, expected: str | None) -> None:
    assert refusal(approved_interview(), "interview.draw_up", ANN, on(4, 20), meeting_on=meeting) == expected


@pytest.mark.parametrize(
    ("served", "expected"), [(on(4, 16), "before_approval"), (on(4, 17), None), (on(4, 21), "date_in_future")]
)
def test_the_notice_is_served_after_the_approval_and_not_tomorrow(served: date, expected: str | None) -> None:
    drawn = go(approved_interview(), "interview.draw_up", ANN, on(4, 17), meeting_on=on(4, 30))
    assert refusal(drawn, "interview.summon", ANN, on(4, 20), served_on=served) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(on(4, 29), "before_notice"), (on(4, 30), None), (on(5, 7), "date_in_future")]
)
def test_the_interview_is_held_or_missed_on_its_day_or_later(day: date, expected: str | None) -> None:
    for act in ("interview.hold", "interview.absent"):
        assert refusal(summoned_interview(), act, ANN, on(5, 6), occurred_on=day) == expected


def test_after_an_absence_the_unit_is_summoned_again() -> None:
    absent = go(summoned_interview(), "interview.absent", ANN, on(4, 30))
    assert refusal(absent, "interview.hold", ANN, on(5, 6)) == "wrong_state"
    assert refusal(absent, "interview.summon", ANN, on(5, 6)) == "instrument_missing"
    again = go(absent, "interview.draw_up", ANN, on(5, 6), meeting_on=on(5, 12))
    again = go(again, "interview.summon", ANN, on(5, 6))
    assert refusal(again, "interview.hold", ANN, on(5, 11)) == "before_notice"
    assert the_stage(go(again, "interview.hold", ANN, on(5, 12)), "Y1").state == "held"


def hold(**given: object) -> str | None:
    return refusal(summoned_interview(), "interview.hold", ANN, on(4, 30), **given)


def test_two_officers_hold_it_and_the_explanation_is_on_record() -> None:
    assert hold(present=[BO]) == "two_officers_required"
    assert hold(statement=None, signing="signed") == "statement_missing"
    refused: dict[str, object] = {"statement": None, "signing": "refused, noted with witness"}
    assert hold(**refused) == "refusal_not_noted"
    assert hold(**refused, refusal="No reason given.", witness="The doorkeeper.") is None


def test_a_case_without_order_or_finding_opens_no_interview() -> None:
    facts: Facts = opened()
    assert refusal(facts, "interview.propose", ANN, on(3, 3), order=None) == "order_required"
