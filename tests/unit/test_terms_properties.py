"""What holds of every period, whatever its length, event and suspensions."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.calendars import NotCounted
from models.periods import Unit
from models.terms import Period, RuleCode, Suspension, last_day, workdays_from
from tests.unit.announced import CALENDAR

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
