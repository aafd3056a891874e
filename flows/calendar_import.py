"""Taking in a holiday notice: the year's days, and every deadline they move, in one transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flows.legal_day import legal_day
from models.calendars import parse_year
from models.store import calendars, chain
from models.store.engine import Store
from models.store.reprojection import reproject
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
        today = legal_day(connection, datetime.now(UTC))
        version = calendars.import_year(connection, notice, at, region)
        moved = reproject(connection, region, today)
        data = {"year": notice.year, "region": region, "papers": list(notice.papers), "version": version}
        # Last: acts refused elsewhere wait for the head of this chain as long as it is held.
        chain.append(
            connection,
            chain.SYSTEM,
            chain.NewEvent(EventKind.CALENDAR, ACT, chain.SYSTEM, today, data={**data, "recomputed": moved}),
            at,
        )
    with store.write() as connection:
        # An act under way meanwhile may have armed a deadline with the calendar as it was (PostgreSQL).
        moved += reproject(connection, region, today)
    return Imported(version, notice.year, moved)
