"""A correction taking effect: the right value in the entry, both values visible, and the deadlines that rest on it.

Pure. The event that recorded the wrong value stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from models.calendars import Calendar
from models.clocks import ClockVerb
from models.deadline_changes import DeadlineChange, project, projected, until_then
from models.facts import DeadlineFacts, Entry, Facts
from models.guards.rectification import in_time
from models.lifecycle import find
from models.periods import Clock, DeadlineState
from models.transition import Transition


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
    for step in of.clocks:
        before, now = _day(step.at, was), _day(step.at, right)
        if before is None or now is None or before == now:
            continue
        for d in [d for d in facts.deadlines if d.stage == label and d.clock is step.clock]:
            match step.do:
                # A commitment is due on the day the unit named, whenever the interview was.
                case ClockVerb.ARM if d.armed_seq == was["seq"] and d.clock is not Clock.COMMITMENT:
                    yield _anew(replace(d, anchor_on=now), today, calendar)
                case ClockVerb.SETTLE if _settled_by(facts, d, of, was, before):
                    yield _settled_anew(facts, d, was, before, now, calendar)
                case ClockVerb.END if d.state is DeadlineState.ENDED and d.settled_on == before:
                    if step.item is None or was.get(step.item) == d.item:
                        yield DeadlineChange(replace(d, settled_on=now), None, calendar.version)
                case ClockVerb.SUSPEND | ClockVerb.RESUME:
                    spans = tuple(_span(span, before, now, step.do) for span in d.suspensions)
                    if spans != d.suspensions:
                        moved = _anew(replace(d, suspensions=spans), today, calendar)
                        yield replace(moved, mends=(was["seq"], now))


def _settled_by(facts: Facts, d: DeadlineFacts, of: Transition, was: Entry, before: date) -> bool:
    """Whether this act settled the deadline: the first one after it was armed that settles its kind and item."""
    stage = facts.stage(d.stage)
    between = [e for e in stage.acts if d.armed_seq < e["seq"] < was["seq"]] if stage else []
    earlier = any(_settles(found, e, d) for e in between if stage and (found := find(stage.kind, e["act"])))
    answered = d.state in (DeadlineState.MET, DeadlineState.LATE) and d.settled_on == before
    return answered and d.armed_seq < was["seq"] and _settles(of, was, d) and not earlier


def _settles(of: Transition, entry: Entry, d: DeadlineFacts) -> bool:
    steps = [step for step in of.clocks if step.do is ClockVerb.SETTLE and step.clock is d.clock]
    return any(
        (step.item is None or entry.get(step.item) == d.item) and (step.when is None or bool(entry.get(step.when)))
        for step in steps
    )


def _settled_anew(
    facts: Facts, d: DeadlineFacts, was: Entry, before: date, now: date, calendar: Calendar
) -> DeadlineChange:
    """Judged by the right day; where the act ended a suspension, that ends on the right day too."""
    since, until = d.suspensions[-1] if d.suspensions else (before, None)
    if until is None or until != max(since, before) or not _stood_still(facts, d, was["seq"]):
        state = DeadlineState.MET if in_time(d, now) else DeadlineState.LATE
        return DeadlineChange(replace(d, state=state, settled_on=now), None, calendar.version)
    still = replace(d, state=DeadlineState.SUSPENDED, suspensions=(*d.suspensions[:-1], (since, None)))
    state = DeadlineState.MET if in_time(until_then(still, calendar), now) else DeadlineState.LATE
    until = max(since, now)
    again = replace(d, state=state, settled_on=now, suspensions=(*d.suspensions[:-1], (since, until)))
    return replace(projected(again, calendar), next_rung_on=None, mends=(was["seq"], until))


def _stood_still(facts: Facts, d: DeadlineFacts, seq: int) -> bool:
    """Whether at that event the deadline was suspended: by itself, by a stay or by a criminal reference."""
    stage = facts.stage(d.stage)
    pairs = (
        (stage.acts if stage else (), "suspend", "resume"),
        (facts.case.acts if facts.case else (), "stay", "lift_stay"),
        (facts.case.acts if facts.case else (), "refer_criminal", "end_reference"),
    )
    newest = (
        next((e["act"] for e in reversed(acts) if e["seq"] < seq and e["act"] in (begins, ends)), ends) == begins
        for acts, begins, ends in pairs
    )
    return any(newest)


def _anew(d: DeadlineFacts, today: date, calendar: Calendar) -> DeadlineChange:
    """The deadline computed anew; one that is settled is judged again."""
    if d.state is DeadlineState.RUNNING:
        return projected(d, calendar, since=today)
    if d.state is DeadlineState.SUSPENDED:
        return DeadlineChange(until_then(d, calendar), None, calendar.version)
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
