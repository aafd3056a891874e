"""The sweep with its texts: every rung that is due is claimed and journaled, and who must be told is told."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select

from flows.legal_day import legal_day
from flows.notices import message, once, target
from flows.pacing import Pace
from models.clocks import CLOCKS, LAPSING
from models.errors import TransitionRefused
from models.ladders import BREACH, DueRung
from models.periods import Clock
from models.silence import step_of
from models.situation import no
from models.store import silences
from models.store.claiming import CaseHead, Notices
from models.store.engine import Store
from models.store.handles import INSTALLATION
from models.store.rungs import Calendars, Watched, regional
from models.store.sweep import Swept, chunk
from models.vocabulary import STAGE_OF, Stage
from notifications import loop

__all__ = ["Swept", "day_of", "sweep", "told", "unacknowledged"]

FIRST, LEAST, MOST = 200, 200, 2000
CHUNK_SECONDS, CHUNK_SECONDS_OF_ROWS = 0.15, 0.5
"""Acts wait while a chunk holds SQLite's write lock, and on PostgreSQL those on its cases: its size follows this."""

Take = Callable[[Connection, date, Calendars, Notices, int], Swept]
"""One chunk of the sweep: at most so many cases."""

Progress = Callable[[Swept], None]
"""Told what is done so far."""


def sweep(store: Store, today: date, progress: Progress | None = None) -> Swept:
    """Claim what is due until nothing is, a chunk of cases to a transaction; the relay is told after each.

    Then those above are told of what passed and nobody acknowledged. `progress` hears after each chunk what is done.
    """
    done = _through(store, today, chunk, told, Swept(), progress)
    return _through(store, today, silences.chunk, unacknowledged, done, progress)


def _through(
    store: Store, today: date, take: Take, notices: Notices, before: Swept, progress: Progress | None
) -> Swept:
    total = before
    pace = Pace(FIRST, LEAST, MOST, CHUNK_SECONDS_OF_ROWS if store.postgres else CHUNK_SECONDS)
    while True:
        with uncollected(), store.write() as connection, pace.chunk() as cases:
            done = take(connection, today, regional(connection), notices, cases)
        if not done.cases:
            return total
        total += done
        if done.sent:
            loop.nudge()
        if progress is not None:
            progress(total)


@contextmanager
def uncollected() -> Iterator[None]:
    """What a chunk makes lives until its end: to look through it for garbage, again and again, finds none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def day_of(store: Store, as_of: date | None) -> date:
    """The legal day now. Another one is accepted in a demo database only, else TransitionRefused."""
    with store.read() as connection:
        if as_of is None:
            return legal_day(connection, datetime.now(UTC))
        if not connection.scalar(select(INSTALLATION.c.demo)):
            raise TransitionRefused(no("demo_clock_refused"))
    return as_of


def told(case: CaseHead, deadline: Watched, rung: DueRung) -> list[dict[str, Any]]:
    """The messages of one rung: one per recipient."""
    stage = _stage(case, deadline)
    unassigned = deadline.clock is Clock.ASSIGNMENT
    # A case without a handler is not late by a day: it should never have been without one.
    due = None if unassigned else deadline.due_on
    name = CLOCKS[deadline.clock].name
    return once(
        message(
            stage, _kind(deadline.clock, rung), name, audience, target(audience, case.organ, case.handler, case.unit),
            case.no, deadline.stage, due,
        )
        for audience in rung.audiences
    )  # fmt: skip


def unacknowledged(case: CaseHead, deadline: Watched, rung: DueRung) -> list[dict[str, Any]]:
    """The message to the next organ in line: nobody has acknowledged that this deadline passed."""
    stage = _stage(case, deadline)
    name, to = CLOCKS[deadline.clock].name, case.organ.line[step_of(rung.key) - 1]
    return once(
        message(stage, "unacknowledged", name, audience, to, case.no, deadline.stage, deadline.due_on)
        for audience in rung.audiences
    )


def _stage(case: CaseHead, deadline: Watched) -> Stage:
    """The stage whose deadline it is; without an instance that of the file itself."""
    return STAGE_OF[deadline.stage[0]] if deadline.stage else case.kind.stage


def _kind(clock: Clock, rung: DueRung) -> str:
    """Which of the notices of a deadline this rung is."""
    if clock is Clock.ASSIGNMENT:
        return "unassigned"
    if rung.key == BREACH:
        if clock in LAPSING:
            return "passed"
        return "lapsed" if clock is Clock.MEASURE_RATIFICATION else "breach"
    return "escalation" if rung.after_breach else "reminder"
