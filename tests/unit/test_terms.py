"""Periods and their last days. Every date in a table was counted by hand on the announced calendar."""

import re
from datetime import UTC, date, datetime

import pytest

from models.calendars import Calendar, NotCounted
from models.errors import BadInput
from models.periods import Unit
from models.terms import (
    RULE_NAMES,
    Period,
    RuleCode,
    Skipped,
    Suspension,
    Term,
    earliest_day,
    last_day,
    workdays_from,
)
from tests.unit.announced import CALENDAR

DAY, WORKDAY = Unit.DAY, Unit.WORKDAY


@pytest.mark.parametrize(
    ("anchor", "length", "due"),
    [
        # The table of the legal basis.
        (date(2026, 1, 5), 15, date(2026, 1, 26)),
        (date(2026, 2, 6), 15, date(2026, 3, 5)),
        (date(2026, 6, 18), 5, date(2026, 6, 26)),
        (date(2026, 9, 18), 15, date(2026, 10, 15)),
        (date(2026, 11, 23), 15, date(2026, 12, 14)),
        # New Year: Sunday 4 January is worked.
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
        # Spring Festival: 15-23 February off, Saturdays 14 and 28 worked.
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
        (date(2026, 2, 13), 6, date(2026, 2, 28)),
        (date(2026, 2, 13), 7, date(2026, 3, 2)),
        (date(2026, 2, 16), 1, date(2026, 2, 24)),
        # Labour Day: 1-5 May off, Saturday 9 May worked.
        (date(2026, 4, 30), 1, date(2026, 5, 6)),
        (date(2026, 4, 30), 4, date(2026, 5, 9)),
        # National Day: 1-7 October off, Saturday 10 worked.
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
        # Spring Festival 2025: 28 January - 4 February off, Sunday 26 January and Saturday 8 February worked.
        (date(2025, 1, 24), 2, date(2025, 1, 27)),
        (date(2025, 1, 24), 3, date(2025, 2, 5)),
        (date(2025, 1, 24), 6, date(2025, 2, 8)),
    ],
)
def test_working_days_are_counted_one_by_one(anchor: date, length: int, due: date) -> None:
    term = last_day(anchor, Period(length, WORKDAY), CALENDAR)
    assert (term.due, term.provisional) == (due, False)


@pytest.mark.parametrize(
    ("anchor", "length", "roll", "due"),
    [
        # The table of the legal basis.
        (date(2026, 9, 1), 30, True, date(2026, 10, 8)),
        (date(2026, 1, 30), 15, True, date(2026, 2, 14)),
        # A limit that never rolls.
        (date(2026, 9, 1), 30, False, date(2026, 10, 1)),
        # Sunday 4 October, in the holiday.
        (date(2026, 9, 4), 30, True, date(2026, 10, 8)),
        # Saturday 9 May is worked.
        (date(2026, 4, 24), 15, True, date(2026, 5, 9)),
        # Saturday 14 March and Sunday 15 March are not.
        (date(2026, 3, 4), 10, True, date(2026, 3, 16)),
        (date(2026, 3, 4), 11, True, date(2026, 3, 16)),
        (date(2026, 3, 4), 12, True, date(2026, 3, 16)),
        (date(2026, 3, 4), 13, True, date(2026, 3, 17)),
        (date(2026, 3, 4), 10, False, date(2026, 3, 14)),
        # A leap day counts like any other.
        (date(2024, 2, 27), 2, True, date(2024, 2, 29)),
    ],
)
def test_calendar_days_are_counted_and_then_roll(anchor: date, length: int, roll: bool, due: date) -> None:
    term = last_day(anchor, Period(length, DAY), CALENDAR, roll=roll)
    assert (term.due, term.provisional) == (due, False)


def test_one_working_day_from_friday_afternoon_is_the_next_working_day() -> None:
    served = datetime(2026, 3, 6, 8, 0, tzinfo=UTC).date()  # 16:00 in Shanghai
    assert last_day(served, Period(1, WORKDAY), CALENDAR).due == date(2026, 3, 9)


def test_the_days_passed_over_are_given_with_the_reason() -> None:
    term = last_day(date(2026, 6, 18), Period(1, WORKDAY), CALENDAR)
    assert term == Term(
        due=date(2026, 6, 22),
        provisional=False,
        skipped=(
            Skipped(date(2026, 6, 19), NotCounted.HOLIDAY),
            Skipped(date(2026, 6, 20), NotCounted.WEEKEND),
            Skipped(date(2026, 6, 21), NotCounted.WEEKEND),
        ),
        rule=(RuleCode.EVENT_DAY_NOT_COUNTED, RuleCode.WORKDAYS_COUNTED),
    )


def test_a_roll_is_given_day_by_day() -> None:
    term = last_day(date(2026, 9, 1), Period(30, DAY), CALENDAR)
    assert [passed.day.day for passed in term.skipped] == [1, 2, 3, 4, 5, 6, 7]
    assert term.rule == (RuleCode.EVENT_DAY_NOT_COUNTED, RuleCode.CALENDAR_DAYS_COUNTED, RuleCode.ROLLED)


def test_a_period_into_an_unannounced_year_is_provisional() -> None:
    term = last_day(date(2026, 12, 11), Period(15, WORKDAY), CALENDAR)
    # Naively Friday 1 January, which is a fixed holiday in any year.
    assert (term.due, term.provisional) == (date(2027, 1, 4), True)
    assert term.rule[-1] is RuleCode.PROVISIONAL
    assert Skipped(date(2027, 1, 1), NotCounted.HOLIDAY) in term.skipped


def test_a_period_that_ends_in_december_is_not_provisional() -> None:
    assert not last_day(date(2026, 12, 11), Period(14, WORKDAY), CALENDAR).provisional


def test_a_roll_into_an_unannounced_year_is_provisional() -> None:
    calendar = Calendar(1, frozenset({2026}), {date(2026, 12, 31): True})
    term = last_day(date(2026, 12, 1), Period(30, DAY), calendar)
    assert (term.due, term.provisional) == (date(2027, 1, 4), True)


def test_the_day_of_the_event_is_not_examined() -> None:
    calendar = Calendar(1, frozenset({2026}), {})
    assert not last_day(date(2025, 12, 31), Period(5, WORKDAY), calendar).provisional


def test_with_no_calendar_at_all_everything_is_provisional() -> None:
    assert last_day(date(2026, 3, 2), Period(1, WORKDAY), Calendar(0, frozenset(), {})).provisional


@pytest.mark.parametrize(
    ("anchor", "period", "extension", "due"),
    [
        # The original last day is Thursday 1 October, not the 8th it rolled to.
        (date(2026, 9, 1), Period(30, DAY), 10, date(2026, 10, 12)),
        (date(2026, 9, 1), Period(30, DAY), 6, date(2026, 10, 8)),
        (date(2026, 9, 1), Period(30, DAY), 8, date(2026, 10, 9)),
        (date(2026, 1, 5), Period(15, WORKDAY), 5, date(2026, 2, 2)),
        (date(2026, 9, 18), Period(15, WORKDAY), 2, date(2026, 10, 19)),
    ],
)
def test_an_extension_counts_from_the_original_unrolled_day(
    anchor: date, period: Period, extension: int, due: date
) -> None:
    term = last_day(anchor, period, CALENDAR, extension=extension)
    assert term.due == due
    assert RuleCode.EXTENDED_UNROLLED in term.rule


@pytest.mark.parametrize(
    ("period", "since", "until", "due"),
    [
        # Unsuspended: Monday 16 March and Thursday 12 March.
        (Period(10, WORKDAY), date(2026, 3, 5), date(2026, 3, 10), date(2026, 3, 20)),
        (Period(10, DAY), date(2026, 3, 5), date(2026, 3, 10), date(2026, 3, 18)),
        (Period(10, WORKDAY), date(2026, 3, 5), date(2026, 3, 5), date(2026, 3, 17)),
        (Period(10, DAY), date(2026, 3, 5), date(2026, 3, 5), date(2026, 3, 13)),
        # Begun before the event, and on the last day itself.
        (Period(10, DAY), date(2026, 2, 20), date(2026, 3, 3), date(2026, 3, 13)),
        (Period(10, DAY), date(2026, 3, 12), date(2026, 3, 12), date(2026, 3, 13)),
        # A weekend alone costs no working day.
        (Period(10, WORKDAY), date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 16)),
        # After the last day it changes nothing.
        (Period(10, DAY), date(2026, 3, 13), date(2026, 3, 20), date(2026, 3, 12)),
        # While the last day, Saturday 14 March, rolls on.
        (Period(12, DAY), date(2026, 3, 15), date(2026, 3, 18), date(2026, 3, 19)),
    ],
)
def test_neither_the_day_of_suspension_nor_that_of_resumption_counts(
    period: Period, since: date, until: date, due: date
) -> None:
    assert last_day(date(2026, 3, 2), period, CALENDAR, suspensions=(Suspension(since, until),)).due == due


def test_a_suspended_day_says_so() -> None:
    pause = (Suspension(date(2026, 3, 4), date(2026, 3, 4)),)
    term = last_day(date(2026, 3, 2), Period(3, WORKDAY), CALENDAR, suspensions=pause)
    assert term.skipped == (Skipped(date(2026, 3, 4), NotCounted.SUSPENDED),)
    assert RuleCode.SUSPENSION_NOT_COUNTED in term.rule


@pytest.mark.parametrize("until", [None, date(2026, 3, 4)])
def test_an_open_or_backward_suspension_leaves_no_last_day(until: date | None) -> None:
    with pytest.raises(BadInput, match="suspension"):
        last_day(date(2026, 3, 2), Period(10, DAY), CALENDAR, suspensions=(Suspension(date(2026, 3, 5), until),))


@pytest.mark.parametrize("length", [0, -1, 3661])
def test_a_period_has_a_length_within_bounds(length: int) -> None:
    with pytest.raises(BadInput, match="length"):
        Period(length, DAY)


@pytest.mark.parametrize("extension", [-1, 3661])
def test_an_extension_neither_shortens_nor_runs_for_ever(extension: int) -> None:
    with pytest.raises(BadInput, match="extension"):
        last_day(date(2026, 3, 2), Period(10, DAY), CALENDAR, extension=extension)


@pytest.mark.parametrize("unit", [DAY, WORKDAY])
@pytest.mark.parametrize("anchor", [date(9990, 12, 20), date.max, date.min])
def test_counting_stays_in_the_years_we_can_write(anchor: date, unit: Unit) -> None:
    with pytest.raises(BadInput, match="years"):
        last_day(anchor, Period(60, unit), CALENDAR)


@pytest.mark.parametrize(("day", "n"), [(date(1950, 1, 9), -60), (date.min, -1), (date(9990, 12, 20), 60)])
def test_looking_for_working_days_stays_in_those_years_too(day: date, n: int) -> None:
    with pytest.raises(BadInput, match="years"):
        workdays_from(day, n, CALENDAR)


@pytest.mark.parametrize(
    ("day", "n", "found"),
    [
        (date(2026, 10, 12), -1, date(2026, 10, 10)),
        (date(2026, 10, 12), -3, date(2026, 10, 8)),
        (date(2026, 10, 12), -4, date(2026, 9, 30)),
        (date(2026, 10, 1), -1, date(2026, 9, 30)),
        (date(2026, 10, 1), 0, date(2026, 10, 1)),
        (date(2026, 10, 1), 1, date(2026, 10, 8)),
    ],
)
def test_working_days_are_found_in_both_directions(day: date, n: int, found: date) -> None:
    assert workdays_from(day, n, CALENDAR) == found


def test_three_working_days_ahead_means_the_third_working_day_after_service() -> None:
    assert earliest_day(date(2026, 9, 29), 3, CALENDAR) == date(2026, 10, 9)
    assert earliest_day(date(2026, 3, 6), 1, CALENDAR) == date(2026, 3, 9)
    with pytest.raises(BadInput):
        earliest_day(date(2026, 3, 6), 0, CALENDAR)


def test_every_rule_has_a_name_in_both_languages() -> None:
    assert set(RULE_NAMES) == set(RuleCode)
    assert all(name.en and re.search("[一-鿿]", name.zh) for name in RULE_NAMES.values())
