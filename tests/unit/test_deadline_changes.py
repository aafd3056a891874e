"""What acts do to deadlines. Every date was counted by hand on the calendar of 2026."""

from datetime import date
from typing import Any

import pytest

from models.deadline_changes import DeadlineChange
from models.facts import DeadlineFacts, Facts
from models.periods import Clock, DeadlineState, Holder, LedgerKind, Unit
from tests.unit.scenes import (
    accepted_transfer,
    allowed,
    attempt,
    commented_record,
    extension_asked,
    go,
    not_met_order,
    notified,
    objected_order,
    on,
    recorded,
    reported_order,
    returned_order,
    running_order,
    sent_transfer,
    summoned_interview,
    suspended_order,
    unserved_order,
)
from tests.unit.worlds import ANN, CITY_HEAD, COUNTY_HEAD, the_deadline

LIMIT = Clock.RECTIFICATION_LIMIT
RUNNING, SUSPENDED = DeadlineState.RUNNING, DeadlineState.SUSPENDED
MET, LATE, ENDED = DeadlineState.MET, DeadlineState.LATE, DeadlineState.ENDED


def limit(facts: Facts) -> DeadlineFacts:
    return the_deadline(facts, LIMIT, "R1")


def changes(facts: Facts, act: str, badge: str, today: date, **given: Any) -> dict[Clock, DeadlineChange]:
    """What the act does, by kind of deadline."""
    found = allowed(attempt(facts, act, badge, today, **given)).deadlines
    assert len({c.deadline.clock for c in found}) == len(found)
    return {c.deadline.clock: c for c in found}


def granted(facts: Facts, asked: date, decided: date, length: int) -> Facts:
    late = "It lay in the mail room."
    facts = go(facts, "rectification.request_extension", ANN, decided, received_on=asked, late_reason=late)
    return go(facts, "rectification.decide_extension", CITY_HEAD, decided, length=length)


def test_the_limit_starts_on_the_day_of_service_which_does_not_count() -> None:
    """30 days from 12 March end on Saturday 11 April, so on Monday 13; the first reminder is 7 working days ahead."""
    armed = changes(unserved_order(), "rectification.serve", ANN, on(3, 16), served_on=on(3, 12))[LIMIT]
    d = armed.deadline
    assert (d.id, d.stage, d.holder, d.length, d.unit) == (0, "R1", Holder.UNIT, 30, Unit.DAY)
    assert (d.anchor_on, d.due_on, d.provisional, d.state) == (on(3, 12), on(4, 13), False, RUNNING)
    assert (armed.next_rung_on, d.settled_on, armed.ledger) == (on(4, 1), None, None)


def test_a_limit_in_working_days() -> None:
    facts = go(running_order(), "rectification.withdraw", COUNTY_HEAD, on(3, 12))
    facts = go(facts, "rectification.propose", ANN, on(3, 12), limit_length=15, limit_unit="workday")
    facts = go(facts, "rectification.approve", CITY_HEAD, on(3, 12))
    facts = go(facts, "rectification.draw_up", ANN, on(3, 12))
    facts = go(facts, "rectification.serve", ANN, on(3, 12))
    assert the_deadline(facts, LIMIT, "R2").due_on == on(4, 2)


@pytest.mark.parametrize(
    ("grants", "due"),
    [
        # From Saturday 11 April, not from Monday 13: 10 days more end on the 21st.
        ([(on(4, 7), on(4, 8), 10)], on(4, 21)),
        # 20 days more end on 1 May, and roll once over the holiday to the 6th.
        ([(on(4, 7), on(4, 8), 10), (on(4, 9), on(4, 10), 10)], on(5, 6)),
        ([(on(4, 7), on(4, 8), 20)], on(5, 6)),
        ([(on(4, 7), on(4, 8), 30)], on(5, 11)),
        ([(on(4, 13), on(4, 20), 10)], on(4, 21)),
    ],
)
def test_extensions_add_up_from_the_unrolled_day_and_roll_once(grants: list[tuple[date, date, int]], due: date) -> None:
    facts = running_order()
    for asked, decided, length in grants:
        facts = granted(facts, asked, decided, length)
    assert (limit(facts).due_on, limit(facts).state) == (due, RUNNING)


@pytest.mark.parametrize(
    ("spans", "due"),
    [
        # Neither the day of suspension nor that of resumption counts.
        ([(on(3, 20), on(3, 30))], on(4, 22)),
        ([(on(3, 20), on(3, 23)), (on(4, 1), on(4, 2))], on(4, 17)),
        ([(on(3, 20), on(3, 20))], on(4, 13)),
        ([(on(3, 20), on(3, 22))], on(4, 14)),
        ([(on(3, 20), on(3, 24)), (on(3, 23), on(3, 26))], on(4, 20)),
        ([(on(4, 15), on(4, 20))], on(4, 13)),
    ],
)
def test_suspended_days_are_not_counted(spans: list[tuple[date, date]], due: date) -> None:
    facts = running_order()
    for since, until in spans:
        facts = go(facts, "rectification.suspend", COUNTY_HEAD, until, occurred_on=since)
        facts = go(facts, "rectification.resume", ANN, until)
    assert (limit(facts).due_on, limit(facts).state, limit(facts).suspensions) == (due, RUNNING, tuple(spans))


def test_a_suspended_limit_has_no_rung() -> None:
    change = changes(running_order(), "rectification.suspend", COUNTY_HEAD, on(3, 20))[LIMIT]
    assert (change.deadline.state, change.next_rung_on) == (SUSPENDED, None)
    assert change.ledger == (LedgerKind.SUSPEND, on(3, 20), None)


def test_a_resumed_limit_warns_again_but_sends_nothing_already_past() -> None:
    """The last day is 22 April; 7 working days ahead is the 13th, 3 the 17th."""
    change = changes(suspended_order(), "rectification.resume", ANN, on(3, 30))[LIMIT]
    assert (change.next_rung_on, change.ledger) == (on(4, 13), (LedgerKind.RESUME, on(3, 30), None))
    later = changes(suspended_order(), "rectification.resume", ANN, on(4, 15), occurred_on=on(3, 30))[LIMIT]
    assert (later.deadline.due_on, later.next_rung_on) == (on(4, 22), on(4, 17))


def test_an_extension_sends_nothing_already_past() -> None:
    """Decided on 20 April, the last day is the 21st: only the warning of one working day ahead is left."""
    asked = go(running_order(), "rectification.request_extension", ANN, on(4, 13))
    change = changes(asked, "rectification.decide_extension", CITY_HEAD, on(4, 20))[LIMIT]
    assert (change.deadline.due_on, change.next_rung_on) == (on(4, 21), on(4, 20))
    assert change.ledger == (LedgerKind.EXTEND, on(4, 20), 10)


def test_an_extension_granted_while_suspended_counts_after_the_resumption() -> None:
    facts = granted(suspended_order(), on(3, 23), on(3, 24), 10)
    assert (limit(facts).state, limit(facts).due_on) == (SUSPENDED, on(4, 21))
    facts = go(facts, "rectification.resume", ANN, on(3, 30))
    assert limit(facts).due_on == on(5, 6)


def test_a_request_rejected_changes_no_limit() -> None:
    given = {"decision": "rejected", "length": 0}
    told = changes(extension_asked(), "rectification.decide_extension", CITY_HEAD, on(4, 8), **given)
    assert set(told) == {Clock.EXTENSION_DECISION}


def test_a_report_ends_the_limit_and_starts_the_reinspection() -> None:
    told = changes(running_order(), "rectification.report", ANN, on(4, 13), received_on=on(4, 10))
    assert (told[LIMIT].deadline.state, told[LIMIT].deadline.settled_on) == (MET, on(4, 10))
    assert told[LIMIT].next_rung_on is None
    assert (told[Clock.REINSPECTION].deadline.holder, told[Clock.REINSPECTION].deadline.due_on) == (
        Holder.ORGAN,
        on(5, 6),
    )


def test_a_report_ends_a_suspension() -> None:
    """Suspended on 20 March, reported on 11 May: 53 days are not counted, the last day would be 3 June."""
    change = changes(suspended_order(), "rectification.report", ANN, on(5, 11))[LIMIT]
    assert (change.deadline.state, change.deadline.settled_on, change.next_rung_on) == (MET, on(5, 11), None)
    assert change.deadline.suspensions == ((on(3, 20), on(5, 11)),)
    assert (change.deadline.due_on, change.ledger) == (on(6, 3), (LedgerKind.RESUME, on(5, 11), None))


def test_a_report_posted_before_the_suspension_is_judged_by_its_day() -> None:
    change = changes(suspended_order(), "rectification.report", ANN, on(3, 23), posted_on=on(3, 19))[LIMIT]
    assert (change.deadline.state, change.deadline.settled_on) == (MET, on(3, 19))
    assert change.deadline.suspensions == ((on(3, 20), on(3, 20)),)


def test_a_report_completed_later_does_not_start_the_reinspection_anew() -> None:
    told = changes(returned_order(), "rectification.report", ANN, on(4, 27))
    assert told == {}
    facts = go(returned_order(), "rectification.report", ANN, on(4, 27))
    running = [d for d in facts.deadlines if d.open]
    assert [(d.clock, d.due_on) for d in running] == [(Clock.REINSPECTION, on(5, 6))]


SETTLED = [
    (reported_order(), "rectification.reinspect", Clock.REINSPECTION, ANN, on(5, 6), MET),
    (reported_order(), "rectification.reinspect", Clock.REINSPECTION, ANN, on(5, 7), LATE),
    (extension_asked(), "rectification.decide_extension", Clock.EXTENSION_DECISION, CITY_HEAD, on(4, 14), MET),
    (extension_asked(), "rectification.decide_extension", Clock.EXTENSION_DECISION, CITY_HEAD, on(4, 15), LATE),
    (objected_order(), "rectification.answer_objection", Clock.OBJECTION_ANSWER, CITY_HEAD, on(3, 30), MET),
    (objected_order(), "rectification.answer_objection", Clock.OBJECTION_ANSWER, CITY_HEAD, on(3, 31), LATE),
    (running_order(), "rectification.report", LIMIT, ANN, on(4, 13), MET),
    (running_order(), "rectification.report", LIMIT, ANN, on(4, 14), LATE),
    # Saturday 9 May is worked.
    (sent_transfer(), "transfer.accept", Clock.TRANSFER_ANSWER, ANN, on(5, 21), MET),
    (sent_transfer(), "transfer.accept", Clock.TRANSFER_ANSWER, ANN, on(5, 22), LATE),
    (sent_transfer(), "transfer.return", Clock.TRANSFER_ANSWER, ANN, on(5, 22), LATE),
    (accepted_transfer(), "transfer.feedback", Clock.TRANSFER_OUTCOME, ANN, on(8, 4), MET),
    (accepted_transfer(), "transfer.feedback", Clock.TRANSFER_OUTCOME, ANN, on(8, 5), LATE),
]


@pytest.mark.parametrize(("facts", "act", "clock", "badge", "day", "state"), SETTLED)
def test_the_last_day_still_meets_the_deadline(
    facts: Facts, act: str, clock: Clock, badge: str, day: date, state: DeadlineState
) -> None:
    change = changes(facts, act, badge, day)[clock]
    assert (change.deadline.state, change.deadline.settled_on, change.next_rung_on) == (state, day, None)


def test_when_a_stage_ends_what_runs_in_it_ends_without_blame() -> None:
    facts = go(extension_asked(), "rectification.object", ANN, on(4, 8))
    told = changes(facts, "rectification.withdraw", COUNTY_HEAD, on(6, 1))
    assert {clock: (c.deadline.state, c.deadline.settled_on) for clock, c in told.items()} == {
        LIMIT: (ENDED, on(6, 1)),
        Clock.EXTENSION_DECISION: (ENDED, on(6, 1)),
        Clock.OBJECTION_ANSWER: (ENDED, on(6, 1)),
    }


def test_what_runs_in_another_stage_goes_on() -> None:
    facts = go(not_met_order(), "rectification.renew", ANN, on(4, 16))
    facts = go(facts, "rectification.approve", CITY_HEAD, on(4, 17))
    facts = go(facts, "rectification.draw_up", ANN, on(4, 17))
    facts = go(facts, "rectification.serve", ANN, on(4, 20))
    facts = go(facts, "guidance.plan", ANN, on(4, 20))
    assert changes(facts, "guidance.withdraw", ANN, on(4, 21)) == {}


def test_findings_give_the_unit_time_to_comment_and_its_comment_ends_it() -> None:
    """Recorded on Friday 6 March: the third working day is Wednesday the 11th, with a reminder the day before."""
    armed = changes(notified(), "inspection.record", ANN, on(3, 6))[Clock.COMMENT]
    d = armed.deadline
    assert (d.stage, d.holder, d.length, d.unit) == ("I1", Holder.UNIT, 3, Unit.WORKDAY)
    assert (d.anchor_on, d.due_on, armed.next_rung_on) == (on(3, 6), on(3, 11), on(3, 10))
    ended = changes(recorded(), "inspection.comment", ANN, on(3, 12), received_on=on(3, 11))[Clock.COMMENT]
    assert (ended.deadline.state, ended.deadline.settled_on) == (MET, on(3, 11))
    late = changes(recorded(), "inspection.comment", ANN, on(3, 12))[Clock.COMMENT]
    assert late.deadline.state is LATE


def test_a_second_record_gives_no_second_time_to_comment_while_the_first_runs() -> None:
    assert changes(recorded(), "inspection.record", ANN, on(3, 9)) == {}
    again = changes(commented_record(), "inspection.record", ANN, on(3, 9))
    assert again[Clock.COMMENT].deadline.due_on == on(3, 12)


def test_each_commitment_has_a_deadline_of_its_own_on_the_day_the_unit_named() -> None:
    """Sunday 31 May stays Sunday: the unit chose it."""
    promised = [{"due_on": on(5, 31), "promise": "A lock."}, {"due_on": on(6, 30), "promise": "Training."}]
    told = allowed(attempt(summoned_interview(), "interview.hold", ANN, on(4, 30), commitments=promised)).deadlines
    assert [(c.deadline.clock, c.deadline.item, c.deadline.due_on) for c in told] == [
        (Clock.COMMITMENT, 1, on(5, 31)),
        (Clock.COMMITMENT, 2, on(6, 30)),
    ]
    facts = go(summoned_interview(), "interview.hold", ANN, on(4, 30), commitments=promised)
    assert changes(facts, "interview.follow_up", ANN, on(5, 20), commitment=1) == {}
    kept = changes(facts, "interview.follow_up", ANN, on(5, 20), commitment=2, done=True)[Clock.COMMITMENT]
    assert (kept.deadline.item, kept.deadline.state, kept.deadline.settled_on) == (2, MET, on(5, 20))
