"""Periods and their last days. Every date in a table was counted by hand on the announced calendar."""

import re
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendars import Calendar, NotCounted
from models.errors import BadInput
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
from models.vocabulary import Unit

DAY, WORKDAY = Unit.DAY, Unit.WORKDAY


def _announced(first: int, last: int) -> Calendar:
    start, days = date(first, 1, 1), {}
    for n in range((date(last, 12, 31) - start).days + 1):
        day = start + timedelta(days=n)
        if chinese_calendar.is_workday(day) != (day.weekday() < 5):
            days[day] = chinese_calendar.is_holiday(day)
    return Calendar(1, frozenset(range(first, last + 1)), days)


CALENDAR = _announced(2020, 2026)

anchors = st.dates(date(2019, 11, 1), date(2027, 3, 31))
lengths = st.integers(1, 120)
units = st.sampled_from(Unit)
periods = st.builds(Period, lengths, units)
offsets = st.tuples(st.integers(-20, 150), st.integers(0, 40))


@st.composite
def suspensions(draw: st.DrawFn, anchor: date) -> tuple[Suspension, ...]:
    found = draw(st.lists(offsets, max_size=4))
    return tuple(
        Suspension(anchor + timedelta(days=start), anchor + timedelta(days=start + more)) for start, more in found
    )


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


@given(anchors, lengths, lengths, units, st.booleans())
def test_a_longer_period_never_ends_earlier(anchor: date, one: int, other: int, unit: Unit, roll: bool) -> None:
    short, long = sorted((one, other))
    first = last_day(anchor, Period(short, unit), CALENDAR, roll=roll).due
    assert first <= last_day(anchor, Period(long, unit), CALENDAR, roll=roll).due


@given(anchors, anchors, periods, st.booleans())
def test_a_later_event_never_ends_earlier(one: date, other: date, period: Period, roll: bool) -> None:
    early, late = sorted((one, other))
    assert last_day(early, period, CALENDAR, roll=roll).due <= last_day(late, period, CALENDAR, roll=roll).due


@given(anchors, periods, st.data())
def test_what_rolls_or_counts_working_days_ends_on_a_working_day_not_suspended(
    anchor: date, period: Period, data: st.DataObject
) -> None:
    pauses = data.draw(suspensions(anchor))
    due = last_day(anchor, period, CALENDAR, suspensions=pauses).due
    assert CALENDAR.is_workday(due)
    assert not any(pause.until and pause.since <= due <= pause.until for pause in pauses)


@given(anchors, periods, st.integers(0, 30), st.booleans(), st.data())
def test_elapsed_is_consumed_and_remaining_and_passed_over(
    anchor: date, period: Period, extension: int, roll: bool, data: st.DataObject
) -> None:
    pauses = data.draw(suspensions(anchor))
    term = last_day(anchor, period, CALENDAR, roll=roll, extension=extension, suspensions=pauses)
    elapsed = (term.due - anchor).days
    as_of = data.draw(st.integers(0, elapsed).map(lambda n: anchor + timedelta(days=n)))
    passed = {skipped.day for skipped in term.skipped}
    days = [anchor + timedelta(days=n) for n in range(1, elapsed + 1)]
    consumed = sum(day <= as_of and day not in passed for day in days)
    remaining = sum(day > as_of and day not in passed for day in days)
    suspended = {day for day in days if any(p.until and p.since <= day <= p.until for p in pauses)}
    assert {skipped.day for skipped in term.skipped if skipped.why is NotCounted.SUSPENDED} == suspended
    assert len(passed) == len(term.skipped)
    assert remaining + consumed + len(passed) == elapsed
    # A roll to the next working day passes over days and counts the day it comes to in place of the last one.
    assert remaining + consumed == period.length + extension


@given(anchors, st.integers(2, 120), units, st.data())
def test_stopping_half_way_and_counting_the_remainder_ends_on_the_same_day(
    anchor: date, length: int, unit: Unit, data: st.DataObject
) -> None:
    pauses = data.draw(suspensions(anchor))
    half = data.draw(st.integers(1, length - 1))
    until = last_day(anchor, Period(half, unit), CALENDAR, roll=False, suspensions=pauses).due
    rest = last_day(until, Period(length - half, unit), CALENDAR, suspensions=pauses).due
    assert rest == last_day(anchor, Period(length, unit), CALENDAR, suspensions=pauses).due


@given(anchors, periods, st.integers(0, 60), st.booleans())
def test_an_extension_never_shortens_and_equals_a_longer_period(
    anchor: date, period: Period, extension: int, roll: bool
) -> None:
    extended = last_day(anchor, period, CALENDAR, roll=roll, extension=extension).due
    assert extended >= last_day(anchor, period, CALENDAR, roll=roll).due
    longer = Period(period.length + extension, period.unit)
    assert extended == last_day(anchor, longer, CALENDAR, roll=roll).due


@given(anchors, periods, st.booleans(), st.data())
def test_a_suspension_never_ends_a_period_earlier(
    anchor: date, period: Period, roll: bool, data: st.DataObject
) -> None:
    pauses = data.draw(suspensions(anchor))
    ends = [last_day(anchor, period, CALENDAR, roll=roll, suspensions=pauses[:n]).due for n in range(len(pauses) + 1)]
    assert ends == sorted(ends)


@given(anchors, periods, st.booleans())
def test_a_term_that_holidays_can_move_is_provisional_exactly_when_it_touches_an_unannounced_year(
    anchor: date, period: Period, roll: bool
) -> None:
    term = last_day(anchor, period, CALENDAR, roll=roll)
    days = [anchor + timedelta(days=n) for n in range(1, (term.due - anchor).days + 1)]
    depends_on_holidays = roll or period.unit is Unit.WORKDAY
    assert term.provisional == (depends_on_holidays and not all(2020 <= day.year <= 2026 for day in days))
    assert term.provisional == (RuleCode.PROVISIONAL in term.rule)


@given(anchors, st.integers(1, 60))
def test_going_back_as_many_working_days_as_forward_returns_to_a_working_day(day: date, n: int) -> None:
    start = workdays_from(day, 1, CALENDAR)
    assert workdays_from(workdays_from(start, n, CALENDAR), -n, CALENDAR) == start
