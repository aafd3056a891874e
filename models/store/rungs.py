"""Which rungs stored deadlines owe on a day, for the sweep that claims them and the forecast that only tells."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from models.calendars import Calendar
from models.ladders import BREACH, DueRung, due_rungs, next_rung
from models.periods import Clock, DeadlineState
from models.store import calendars
from models.store.handles import CALENDAR_YEAR, DEADLINE, RUNG

Calendars = Callable[[str], Calendar]


@dataclass(frozen=True)
class Watched:
    """A running deadline as a ladder sees it. Rungs before `next_rung_on` are claimed, or were dropped by a move."""

    id: int
    case_no: str
    stage: str | None
    clock: Clock
    anchor_on: date
    due_on: date
    provisional: bool
    armed_seq: int
    item: int
    region: str
    next_rung_on: date


@dataclass(frozen=True)
class Owed:
    """The rungs a deadline owes now, in order, and the day to look at it again (None: its ladder is done)."""

    deadline: Watched
    rungs: tuple[DueRung, ...]
    next_rung_on: date | None


def due_by(today: date) -> ColumnElement[bool]:
    """Running deadlines whose next rung has come; answered by the partial index."""
    return and_(DEADLINE.c.next_rung_on <= today, DEADLINE.c.state == DeadlineState.RUNNING)


def regional(connection: Connection) -> Calendars:
    """Calendars by region, each read at most once."""
    own = set(connection.scalars(select(CALENDAR_YEAR.c.region).distinct()))

    @cache
    def read(region: str) -> Calendar:
        return calendars.load(connection, region)

    # A region without notices of its own has the national calendar: no need to lay nothing over it.
    return lambda region: read(region if region in own else calendars.NATIONAL)


def owed(connection: Connection, which: ColumnElement[bool], today: date, by_region: Calendars) -> list[Owed]:
    """What the deadlines of `which` owe on `today`, in case order; those due but with nothing to claim included."""
    due = and_(due_by(today), which)
    columns = [DEADLINE.c[name] for name in Watched.__dataclass_fields__]
    rows = connection.execute(select(*columns).where(due).order_by(DEADLINE.c.case_no, DEADLINE.c.id))
    claimed = _claimed(connection, due)
    return [_owed(Watched(*row), claimed[row.id], today, by_region(row.region)) for row in rows]


def _claimed(connection: Connection, due: ColumnElement[bool]) -> defaultdict[int, frozenset[str]]:
    # Older rungs lie before `next_rung_on` and cannot come again; only a breach may have been moved there.
    still = and_(
        RUNG.c.due_on == DEADLINE.c.due_on, or_(RUNG.c.rung_on >= DEADLINE.c.next_rung_on, RUNG.c.rung == BREACH)
    )
    rows = connection.execute(
        select(RUNG.c.deadline_id, RUNG.c.rung)
        .select_from(DEADLINE.join(RUNG, RUNG.c.deadline_id == DEADLINE.c.id))
        .where(due, still)
    )
    found: defaultdict[int, frozenset[str]] = defaultdict(frozenset)
    for row in rows:
        found[row.deadline_id] |= {row.rung}
    return found


def _owed(d: Watched, claimed: frozenset[str], today: date, calendar: Calendar) -> Owed:
    # Before `next_rung_on` lies nothing unclaimed but what a move of the date dropped: it must not come back.
    floor = d.next_rung_on
    rungs = due_rungs(
        d.clock, d.anchor_on, d.due_on, calendar,
        provisional=d.provisional, claimed=claimed, as_of=today, not_before=floor,
    )  # fmt: skip
    following = next_rung(
        d.clock, d.anchor_on, d.due_on, calendar,
        provisional=d.provisional, claimed=claimed | {rung.key for rung in rungs}, not_before=floor,
    )  # fmt: skip
    return Owed(d, tuple(rungs), following[1] if following else None)
