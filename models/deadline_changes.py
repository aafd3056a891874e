"""What an act does to the deadlines of a case: armed, settled, suspended, resumed, extended. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from models.calendars import Calendar
from models.clocks import CLOCKS, ClockStep, ClockVerb
from models.facts import DeadlineFacts
from models.guards.rectification import arrived, in_time
from models.ladders import next_rung
from models.situation import Situation
from models.terms import Period, Suspension, Term, last_day
from models.vocabulary import Clock, DeadlineState, LedgerKind, Unit

OWED_BEYOND_THE_END = (Clock.OBJECTION_ANSWER,)


@dataclass(frozen=True)
class DeadlineChange:
    """One deadline after the act. `id` 0 means a new one; `ledger` is the line the act adds to its ledger."""

    deadline: DeadlineFacts
    next_rung_on: date | None
    calendar_version: int
    settled_on: date | None = None
    ledger: tuple[LedgerKind, date, int | None] | None = None


def project(d: DeadlineFacts, calendar: Calendar) -> Term:
    """The one function that computes a last day; a period of no days ends on its anchor."""
    if d.length == 0:
        return Term(d.anchor_on, not calendar.covers(d.anchor_on), (), ())
    spans = tuple(Suspension(since, until) for since, until in d.suspensions)
    return last_day(
        d.anchor_on, Period(d.length, d.unit), calendar, roll=d.roll, extension=d.extension, suspensions=spans
    )


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
    steps: Iterable[ClockStep], s: Situation, label: str | None, *, handler: str | None, ended: bool, moot: bool
) -> tuple[DeadlineChange, ...]:
    """The changes of one act; where the stage instance `ended`, what still runs in it ends too.

    An answer owed to the unit is owed after the end as well, unless it is `moot` because nothing is left to answer.
    """
    changed: list[DeadlineChange] = []
    for step in steps:
        if step.do is ClockVerb.ARM:
            if not _runs(step.clock, s, label) and (step.clock is not Clock.ASSIGNMENT or handler is None):
                changed.append(_armed(step, s, label))
        else:
            found = s.facts.deadline(step.clock, label)
            if found is not None and found.open:
                changed += _stepped(step, s, found)
    if ended:
        touched = {c.deadline.id for c in changed}
        owed = () if moot else OWED_BEYOND_THE_END
        stay = [d for d in s.facts.deadlines if d.open and d.stage == label]
        stay = [d for d in stay if d.id not in touched and d.clock not in owed]
        changed += [_closed(d, DeadlineState.ENDED, s.today, s.calendar) for d in stay]
    return tuple(changed)


def _runs(clock: Clock, s: Situation, label: str | None) -> bool:
    """What runs already keeps its first date: a report completed later does not start the re-inspection anew."""
    running = s.facts.deadline(clock, label)
    return running is not None and running.open


def _on(step: ClockStep, s: Situation) -> date:
    if step.at == "arrived":
        return arrived(s)
    found: date = s.get(step.at) if step.at else s.today
    return found


def _armed(step: ClockStep, s: Situation, label: str | None) -> DeadlineChange:
    rule = CLOCKS[step.clock]
    length, unit = (getattr(s.rules, rule.setting), rule.unit) if rule.setting else (0, rule.unit)
    if step.clock is Clock.RECTIFICATION_LIMIT:
        proposed = s.here.last("propose")
        assert proposed is not None  # noqa: S101  # an order is served after it was proposed
        length, unit = proposed["limit_length"], Unit(proposed["limit_unit"])
    anchor = _on(step, s)
    fresh = DeadlineFacts(
        0, label, step.clock, rule.holder, length, unit, rule.roll, anchor, DeadlineState.RUNNING, anchor, False, 0
    )
    return projected(fresh, s.calendar)


def _stepped(step: ClockStep, s: Situation, d: DeadlineFacts) -> list[DeadlineChange]:
    on = _on(step, s)
    match step.do:
        case ClockVerb.SETTLE:
            state = DeadlineState.MET if in_time(d, on) else DeadlineState.LATE
            return [_closed(d, state, on, s.calendar)]
        case ClockVerb.SUSPEND:
            held = replace(d, state=DeadlineState.SUSPENDED, suspensions=(*d.suspensions, (on, None)))
            return [DeadlineChange(held, None, s.calendar.version, ledger=(LedgerKind.SUSPEND, on, None))]
        case ClockVerb.RESUME:
            since = d.suspensions[-1][0]
            again = replace(d, state=DeadlineState.RUNNING, suspensions=(*d.suspensions[:-1], (since, on)))
            return [replace(projected(again, s.calendar, since=s.today), ledger=(LedgerKind.RESUME, on, None))]
        case ClockVerb.EXTEND if s.get("decision") == "granted":
            longer = replace(d, extension=d.extension + s.get("length"))
            line = (LedgerKind.EXTEND, on, s.get("length"))
            if d.state is DeadlineState.SUSPENDED:
                until_then = project(replace(longer, suspensions=d.suspensions[:-1]), s.calendar)
                longer = replace(longer, due_on=until_then.due, provisional=until_then.provisional)
                return [DeadlineChange(longer, None, s.calendar.version, ledger=line)]
            return [replace(projected(longer, s.calendar, since=s.today), ledger=line)]
    return []


def _closed(d: DeadlineFacts, state: DeadlineState, on: date, calendar: Calendar) -> DeadlineChange:
    """Settled or ended; a suspension still open ends with it, so that the last day can be computed again."""
    if d.state is DeadlineState.SUSPENDED:
        since = d.suspensions[-1][0]
        until = max(since, on)
        fresh = projected(replace(d, state=state, suspensions=(*d.suspensions[:-1], (since, until))), calendar)
        return replace(fresh, next_rung_on=None, settled_on=on, ledger=(LedgerKind.RESUME, until, None))
    return DeadlineChange(replace(d, state=state), None, calendar.version, settled_on=on)
