"""The working-day calendar in the database: seeded from chinesecalendar, kept up by notices."""

from collections.abc import Iterable
from datetime import date, datetime
from importlib.metadata import version
from typing import Any
from weakref import WeakKeyDictionary

import chinese_calendar
from sqlalchemy import ColumnElement, Connection, Engine, and_, bindparam, delete, func, insert, or_, select, text
from sqlmodel import col

from models.calendars import SATURDAY, Calendar, NoticeDay, YearNotice, overlay
from models.store.tables.clocks import CalendarDay, CalendarYear

NATIONAL = ""
FIRST_SEEDED = 2020
Imports = frozenset[tuple[str, int, int, datetime]]
"""What was imported: region, year, version, and when. The days follow from it."""

_YEARS = select(
    col(CalendarYear.region), col(CalendarYear.year), col(CalendarYear.version), col(CalendarYear.imported_at)
).where(col(CalendarYear.region).in_(bindparam("regions", expanding=True)))
_LOADED: WeakKeyDictionary[Engine, dict[str, tuple[Imports, Calendar]]] = WeakKeyDictionary()


def seed(connection: Connection, now: datetime) -> int:
    """Fill the national years from 2020 that chinesecalendar knows and nobody imported; returns how many."""
    _lock(connection)
    present = set(connection.scalars(select(col(CalendarYear.year)).where(col(CalendarYear.region) == NATIONAL)))
    named = set(connection.scalars(select(col(CalendarDay.day)).where(col(CalendarDay.region) == NATIONAL)))
    number, source, seeded = _next_version(connection), f"chinesecalendar {version('chinesecalendar')}", 0
    year = FIRST_SEEDED
    while (exceptions := _exceptions(year)) is not None:
        if year not in present:
            _remember(connection, NATIONAL, [found for found in exceptions if found.day not in named])
            _announce(connection, NATIONAL, year, source, number, now)
            seeded += 1
        year += 1
    return seeded


def load(connection: Connection, region: str = NATIONAL) -> Calendar:
    """The calendar of a region, laid over the national one; version 0 and no years before anything was imported.

    Asked once for the imports there were, and for their days only where another import has come.
    """
    return of(connection, region, connection.execute(_YEARS, {"regions": sorted({NATIONAL, region})}))


def of(connection: Connection, region: str, rows: Iterable[Any]) -> Calendar:
    """The same, from the rows of the years that were imported for the region and the nation."""
    imports = frozenset((row.region, row.year, row.version, row.imported_at) for row in rows)
    kept = _LOADED.setdefault(connection.engine, {}).get(region)
    if kept is None or kept[0] != imports:
        national = _read(connection, NATIONAL, imports)
        found = national if region == NATIONAL else overlay(national, _read(connection, region, imports))
        kept = _LOADED[connection.engine][region] = (imports, found)
    return kept[1]


def import_year(connection: Connection, notice: YearNotice, now: datetime, region: str = NATIONAL) -> int:
    """Put a notice in the place of what was known of its year; returns the new version, higher than any before."""
    _lock(connection)
    connection.execute(delete(CalendarDay).where(_replaced(connection, notice, region)))
    _remember(connection, region, _told(notice, region))
    number = _next_version(connection)
    year = (col(CalendarYear.region) == region, col(CalendarYear.year) == notice.year)
    connection.execute(delete(CalendarYear).where(*year))
    _announce(connection, region, notice.year, " ".join(notice.papers), number, now)
    return number


def in_force(connection: Connection, notice: YearNotice, region: str = NATIONAL) -> int | None:
    """The version under which this very notice is in force; None where it is not, or another one came since."""
    _lock(connection)
    year = (col(CalendarYear.region) == region, col(CalendarYear.year) == notice.year)
    known = connection.execute(select(col(CalendarYear.version), col(CalendarYear.source)).where(*year)).first()
    if known is None or known.source != " ".join(notice.papers):
        return None
    kept = select(col(CalendarDay.day), col(CalendarDay.rest), col(CalendarDay.label))
    rows = connection.execute(kept.where(_replaced(connection, notice, region)))
    same = {NoticeDay(*row) for row in rows} == set(_told(notice, region))
    return int(known.version) if same else None


def _replaced(connection: Connection, notice: YearNotice, region: str) -> ColumnElement[bool]:
    """The days that a notice takes the place of."""
    last = date(notice.year, 12, 31)
    if _known(connection, region, notice.year + 1):
        # The days around New Year stand in the next year's notice: one that came earlier still holds for December.
        last = date(notice.year, 11, 30)
    day = col(CalendarDay.day)
    named = day.in_([named.day for named in notice.days])
    return and_(col(CalendarDay.region) == region, or_(day.between(date(notice.year, 1, 1), last), named))


def _told(notice: YearNotice, region: str) -> list[NoticeDay]:
    """The days that are kept. A region's word counts even where it agrees with the weekday: the nation may work on
    that Saturday."""
    return [d for d in notice.days if region != NATIONAL or d.rest != _weekend(d.day)]


def _exceptions(year: int) -> list[NoticeDay] | None:
    """What chinesecalendar knows of a year and the December before it; None if it does not know the year."""
    try:
        chinese_calendar.is_holiday(date(year, 1, 1))
    except NotImplementedError:
        return None
    found = []
    for ordinal in range(date(year - 1, 12, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        rest, holiday = chinese_calendar.get_holiday_detail(day)
        if holiday and rest != _weekend(day):
            found.append(NoticeDay(day, rest, chinese_calendar.Holiday(holiday).chinese))
    return found


def _weekend(day: date) -> bool:
    return day.weekday() >= SATURDAY


def _read(connection: Connection, region: str, imports: Imports) -> Calendar:
    days = select(col(CalendarDay.day), col(CalendarDay.rest)).where(col(CalendarDay.region) == region)
    versions = {year: version for of, year, version, _ in imports if of == region}
    known = {row.day: row.rest for row in connection.execute(days)}
    return Calendar(max(versions.values(), default=0), frozenset(versions), known)


def _known(connection: Connection, region: str, year: int) -> bool:
    known = select(col(CalendarYear.year)).where(col(CalendarYear.region) == region, col(CalendarYear.year) == year)
    return connection.scalar(known) is not None


def _next_version(connection: Connection) -> int:
    return (connection.scalar(select(func.max(col(CalendarYear.version)))) or 0) + 1


def _remember(connection: Connection, region: str, days: Iterable[NoticeDay]) -> None:
    rows = [{"region": region, "day": named.day, "rest": named.rest, "label": named.label} for named in days]
    if rows:
        connection.execute(insert(CalendarDay), rows)


def _announce(connection: Connection, region: str, year: int, source: str, number: int, now: datetime) -> None:
    row = {"region": region, "year": year, "source": source, "version": number, "imported_at": now}
    connection.execute(insert(CalendarYear), row)


def _lock(connection: Connection) -> None:
    """Two imports at once must not take the same version; SQLite's write lock sees to that by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE calendar_year IN SHARE ROW EXCLUSIVE MODE"))
