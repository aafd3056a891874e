"""Quiet hours and the hour of the digest, by the clock in China; the tables are typed by hand."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.hours import Hours, next_at

NIGHT = Hours(time(21, 0), time(7, 30))
NOON = Hours(time(12, 0), time(13, 30))
DAY = timedelta(days=1)


def china(text: str) -> datetime:
    """A moment by the clock in China, which is eight hours ahead all the year."""
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (NIGHT, "2026-03-02 20:59:59", None),
        (NIGHT, "2026-03-02 21:00:00", "2026-03-03 07:30:00"),
        (NIGHT, "2026-03-02 23:59:59", "2026-03-03 07:30:00"),
        (NIGHT, "2026-03-03 00:00:00", "2026-03-03 07:30:00"),
        (NIGHT, "2026-03-03 07:29:59", "2026-03-03 07:30:00"),
        (NIGHT, "2026-03-03 07:30:00", None),
        (NIGHT, "2026-12-31 22:00:00", "2027-01-01 07:30:00"),
        # The nights on which Europe and America change their clocks are nights like others.
        (NIGHT, "2026-03-29 01:30:00", "2026-03-29 07:30:00"),
        (NIGHT, "2026-10-25 02:30:00", "2026-10-25 07:30:00"),
        (NOON, "2026-03-02 11:59:59", None),
        (NOON, "2026-03-02 12:00:00", "2026-03-02 13:30:00"),
        (NOON, "2026-03-02 13:30:00", None),
        (Hours(), "2026-03-02 03:00:00", None),
        (Hours(digest_at=time(9, 0)), "2026-03-02 03:00:00", None),
        (Hours(time(0, 0), time(23, 59)), "2026-03-02 00:00:00", "2026-03-02 23:59:00"),
    ],
)
def test_quiet_time_ends_where_the_table_says(hours: Hours, now: str, until: str | None) -> None:
    assert hours.quiet_end(china(now)) == (china(until) if until else None)


@pytest.mark.parametrize(
    ("hour", "since", "found"),
    [
        (time(9, 0), "2026-03-02 08:59:59", "2026-03-02 09:00:00"),
        (time(9, 0), "2026-03-02 09:00:00", "2026-03-02 09:00:00"),
        (time(9, 0), "2026-03-02 09:00:01", "2026-03-03 09:00:00"),
        (time(0, 0), "2026-03-02 00:00:01", "2026-03-03 00:00:00"),
        (time(23, 59), "2026-02-28 23:59:30", "2026-03-01 23:59:00"),
    ],
)
def test_the_next_hour_is_the_first_one_not_before(hour: time, since: str, found: str) -> None:
    assert next_at(hour, china(since)) == china(found)


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CLOCK = st.times(timezones=st.none())


@given(MOMENTS, CLOCK, CLOCK)
def test_a_quiet_time_ends_within_a_day_and_is_over_then(now: datetime, begin: time, end: time) -> None:
    hours = Hours(begin, end)
    over = hours.quiet_end(now)
    assert (over is not None) == hours.quiet((now + timedelta(hours=8)).time())
    if over is not None:
        assert now < over < now + DAY
        assert hours.quiet_end(over) is None


@given(MOMENTS, CLOCK)
def test_a_digest_is_never_more_than_a_day_away_and_then_due(since: datetime, hour: time) -> None:
    due = next_at(hour, since)
    assert since <= due < since + DAY
    assert next_at(hour, due) == due
