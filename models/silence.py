"""Who is told next when nobody acknowledges that a deadline has passed: up the line, one step at a time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from models.calendars import Calendar
from models.ladders import DueRung
from models.terms import workdays_from
from models.vocabulary import Audience

SILENCE = "after-silence-"
"""How the rungs are called, with the step: they come after a breach and are taken back with it."""

_LOWEST = {Audience.HANDLER: 0, Audience.HEAD: 1, Audience.SUPERVISOR: 2}


@dataclass(frozen=True)
class Climb:
    """The rungs that are due (one of them sent at most), the highest step told, and when the next one is told."""

    rungs: tuple[DueRung, ...]
    step: int
    next_on: date | None


def told_first(audiences: Iterable[Audience], handled: bool) -> int | None:
    """The highest step among those a rung is told to; None where it is told to none of the line.

    Without a handler the head of the organ is told in the handler's place.
    """
    steps = [_LOWEST[audience] for audience in audiences if audience in _LOWEST]
    return max([*steps, *([] if handled else [1])]) if steps else None


def patience(told_on: date, workdays: int, calendar: Calendar) -> date:
    """When the next one is told: after so many whole working days, the day of the notice among them."""
    first = workdays_from(told_on - timedelta(days=1), 1, calendar)
    return workdays_from(first, workdays, calendar)


def climb(step: int, next_on: date, top: int, as_of: date, workdays: int, calendar: Calendar) -> Climb:
    """The steps reached by `as_of`, none beyond `top`; after an outage only the last of them is sent."""
    reached: list[tuple[int, date]] = []
    day = next_on
    while step < top and day <= as_of:
        step += 1
        reached.append((step, day))
        day = patience(day, workdays, calendar)
    if reached and step < top:
        # Who is told today is given as much time as everybody else.
        day = patience(as_of, workdays, calendar)
    rungs = tuple(
        DueRung(f"{SILENCE}{at}", on, (Audience.HEAD if at == 1 else Audience.SUPERVISOR,), at == step, True)
        for at, on in reached
    )
    return Climb(rungs, step, day if step < top else None)


def step_of(rung: str) -> int:
    """The step a rung of this ladder stands for."""
    return int(rung.removeprefix(SILENCE))
