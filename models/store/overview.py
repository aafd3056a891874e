"""What administrators should look at today: counts and case numbers, by set-based queries. Zero is the goal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, func, select

from models.clocks import OPPORTUNITIES
from models.periods import Clock
from models.store import pausing
from models.store.handles import DEADLINE, OUTBOX
from models.store.rungs import RUNNING
from models.store.undelivered import FAILED
from models.store.untold import Untold, uncovered, untold, waiting_too_long
from models.vocabulary import Channel, MessageState

LISTED, SEVERAL = 20, 20
"""Cases that are named, and the deadlines looked at for each: where cases have more of them, fewer are named."""


@dataclass(frozen=True)
class Listed:
    """How many, and the case numbers of the first of them."""

    count: int
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overview:
    """The state of the procedure on `day`.

    `waiting` counts messages by channel that should long be out; `untold` what should have reached somebody and did
    not. While `paused` nothing goes out.
    """

    day: date
    due_today: Listed
    overdue: Listed
    unassigned: Listed
    dead: Listed
    no_recipient: Listed
    waiting: Mapping[Channel, int]
    uncovered_years: tuple[int, ...]
    untold: Untold
    paused: pausing.Pause | None = None

    @property
    def nobody_told(self) -> int:
        return self.untold.total


def overview(connection: Connection, day: date, now: datetime) -> Overview:
    """Look at everything once. `now` (UTC) tells how long messages have waited."""
    period = and_(RUNNING, DEADLINE.c.clock.not_in([Clock.ASSIGNMENT, *OPPORTUNITIES]))
    return Overview(
        day=day,
        due_today=_deadlines(connection, and_(period, DEADLINE.c.due_on == day)),
        # Overdue is never stored: a running deadline whose last day, settled, is past.
        overdue=_deadlines(connection, and_(period, DEADLINE.c.due_on < day, ~DEADLINE.c.provisional)),
        unassigned=_deadlines(connection, and_(RUNNING, DEADLINE.c.clock == Clock.ASSIGNMENT)),
        dead=_messages(connection, MessageState.DEAD),
        no_recipient=_messages(connection, MessageState.NO_RECIPIENT),
        waiting=_waiting(connection, now),
        uncovered_years=uncovered(connection, day),
        untold=untold(connection, day, now),
        paused=pausing.paused(connection),
    )


def _deadlines(connection: Connection, which: ColumnElement[bool]) -> Listed:
    # In the order of an index; a case with several is named once.
    first = select(DEADLINE.c.case_no).where(which).order_by(DEADLINE.c.due_on, DEADLINE.c.id)
    cases = dict.fromkeys(connection.scalars(first.limit(LISTED * SEVERAL)))
    count = connection.scalars(select(func.count()).where(which).select_from(DEADLINE)).one()
    return Listed(count, tuple(cases)[:LISTED])


def _messages(connection: Connection, state: MessageState) -> Listed:
    which = and_(FAILED, OUTBOX.c.state == state)
    first = select(OUTBOX.c.case_no).where(which, OUTBOX.c.case_no.is_not(None)).distinct().order_by(OUTBOX.c.case_no)
    cases = connection.scalars(first.limit(LISTED)).all()
    return Listed(connection.scalars(select(func.count()).where(which).select_from(OUTBOX)).one(), tuple(cases))


def _waiting(connection: Connection, now: datetime) -> dict[Channel, int]:
    rows = connection.execute(
        select(OUTBOX.c.channel, func.count())
        .where(waiting_too_long(now))
        .group_by(OUTBOX.c.channel)
        .order_by(OUTBOX.c.channel)
    )
    return {row[0]: row[1] for row in rows}
