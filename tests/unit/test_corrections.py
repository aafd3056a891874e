"""Corrections: a second person, both values visible, deadlines derived anew. Every day was counted by hand for 2026."""

from datetime import date
from typing import Any

import pytest

from models.facts import DeadlineFacts, Entry, Facts
from models.periods import Clock, DeadlineState
from models.vocabulary import Audience, Noted
from tests.unit.scenes import (
    allowed,
    attempt,
    go,
    late_reported_order,
    not_met_order,
    on,
    opened,
    planned,
    refusal,
    reported_order,
    running_order,
    summoned_interview,
    suspended_order,
    why,
)
from tests.unit.scenes_remedy import consented, corrected, correction_proposed
from tests.unit.scenes_technical import measured, recorded_technical
from tests.unit.worlds import (
    ADMIN,
    ANN,
    BO,
    CITY_HEAD,
    COUNTY_HEAD,
    OTHER_CITY_HEAD,
    UNKNOWN_FILE,
    the_case,
    the_deadline,
    the_stage,
)

CORRECT, CONFIRM, REJECT = "case.correct", "case.confirm_correction", "case.reject_correction"
LIMIT, MET, LATE = Clock.RECTIFICATION_LIMIT, DeadlineState.MET, DeadlineState.LATE


def limit(facts: Facts) -> DeadlineFacts:
    return the_deadline(facts, LIMIT, "R1")


def entry(facts: Facts, label: str, seq: int) -> Entry:
    return next(e for e in the_stage(facts, label).acts if e["seq"] == seq)


def mended(facts: Facts, event: int, field: str, value: str, day: date) -> Facts:
    """Proposed and confirmed on one day."""
    facts = go(facts, CORRECT, BO, day, event=event, field=field, value=value)
    return go(facts, CONFIRM, CITY_HEAD, day)


def test_a_correction_waits_for_its_second_person() -> None:
    assert entry(correction_proposed(), "R1", 12)["served_on"] == "2026-03-12"
    assert limit(correction_proposed()).due_on == on(4, 13)
    assert refusal(correction_proposed(), CORRECT, BO, on(3, 17)) == "correction_open"
    assert refusal(running_order(), CONFIRM, COUNTY_HEAD, on(3, 17)) == "no_open_correction"
    assert refusal(running_order(), REJECT, COUNTY_HEAD, on(3, 17)) == "no_open_correction"
    assert refusal(corrected(), CONFIRM, COUNTY_HEAD, on(3, 17)) == "no_open_correction"
    assert refusal(corrected(), CORRECT, BO, on(3, 18), value="2026-03-13") is None


SECOND = [
    (COUNTY_HEAD, None),
    (CITY_HEAD, None),
    (OTHER_CITY_HEAD, "approver_not_in_line"),
    (ADMIN, "not_responsible_person"),
    (ANN, "not_responsible_person"),
]


@pytest.mark.parametrize(("badge", "expected"), SECOND)
@pytest.mark.parametrize("act", [CONFIRM, REJECT])
def test_a_responsible_person_in_line_decides_on_it(act: str, badge: str, expected: str | None) -> None:
    assert refusal(correction_proposed(), act, badge, on(3, 17)) == expected


def test_neither_who_proposed_it_nor_who_recorded_the_fact_confirms_it() -> None:
    proposed = go(running_order(), CORRECT, COUNTY_HEAD, on(3, 16))
    by_the_head = go(suspended_order(), CORRECT, ANN, on(3, 23), event=13, field="occurred_on", value="2026-03-19")
    for facts in (proposed, by_the_head):
        assert refusal(facts, CONFIRM, COUNTY_HEAD, on(3, 23)) == "second_person_required"
        assert refusal(facts, REJECT, COUNTY_HEAD, on(3, 23)) == "second_person_required"
        assert refusal(facts, CONFIRM, CITY_HEAD, on(3, 23)) is None


def test_both_values_stay_visible() -> None:
    proposal = the_case(correction_proposed()).acts[-1]
    assert (proposal["was"], proposal["right"]) == ("2026-03-12", "2026-03-11")
    served = entry(corrected(), "R1", 12)
    assert (served["served_on"], served["corrected"]) == ("2026-03-11", {"served_on": "2026-03-12"})


def test_a_second_correction_keeps_what_was_recorded_first() -> None:
    twice = mended(corrected(), 12, "served_on", "2026-03-13", on(3, 18))
    served = entry(twice, "R1", 12)
    assert (served["served_on"], served["corrected"]) == ("2026-03-13", {"served_on": "2026-03-12"})
    other = entry(mended(corrected(), 12, "method", "post", on(3, 18)), "R1", 12)
    assert (other["method"], other["served_on"]) == ("post", "2026-03-11")
    assert other["corrected"] == {"served_on": "2026-03-12", "method": "in person"}


def test_the_supervisor_and_everyone_told_before_hear_of_it() -> None:
    decision = allowed(attempt(correction_proposed(), CONFIRM, COUNTY_HEAD, on(3, 17)))
    assert (decision.noted, decision.recalls) == ((Noted.CORRECTED,), (12,))
    assert Audience.SUPERVISOR in decision.audience
    proposal = allowed(attempt(running_order(), CORRECT, ANN, on(3, 16)))
    assert (proposal.noted, proposal.recalls, proposal.amendments, proposal.deadlines) == ((), (), (), ())


def test_a_rejected_correction_changes_nothing() -> None:
    rejected = go(correction_proposed(), REJECT, COUNTY_HEAD, on(3, 17))
    assert rejected.stages == running_order().stages
    assert rejected.deadlines == running_order().deadlines
    assert refusal(rejected, CORRECT, ANN, on(3, 18)) is None


CORRECTABLE = [
    (5, "served_on", "2026-03-04"),
    (5, "method", "post"),
    (6, "occurred_on", "2026-03-05"),
    (7, "received_on", "2026-03-10"),
    (7, "arrival", "post"),
    (12, "served_on", "2026-03-11"),
    (13, "received_on", "2026-04-09"),
    (14, "occurred_on", "2026-04-14"),
    (15, "received_on", "2026-04-16"),
]


@pytest.mark.parametrize(("event", "field", "value"), CORRECTABLE)
def test_facts_an_act_reported_are_corrected(event: int, field: str, value: str) -> None:
    facts = mended(not_met_order(), event, field, value, on(4, 20))
    assert the_case(facts).acts[-2]["right"] == value


NOT_CORRECTABLE = [
    # What was decided, by whom, and when it was recorded.
    (2, "starts_on", "2026-03-06"),
    (3, "on", "2026-03-03"),
    (8, "result", "no problem"),
    (9, "limit_length", "60"),
    (12, "by", "NM-12"),
    (12, "seq", "13"),
    (14, "results", "met"),
    (14, "heard", "false"),
    # No such field in this act, no such event.
    (3, "served_on", "2026-03-04"),
    (12, "occurred_on", "2026-03-04"),
    (99, "served_on", "2026-03-04"),
]


@pytest.mark.parametrize(("event", "field", "value"), NOT_CORRECTABLE)
def test_what_was_decided_is_not_corrected(event: int, field: str, value: str) -> None:
    given: dict[str, Any] = {"event": event, "field": field, "value": value}
    assert why(not_met_order(), CORRECT, ANN, on(4, 20), **given) == ("not_correctable", str(event), field)


VALUES = [
    ("served_on", "2026-03-11", None),
    ("served_on", "2026-03-12", "correction_value"),  # what is recorded already
    ("served_on", "2026-02-30", "correction_value"),
    ("served_on", "yesterday", "correction_value"),
    ("served_on", "2026-03-16", None),
    ("served_on", "2026-03-17", "date_in_future"),
    ("served_on", "2026-03-10", "served_before_document"),
    ("method", "post", None),
    ("method", "in person", "correction_value"),
    ("method", "by drone", "correction_value"),
]


@pytest.mark.parametrize(("field", "value", "expected"), VALUES)
def test_the_right_value_is_another_one_that_can_be_true(field: str, value: str, expected: str | None) -> None:
    """The order was drawn up on 11 March; proposed on the 16th."""
    assert refusal(running_order(), CORRECT, ANN, on(3, 16), field=field, value=value) == expected


def test_numbers_and_moments_are_read_as_such() -> None:
    held = go(planned(), "guidance.hold", ANN, on(3, 4))
    assert entry(mended(held, 3, "attendance", "14", on(3, 5)), "G1", 3)["attendance"] == 14
    for value in ("12", "100001", "many"):
        asked = refusal(held, CORRECT, ANN, on(3, 5), event=3, field="attendance", value=value)
        assert asked == "correction_value"
    facts = mended(recorded_technical(), 13, "started_at", "2026-03-12T03:30:00Z", on(3, 16))
    assert entry(facts, "T1", 13)["started_at"] == "2026-03-12T11:30:00"


def test_the_proof_is_a_file_of_this_case() -> None:
    assert refusal(running_order(), CORRECT, ANN, on(3, 16), files=[UNKNOWN_FILE]) == "document_unknown"
    assert refusal(running_order(), CORRECT, ANN, on(3, 16), files=["a" * 64]) is None


def test_a_closed_case_is_corrected_and_an_open_correction_keeps_a_case_open() -> None:
    given: dict[str, Any] = {"event": 2, "field": "received_on", "value": "2026-03-02"}
    waiting = go(consented(), CORRECT, ANN, on(3, 4), **given)
    assert refusal(waiting, "case.close", ANN, on(3, 4)) == "correction_open"
    facts = mended(go(consented(), "case.close", ANN, on(3, 4)), 2, "received_on", "2026-03-02", on(3, 5))
    assert the_case(facts).state == "closed"
    assert the_case(facts).acts[1]["received_on"] == "2026-03-02"
    assert refusal(opened(), CORRECT, ANN, on(3, 4), event=1, field="received_on") == "not_correctable"


@pytest.mark.parametrize(
    ("right", "due"), [("2026-03-11", on(4, 10)), ("2026-03-13", on(4, 13)), ("2026-03-16", on(4, 15))]
)
def test_the_right_day_of_service_moves_the_limit(right: str, due: date) -> None:
    """30 days: from 11 March to Friday 10 April, from the 13th to Sunday 12 April, from the 16th to the 15th."""
    facts = mended(running_order(), 12, "served_on", right, on(3, 16))
    assert (limit(facts).due_on, limit(facts).state) == (due, DeadlineState.RUNNING)


@pytest.mark.parametrize(("right", "state"), [("2026-03-13", LATE), ("2026-03-16", MET)])
def test_a_late_report_is_judged_again_by_the_right_service(right: str, state: DeadlineState) -> None:
    """Received on 14 April."""
    facts = mended(late_reported_order(), 12, "served_on", right, on(4, 15))
    assert (limit(facts).state, limit(facts).settled_on) == (state, on(4, 14))


def test_a_report_is_judged_again_by_the_right_day_and_the_organs_time_moves_with_it() -> None:
    """15 working days after 13 April end on Thursday 7 May, after 14 April on Friday the 8th."""
    facts = mended(late_reported_order(), 13, "received_on", "2026-04-13", on(4, 15))
    assert (limit(facts).state, limit(facts).settled_on) == (MET, on(4, 13))
    assert the_deadline(facts, Clock.REINSPECTION, "R1").due_on == on(5, 7)
    facts = mended(reported_order(), 13, "received_on", "2026-04-14", on(4, 15))
    assert (limit(facts).state, limit(facts).settled_on) == (LATE, on(4, 14))
    assert the_deadline(facts, Clock.REINSPECTION, "R1").due_on == on(5, 8)


def test_the_right_days_of_a_suspension_count() -> None:
    """11 April and the days from suspension to resumption, 11 of them: Wednesday 22 April."""
    resumed = go(suspended_order(), "rectification.resume", ANN, on(3, 30))
    assert limit(resumed).due_on == on(4, 22)
    for event, right, due in (
        (13, "2026-03-23", on(4, 20)),
        (14, "2026-03-25", on(4, 17)),
        (13, "2026-03-30", on(4, 13)),
    ):
        assert limit(mended(resumed, event, "occurred_on", right, on(4, 1))).due_on == due
    for event, right in ((13, "2026-03-31"), (14, "2026-03-19")):
        given: dict[str, Any] = {"event": event, "field": "occurred_on", "value": right}
        assert refusal(resumed, CORRECT, ANN, on(4, 1), **given) == "dates_reversed"


def test_what_a_suspension_came_in_time_for_follows_the_right_service() -> None:
    """Suspended on 14 April, a day after the limit; served on 16 March, it ends on the 15th: all is in time."""
    facts = go(running_order(), "rectification.suspend", COUNTY_HEAD, on(4, 14))
    assert limit(go(facts, "rectification.report", ANN, on(4, 20))).state is LATE
    facts = mended(facts, 12, "served_on", "2026-03-16", on(4, 16))
    assert limit(go(facts, "rectification.report", ANN, on(4, 20))).state is MET


def test_a_report_that_ended_a_suspension_ends_it_on_its_right_day() -> None:
    """Suspended on 20 March, reported on 15 June: 88 days are not counted, the last day would be 8 July."""
    reported = go(suspended_order(), "rectification.report", ANN, on(5, 11))
    facts = mended(reported, 14, "received_on", "2026-06-15", on(6, 16))
    assert (limit(facts).state, limit(facts).settled_on, limit(facts).due_on) == (MET, on(6, 15), on(7, 8))
    assert limit(facts).suspensions == ((on(3, 20), on(6, 15)),)


def test_a_commitment_keeps_the_day_the_unit_named() -> None:
    held = go(summoned_interview(), "interview.hold", ANN, on(5, 7))
    facts = mended(held, 20, "occurred_on", "2026-05-06", on(5, 8))
    assert the_deadline(facts, Clock.COMMITMENT, "Y1").due_on == on(6, 30)


def test_the_review_of_one_measure_is_not_that_of_another() -> None:
    """Both reviewed on Friday 13 March; the first was reviewed on the 12th in truth."""
    facts = go(measured(), "technical.order_measure", ANN, on(3, 12))
    for measure in (1, 2):
        facts = go(facts, "technical.review_measure", ANN, on(3, 13), measure=measure)
    facts = mended(facts, 15, "occurred_on", "2026-03-12", on(3, 13))
    reviews = [(d.item, d.settled_on, d.due_on) for d in facts.deadlines if d.clock is Clock.MEASURE_REVIEW]
    assert set(reviews) == {
        (1, on(3, 12), on(3, 13)),
        (1, None, on(3, 13)),
        (2, on(3, 13), on(3, 13)),
        (2, None, on(3, 14)),
    }
