"""When to try again: exponential, capped, with jitter."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

from notifications.outcomes import Outcome, TryAgain

BASE_SECONDS = 5.0
CAP_SECONDS = 3600.0
LONGEST_WISH_SECONDS = 86400.0
"""A peer may ask for a longer pause than ours, but not park a message for ever."""


@dataclass(frozen=True)
class Pace:
    """How the relay works. A lease is longer than an attempt; times in seconds.

    At most `at_once` messages are under way and not yet written down: after a kill so many may arrive twice, under one
    key. One that has been under way for longer than `patience` does not count, so that a peer that does not answer
    holds nobody up; `threads` is the most in all.
    """

    lease: float = 60.0
    attempt: float = 20.0
    threads: int = 8
    max_attempts: int = 20
    at_once: int = 1
    patience: float = 2.0

    def __post_init__(self) -> None:
        if not 0 < self.attempt < self.lease:
            raise ValueError("an attempt has to end before its lease")
        if self.at_once < 1:
            raise ValueError("at least one message is under way")


def delay(attempt: int, chance: Random, *, base: float = BASE_SECONDS, cap: float = CAP_SECONDS) -> float:
    """Seconds to wait after attempt number `attempt` (from 1); between half and one and a half of the nominal pause."""
    nominal: float = min(cap, base * 2.0 ** min(attempt - 1, 60))
    return nominal * chance.uniform(0.5, 1.5)


def pause(outcome: Outcome, attempt: int, chance: Random, max_attempts: int) -> float | None:
    """Seconds until the next attempt, or None where there is none. The peer's wish can only make it longer."""
    if not isinstance(outcome, TryAgain) or attempt >= max_attempts:
        return None
    return max(delay(attempt, chance), min(outcome.after or 0.0, LONGEST_WISH_SECONDS))


def retry_after(field: str | None) -> float | None:
    """Seconds that HTTP's `Retry-After` asks for: it holds seconds or a date; anything else counts as absent."""
    if field is None:
        return None
    if field.strip().isdecimal():
        return float(field)
    try:
        moment = parsedate_to_datetime(field)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
