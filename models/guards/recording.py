"""Recording what happened before: an act of the unit has its own date, a late entry its reason."""

from collections.abc import Mapping
from typing import Any

from models.errors import Refusal
from models.situation import Derive, Situation, no
from models.terms import workdays_from
from models.vocabulary import Noted


def is_late(s: Situation) -> bool:
    """Whether more working days passed since it came in than the organ allows itself for recording."""
    return bool(s.today > workdays_from(s.get("received_on"), s.rules.recording_working_days, s.calendar))


def late_reason(s: Situation) -> Refusal | None:
    """A late entry needs its reason."""
    return (
        no("late_reason_required", s.get("received_on").isoformat())
        if is_late(s) and not s.get("late_reason")
        else None
    )


def lateness(s: Situation) -> Mapping[str, Any]:
    return {"recorded_late": True} if is_late(s) else {}


def noted(s: Situation) -> tuple[Noted, ...]:
    """A late entry stands on the supervising organ's list."""
    return (Noted.RECORDED_LATE,) if is_late(s) else ()


def both(*parts: Derive) -> Derive:
    """Several things derived at once."""

    def derive(s: Situation) -> Mapping[str, Any]:
        return {name: value for part in parts for name, value in part(s).items()}

    return derive
