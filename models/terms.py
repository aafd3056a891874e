"""From an event and a period to the last day. Pure.

By analogy: Civil Procedure Law Art. 85, Civil Code Arts. 201 to 203, Administrative Penalty Law Art. 85.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.calendars import FIRST_YEAR, LAST_YEAR, Calendar, NotCounted
from models.errors import BadInput
from models.periods import Unit
from models.vocabulary import Name

LONGEST = 3660  # days of either kind, for a period and for its extensions


class RuleCode(StrEnum):
    """A rule that shaped a term."""

    EVENT_DAY_NOT_COUNTED = "event_day_not_counted"
    WORKDAYS_COUNTED = "workdays_counted"
    CALENDAR_DAYS_COUNTED = "calendar_days_counted"
    SUSPENSION_NOT_COUNTED = "suspension_not_counted"
    EXTENDED_UNROLLED = "extended_unrolled"
    ROLLED = "rolled"
    NEVER_ROLLS = "never_rolls"
    PROVISIONAL = "provisional"


RULE_NAMES: dict[RuleCode, Name] = {
    RuleCode.EVENT_DAY_NOT_COUNTED: Name("the day of the event is not counted", "期间开始之日不计算在内"),
    RuleCode.WORKDAYS_COUNTED: Name("working days of state organs are counted", "按国家机关工作日（含调休上班日）计算"),
    RuleCode.CALENDAR_DAYS_COUNTED: Name("every calendar day is counted", "按自然日计算"),
    RuleCode.SUSPENSION_NOT_COUNTED: Name(
        "days from suspension to resumption are not counted", "中止之日至恢复之日不计入"
    ),
    RuleCode.EXTENDED_UNROLLED: Name(
        "extended from the original, unmoved last day", "延长期限自顺延前的届满之日起连续计算"
    ),
    RuleCode.ROLLED: Name("moved on to the first working day", "期间最后一日为休息日，以其后第一个工作日为期满之日"),
    RuleCode.NEVER_ROLLS: Name("the last day is not moved by rest days", "期满之日不因休息日顺延"),
    RuleCode.PROVISIONAL: Name("holidays not announced yet: provisional", "所涉年度节假日安排尚未公布，日期为暂定"),
}


@dataclass(frozen=True)
class Period:
    """So many days or working days; 1 to 3660, else BadInput."""

    length: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.length <= LONGEST:
            raise BadInput(f"length: 1 to {LONGEST} is needed")


@dataclass(frozen=True)
class Suspension:
    """From `since` to `until`, both days included; an open one has no `until`."""

    since: date
    until: date | None


@dataclass(frozen=True)
class Skipped:
    """A day passed over, and why."""

    day: date
    why: NotCounted


@dataclass(frozen=True)
class Term:
    """`due` still belongs to the period. Days from the event to `due` = length + extension + skipped."""

    due: date
    provisional: bool
    skipped: tuple[Skipped, ...]
    rule: tuple[RuleCode, ...]


def last_day(
    anchor: date,
    period: Period,
    calendar: Calendar,
    *,
    roll: bool = True,
    extension: int = 0,
    suspensions: tuple[Suspension, ...] = (),
) -> Term:
    """The last day of a period whose event fell on `anchor`; `roll` matters for calendar days only.

    `extension` is in the period's unit. BadInput for an open suspension: a suspended period has no last day.
    """
    if not 0 <= extension <= LONGEST:
        raise BadInput(f"extension: 0 to {LONGEST} is needed")
    spans = [(pause.since, pause.until) for pause in suspensions if pause.until and pause.since <= pause.until]
    if len(spans) != len(suspensions):
        raise BadInput("suspension: open, or resumed before it began; there is no last day")

    def why_not(day: date) -> NotCounted | None:
        suspended = any(since <= day <= until for since, until in spans)
        return NotCounted.SUSPENDED if suspended else calendar.why_rest(day)

    skipped: list[Skipped] = []
    day, left = anchor, period.length + extension
    if period.unit is Unit.DAY and not spans and anchor.year + left // 365 < LAST_YEAR:
        day, left = _step(anchor, left), 0  # every day counts: none need be looked at
    while left:
        day = _step(day, 1)
        if (why := why_not(day)) and (why is NotCounted.SUSPENDED or period.unit is Unit.WORKDAY):
            skipped.append(Skipped(day, why))
        else:
            left -= 1
    unrolled = day
    while roll and (why := why_not(day)):
        skipped.append(Skipped(day, why))
        day = _step(day, 1)
    # A calendar-day period that never rolls ends on the same day whatever the holidays will be.
    depends = roll or period.unit is Unit.WORKDAY
    provisional = depends and not calendar.years.issuperset(range(_step(anchor, 1).year, day.year + 1))
    counted = RuleCode.WORKDAYS_COUNTED if period.unit is Unit.WORKDAY else RuleCode.CALENDAR_DAYS_COUNTED
    optional = (
        (RuleCode.SUSPENSION_NOT_COUNTED, any(passed.why is NotCounted.SUSPENDED for passed in skipped)),
        (RuleCode.EXTENDED_UNROLLED, extension > 0),
        (RuleCode.ROLLED, day != unrolled),
        (RuleCode.NEVER_ROLLS, period.unit is Unit.DAY and not roll),
        (RuleCode.PROVISIONAL, provisional),
    )
    rule = (RuleCode.EVENT_DAY_NOT_COUNTED, counted, *(code for code, holds in optional if holds))
    return Term(day, provisional, tuple(skipped), rule)


def workdays_from(day: date, n: int, calendar: Calendar) -> date:
    """The n-th working day after `day`, before it where n is negative; `day` itself where n is 0."""
    left = abs(n)
    while left:
        day = _step(day, 1 if n > 0 else -1)
        left -= calendar.is_workday(day)
    return day


def months_after(day: date, n: int) -> date:
    """The corresponding day n months later; the last day of that month where it has none (Civil Code Art. 202)."""
    years, month = divmod(day.month - 1 + n, 12)
    first = date(_counted(day.year + years), month + 1, 1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def earliest_day(served: date, workdays: int, calendar: Calendar) -> date:
    """The first day allowed when notice of so many working days is due: the n-th working day after service."""
    return workdays_from(served, Period(workdays, Unit.WORKDAY).length, calendar)


def _step(day: date, by: int) -> date:
    _counted(day.year)
    return day + timedelta(days=by)


def _counted(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput(f"days are counted in the years {FIRST_YEAR} to {LAST_YEAR} only")
    return year
