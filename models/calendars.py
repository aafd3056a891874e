"""Which days are working days of state organs. Pure: a calendar is told its days and knows no today.

Sources: Measures on Holidays (Arts. 2, 4, 6, 7), working-hours rules (Art. 7), the yearly notice of the State Council.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.errors import BadInput
from models.vocabulary import Name

SATURDAY = 5

FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of the statutory holidays that need no notice; those of the lunar calendar do."""

FIRST_YEAR, LAST_YEAR = 1950, 9990
"""Years in which days are counted; a notice is about one of them."""


class NotCounted(StrEnum):
    """Why a day is passed over."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SUSPENDED = "suspended"


NOT_COUNTED_NAMES: Mapping[NotCounted, Name] = {
    NotCounted.WEEKEND: Name("weekend", "周末休息日"),
    NotCounted.HOLIDAY: Name("public holiday", "法定节假日（含调休放假）"),
    NotCounted.SUSPENDED: Name("the period was suspended", "期限中止"),
}


@dataclass(frozen=True)
class Calendar:
    """The announced `years` and the `days` that are not what their weekday says (True: rest, False: work)."""

    version: int
    years: frozenset[int]
    days: Mapping[date, bool]

    def covers(self, day: date) -> bool:
        """Whether the holidays of that year are announced; where not, every answer is provisional."""
        return day.year in self.years

    def is_workday(self, day: date) -> bool:
        return self.why_rest(day) is None

    def why_rest(self, day: date) -> NotCounted | None:
        """None on a working day; in a year not covered only weekends and the fixed-date holidays are known."""
        named = self.days.get(day)
        if named is not None:
            return NotCounted.HOLIDAY if named else None
        if day.weekday() >= SATURDAY:
            return NotCounted.WEEKEND
        if not self.covers(day) and (day.month, day.day) in FIXED_HOLIDAYS:
            return NotCounted.HOLIDAY
        return None


def overlay(national: Calendar, regional: Calendar) -> Calendar:
    """The national calendar with a region's days laid over it: where both name a day, the region's word holds.

    From its first notice on, a region needs one for every year: a missing one is not "no regional holidays".
    """
    first = min(regional.years, default=LAST_YEAR)
    years = frozenset(year for year in national.years if year < first or year in regional.years)
    return Calendar(max(national.version, regional.version), years, {**national.days, **regional.days})


@dataclass(frozen=True)
class NoticeDay:
    """A day a notice names, off (`rest`) or worked, with the name of the holiday it belongs to."""

    day: date
    rest: bool
    label: str


@dataclass(frozen=True)
class YearNotice:
    """The holiday notice for one year: the papers it stands in and the days it names, some in neighbouring years."""

    year: int
    papers: tuple[str, ...]
    days: tuple[NoticeDay, ...]


def parse_year(document: object) -> YearNotice:
    """Read `{"year", "papers", "days": [{"name", "date", "isOffDay"}]}`; BadInput names the field that is wrong.

    Empty papers or days mean that the notice is not out yet; that is never read as a year without holidays.
    """
    fields = _object(document, "notice")
    year = fields.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not FIRST_YEAR <= year < LAST_YEAR:
        raise BadInput(f"year: a number from {FIRST_YEAR} to {LAST_YEAR - 1} is needed")
    papers = tuple(_text(item, f"papers[{n}]") for n, item in enumerate(_filled(fields.get("papers"), "papers")))
    days = tuple(_day(item, f"days[{n}]", year) for n, item in enumerate(_filled(fields.get("days"), "days")))
    if len({named.day for named in days}) != len(days):
        raise BadInput("days: the same date twice")
    if not any(named.rest and named.day.year == year for named in days):
        raise BadInput("days: no day off in the year itself")
    return YearNotice(year, papers, days)


def _day(item: object, where: str, year: int) -> NoticeDay:
    fields = _object(item, where)
    label, text, rest = _text(fields.get("name"), f"{where}.name"), fields.get("date"), fields.get("isOffDay")
    try:
        day = date.fromisoformat(_text(text, f"{where}.date"))
    except ValueError as error:
        raise BadInput(f"{where}.date: not a date") from error
    if day.isoformat() != text:
        raise BadInput(f"{where}.date: write it as YYYY-MM-DD")
    if abs(day.year - year) > 1:
        raise BadInput(f"{where}.date: neither in the notice's year nor in a neighbouring one")
    if not isinstance(rest, bool):
        raise BadInput(f"{where}.isOffDay: true or false is needed")
    return NoticeDay(day, rest, label)


def _object(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise BadInput(f"{where}: an object is needed")
    return value


def _filled(value: object, where: str) -> list[object]:
    if not isinstance(value, list) or not value:
        raise BadInput(f"{where}: a list that is not empty is needed")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where}: a text that is not empty is needed")
    return value
