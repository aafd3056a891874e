"""After the decision: told and claimed in time, handed over, taken back (Reward Measures 15, 16, 20 and 21)."""

from collections.abc import Callable, Mapping
from typing import Any

from models.acts.choices import Grant
from models.errors import Refusal
from models.facts import DeadlineFacts, day
from models.guards.commendation import is_reward
from models.guards.rectification import in_time
from models.periods import Clock
from models.situation import Situation, no
from models.terms import months_after
from models.vocabulary import Noted

LONGEST_CLAIM_MONTHS = 36
"""Three years from the day the decision was told, extensions included (Reward Measures, Art. 16)."""


def late(clock: Clock, at: str | None = None) -> Callable[[Situation], tuple[Noted, ...]]:
    """Past the organ's own time limit, the act stands on the supervising organ's list: somebody answers for it."""

    def notes(s: Situation) -> tuple[Noted, ...]:
        limit = s.facts.deadline(clock, None)
        missed = limit is not None and not limit.provisional and not in_time(limit, s.get(at) if at else s.today)
        return (Noted.REWARD_LATE,) if missed else ()

    return notes


def claim_period_runs(s: Situation) -> Refusal | None:
    """Nothing is claimed, and no more time asked for, after the last day."""
    limit = _claim(s)
    over = limit is not None and not in_time(limit, s.get("received_on"))
    return no("claim_period_over", limit.due_on.isoformat()) if over and limit else None


def claim_period_over(s: Situation) -> Refusal | None:
    """It lapses only after the last day, and never on a day that the next holidays may still move."""
    limit = _claim(s)
    if limit is None or in_time(limit, s.today):
        return no("claim_period_running", *((limit.due_on.isoformat(),) if limit else ()))
    return no("due_date_provisional", limit.due_on.isoformat()) if limit.provisional else None


def no_extension_open(s: Situation) -> Refusal | None:
    return no("extension_already_open") if s.here.awaits("request_extension", "decide_extension") else None


def extension_decided(s: Situation) -> Refusal | None:
    """A request for more time is answered before anything lapses."""
    return no("extension_open") if s.here.awaits("request_extension", "decide_extension") else None


def extension_asked(s: Situation) -> Refusal | None:
    return None if s.here.awaits("request_extension", "decide_extension") else no("no_open_extension")


def at_most_three_years(s: Situation) -> Refusal | None:
    """More time ends on a later day than before, three years after the decision was told at the latest."""
    limit, until = _claim(s), s.get("until")
    if limit is None or s.get("decision") is not Grant.GRANTED:
        return None if until is None else no("extension_day_missing")
    latest = months_after(limit.anchor_on, LONGEST_CLAIM_MONTHS)
    if until is None or until <= limit.due_on:
        return no("extension_day_missing", limit.due_on.isoformat())
    return no("claim_period_too_long", latest.isoformat()) if until > latest else None


def identity_checked(s: Situation) -> Refusal | None:
    return None if s.get("identity_checked") else no("identity_unchecked")


def reward_claimed(s: Situation) -> Refusal | None:
    """A reward is claimed before it is handed over; a commendation needs no claim."""
    return no("claim_first") if is_reward(s) and s.here.state == "told" else None


def after_revocation(s: Situation) -> str:
    """Where something was given, it is to be returned first."""
    return "to_return" if s.here.state == "granted" else "revoked"


def given(s: Situation) -> Mapping[str, Any]:
    """Whether there is something to be returned."""
    return {"to_return": after_revocation(s) == "to_return"}


def since_claimed(s: Situation) -> Refusal | None:
    """Nothing is handed over before the day it was claimed."""
    claimed = s.here.last("claim")
    early = claimed is not None and s.get("occurred_on") < day(claimed, "received_on")
    return no("dates_reversed", claimed["received_on"]) if early and claimed else None


def _claim(s: Situation) -> DeadlineFacts | None:
    return s.facts.deadline(Clock.REWARD_CLAIM, None)
