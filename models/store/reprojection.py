"""After a calendar import: last days and rungs are computed anew, each change recorded in its case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, or_, select, update

from models.deadline_changes import DeadlineChange, projected
from models.facts import DeadlineFacts
from models.ladders import BREACH
from models.periods import Clock, DeadlineState
from models.store import calendars, chain, deadline_rows, snapshot
from models.store.appending import Following, append_all
from models.store.handles import CALENDAR_YEAR, CASE_FILE, DEADLINE, RUNG
from models.store.rungs import Calendars, regional
from models.terms import workdays_from
from models.vocabulary import EventKind

ACT = "calendar.reproject"
GRACE = 3
"""Working days the unit has once a calendar that came late settled its last day or moved it forward."""
CASES = 100

Projection = Callable[[DeadlineFacts, str, date | None], DeadlineChange]


@dataclass(frozen=True)
class Stored:
    """A running deadline, and what its rows say beside the facts."""

    facts: DeadlineFacts
    case_no: str
    region: str
    next_rung_on: date | None
    breach_claimed: bool


@dataclass(frozen=True)
class Done:
    """The last case of a chunk ("": none was left), how many deadlines were looked at, and how many changed."""

    last: str
    looked: int
    changed: int


def stale(connection: Connection, region: str | None) -> int:
    """How many running deadlines (of `region`, or of all) were computed with another calendar than today's."""
    which = _stale(connection, regional(connection), region)
    return connection.execute(select(func.count()).select_from(DEADLINE).where(which)).scalar_one()


def reproject(connection: Connection, region: str | None, today: date) -> int:
    """Bring every running deadline (of `region`, or of all) to the calendar as it is now; returns how many changed."""
    changed, last = 0, ""
    while (done := chunk(connection, region, today, last)).last:
        changed, last = changed + done.changed, done.last
    return changed


def chunk(connection: Connection, region: str | None, today: date, after: str = "", cases: int = CASES) -> Done:
    """The same for at most `cases` cases behind the case `after`, in case order, their heads locked in that order.

    What was computed with today's calendar already is passed over, so a pass may be broken off and begun again. A
    suspended deadline has no last day: its resumption computes it.
    """
    by_region = regional(connection)
    which = _stale(connection, by_region, region)
    behind = select(DEADLINE.c.case_no).where(which, DEADLINE.c.case_no > after).distinct()
    named = connection.scalars(behind.order_by(DEADLINE.c.case_no).limit(cases)).all()
    if not named:
        return Done("", 0, 0)
    wanted = select(*CASE_FILE.c["no", "version", "head_seq", "head_hash"]).where(CASE_FILE.c.no.in_(named))
    heads = {row.no: row for row in connection.execute(wanted.order_by(CASE_FILE.c.no).with_for_update())}
    project = _projection(by_region)
    anew = [(s, _changed(s, project, by_region, today)) for s in _stored(connection, which, named)]
    _write(connection, [change for _, change in anew])
    told = [(s.case_no, change) for s, change in anew if _told(s.facts) != _told(change.deadline)]
    events = [
        Following(no, (heads[no].head_seq, heads[no].head_hash), _event(heads[no].version, [c for _, c in mine], today))
        for no, mine in groupby(told, key=lambda pair: pair[0])
    ]
    append_all(connection, events, chain.now(connection))
    return Done(named[-1], len(anew), len(told))


def _event(version: int, changes: Sequence[DeadlineChange], today: date) -> chain.NewEvent:
    data = {"deadlines": [deadline_rows.as_data(change) for change in changes]}
    return chain.NewEvent(EventKind.CALENDAR, ACT, chain.SYSTEM, today, version=version, data=data)


def _told(d: DeadlineFacts) -> tuple[date, bool]:
    """The part of a projection that an event records."""
    return d.due_on, d.provisional


def _stale(connection: Connection, by_region: Calendars, region: str | None) -> ColumnElement[bool]:
    """Running deadlines that were computed with another calendar than today's."""
    own = list(connection.scalars(select(CALENDAR_YEAR.c.region).where(CALENDAR_YEAR.c.region != "").distinct()))
    older = [and_(DEADLINE.c.region == r, DEADLINE.c.calendar_version != by_region(r).version) for r in own]
    national = by_region(calendars.NATIONAL).version
    older.append(and_(DEADLINE.c.region.not_in(own), DEADLINE.c.calendar_version != national))
    here = DEADLINE.c.region == region if region else DEADLINE.c.id.is_not(None)
    return and_(DEADLINE.c.state == DeadlineState.RUNNING, here, or_(*older))


def _stored(connection: Connection, older: ColumnElement[bool], cases: Sequence[str]) -> list[Stored]:
    """Read under the lock, in case order."""
    which = and_(older, DEADLINE.c.case_no.in_(cases))
    facts = {d.id: d for d in snapshot.deadlines(connection, which)}
    breach = exists().where(
        RUNG.c.deadline_id == DEADLINE.c.id, RUNG.c.due_on == DEADLINE.c.due_on, RUNG.c.rung == BREACH
    )
    columns = (DEADLINE.c.id, DEADLINE.c.case_no, DEADLINE.c.region, DEADLINE.c.next_rung_on, breach)
    rows = connection.execute(select(*columns).where(which).order_by(DEADLINE.c.case_no, DEADLINE.c.id))
    return [Stored(facts[row[0]], *row[1:]) for row in rows]


def _projection(by_region: Calendars) -> Projection:
    """The projection of any deadline; those that count alike are computed once."""

    @cache
    def alike(d: DeadlineFacts, region: str, since: date | None) -> DeadlineChange:
        return projected(d, by_region(region), since=since)

    def project(d: DeadlineFacts, region: str, since: date | None) -> DeadlineChange:
        found = alike(replace(d, id=0, stage=None, armed_seq=0, due_on=d.anchor_on, provisional=False), region, since)
        own = replace(d, due_on=found.deadline.due_on, provisional=found.deadline.provisional)
        return replace(found, deadline=own)

    return project


def _changed(s: Stored, project: Projection, by_region: Calendars, today: date) -> DeadlineChange:
    term = project(s.facts, s.region, None).deadline
    return project(s.facts, s.region, _since(s, term, by_region, today))


def _since(s: Stored, term: DeadlineFacts, by_region: Calendars, today: date) -> date:
    """The day before which no rung comes: those past are not repeated, and a breach leaves the unit its time."""
    breach_on = term.due_on + timedelta(days=1)
    came_late = (s.facts.provisional or term.due_on < s.facts.due_on) and not term.provisional
    if came_late and term.clock is not Clock.ASSIGNMENT:
        free = workdays_from(today, GRACE, by_region(s.region)) + timedelta(days=1)
        if breach_on < free:
            return free
    if s.next_rung_on is None or term.due_on != s.facts.due_on:
        return today
    if s.next_rung_on > breach_on and not s.breach_claimed:
        return s.next_rung_on  # a breach that an earlier import made wait
    return min(s.next_rung_on, today)


def _write(connection: Connection, changes: Sequence[DeadlineChange]) -> None:
    rows = [
        {"row": c.deadline.id, "due": c.deadline.due_on, "open": c.deadline.provisional, "rung": c.next_rung_on,
         "version": c.calendar_version}
        for c in changes
    ]  # fmt: skip
    written = update(DEADLINE).where(DEADLINE.c.id == bindparam("row"))
    names = {"due_on": "due", "provisional": "open", "next_rung_on": "rung", "calendar_version": "version"}
    if rows:
        connection.execute(written.values({column: bindparam(name) for column, name in names.items()}), rows)
