"""A correction taking effect: the right value in the entry, both values visible, and the deadlines that rest on it.

Pure. The event that recorded the wrong value stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from models.calendars import Calendar
from models.clocks import ClockVerb
from models.deadline_changes import DeadlineChange, project, projected
from models.facts import DeadlineFacts, Entry, Facts
from models.guards.rectification import in_time
from models.transition import Transition
from models.vocabulary import DeadlineState


@dataclass(frozen=True)
class Amendment:
    """In the entry of event `seq` of a stage (None: of the case), `field` is now `right`; it was recorded as `was`."""

    label: str | None
    seq: int
    field: str
    was: Any
    right: Any


def amended(entry: Entry, amendment: Amendment) -> Entry:
    """The entry with the right value, and beside it what was recorded first."""
    if entry["seq"] != amendment.seq:
        return entry
    first = {amendment.field: amendment.was, **entry.get("corrected", {})}
    return {**entry, amendment.field: amendment.right, "corrected": first}


def rederived(
    facts: Facts, of: Transition, entry: Entry, amendment: Amendment, today: date, calendar: Calendar
) -> tuple[DeadlineChange, ...]:
    """The deadlines that the corrected act armed, settled, suspended or resumed, computed anew."""
    right = {**entry, amendment.field: amendment.right}
    return tuple(_changes(facts, of, entry, right, amendment.label, today, calendar))


def _changes(
    facts: Facts, of: Transition, was: Entry, right: Entry, label: str | None, today: date, calendar: Calendar
) -> Iterator[DeadlineChange]:
    changed: dict[int, DeadlineFacts] = {d.id: d for d in facts.deadlines if d.stage == label}
    for step in of.clocks:
        before, now = _day(step.at, was), _day(step.at, right)
        if before is None or now is None or before == now:
            continue
        for d in [d for d in changed.values() if d.clock is step.clock]:
            match step.do:
                case ClockVerb.ARM if d.armed_seq == was["seq"]:
                    yield _anew(replace(d, anchor_on=now), today, calendar)
                case ClockVerb.SETTLE if d.settled_on == before and not d.open:
                    state = DeadlineState.MET if in_time(d, now) else DeadlineState.LATE
                    yield DeadlineChange(replace(d, state=state, settled_on=now), None, calendar.version)
                case ClockVerb.SUSPEND | ClockVerb.RESUME:
                    spans = tuple(_span(span, before, now, step.do) for span in d.suspensions)
                    if spans != d.suspensions:
                        moved = _anew(replace(d, suspensions=spans), today, calendar)
                        yield replace(moved, mends=(was["seq"], now))


def _anew(d: DeadlineFacts, today: date, calendar: Calendar) -> DeadlineChange:
    """The deadline computed anew; one that is settled is judged again."""
    if d.state is DeadlineState.RUNNING:
        return projected(d, calendar, since=today)
    if d.state is DeadlineState.SUSPENDED:
        return DeadlineChange(d, None, calendar.version)
    term = project(d, calendar)
    fresh = replace(d, due_on=term.due, provisional=term.provisional)
    if d.settled_on is not None and d.state is not DeadlineState.ENDED:
        fresh = replace(fresh, state=DeadlineState.MET if d.settled_on <= term.due else DeadlineState.LATE)
    return DeadlineChange(fresh, None, calendar.version)


def _span(span: tuple[date, date | None], before: date, now: date, verb: ClockVerb) -> tuple[date, date | None]:
    since, until = span
    if verb is ClockVerb.SUSPEND and since == before:
        return now, until
    return (since, now) if verb is ClockVerb.RESUME and until == before else span


def _day(at: str | None, entry: Entry) -> date | None:
    """The day of the entry a clock step counts from; None where it is the day the act reached us."""
    stated = entry.get("posted_on") or entry.get("received_on") if at == "arrived" else entry.get(at or "")
    return datetime.fromisoformat(stated).date() if stated else None
