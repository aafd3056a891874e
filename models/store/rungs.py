"""Which rungs stored deadlines owe on a day, for the sweep that claims them and the forecast that only tells."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, literal_column, or_, select

from models.calendars import Calendar
from models.ladders import BREACH, DueRung, due_rungs, next_rung
from models.periods import Clock, DeadlineState
from models.store import calendars, many
from models.store.handles import CALENDAR_YEAR, DEADLINE, RUNG

Calendars = Callable[[str], Calendar]
RUNNING = DEADLINE.c.state == literal_column("'running'")
"""Written out: SQLite takes a partial index only for a condition it can read."""

Owing = tuple[tuple[DueRung, ...], date | None]


class Watched(NamedTuple):
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


class Owed(NamedTuple):
    """The rungs a deadline owes now, in order, and the day to look at it again (None: its ladder is done)."""

    deadline: Watched
    rungs: tuple[DueRung, ...]
    next_rung_on: date | None


def due_by(today: date) -> ColumnElement[bool]:
    """Running deadlines whose next rung has come; answered by the partial index."""
    return and_(DEADLINE.c.next_rung_on <= today, RUNNING)


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
    # That they run is looked at afterwards: asked here, the indexes of all running ones would seem as good.
    columns = [*(DEADLINE.c[name] for name in Watched._fields), DEADLINE.c.state]
    due = select(*columns).where(DEADLINE.c.next_rung_on <= today, which)
    rows = connection.execute(due.order_by(DEADLINE.c.case_no, DEADLINE.c.id)).all()
    found = [Watched(*row[:-1]) for row in rows if row.state is DeadlineState.RUNNING]
    claimed, ladder = _claimed(connection, found), _ladder(today, by_region)
    return [Owed(d, *ladder(d, claimed.get(d.id, frozenset()))) for d in found]


def _claimed(connection: Connection, watched: Sequence[Watched]) -> Mapping[int, frozenset[str]]:
    """What is claimed of each already, for the day that is its last one now."""
    if not watched:
        return {}
    by_id = {d.id: d for d in watched}
    # Older rungs lie before `next_rung_on` and cannot come again; only a breach may have been moved there.
    since = or_(RUNG.c.rung_on >= min(d.next_rung_on for d in watched), RUNG.c.rung == BREACH)
    of_these = many.among(connection, RUNG.c.deadline_id, by_id)
    rows = connection.execute(select(*RUNG.c["deadline_id", "due_on", "rung", "rung_on"]).where(of_these, since))
    found: dict[int, frozenset[str]] = {}
    for number, due_on, rung, rung_on in rows:
        d = by_id[number]
        if due_on == d.due_on and (rung == BREACH or rung_on >= d.next_rung_on):
            found[number] = found.get(number, frozenset()) | {rung}
    return found


def _ladder(today: date, by_region: Calendars) -> Callable[[Watched, frozenset[str]], Owing]:
    """What any deadline owes today; those that count alike are counted once."""

    @cache
    def alike(
        clock: Clock, anchor: date, due: date, provisional: bool, floor: date, region: str, claimed: frozenset[str]
    ) -> Owing:
        calendar = by_region(region)
        rungs = due_rungs(
            clock, anchor, due, calendar,
            provisional=provisional, claimed=claimed, as_of=today, not_before=floor,
        )  # fmt: skip
        following = next_rung(
            clock, anchor, due, calendar,
            provisional=provisional, claimed=claimed | {rung.key for rung in rungs}, not_before=floor,
        )  # fmt: skip
        return tuple(rungs), following[1] if following else None

    # Before `next_rung_on` lies nothing unclaimed but what a move of the date dropped: it must not come back.
    return lambda d, claimed: alike(d.clock, d.anchor_on, d.due_on, d.provisional, d.next_rung_on, d.region, claimed)
