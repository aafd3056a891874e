"""A reward for a report: deserved, started, told and claimed in time; each day typed by hand from the calendar."""

from datetime import date

import pytest

from models.facts import Facts
from models.periods import Clock, DeadlineState
from models.terms import months_after
from models.vocabulary import Noted
from tests.unit.scenes import allowed, attempt, go, on, refusal, why
from tests.unit.scenes_commendation import (
    NOBODY_YET,
    reward_decided,
    reward_proposed,
    reward_started,
    reward_told,
)
from tests.unit.worlds import (
    ANN,
    CITY_HEAD,
    the_deadline,
)

PROPOSE, START, TELL, CLAIM = "commendation.propose", "commendation.start", "commendation.tell", "commendation.claim"
RUNNING, MET, LATE, ENDED = DeadlineState.RUNNING, DeadlineState.MET, DeadlineState.LATE, DeadlineState.ENDED
ALL_THREE = [
    "a definite subject, or specific clues or circumstances",
    "not known to the organ before, or more specific than what was known",
    "verified as true, and of use in preventing, stopping or punishing",
]


def clock(facts: Facts, which: Clock) -> tuple[date, DeadlineState]:
    found = the_deadline(facts, which, None)
    return found.due_on, found.state


@pytest.mark.parametrize("named", [[], ALL_THREE[:2], ALL_THREE[1:], [ALL_THREE[0], ALL_THREE[2]]])
def test_a_reward_needs_all_three_conditions(named: list[str]) -> None:
    assert refusal(NOBODY_YET, PROPOSE, ANN, on(3, 4), conditions=named) == "reward_conditions_incomplete"


@pytest.mark.parametrize(
    "exclusion",
    [
        "reported by staff of the organ or others under a statutory duty",
        "identity cannot be verified, or the reporter cannot be reached",
        "the breach found is not the one reported",
        "the same matter of the same reporter was rewarded",
        "a further breach or offender found through the report",
        "another rule excludes it",
    ],
)
def test_none_of_the_six_exclusions_is_rewarded(exclusion: str) -> None:
    assert refusal(NOBODY_YET, PROPOSE, ANN, on(3, 4), exclusions=[exclusion]) == "reward_excluded"


@pytest.mark.parametrize("field", ["rests_on", "verified_on", "dealt_with_on"])
def test_a_reward_rests_on_a_report_verified_and_dealt_with(field: str) -> None:
    assert why(NOBODY_YET, PROPOSE, ANN, on(3, 4), **{field: None}) == ("report_not_verified", field)


@pytest.mark.parametrize(
    ("verified", "dealt", "expected"),
    [
        (on(2, 27), on(3, 2), None),
        (on(3, 2), on(3, 2), None),
        (on(3, 3), on(3, 2), "dates_reversed"),
        (on(3, 2), on(3, 5), "date_in_future"),
    ],
)
def test_it_was_verified_before_it_was_dealt_with(verified: date, dealt: date, expected: str | None) -> None:
    answer = refusal(NOBODY_YET, PROPOSE, ANN, on(3, 4), verified_on=verified, dealt_with_on=dealt)
    assert answer == expected


@pytest.mark.parametrize(
    ("dealt_with", "due"),
    [
        # Sunday and Monday: 22 and 21 working days are left in March; Monday 6 April is off.
        (on(3, 1), on(4, 13)),
        (on(3, 2), on(4, 14)),
        # Over the spring festival: 15 to 23 February off, 14 and 28 February worked.
        (on(1, 30), on(3, 19)),
        # Over the national day: 20 September and 10 October worked, 25 to 27 September and 1 to 7 October off.
        (on(9, 1), on(10, 19)),
    ],
)
def test_the_procedure_is_to_be_started_within_30_working_days(dealt_with: date, due: date) -> None:
    day = max(dealt_with, on(3, 4))
    facts = go(NOBODY_YET, PROPOSE, ANN, day, verified_on=dealt_with, dealt_with_on=dealt_with)
    assert clock(facts, Clock.REWARD_START) == (due, RUNNING)


@pytest.mark.parametrize(
    ("decided", "due"),
    [
        (on(3, 11), on(3, 25)),
        # Wednesday 1 April: the 6th is off, so ten working days end on Thursday the 16th.
        (on(4, 1), on(4, 16)),
        (on(9, 21), on(10, 12)),
    ],
)
def test_the_decision_is_to_be_told_within_10_working_days(decided: date, due: date) -> None:
    facts = go(reward_started(), "commendation.approve", CITY_HEAD, decided)
    assert clock(facts, Clock.REWARD_NOTICE) == (due, RUNNING)


def test_started_and_told_in_time_it_stands_on_no_list() -> None:
    assert clock(reward_started(), Clock.REWARD_START) == (on(4, 14), MET)
    assert clock(reward_told(), Clock.REWARD_NOTICE) == (on(3, 25), MET)
    for facts, act, badge, day in (
        (reward_proposed(), START, CITY_HEAD, on(4, 14)),
        (reward_decided(), TELL, ANN, on(3, 25)),
    ):
        assert allowed(attempt(facts, act, badge, day)).noted == ()


def test_started_or_told_too_late_it_stands_on_the_list_of_the_supervising_organ() -> None:
    """Who lets the time limits of the Measures pass without good reason answers for it (Art. 20)."""
    started = allowed(attempt(reward_proposed(), START, CITY_HEAD, on(4, 15)))
    told = allowed(attempt(reward_decided(), TELL, ANN, on(3, 26)))
    assert started.noted == told.noted == (Noted.REWARD_LATE,)
    assert clock(go(reward_proposed(), START, CITY_HEAD, on(4, 15)), Clock.REWARD_START) == (on(4, 14), LATE)


def test_told_in_time_and_recorded_later_it_is_not_late() -> None:
    assert allowed(attempt(reward_decided(), TELL, ANN, on(3, 27), told_on=on(3, 25))).noted == ()


def test_a_reward_is_started_before_it_is_decided() -> None:
    assert refusal(reward_proposed(), "commendation.approve", CITY_HEAD, on(3, 9)) == "reward_not_started"


@pytest.mark.parametrize(
    ("told", "due"),
    [
        # Sunday 13 September rolls to Monday.
        (on(3, 13), on(9, 14)),
        (on(3, 16), on(9, 16)),
        # 1 October is a holiday until the 7th.
        (on(4, 1), on(10, 8)),
        # No 31 September: the last day of the month, a Wednesday.
        (on(3, 31), on(9, 30)),
    ],
)
def test_it_is_to_be_claimed_within_six_months_of_the_telling(told: date, due: date) -> None:
    assert clock(go(reward_decided(), TELL, ANN, told), Clock.REWARD_CLAIM) == (due, RUNNING)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 13), 6, date(2026, 9, 13)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2026, 3, 13), 36, date(2029, 3, 13)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_a_month_ends_on_the_corresponding_day_else_on_its_last(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        (on(3, 12), ("dates_reversed", "2026-03-13")),
        (on(3, 13), ()),
        (on(9, 14), ()),
        (on(9, 15), ("claim_period_over", "2026-09-14")),
    ],
)
@pytest.mark.parametrize("act", [CLAIM, "commendation.request_extension"])
def test_it_is_claimed_or_more_time_asked_for_within_the_period(
    act: str, received: date, expected: tuple[str, ...]
) -> None:
    assert why(reward_told(), act, ANN, on(9, 16), received_on=received) == expected
