"""What an act does to the deadlines of a case: armed, settled, suspended, resumed, extended. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from models import duty_periods
from models.calendars import Calendar
from models.clocks import CLOCKS, DUTY, EVERY, NEXT, ClockStep, ClockVerb
from models.facts import DeadlineFacts
from models.guards.rectification import arrived, in_time
from models.ladders import next_rung
from models.law.duties import DutyItem
from models.periods import Clock, DeadlineState, LedgerKind, Unit
from models.situation import Situation
from models.terms import Period, Suspension, Term, last_day, months_after

OWED_BEYOND_THE_END = (Clock.OBJECTION_ANSWER,)


@dataclass(frozen=True)
class DeadlineChange:
    """One deadline after the act. `id` 0 means a new one; `ledger` is the line the act adds to its ledger.

    `mends` is (seq, day): the ledger line that event wrote gets another day.
    """

    deadline: DeadlineFacts
    next_rung_on: date | None
    calendar_version: int
    ledger: tuple[LedgerKind, date, int | None] | None = None
    mends: tuple[int, date] | None = None


def project(d: DeadlineFacts, calendar: Calendar) -> Term:
    """The one function that computes a last day; a period of no days ends on its anchor."""
    if d.length == 0:
        return Term(d.anchor_on, not calendar.covers(d.anchor_on), (), ())
    spans = tuple(Suspension(since, until) for since, until in d.suspensions)
    term = last_day(
        d.anchor_on, Period(d.length, d.unit), calendar, roll=d.roll, extension=d.extension, suspensions=spans
    )
    most = CLOCKS[d.clock].at_most
    if most is None or (term.due - d.anchor_on).days <= most:
        return term
    return replace(term, due=d.anchor_on + timedelta(days=most), provisional=False)


def projected(d: DeadlineFacts, calendar: Calendar, *, since: date | None = None) -> DeadlineChange:
    """The deadline with its last day and next rung; rungs before `since` are past and not sent."""
    term = project(d, calendar)
    fresh = replace(d, due_on=term.due, provisional=term.provisional)
    rung = next_rung(
        d.clock,
        d.anchor_on,
        term.due,
        calendar,
        provisional=term.provisional,
        claimed=frozenset(),
        not_before=since,
    )
    return DeadlineChange(fresh, rung[1] if rung else None, calendar.version)


def change(
    steps: Iterable[ClockStep],
    s: Situation,
    label: str | None,
    entry: Mapping[str, Any],
    *,
    handler: str | None,
    ended: Iterable[str | None],
    moot: bool,
) -> tuple[DeadlineChange, ...]:
    """The changes of one act. In the stage instances `ended` what still runs ends too (None: in the case itself).

    An answer owed to the unit is owed after the end as well, unless it is `moot` because nothing is left to answer.
    """
    changed: list[DeadlineChange] = []
    for step in steps:
        if step.when is not None and not entry.get(step.when):
            continue
        match step.do:
            case ClockVerb.ARM:
                changed += _arming(step, s, label, entry, handler, {c.deadline.id for c in changed})
            case ClockVerb.STOP_ALL:
                changed += [_suspended(d, max(_on(step, s), d.anchor_on), s.calendar) for d in _stoppable(s)]
            case ClockVerb.RESTART_ALL:
                changed += [_resumed(d, _on(step, s), s) for d in _restartable(s)]
            case _:
                for found in _those(step, s, label, entry):
                    changed += _stepped(step, s, found)
    touched = {c.deadline.id for c in changed}
    owed = () if moot else OWED_BEYOND_THE_END
    gone = set(ended)
    stay = [d for d in s.facts.deadlines if d.open and d.stage in gone]
    stay = [d for d in stay if d.id not in touched and d.clock not in owed]
    changed += [_closed(d, DeadlineState.ENDED, s.today, s.calendar) for d in stay]
    return tuple(changed)


def _arming(
    step: ClockStep, s: Situation, label: str | None, entry: Mapping[str, Any], handler: str | None, settled: set[int]
) -> list[DeadlineChange]:
    """New deadlines: one, or one for each line of the list the step names."""
    if step.clock is Clock.COMMITMENT:
        held = _on(step, s)
        promised = [(n, (c.due_on - held).days) for n, c in enumerate(s.get("commitments"), 1)]
        return [_armed(step, s, label, n, length) for n, length in promised]
    if step.clock is Clock.ACTIVITY_DAY:
        # Counted from the day it is planned, so that its reminders lie within; no clock for a day that is past.
        ahead = [(a["item"], (date.fromisoformat(a["planned_on"]) - s.today).days) for a in entry["activities"]]
        return [_armed(step, s, label, n, length) for n, length in ahead if length >= 0]
    if step.clock is Clock.DUTY_DUE:
        one = step.item == DUTY
        begun = (
            duty_periods.begun_for(DutyItem(entry["duty"]), s, entry) if one else duty_periods.begun_for_all(s, entry)
        )
        return [_armed(step, s, label, number, length, since) for number, length, since in begun]
    item = _item(step, s, entry) or 0
    running = s.facts.deadline(step.clock, label, item)
    # What runs already keeps its first date: a report completed later does not start the re-inspection anew.
    # A review begins anew with each review: the step before this one has settled the last.
    kept = running is not None and running.open and running.id not in settled
    if kept or (step.clock is Clock.ASSIGNMENT and handler is not None):
        return []
    return [_armed(step, s, label, item, None)]


def _those(step: ClockStep, s: Situation, label: str | None, entry: Mapping[str, Any]) -> list[DeadlineFacts]:
    """The deadlines a step means: the newest of its clock and item, or every one that runs."""
    if step.item == EVERY:
        return [d for d in s.facts.deadlines if d.clock is step.clock and d.stage == label and d.open]
    found = s.facts.deadline(step.clock, label, _item(step, s, entry))
    return [found] if found is not None else []


def _item(step: ClockStep, s: Situation, entry: Mapping[str, Any]) -> int | None:
    """Which of several deadlines of a clock the act means; None where there is one only."""
    if step.item is None:
        return None
    if step.item == DUTY:
        return duty_periods.NUMBER[DutyItem(entry["duty"])]
    named = entry.get("measure", entry.get("item")) if step.item == NEXT else s.get(step.item)
    return named if isinstance(named, int) else -1


def _on(step: ClockStep, s: Situation) -> date:
    if step.at == "arrived":
        return arrived(s)
    found = s.get(step.at) if step.at else s.today
    day: date = found.date() if isinstance(found, datetime) else found
    return day


def _armed(
    step: ClockStep, s: Situation, label: str | None, item: int, stated: int | None, since: date | None = None
) -> DeadlineChange:
    rule = CLOCKS[step.clock]
    length, unit = (getattr(s.rules, rule.setting) if rule.setting else rule.fixed), rule.unit
    if stated is not None:
        length = stated
    if step.clock is Clock.RECTIFICATION_LIMIT:
        proposed = s.here.last("propose")
        assert proposed is not None  # noqa: S101  # an order is served after it was proposed
        length, unit = proposed["limit_length"], Unit(proposed["limit_unit"])
    anchor = since or _on(step, s)
    if rule.months:
        length = (months_after(anchor, rule.months) - anchor).days
    fresh = DeadlineFacts(
        0,
        label,
        step.clock,
        rule.holder,
        length,
        unit,
        rule.roll,
        anchor,
        DeadlineState.RUNNING,
        anchor,
        False,
        0,
        item,
    )
    return projected(fresh, s.calendar)


def _stepped(step: ClockStep, s: Situation, d: DeadlineFacts) -> list[DeadlineChange]:
    on = _on(step, s)
    granted = step.do is ClockVerb.EXTEND and s.get("decision") == "granted"
    if granted and d.state in (DeadlineState.MET, DeadlineState.LATE):
        return [_judged_again(replace(d, extension=d.extension + _more(d, s)), s, on)]
    if not d.open:
        return []
    match step.do:
        case ClockVerb.SETTLE:
            state = DeadlineState.MET if in_time(d, on) else DeadlineState.LATE
            return [_closed(d, state, on, s.calendar)]
        case ClockVerb.END:
            return [_closed(d, DeadlineState.ENDED, on, s.calendar)]
        case ClockVerb.SUSPEND:
            return [_suspended(d, on, s.calendar)]
        case ClockVerb.RESUME:
            return [_resumed(d, on, s)]
        case ClockVerb.EXTEND if granted:
            longer = replace(d, extension=d.extension + _more(d, s))
            line = (LedgerKind.EXTEND, on, _more(d, s))
            if d.state is DeadlineState.SUSPENDED:
                return [DeadlineChange(until_then(longer, s.calendar), None, s.calendar.version, ledger=line)]
            return [replace(projected(longer, s.calendar, since=s.today), ledger=line)]
    return []


def _more(d: DeadlineFacts, s: Situation) -> int:
    """How much longer it gets: as stated, or the calendar days to the new last day that is stated."""
    until: date | None = s.get("until")
    stated: int = s.get("length") if until is None else (until - d.anchor_on).days - d.length - d.extension
    return stated


def until_then(d: DeadlineFacts, calendar: Calendar) -> DeadlineFacts:
    """A suspended deadline with the last day it had until then: what its suspension came in time for."""
    term = project(replace(d, suspensions=d.suspensions[:-1]), calendar)
    return replace(d, due_on=term.due, provisional=term.provisional)


def _judged_again(d: DeadlineFacts, s: Situation, on: date) -> DeadlineChange:
    """More time granted after the report: whether it came in time is judged by the longer limit."""
    term = project(d, s.calendar)
    in_it = d.settled_on is not None and d.settled_on <= term.due
    state = DeadlineState.MET if in_it else d.state
    fresh = replace(d, state=state, due_on=term.due, provisional=term.provisional)
    line = (LedgerKind.EXTEND, on, s.get("length"))
    return DeadlineChange(fresh, None, s.calendar.version, line)


def _suspended(d: DeadlineFacts, on: date, calendar: Calendar) -> DeadlineChange:
    held = replace(d, state=DeadlineState.SUSPENDED, suspensions=(*d.suspensions, (on, None)))
    return DeadlineChange(held, None, calendar.version, ledger=(LedgerKind.SUSPEND, on, None))


def _resumed(d: DeadlineFacts, on: date, s: Situation) -> DeadlineChange:
    since = d.suspensions[-1][0]
    until = max(since, on)
    again = replace(d, state=DeadlineState.RUNNING, suspensions=(*d.suspensions[:-1], (since, until)))
    return replace(projected(again, s.calendar, since=s.today), ledger=(LedgerKind.RESUME, until, None))


NEVER_STOPPED = (Clock.ASSIGNMENT, Clock.APPROVAL_VALIDITY, Clock.MEASURE_RATIFICATION, Clock.MEASURE_REVIEW)
"""Limits on the organ itself that protect the unit run on whatever happens."""


def _stoppable(s: Situation) -> list[DeadlineFacts]:
    """What a stay or a criminal reference stops."""
    return [d for d in s.facts.deadlines if d.state is DeadlineState.RUNNING and d.clock not in NEVER_STOPPED]


def _restartable(s: Situation) -> list[DeadlineFacts]:
    """What runs again; a limit that was suspended for a reason of its own waits for its own resumption."""
    held = [d for d in s.facts.deadlines if d.state is DeadlineState.SUSPENDED]
    own = {x.label for x in s.facts.stages if x.awaits("suspend", "resume")}
    return [d for d in held if d.clock is not Clock.RECTIFICATION_LIMIT or d.stage not in own]


def _closed(d: DeadlineFacts, state: DeadlineState, on: date, calendar: Calendar) -> DeadlineChange:
    """Settled or ended; a suspension still open ends with it, so that the last day can be computed again."""
    if d.state is DeadlineState.SUSPENDED:
        since = d.suspensions[-1][0]
        until = max(since, on)
        held = replace(d, state=state, settled_on=on, suspensions=(*d.suspensions[:-1], (since, until)))
        fresh = projected(held, calendar)
        return replace(fresh, next_rung_on=None, ledger=(LedgerKind.RESUME, until, None))
    return DeadlineChange(replace(d, state=state, settled_on=on), None, calendar.version)


def breached(d: DeadlineFacts, today: date) -> bool:
    """Whether the period passed without what was due; ended otherwise, it says nothing more of that."""
    if d.state is DeadlineState.RUNNING:
        return today > d.due_on
    if d.state is DeadlineState.SUSPENDED:
        return d.suspensions[-1][0] > d.due_on
    return d.state in (DeadlineState.LATE, DeadlineState.ENDED)
