"""Who is told when, before and after a deadline. Pure: told what is claimed already and which day it is.

A ladder warns only our own organ and the unit that holds the period; a superior or a receiver is written to by acts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from models.calendars import Calendar
from models.periods import Clock
from models.terms import workdays_from
from models.vocabulary import Audience

BREACH = "breach"


@dataclass(frozen=True)
class Rung:
    """A warning `offset` working days from the last day; `breach` stands on the calendar day after it.

    A repeating rung begins on the day of the event and comes again each working day, under a key of its own.
    """

    key: str
    offset: int
    audience: tuple[Audience, ...]
    after_breach: bool
    repeats: bool = False


@dataclass(frozen=True)
class DueRung:
    """A rung to claim now; `send` only on the latest one that is still true."""

    key: str
    day: date
    audiences: tuple[Audience, ...]
    send: bool
    after_breach: bool


Dated = tuple[Rung, str, date]


def _before(workdays: int, *audience: Audience) -> Rung:
    return Rung(f"before-{workdays}", -workdays, audience, after_breach=False)


def _breach(*audience: Audience) -> Rung:
    return Rung(BREACH, 0, audience, after_breach=True)


def _after(workdays: int, *audience: Audience) -> Rung:
    return Rung(f"after-{workdays}", workdays, audience, after_breach=True)


_HANDLER, _HEAD, _SUPERVISOR, _UNIT = Audience.HANDLER, Audience.HEAD, Audience.SUPERVISOR, Audience.UNIT
_APPROVER = Audience.APPROVER
_REMINDERS = tuple(_before(workdays, _HANDLER, _UNIT) for workdays in (7, 3, 1))
_OWN_ANSWER = (_before(3, _HANDLER), _before(1, _HANDLER), _breach(_HANDLER, _HEAD), _after(5, _SUPERVISOR))
_ELSEWHERE = (_before(3, _HANDLER), _breach(_HANDLER, _HEAD), _after(10, _SUPERVISOR))

LADDERS: Mapping[Clock, tuple[Rung, ...]] = {
    Clock.ASSIGNMENT: (Rung("unassigned", 0, (_HEAD,), after_breach=False, repeats=True),),
    Clock.APPROVAL_VALIDITY: (_before(3, _HANDLER), _breach(_HANDLER)),
    Clock.RECTIFICATION_LIMIT: (*_REMINDERS, _breach(_HANDLER, _HEAD), _after(5, _HEAD), _after(10, _SUPERVISOR)),
    Clock.REINSPECTION: _OWN_ANSWER,
    Clock.EXTENSION_DECISION: _OWN_ANSWER,
    Clock.OBJECTION_ANSWER: _OWN_ANSWER,
    Clock.CORRECTION_ANSWER: _OWN_ANSWER,
    Clock.COMPLAINT_ANSWER: _OWN_ANSWER,
    Clock.TRANSFER_ANSWER: _ELSEWHERE,
    Clock.TRANSFER_OUTCOME: _ELSEWHERE,
    # A comment not made and a commitment not kept are no breach: the ladder reminds, and ends.
    Clock.COMMENT: (_before(1, _HANDLER, _UNIT),),
    Clock.COMMITMENT: (_before(3, _HANDLER, _UNIT), _before(1, _HANDLER, _UNIT), Rung("due", 0, (_HANDLER,), False)),
    # An opinion not given lets the decision go on: its handler and head are told, nobody above them.
    Clock.LISTING_CONSULTATION: (_before(3, _HANDLER), _breach(_HANDLER, _HEAD)),
    Clock.LISTING_REVIEW: (
        _before(20, _HANDLER),
        _before(5, _HANDLER),
        _breach(_HANDLER, _HEAD),
        _after(10, _SUPERVISOR),
    ),
    Clock.MEASURE_RATIFICATION: (
        Rung("due", 0, (_HANDLER, _APPROVER), False),
        _breach(_HANDLER, _HEAD, _SUPERVISOR, _UNIT),
    ),
    # Who lets these pass answers for it (Reward Measures, Art. 20): the supervising organ hears at once.
    Clock.REWARD_START: (_before(10, _HANDLER), _before(3, _HANDLER, _APPROVER), _breach(_HANDLER, _HEAD, _SUPERVISOR)),
    Clock.REWARD_NOTICE: (_before(5, _HANDLER), _before(1, _HANDLER, _HEAD), _breach(_HANDLER, _HEAD, _SUPERVISOR)),
    # Nothing is sent to who is honoured: the handler is reminded to speak to the person.
    Clock.REWARD_CLAIM: (_before(20, _HANDLER), _before(5, _HANDLER), _breach(_HANDLER, _HEAD)),
    Clock.REWARD_RETURN: (_before(5, _HANDLER), _breach(_HANDLER, _HEAD)),
    Clock.MEASURE_REVIEW: (Rung("due", 0, (_HANDLER,), False), _breach(_HANDLER, _HEAD)),
    Clock.CONSULTATION_ANSWER: _ELSEWHERE,
    Clock.JOINT_ANSWER: _ELSEWHERE,
    Clock.EXCHANGE_RECEIPT: _ELSEWHERE,
    Clock.ACTIVITY_DAY: (
        *(_before(workdays, _HANDLER) for workdays in (20, 10, 3)),
        Rung("due", 0, (_HANDLER,), False),
        _breach(_HANDLER, _HEAD),
    ),
    # Years lie between two performances of a duty: the unit is given time to prepare. Nobody above is told.
    Clock.DUTY_DUE: (_before(20, _HANDLER, _UNIT), _before(5, _HANDLER, _UNIT), _breach(_HANDLER, _HEAD)),
    Clock.DUTY_ANSWER: _OWN_ANSWER,
    # Of the protection of an informant no unit hears anything.
    Clock.PROTECTION_DECISION: (
        Rung("due", 0, (_HANDLER, _APPROVER), False),
        _breach(_HANDLER, _HEAD, _SUPERVISOR),
    ),
    Clock.PROTECTION_REVIEW: (_before(3, _HANDLER), _breach(_HANDLER, _HEAD), _after(5, _SUPERVISOR)),
    Clock.RETALIATION_ANSWER: (_before(1, _HANDLER, _HEAD), _breach(_HANDLER, _HEAD, _SUPERVISOR)),
    # The unit never hears of a report.
    Clock.REPORT_TRIAGE: _OWN_ANSWER,
    Clock.EMERGENCY_TRIAGE: (Rung("due", 0, (_HANDLER, _HEAD), False), _breach(_HANDLER, _HEAD, _SUPERVISOR)),
    Clock.REPORT_REVIEW_TIME: (Rung("due", 0, (_HANDLER,), False),),
    Clock.REPORT_REVIEW: _OWN_ANSWER,
    Clock.PERSON_RECEIPT: (_before(1, _HANDLER), _breach(_HANDLER, _HEAD)),
}


def rung_days(clock: Clock, anchor: date, due: date, calendar: Calendar) -> list[Dated]:
    """Each rung with its key and day, in order; of a repeating rung the first day only."""
    return [next(_days(rung, anchor, due, calendar)) for rung in _within(clock, anchor, due, calendar)]


def next_rung(
    clock: Clock,
    anchor: date,
    due: date,
    calendar: Calendar,
    *,
    provisional: bool,
    claimed: frozenset[str],
    not_before: date | None = None,
) -> tuple[str, date] | None:
    """The first rung not claimed, which may lie in the past; None when the ladder has no more to say for now."""
    for rung in _within(clock, anchor, due, calendar, provisional):
        for _, key, day in _days(rung, anchor, due, calendar, not_before or date.min):
            if key not in claimed:
                return key, day
    return None


def due_rungs(
    clock: Clock,
    anchor: date,
    due: date,
    calendar: Calendar,
    *,
    provisional: bool,
    claimed: frozenset[str],
    as_of: date,
    not_before: date | None = None,
) -> list[DueRung]:
    """Every unclaimed rung up to `as_of`, in order. While provisional none after the breach: it reminds only.

    `not_before` is set where a deadline was moved: rungs before it are dropped, but a breach then waits for that day.
    """
    reached: list[Dated] = []
    for rung in _within(clock, anchor, due, calendar, provisional):
        for found in _days(rung, anchor, due, calendar, not_before or date.min):
            if found[2] > as_of:
                break
            reached.append(found)
    still_true = (key for rung, key, _ in reversed(reached) if rung.after_breach or rung.repeats or as_of <= due)
    latest = next(still_true, None)
    return [
        DueRung(key, day, rung.audience, key == latest, rung.after_breach)
        for rung, key, day in reached
        if key not in claimed
    ]


def _within(clock: Clock, anchor: date, due: date, calendar: Calendar, provisional: bool = False) -> Iterator[Rung]:
    """The rungs that apply; a reminder that would come before the period began does not."""
    for rung in LADDERS[clock]:
        too_early = rung.offset < 0 and workdays_from(due, rung.offset, calendar) <= anchor
        if not too_early and not (rung.after_breach and provisional):
            yield rung


def _days(rung: Rung, anchor: date, due: date, calendar: Calendar, floor: date = date.min) -> Iterator[Dated]:
    """The rung's days from `floor` on: none or one, without end if it repeats."""
    if rung.repeats:
        day = anchor
        while True:
            if day >= floor:
                yield rung, f"{rung.key}-{day.isoformat()}", day
            day = workdays_from(day, 1, calendar)
    elif rung.key == BREACH:
        # A breach is never lost: dropped, it would leave an overdue deadline nobody is told of.
        yield rung, rung.key, max(due + timedelta(days=1), floor)
    elif (day := workdays_from(due, rung.offset, calendar)) >= floor:
        yield rung, rung.key, day
