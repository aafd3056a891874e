"""Taking in a holiday notice: the year's days first, then every deadline they move or settle."""

from dataclasses import dataclass
from datetime import date

from flows.legal_day import legal_day
from models.calendars import parse_year
from models.store import calendars, chain
from models.store.engine import Store
from models.store.reprojection import chunk
from models.vocabulary import EventKind

ACT = "calendar.import"


@dataclass(frozen=True)
class Imported:
    """The calendar's new version, the year it covers, and how many deadlines it moved or settled."""

    version: int
    year: int
    recomputed: int


def import_notice(store: Store, document: object, region: str = calendars.NATIONAL) -> Imported:
    """Put a notice in force for the nation, or for one region. BadInput names what is wrong with it."""
    notice = parse_year(document)
    with store.write() as connection:
        at = chain.now(connection)
        today = legal_day(connection, at)
        version = calendars.import_year(connection, notice, at, region)
        data = {"year": notice.year, "region": region, "papers": list(notice.papers), "version": version}
        event = chain.NewEvent(EventKind.CALENDAR, ACT, chain.SYSTEM, today, data=data)
        chain.append(connection, chain.SYSTEM, event, at)
    changed = catch_up(store, region, today)
    # An act under way meanwhile may have armed a deadline with the calendar as it was (PostgreSQL).
    return Imported(version, notice.year, changed + catch_up(store, region, today))


def catch_up(store: Store, region: str, today: date) -> int:
    """Bring running deadlines to the calendar in force, a chunk to a transaction; returns how many changed.

    Needed after every change of the calendar; calling it once more, or after an interruption, does no harm.
    """
    changed, last = 0, ""
    while True:
        with store.write() as connection:
            done = chunk(connection, region, today, last)
        if not done.last:
            return changed
        changed, last = changed + done.changed, done.last
