"""The story as data. The first part follows the published case; the second is made up and says so."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from deployments.demo import world
from models.vocabulary import Evidence

Fields = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One act on one day.

    `refused` is the code the act must be refused with. `keeps` names fields filled with a made-up scan of that kind,
    stored first; `late` fills fields known only then.
    """

    on: date
    act: str
    badge: str
    fields: Fields = field(default_factory=dict)
    refused: str | None = None
    keeps: dict[str, Evidence] = field(default_factory=dict)
    late: Callable[[], Fields] | None = None


@dataclass(frozen=True)
class Sweep:
    """The deadline sweep, run as of one day."""

    on: date


@dataclass(frozen=True)
class Heading:
    """A line between parts; `made_up` marks what follows as invented."""

    en: str
    zh: str
    made_up: bool = False


def day(month: int, number: int) -> date:
    """A day of the demo's year."""
    return date(2026, month, number)


def finding(duty: str, since: date, until: date, facts: str) -> Fields:
    """One finding of a form."""
    return {"duty": duty, "since": since.isoformat(), "until": until.isoformat(), "facts": facts}


N1, N2, N3, C1 = world.INSPECTOR, world.COLLEAGUE, world.THIRD, world.RESPONSIBLE


def serve(on: date, act: str, badge: str, **fields: Any) -> Step:
    """A document handed over in person, with its signed receipt."""
    stated = {"method": "in person", "served_on": on.isoformat(), "recipient": "Head of the security office"}
    return Step(on, act, badge, {**stated, **fields}, keeps={"proof": Evidence.SERVICE_PROOF})
