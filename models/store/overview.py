"""What administrators should look at today: counts and case numbers, by set-based queries. Zero is the goal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, select

from models.clocks import OPPORTUNITIES
from models.store import pausing
from models.store.calendars import NATIONAL
from models.store.handles import CALENDAR_YEAR, DEADLINE, OUTBOX
from models.vocabulary import Channel, Clock, DeadlineState, MessageState

LISTED = 20
DECEMBER = 12
WAITED_TOO_LONG = timedelta(minutes=10)
"""A message unsent for so long: its channel is not set up, or its peer fails."""


@dataclass(frozen=True)
class Listed:
    """How many, and the case numbers of the first of them."""

    count: int
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overview:
    """The state of the procedure on `day`.

    `waiting` counts messages by channel that should long be out. `nobody_told` is what should have reached somebody
    and did not: messages dead, without recipient or waiting too long, and rungs of days before that no sweep claimed.
    While `paused` nothing goes out.
    """

    day: date
    due_today: Listed
    overdue: Listed
    unassigned: Listed
    dead: Listed
    no_recipient: Listed
    waiting: Mapping[Channel, int]
    uncovered_years: tuple[int, ...]
    nobody_told: int
    paused: pausing.Pause | None = None


def overview(connection: Connection, day: date, now: datetime) -> Overview:
    """Look at everything once. `now` (UTC) tells how long messages have waited."""
    running = DEADLINE.c.state == DeadlineState.RUNNING
    period = and_(running, DEADLINE.c.clock.not_in([Clock.ASSIGNMENT, *OPPORTUNITIES]))
    dead = _messages(connection, OUTBOX.c.state == MessageState.DEAD)
    no_recipient = _messages(connection, OUTBOX.c.state == MessageState.NO_RECIPIENT)
    waiting = _waiting(connection, now)
    unclaimed = select(func.count()).where(running, DEADLINE.c.next_rung_on < day)
    return Overview(
        day=day,
        due_today=_deadlines(connection, and_(period, DEADLINE.c.due_on == day)),
        # Overdue is never stored: a running deadline whose last day, settled, is past.
        overdue=_deadlines(connection, and_(period, DEADLINE.c.due_on < day, ~DEADLINE.c.provisional)),
        unassigned=_deadlines(connection, and_(running, DEADLINE.c.clock == Clock.ASSIGNMENT)),
        dead=dead,
        no_recipient=no_recipient,
        waiting=waiting,
        uncovered_years=_uncovered(connection, day),
        nobody_told=dead.count + no_recipient.count + sum(waiting.values()) + connection.scalars(unclaimed).one(),
        paused=pausing.paused(connection),
    )


def _deadlines(connection: Connection, which: ColumnElement[bool]) -> Listed:
    first = select(DEADLINE.c.case_no).where(which).group_by(DEADLINE.c.case_no).order_by(func.min(DEADLINE.c.due_on))
    cases = connection.scalars(first.order_by(DEADLINE.c.case_no).limit(LISTED)).all()
    return Listed(connection.scalars(select(func.count()).where(which).select_from(DEADLINE)).one(), tuple(cases))


def _messages(connection: Connection, which: ColumnElement[bool]) -> Listed:
    first = select(OUTBOX.c.case_no).where(which, OUTBOX.c.case_no.is_not(None)).distinct().order_by(OUTBOX.c.case_no)
    cases = connection.scalars(first.limit(LISTED)).all()
    return Listed(connection.scalars(select(func.count()).where(which).select_from(OUTBOX)).one(), tuple(cases))


def _waiting(connection: Connection, now: datetime) -> dict[Channel, int]:
    unsent = OUTBOX.c.state.in_((MessageState.READY, MessageState.LEASED))
    rows = connection.execute(
        select(OUTBOX.c.channel, func.count())
        .where(unsent, OUTBOX.c.created_at < now - WAITED_TOO_LONG)
        .group_by(OUTBOX.c.channel)
        .order_by(OUTBOX.c.channel)
    )
    return {row[0]: row[1] for row in rows}


def _uncovered(connection: Connection, day: date) -> tuple[int, ...]:
    """This year and, from December, the next one, where their holidays are missing."""
    known = connection.scalars(select(CALENDAR_YEAR.c.year).where(CALENDAR_YEAR.c.region == NATIONAL)).all()
    wanted = (day.year, day.year + 1) if day.month == DECEMBER else (day.year,)
    return tuple(year for year in wanted if year not in known)
