"""The record of an interview: the day of the notice, the signature, commitments that remind and never breach."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.facts import DeadlineFacts, Facts
from models.ladders import due_rungs, rung_days
from models.periods import Clock, DeadlineState, Holder, Unit
from models.vocabulary import Audience
from tests.unit.moments import before
from tests.unit.scenes import (
    allowed,
    approved_interview,
    attempt,
    drawn_summons,
    go,
    held_interview,
    on,
    refusal,
    summoned_interview,
    why,
)
from tests.unit.worlds import ANN, BO, CALENDAR, UNKNOWN_FILE

HOLD, FOLLOW_UP = "interview.hold", "interview.follow_up"
RUNNING, MET, LATE = DeadlineState.RUNNING, DeadlineState.MET, DeadlineState.LATE
REFUSED: dict[str, Any] = {"signing": "refused, noted with witness", "statement": None}


def promise(day: date) -> dict[str, Any]:
    return {"due_on": day, "promise": "A lock is fitted."}


def promised(*days: date) -> Facts:
    """The interview of Thursday 30 April with a commitment for each of these days."""
    return go(summoned_interview(), HOLD, ANN, on(4, 30), commitments=[promise(day) for day in days])


def commitment(facts: Facts, number: int) -> DeadlineFacts:
    found = facts.deadline(Clock.COMMITMENT, "Y1", number)
    assert found is not None
    return found


def test_the_day_of_the_notice_is_carried_to_the_summons() -> None:
    notice = allowed(attempt(approved_interview(), "interview.draw_up", ANN, on(4, 20))).entry
    assert (notice["meeting_on"], notice["meeting_at"], notice["interviewee"]) == ("2026-04-30", "09:30", "principal")
    summons = allowed(attempt(drawn_summons(), "interview.summon", ANN, on(4, 20))).entry
    assert summons["document"] == "NM-IV-2026-0001"
    assert (summons["meeting_on"], summons["meeting_at"], summons["interviewee"]) == (
        "2026-04-30",
        "09:30",
        "principal",
    )


def test_of_two_notices_the_newest_is_carried() -> None:
    given: dict[str, Any] = {"meeting_on": on(5, 12), "meeting_at": "14:00", "interviewee": "legal representative"}
    again = go(drawn_summons(), "interview.draw_up", ANN, on(4, 21), **given)
    summons = allowed(attempt(again, "interview.summon", ANN, on(4, 21))).entry
    assert (summons["meeting_on"], summons["meeting_at"]) == ("2026-05-12", "14:00")
    assert summons["interviewee"] == "legal representative"


@pytest.mark.parametrize(
    ("meeting", "expected"), [(on(4, 19), "notice_too_short"), (on(4, 20), "notice_too_short"), (on(4, 21), None)]
)
def test_a_notice_is_drawn_up_for_a_day_to_come(meeting: date, expected: str | None) -> None:
    assert refusal(approved_interview(), "interview.draw_up", ANN, on(4, 20), meeting_on=meeting) == expected


@pytest.mark.parametrize(
    ("meeting", "expected"), [(on(4, 22), "notice_too_short"), (on(4, 23), None), (on(4, 24), None)]
)
def test_the_third_working_day_after_service_is_the_earliest(meeting: date, expected: str | None) -> None:
    """Served on Monday 20 April: the 21st, the 22nd, Thursday the 23rd."""
    facts = go(approved_interview(), "interview.draw_up", ANN, on(4, 20), meeting_on=meeting)
    assert refusal(facts, "interview.summon", ANN, on(4, 20)) == expected


def test_over_the_holidays_of_may_the_earliest_day_moves() -> None:
    """Served on Wednesday 29 April: Thursday the 30th, 6 May, Thursday 7 May."""
    for meeting, expected in ((on(5, 6), ("notice_too_short", "2026-05-07")), (on(5, 7), ())):
        facts = go(approved_interview(), "interview.draw_up", ANN, on(4, 29), meeting_on=meeting)
        assert why(facts, "interview.summon", ANN, on(4, 29)) == expected


@pytest.mark.parametrize("act", [HOLD, "interview.absent"])
def test_it_is_held_or_missed_on_the_day_of_the_summons_or_later(act: str) -> None:
    for day, expected in ((on(4, 29), "before_notice"), (on(4, 30), None), (on(5, 6), None), (on(5, 8), "future")):
        code = "date_in_future" if expected == "future" else expected
        assert refusal(summoned_interview(), act, ANN, on(5, 7), occurred_on=day) == code


SIGNATURES: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"statement": None}, "statement_missing"),
    ({**REFUSED, "refusal": "He wants to ask counsel.", "witness": "The clerk."}, None),
    ({**REFUSED, "refusal": "He wants to ask counsel."}, "refusal_not_noted"),
    ({**REFUSED, "witness": "The clerk."}, "refusal_not_noted"),
    (REFUSED, "refusal_not_noted"),
    ({**REFUSED, "statement": "Money was short."}, "refusal_not_noted"),
]


@pytest.mark.parametrize(("given", "expected"), SIGNATURES)
def test_a_refusal_to_sign_is_noted_with_its_reason_and_a_witness(given: dict[str, Any], expected: str | None) -> None:
    assert refusal(summoned_interview(), HOLD, ANN, on(4, 30), **given) == expected


RECORDS = ["inspection.record", "technical.record", "rectification.reinspect", HOLD]


@pytest.mark.parametrize("act", RECORDS)
def test_so_it_is_on_every_record(act: str) -> None:
    scene = before(act)
    noted = {**REFUSED, "refusal": "He wants to ask counsel.", "witness": "The clerk."}
    assert refusal(scene.facts, act, scene.badge, scene.today, **REFUSED) == "refusal_not_noted"
    decision = allowed(attempt(scene.facts, act, scene.badge, scene.today, **noted))
    assert decision.entry["heard"] is True
    assert "counsel" not in str(decision.entry)
    assert "clerk" not in str(decision.entry)
    assert allowed(attempt(scene.facts, act, scene.badge, scene.today)).entry["heard"] is True


def test_who_came_what_was_put_and_what_was_promised_is_sealed() -> None:
    decision = allowed(attempt(summoned_interview(), HOLD, ANN, on(4, 30)))
    assert set(decision.sealed) == {"statement", "persons", "points", "commitments"}
    assert decision.entry["commitments"] == [{"due_on": "2026-06-30"}]


def test_two_officers_hold_it_and_evidence_is_on_file() -> None:
    assert refusal(summoned_interview(), HOLD, ANN, on(4, 30), present=[ANN]) == "two_officers_required"
    assert refusal(summoned_interview(), HOLD, ANN, on(4, 30), present=[ANN, BO]) is None
    assert refusal(summoned_interview(), HOLD, ANN, on(4, 30), files=[UNKNOWN_FILE]) == "document_unknown"


def test_each_commitment_becomes_a_deadline_of_the_unit_on_the_day_it_named() -> None:
    """Saturday 16 May stays that day; the day of the interview itself may be named."""
    facts = promised(on(6, 30), on(5, 16), on(4, 30))
    found = [d for d in facts.deadlines if d.clock is Clock.COMMITMENT]
    assert [(d.item, d.due_on) for d in found] == [(1, on(6, 30)), (2, on(5, 16)), (3, on(4, 30))]
    assert {(d.holder, d.unit, d.state, d.anchor_on) for d in found} == {(Holder.UNIT, Unit.DAY, RUNNING, on(4, 30))}


def test_without_commitments_nothing_runs() -> None:
    assert promised().deadline(Clock.COMMITMENT, "Y1") is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (on(4, 29), ("commitment_date", "2")),
        (on(4, 30), ()),
        (on(4, 30) + timedelta(days=3660), ()),
        (on(4, 30) + timedelta(days=3661), ("commitment_date", "2")),
    ],
)
def test_a_commitment_is_due_on_the_day_of_the_interview_or_later(day: date, expected: tuple[str, ...]) -> None:
    given: dict[str, Any] = {"commitments": [promise(on(6, 30)), promise(day)]}
    assert why(summoned_interview(), HOLD, ANN, on(4, 30), **given) == expected


def test_a_commitment_reminds_and_never_breaches() -> None:
    """Due on Tuesday 30 June: three working days ahead is Thursday the 25th, one is Monday the 29th."""
    due = commitment(promised(on(6, 30)), 1)
    days = [(rung.key, day) for rung, _, day in rung_days(Clock.COMMITMENT, due.anchor_on, due.due_on, CALENDAR)]
    assert days == [("before-3", on(6, 25)), ("before-1", on(6, 29)), ("due", on(6, 30))]
    long_after = due_rungs(
        Clock.COMMITMENT, due.anchor_on, due.due_on, CALENDAR, provisional=False, claimed=frozenset(), as_of=on(12, 1)
    )
    assert [(rung.after_breach, rung.send) for rung in long_after] == [(False, False)] * 3
    assert {a for rung in long_after for a in rung.audiences} == {Audience.HANDLER, Audience.UNIT}


def test_nothing_follows_from_a_commitment_not_kept() -> None:
    """Months later the interview is concluded, and the order it rests on stands as before."""
    facts = promised(on(5, 16))
    after = go(facts, FOLLOW_UP, ANN, on(8, 3), content="Not done.")
    assert commitment(after, 1).state is RUNNING
    ended = go(after, "interview.conclude", ANN, on(8, 3))
    assert commitment(ended, 1).state is DeadlineState.ENDED
    assert [s.state for s in ended.stages if s.label == "R1"] == ["not_met"]


def test_a_follow_up_settles_the_commitment_it_names_and_no_other() -> None:
    facts = promised(on(6, 30), on(7, 31))
    facts = go(facts, FOLLOW_UP, ANN, on(6, 1), commitment=2, done=True)
    assert (commitment(facts, 2).state, commitment(facts, 2).settled_on) == (MET, on(6, 1))
    assert (commitment(facts, 1).state, commitment(facts, 1).settled_on) == (RUNNING, None)
    facts = go(facts, FOLLOW_UP, ANN, on(7, 1), commitment=1, done=True)
    assert (commitment(facts, 1).state, commitment(facts, 1).settled_on) == (LATE, on(7, 1))


@pytest.mark.parametrize("given", [{"commitment": 1, "done": False}, {"commitment": None, "done": True}])
def test_a_follow_up_that_settles_nothing_is_only_noted(given: dict[str, Any]) -> None:
    facts = promised(on(6, 30), on(7, 31))
    assert go(facts, FOLLOW_UP, ANN, on(6, 1), **given).deadlines == facts.deadlines


def test_a_commitment_is_settled_once() -> None:
    facts = go(promised(on(6, 30)), FOLLOW_UP, ANN, on(6, 1), done=True)
    assert go(facts, FOLLOW_UP, ANN, on(7, 1), done=True).deadlines == facts.deadlines


@pytest.mark.parametrize(("number", "expected"), [(1, ()), (2, ("number_unknown", "commitment", "1-1")), (None, ())])
def test_a_follow_up_names_a_commitment_of_the_record(number: int | None, expected: tuple[str, ...]) -> None:
    assert why(held_interview(), FOLLOW_UP, ANN, on(5, 20), commitment=number) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(on(4, 29), "dates_reversed"), (on(4, 30), None), (on(5, 20), None), (on(5, 21), "date_in_future")],
)
def test_a_follow_up_comes_after_the_interview_and_not_tomorrow(day: date, expected: str | None) -> None:
    assert refusal(held_interview(), FOLLOW_UP, ANN, on(5, 20), occurred_on=day) == expected


def test_a_concluded_interview_keeps_no_case_open_for_its_commitments() -> None:
    facts = go(held_interview(), "interview.conclude", ANN, on(5, 20))
    assert [d for d in facts.deadlines if d.open and d.clock is Clock.COMMITMENT] == []
