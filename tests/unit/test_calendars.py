"""The working-day calendar: what it knows, what it refuses to guess, and how a year's notice is read."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendars import NOT_COUNTED_NAMES, Calendar, NotCounted, NoticeDay, YearNotice, overlay, parse_year
from models.errors import BadInput

NATIONAL = Calendar(
    version=7,
    years=frozenset({2026}),
    days={
        date(2026, 1, 1): True,
        date(2026, 1, 2): True,
        date(2026, 1, 4): False,
        date(2026, 2, 14): False,
        date(2026, 4, 6): True,
    },
)


def notice(**changes: Any) -> dict[str, Any]:
    days = [
        {"name": "元旦", "date": "2026-12-31", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-10", "isOffDay": False},
    ]
    return {"year": 2027, "papers": ["https://example.org/2027"], "days": days, **changes}


def with_day(**changes: Any) -> dict[str, Any]:
    return notice(days=[*notice()["days"], {"name": "春节", "date": "2027-02-05", "isOffDay": True, **changes}])


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 1, 1), NotCounted.HOLIDAY),
        (date(2026, 1, 3), NotCounted.WEEKEND),
        (date(2026, 1, 4), None),
        (date(2026, 1, 5), None),
        (date(2026, 2, 14), None),
        (date(2026, 4, 5), NotCounted.WEEKEND),
        (date(2026, 4, 6), NotCounted.HOLIDAY),
    ],
)
def test_a_named_day_goes_before_its_weekday(day: date, why: NotCounted | None) -> None:
    assert NATIONAL.why_rest(day) == why
    assert NATIONAL.is_workday(day) == (why is None)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2027, 1, 1), NotCounted.HOLIDAY),
        (date(2027, 1, 4), None),
        (date(2027, 4, 30), None),
        (date(2027, 5, 1), NotCounted.WEEKEND),
        (date(2029, 5, 2), NotCounted.HOLIDAY),
        (date(2027, 5, 3), None),
        (date(2029, 10, 3), NotCounted.HOLIDAY),
        (date(2029, 10, 4), None),
    ],
)
def test_without_a_notice_only_weekends_and_fixed_holidays_are_known(day: date, why: NotCounted | None) -> None:
    assert not NATIONAL.covers(day)
    assert NATIONAL.why_rest(day) == why


def test_holidays_for_part_of_the_people_are_working_days() -> None:
    empty = Calendar(0, frozenset(), {})
    for day in (date(2027, 3, 8), date(2027, 5, 4), date(2027, 6, 1), date(2028, 8, 1)):
        assert empty.is_workday(day)


def test_every_reason_has_a_name_in_both_languages() -> None:
    assert set(NOT_COUNTED_NAMES) == set(NotCounted)
    assert all(name.en and re.search("[一-鿿]", name.zh) for name in NOT_COUNTED_NAMES.values())


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_two_libraries_agree_on_every_day(year: int) -> None:
    other = holidays.CN(years=year)  # type: ignore[attr-defined]
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    differing = [
        day for day in days if day.year == year and chinese_calendar.is_workday(day) != other.is_working_day(day)
    ]
    assert differing == []


def test_a_region_adds_its_own_holidays_and_works_on_none_of_them() -> None:
    regional = Calendar(9, frozenset({2026}), {date(2026, 4, 20): True, date(2026, 2, 14): True})
    both = overlay(NATIONAL, regional)
    assert (both.version, both.years) == (9, frozenset({2026}))
    assert both.why_rest(date(2026, 4, 20)) is NotCounted.HOLIDAY
    assert both.why_rest(date(2026, 2, 14)) is NotCounted.HOLIDAY
    assert both.why_rest(date(2026, 4, 6)) is NotCounted.HOLIDAY
    assert NATIONAL.is_workday(date(2026, 4, 20))


def test_a_region_without_any_notice_is_the_nation() -> None:
    assert overlay(NATIONAL, Calendar(0, frozenset(), {})) == NATIONAL


def test_a_region_that_announced_once_is_not_covered_in_a_later_year_without_a_notice() -> None:
    national = Calendar(1, frozenset({2025, 2026, 2027}), {})
    regional = Calendar(2, frozenset({2026}), {date(2026, 4, 20): True})
    assert overlay(national, regional).years == {2025, 2026}


def test_a_region_alone_does_not_cover_a_year() -> None:
    assert overlay(NATIONAL, Calendar(8, frozenset({2026, 2027}), {date(2027, 4, 9): True})).years == {2026}


def test_a_notice_is_read() -> None:
    assert parse_year({"$schema": "x", **notice()}) == YearNotice(
        year=2027,
        papers=("https://example.org/2027",),
        days=(
            NoticeDay(date(2026, 12, 31), True, "元旦"),
            NoticeDay(date(2027, 1, 1), True, "元旦"),
            NoticeDay(date(2027, 1, 10), False, "元旦"),
        ),
    )


@pytest.mark.parametrize(
    ("document", "field"),
    [
        (None, "notice"),
        ([], "notice"),
        ("{}", "notice"),
        ({}, "year"),
        (notice(year="2027"), "year"),
        (notice(year=True), "year"),
        (notice(year=2027.0), "year"),
        (notice(year=1949), "year"),
        (notice(year=9990), "year"),
        (notice(papers=None), "papers"),
        (notice(papers=[]), "papers"),
        (notice(papers="https://example.org"), "papers"),
        (notice(papers=[""]), "papers[0]"),
        (notice(papers=["https://example.org", 3]), "papers[1]"),
        (notice(days=None), "days"),
        (notice(days=[]), "days"),
        (notice(days={}), "days"),
        (notice(days=["2027-01-01"]), "days[0]"),
        (with_day(name=None), "days[3].name"),
        (with_day(name=" "), "days[3].name"),
        (with_day(date=None), "days[3].date"),
        (with_day(date=20270205), "days[3].date"),
        (with_day(date="2027-02-30"), "days[3].date"),
        (with_day(date="20270205"), "days[3].date"),
        (with_day(date="2027-W05-5"), "days[3].date"),
        (with_day(date="2025-12-31"), "days[3].date"),
        (with_day(date="2029-01-01"), "days[3].date"),
        (with_day(isOffDay=None), "days[3].isOffDay"),
        (with_day(isOffDay="true"), "days[3].isOffDay"),
        (with_day(isOffDay=1), "days[3].isOffDay"),
        (with_day(date="2027-01-01", isOffDay=False), "days"),
        (notice(days=notice()["days"][:1]), "days"),
        (notice(days=notice()["days"][2:]), "days"),
    ],
)
def test_a_malformed_notice_is_refused_and_its_field_named(document: object, field: str) -> None:
    with pytest.raises(BadInput, match=f"^{re.escape(field)}: "):
        parse_year(document)


def test_the_empty_file_of_an_unannounced_year_is_not_a_year_without_holidays() -> None:
    with pytest.raises(BadInput):
        parse_year({"year": 2027, "papers": [], "days": []})


def _documents(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keys = st.sampled_from(["year", "papers", "days", "name", "date", "isOffDay"])
    return st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=12), _documents, max_leaves=12))
def test_no_document_fails_otherwise_than_as_bad_input(document: object) -> None:
    read: Callable[[object], object] = parse_year
    try:
        assert isinstance(read(document), YearNotice)
    except BadInput:
        return
