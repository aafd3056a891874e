"""Taking in a holiday notice: the year's days first, then every deadline they move or settle."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from flows.legal_day import legal_day
from flows.pacing import Pace
from models.calendars import YearNotice, parse_year
from models.store import calendars, chain
from models.store.engine import Store
from models.store.reprojection import chunk, stale
from models.vocabulary import EventKind

ACT = "calendar.import"
FIRST, LEAST, MOST = 50, 5, 2000
"""Cases to a chunk."""

Progress = Callable[[int, int], None]
"""Told how many deadlines were counted anew, and how many there were to count."""


@dataclass(frozen=True)
class Imported:
    """The calendar's version, the year it covers, and how many deadlines it moved or settled."""

    version: int
    year: int
    recomputed: int


def import_notice(
    store: Store, document: object, region: str = calendars.NATIONAL, progress: Progress | None = None
) -> Imported:
    """Put a notice in force for the nation, or for one region. BadInput names what is wrong with it.

    A notice that is in force already is not put in force again: what an import that broke off has left is counted.
    """
    notice = parse_year(document)
    with store.write() as connection:
        at = chain.now(connection)
        today = legal_day(connection, at)
        version = calendars.in_force(connection, notice, region)
        if version is None:
            version = _enter(connection, notice, region, at, today)
    changed = catch_up(store, region, today, progress)
    # An act under way meanwhile may have armed a deadline with the calendar as it was (PostgreSQL).
    return Imported(version, notice.year, changed + catch_up(store, region, today, progress))


def _enter(connection: Connection, notice: YearNotice, region: str, at: datetime, today: date) -> int:
    version = calendars.import_year(connection, notice, at, region)
    data = {"year": notice.year, "region": region, "papers": list(notice.papers), "version": version}
    event = chain.NewEvent(EventKind.CALENDAR, ACT, chain.SYSTEM, today, data=data)
    chain.append(connection, chain.SYSTEM, event, at)
    return version


def catch_up(store: Store, region: str, today: date, progress: Progress | None = None) -> int:
    """Bring running deadlines to the calendar in force, a chunk to a transaction; returns how many changed.

    Needed after every change of the calendar; calling it once more, or after an interruption, does no harm.
    """
    with store.read() as connection:
        total = stale(connection, region)
    changed, looked, last, pace = 0, 0, "", Pace(FIRST, LEAST, MOST)
    while looked < total:
        with store.write() as connection, pace.chunk() as cases:
            done = chunk(connection, region, today, last, cases)
        changed, looked, last = changed + done.changed, looked + done.looked, done.last
        if progress is not None:
            progress(looked, max(looked, total))
        if not last:
            break
    return changed
