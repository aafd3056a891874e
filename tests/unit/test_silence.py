"""Nobody acknowledges: who is told next and when. Days are counted by hand on 2026's calendar."""

from datetime import date

import pytest

from models.silence import Climb, climb, patience, step_of, told_first
from models.vocabulary import Audience
from tests.unit.announced import CALENDAR

HANDLER, HEAD, SUPERVISOR, UNIT = Audience.HANDLER, Audience.HEAD, Audience.SUPERVISOR, Audience.UNIT


@pytest.mark.parametrize(
    ("told_on", "workdays", "next_on"),
    [
        (date(2026, 3, 26), 2, date(2026, 3, 30)),  # Thursday: Thursday and Friday pass, then Monday
        (date(2026, 3, 27), 2, date(2026, 3, 31)),  # Friday: Friday and Monday
        (date(2026, 3, 28), 2, date(2026, 4, 1)),  # Saturday: Monday and Tuesday
        (date(2026, 3, 30), 1, date(2026, 3, 31)),
        (date(2026, 9, 30), 2, date(2026, 10, 9)),  # the day before the National Day week, which ends on 7 October
        (date(2026, 9, 20), 1, date(2026, 9, 21)),  # a Sunday that is a working day, for 25 September
    ],
)
def test_whole_working_days_pass_before_the_next_one_is_told(told_on: date, workdays: int, next_on: date) -> None:
    assert patience(told_on, workdays, CALENDAR) == next_on


@pytest.mark.parametrize(
    ("audiences", "handled", "step"),
    [
        ((HANDLER,), True, 0),
        ((HANDLER,), False, 1),
        ((HANDLER, HEAD), True, 1),
        ((HANDLER, HEAD, SUPERVISOR, UNIT), True, 2),
        ((SUPERVISOR,), False, 2),
        ((UNIT,), True, None),
    ],
)
def test_the_climb_begins_above_the_highest_who_was_told(
    audiences: tuple[Audience, ...], handled: bool, step: int | None
) -> None:
    assert told_first(audiences, handled) == step


def keys(found: Climb) -> list[tuple[str, date, bool]]:
    return [(rung.key, rung.day, rung.send) for rung in found.rungs]


def test_one_step_at_a_time_up_to_the_end_of_the_line() -> None:
    monday, wednesday = date(2026, 3, 30), date(2026, 4, 1)
    first = climb(0, monday, 3, monday, 2, CALENDAR)
    assert keys(first) == [("after-silence-1", monday, True)]
    assert first.rungs[0].audiences == (HEAD,)
    assert (first.step, first.next_on) == (1, wednesday)
    second = climb(1, wednesday, 3, wednesday, 2, CALENDAR)
    assert second.rungs[0].audiences == (SUPERVISOR,)
    assert (second.step, second.next_on) == (2, date(2026, 4, 3))
    last = climb(2, date(2026, 4, 3), 3, date(2026, 4, 3), 2, CALENDAR)
    assert (keys(last), last.step, last.next_on) == ([("after-silence-3", date(2026, 4, 3), True)], 3, None)
    assert climb(3, date(2026, 4, 8), 3, date(2026, 4, 8), 2, CALENDAR) == Climb((), 3, None)


def test_before_its_day_nobody_is_told() -> None:
    assert climb(1, date(2026, 3, 31), 3, date(2026, 3, 30), 2, CALENDAR) == Climb((), 1, date(2026, 3, 31))


def test_after_an_outage_the_last_step_is_told_and_has_as_much_time_as_everybody() -> None:
    found = climb(0, date(2026, 3, 30), 9, date(2026, 4, 2), 2, CALENDAR)
    assert keys(found) == [("after-silence-1", date(2026, 3, 30), False), ("after-silence-2", date(2026, 4, 1), True)]
    # Thursday and Friday pass; Monday 6 April is a holiday.
    assert (found.step, found.next_on) == (2, date(2026, 4, 7))


def test_a_rung_says_its_step() -> None:
    assert step_of("after-silence-3") == 3
