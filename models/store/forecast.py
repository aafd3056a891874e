"""What the deadlines will do: what is due, why a day is the last one, what a sweep would claim. Changes nothing."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from models.calendars import Calendar
from models.clocks import OPPORTUNITIES
from models.deadline_changes import project
from models.errors import Unknown
from models.facts import DeadlineFacts
from models.ladders import next_rung
from models.periods import DeadlineState
from models.store import snapshot
from models.store.handles import CASE_FILE, DEADLINE, LEDGER, RUNG
from models.store.rungs import RUNNING, owed, regional
from models.terms import Term

OPEN = (DeadlineState.RUNNING, DeadlineState.SUSPENDED)


def due(connection: Connection, as_of: date) -> list[dict[str, Any]]:
    """The open deadlines, the earliest first. `overdue` is a running one past its last day; none is while provisional.

    `days_left` counts calendar days, and is None while a deadline is suspended.
    """
    rows = connection.execute(
        select(DEADLINE, CASE_FILE.c.handler)
        .join(CASE_FILE, CASE_FILE.c.no == DEADLINE.c.case_no)
        .where(DEADLINE.c.state.in_(OPEN))
        .order_by(DEADLINE.c.due_on, DEADLINE.c.case_no, DEADLINE.c.id)
    )
    return [
        {
            "id": row.id,
            "case": row.case_no,
            "stage": row.stage,
            "clock": row.clock.value,
            "state": row.state.value,
            "due_on": row.due_on.isoformat(),
            "provisional": row.provisional,
            "overdue": row.clock not in OPPORTUNITIES
            and row.state is DeadlineState.RUNNING
            and row.due_on < as_of
            and not row.provisional,
            "holder": row.holder.value,
            "handler": row.handler,
            "days_left": (row.due_on - as_of).days if row.state is DeadlineState.RUNNING else None,
        }
        for row in rows
    ]


def explain(connection: Connection, deadline_id: int) -> dict[str, Any]:
    """How one deadline came to its last day, computed anew, and how far its ladder is. Raises Unknown.

    A suspended deadline has no last day: its `computed` is None and nothing is listed as skipped.
    """
    row = connection.execute(select(DEADLINE).where(DEADLINE.c.id == deadline_id)).one_or_none()
    if row is None:
        raise Unknown(f"deadline {deadline_id}")
    d = snapshot.deadlines(connection, DEADLINE.c.id == deadline_id)[0]
    calendar = regional(connection)(row.region)
    term = None if d.state is DeadlineState.SUSPENDED else project(d, calendar)
    claimed = _claimed(connection, deadline_id)
    return {
        "id": d.id,
        "case": row.case_no,
        "stage": d.stage,
        "clock": d.clock.value,
        "holder": d.holder.value,
        "state": d.state.value,
        "anchor_on": d.anchor_on.isoformat(),
        "length": d.length,
        "unit": d.unit.value,
        "roll": d.roll,
        "region": row.region,
        "calendar_version": row.calendar_version,
        "ledger": _ledger(connection, deadline_id),
        "due_on": d.due_on.isoformat(),
        "provisional": d.provisional,
        **_computed(term),
        "settled_on": row.settled_on.isoformat() if row.settled_on else None,
        "rungs": claimed,
        "next": _next(d, calendar, claimed, row.next_rung_on),
    }


def simulate(connection: Connection, as_of: date) -> list[dict[str, Any]]:
    """The rungs a sweep on that day would claim, in the order of the cases; `sent` on those somebody is told of."""
    found = owed(connection, RUNNING, as_of, regional(connection))
    return [
        {
            "case": entry.deadline.case_no,
            "stage": entry.deadline.stage,
            "clock": entry.deadline.clock.value,
            "due_on": entry.deadline.due_on.isoformat(),
            "provisional": entry.deadline.provisional,
            "rung": rung.key,
            "day": rung.day.isoformat(),
            "sent": rung.send,
            "audience": [audience.value for audience in rung.audiences],
        }
        for entry in found
        for rung in entry.rungs
    ]


def _computed(term: Term | None) -> dict[str, Any]:
    skipped = term.skipped if term else ()
    return {
        "computed": term.due.isoformat() if term else None,
        "skipped": [{"date": s.day.isoformat(), "why": s.why.value} for s in skipped],
        "rule": [code.value for code in term.rule] if term else [],
    }


def _ledger(connection: Connection, deadline_id: int) -> list[dict[str, Any]]:
    rows = connection.execute(select(LEDGER).where(LEDGER.c.deadline_id == deadline_id).order_by(LEDGER.c.id))
    return [{"kind": r.kind.value, "on": r.on_date.isoformat(), "length": r.length, "seq": r.seq} for r in rows]


def _claimed(connection: Connection, deadline_id: int) -> list[dict[str, Any]]:
    found = select(RUNG).where(RUNG.c.deadline_id == deadline_id).order_by(RUNG.c.due_on, RUNG.c.rung_on)
    return [
        {"rung": r.rung, "due_on": r.due_on.isoformat(), "day": r.rung_on.isoformat(), "sent": r.sent}
        for r in connection.execute(found)
    ]


def _next(
    d: DeadlineFacts, calendar: Calendar, rungs: list[dict[str, Any]], floor: date | None
) -> dict[str, Any] | None:
    """The rung `next_rung_on` stands for; none once the ladder is done, or while it rests."""
    if floor is None:
        return None
    claimed = frozenset(r["rung"] for r in rungs if r["due_on"] == d.due_on.isoformat())
    found = next_rung(
        d.clock, d.anchor_on, d.due_on, calendar,
        provisional=d.provisional, claimed=claimed, not_before=floor,
    )  # fmt: skip
    return {"rung": found[0], "day": found[1].isoformat()} if found else None
