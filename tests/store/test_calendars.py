"""The calendar in the database: seeding, importing a notice, reading it back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import chinese_calendar
import pytest
from sqlalchemy import func, insert, select
from sqlmodel import col

from models.calendars import NotCounted, YearNotice, parse_year
from models.periods import Unit
from models.store.calendars import import_year, load, seed
from models.store.engine import Store
from models.store.tables.clocks import CalendarDay, CalendarYear
from models.terms import Period, last_day

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
REGION = "GX"


def notice(year: int, *days: tuple[str, bool]) -> YearNotice:
    named = [{"name": "元旦", "date": day, "isOffDay": rest} for day, rest in days]
    return parse_year({"year": year, "papers": ["https://example.org/a", "https://example.org/b"], "days": named})


NEXT_YEAR = notice(2027, ("2026-12-31", True), ("2027-01-01", True), ("2027-01-02", True), ("2027-01-10", False))


def year_row(store: Store, year: int) -> Any:
    with store.read() as connection:
        return connection.execute(select(CalendarYear).where(col(CalendarYear.year) == year)).one()


def test_an_empty_store_covers_nothing(store: Store) -> None:
    with store.read() as connection:
        calendar = load(connection)
    assert (calendar.version, calendar.years, calendar.days) == (0, frozenset(), {})


def test_seeding_fills_the_announced_years(store: Store) -> None:
    with store.write() as connection:
        assert seed(connection, NOW) >= 7
    with store.read() as connection:
        calendar = load(connection)
    assert calendar.version == 1
    assert calendar.years >= {2020, 2021, 2022, 2023, 2024, 2025, 2026}
    for n in range((date(2026, 12, 31) - date(2020, 1, 1)).days + 1):
        day = date(2020, 1, 1) + timedelta(days=n)
        assert calendar.is_workday(day) == chinese_calendar.is_workday(day), day


def test_seeding_keeps_only_days_that_are_not_what_their_weekday_says(store: Store) -> None:
    with store.write() as connection:
        seed(connection, NOW)
    with store.read() as connection:
        rows = connection.execute(select(CalendarDay).where(col(CalendarDay.day) >= date(2026, 1, 1))).all()
    assert all(row.rest == (row.day.weekday() < 5) for row in rows)
    worked = [row.day for row in rows if not row.rest and row.day.year == 2026]
    assert sorted(worked) == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]
    assert {row.label for row in rows if row.day == date(2026, 2, 17)} == {"春节"}
    assert year_row(store, 2026).source.startswith("chinesecalendar 1.")


def test_seeding_twice_changes_nothing(store: Store) -> None:
    with store.write() as connection:
        seed(connection, NOW)
    with store.read() as connection:
        before = load(connection)
    with store.write() as connection:
        assert seed(connection, NOW + timedelta(days=400)) == 0
    with store.read() as connection:
        assert load(connection) == before
    assert year_row(store, 2026).imported_at == NOW


def test_seeding_leaves_an_imported_year_alone(store: Store) -> None:
    imported = notice(2026, ("2026-01-01", True))
    with store.write() as connection:
        assert import_year(connection, imported, NOW) == 1
        seed(connection, NOW)
    with store.read() as connection:
        calendar = load(connection)
    assert calendar.is_workday(date(2026, 2, 17))
    assert not calendar.is_workday(date(2025, 1, 29))
    assert year_row(store, 2026).source == "https://example.org/a https://example.org/b"


def test_an_imported_year_settles_a_provisional_date_and_raises_the_version(store: Store) -> None:
    period = Period(15, Unit.WORKDAY)
    with store.write() as connection:
        seed(connection, NOW)
        before = last_day(date(2026, 12, 11), period, load(connection))
        assert import_year(connection, NEXT_YEAR, NOW) == 2
        calendar = load(connection)
        after = last_day(date(2026, 12, 11), period, calendar)
    assert (before.due, before.provisional) == (date(2027, 1, 4), True)
    # Thursday 31 December is off now, by the notice for the year after.
    assert (after.due, after.provisional) == (date(2027, 1, 5), False)
    assert calendar.version == 2
    assert not calendar.is_workday(date(2026, 12, 31))
    assert calendar.is_workday(date(2027, 1, 10))


def test_a_second_notice_takes_the_place_of_the_first(store: Store) -> None:
    with store.write() as connection:
        import_year(connection, NEXT_YEAR, NOW)
        changed = notice(2027, ("2027-01-01", True), ("2027-02-05", True), ("2026-12-31", False))
        assert import_year(connection, changed, NOW + timedelta(days=60)) == 2
        calendar = load(connection)
    assert calendar.days == {date(2027, 1, 1): True, date(2027, 2, 5): True}
    assert calendar.years == {2027}
    assert year_row(store, 2027).version == 2


def test_a_late_change_of_a_year_keeps_what_the_next_notice_said_of_its_december(store: Store) -> None:
    with store.write() as connection:
        seed(connection, NOW)
        import_year(connection, NEXT_YEAR, NOW)
        import_year(connection, notice(2026, ("2026-01-01", True), ("2026-11-30", True)), NOW)
        calendar = load(connection)
    assert calendar.version == 3
    assert calendar.why_rest(date(2026, 12, 31)) is NotCounted.HOLIDAY
    assert calendar.why_rest(date(2026, 11, 30)) is NotCounted.HOLIDAY
    assert calendar.is_workday(date(2026, 10, 1))


def test_a_region_has_its_own_days_over_the_national_ones(store: Store) -> None:
    festival = notice(2026, ("2026-04-20", True), ("2026-02-14", True))
    with store.write() as connection:
        seed(connection, NOW)
        assert import_year(connection, festival, NOW, REGION) == 2
    with store.read() as connection:
        national, regional, elsewhere = load(connection), load(connection, REGION), load(connection, "NX")
    assert national.version == 1
    assert national.is_workday(date(2026, 4, 20))
    assert national.is_workday(date(2026, 2, 14))
    assert regional.version == 2
    assert regional.why_rest(date(2026, 4, 20)) is NotCounted.HOLIDAY
    # A Saturday the nation works on: the region's holiday holds.
    assert not regional.is_workday(date(2026, 2, 14))
    assert not regional.is_workday(date(2026, 10, 1))
    assert elsewhere == national


def test_versions_rise_over_all_regions(store: Store) -> None:
    with store.write() as connection:
        first = import_year(connection, NEXT_YEAR, NOW)
        second = import_year(connection, NEXT_YEAR, NOW, REGION)
        third = import_year(connection, NEXT_YEAR, NOW)
    assert (first, second, third) == (1, 2, 3)


def test_a_failed_import_leaves_the_calendar_as_it_was(store: Store) -> None:
    with store.write() as connection:
        import_year(connection, NEXT_YEAR, NOW)
    with pytest.raises(RuntimeError), store.write() as connection:
        import_year(connection, notice(2027, ("2027-03-01", True)), NOW)
        raise RuntimeError
    with store.read() as connection:
        assert date(2027, 3, 1) not in load(connection).days
        assert connection.scalar(select(func.count()).select_from(CalendarYear)) == 1


def test_a_day_known_before_its_year_is_seeded_stays(store: Store) -> None:
    row = {"region": "", "day": date(2024, 1, 1), "rest": True, "label": "元旦"}
    with store.write() as connection:
        connection.execute(insert(CalendarDay), [row])
        seed(connection, NOW)
        assert not load(connection).is_workday(date(2024, 1, 1))
