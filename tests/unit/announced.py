"""The calendar announced for 2020 to 2026, for tests that count days."""

from datetime import date, timedelta

import chinese_calendar

from models.calendars import Calendar


def _announced(first: int, last: int) -> Calendar:
    start, days = date(first, 1, 1), {}
    for n in range((date(last, 12, 31) - start).days + 1):
        day = start + timedelta(days=n)
        if chinese_calendar.is_workday(day) != (day.weekday() < 5):
            days[day] = chinese_calendar.is_holiday(day)
    return Calendar(1, frozenset(range(first, last + 1)), days)


CALENDAR = _announced(2020, 2026)
