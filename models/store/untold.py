"""What should have reached somebody and did not: one figure for each kind, by set-based queries. Zero is the goal."""

from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, or_, select

from models.periods import Clock
from models.store import heartbeats
from models.store.calendars import NATIONAL
from models.store.handles import CALENDAR_YEAR, DEADLINE, EVENT, OUTBOX
from models.store.rungs import RUNNING
from models.store.undelivered import FAILED
from models.vocabulary import MessageState

DECEMBER = 12
WAITED_TOO_LONG = timedelta(minutes=10)
"""A message unsent for so long: its channel is not set up, or its peer fails."""

NOT_SET_UP = "not set up"
"""Why a message is put off whose channel the settings do not name: the one reason of ours that is a fault."""

REFUSED_WITHIN = timedelta(days=1)
UNSENT: ColumnElement[bool] = literal_column("outbox_message.state IN ('ready', 'leased')")


@dataclass(frozen=True)
class Untold:
    """Messages dead, without recipient or waiting too long; rungs of days before that no sweep claimed; cases without
    a handler beyond their time; years without holidays; reads refused within a day; whether the relay is silent."""

    dead: int
    no_recipient: int
    waiting: int
    skipped: int
    unassigned_late: int
    uncovered: int
    refused_reads: int
    silent_relay: int

    @property
    def total(self) -> int:
        return sum(astuple(self))


def untold(connection: Connection, day: date, now: datetime) -> Untold:
    """Count everything once. `day` is the legal day; `now` (UTC) tells how long messages have waited."""
    failed = select(OUTBOX.c.state, func.count()).where(FAILED).group_by(OUTBOX.c.state)
    states: dict[MessageState, int] = {row[0]: row[1] for row in connection.execute(failed)}
    late = and_(DEADLINE.c.clock == Clock.ASSIGNMENT, DEADLINE.c.due_on < day)
    reads = and_(
        literal_column("case_event.kind = 'refusal'"),
        EVENT.c.recorded_at > now - REFUSED_WITHIN,
        EVENT.c.act.startswith("read."),
    )

    def count(*which: object) -> int:
        return int(connection.execute(select(func.count()).where(*which)).scalar_one())  # type: ignore[arg-type]

    return Untold(
        dead=states.get(MessageState.DEAD, 0),
        no_recipient=states.get(MessageState.NO_RECIPIENT, 0),
        waiting=count(waiting_too_long(now)),
        skipped=count(RUNNING, DEADLINE.c.next_rung_on < day),
        unassigned_late=count(RUNNING, late),
        uncovered=len(uncovered(connection, day)),
        refused_reads=count(reads),
        silent_relay=int(heartbeats.RELAY in heartbeats.silent(connection, now)),
    )


def waiting_too_long(now: datetime) -> ColumnElement[bool]:
    """Messages that should long be out: due, tried in vain, or without a channel. What is held on purpose, for a digest
    or for its turn, is due later and does not count."""
    since = now - WAITED_TOO_LONG
    tried = and_(OUTBOX.c.state == MessageState.READY, OUTBOX.c.attempts > 0)
    failing = and_(OUTBOX.c.created_at < since, or_(tried, OUTBOX.c.last_error == NOT_SET_UP))
    return and_(UNSENT, or_(OUTBOX.c.due_at < since, failing))


def uncovered(connection: Connection, day: date) -> tuple[int, ...]:
    """This year and, from December, the next one, where their holidays are missing."""
    known = connection.scalars(select(CALENDAR_YEAR.c.year).where(CALENDAR_YEAR.c.region == NATIONAL)).all()
    wanted = (day.year, day.year + 1) if day.month == DECEMBER else (day.year,)
    return tuple(year for year in wanted if year not in known)
