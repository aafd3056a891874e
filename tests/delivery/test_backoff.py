"""Pauses: pure, bounded, never shorter than the peer asked for."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.backoff import Pace, delay, pause
from notifications.outcomes import Delivered, Moot, NoRecipient, Permanent, TryAgain


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - jitter, no secret


@given(attempt=st.integers(1, 100_000), seed=st.integers())
def test_a_pause_lies_around_its_nominal_length(attempt: int, seed: int) -> None:
    nominal = min(3600.0, 5.0 * 2 ** min(attempt - 1, 30))
    assert 0.5 * nominal <= delay(attempt, seeded(seed)) <= 1.5 * nominal


def test_a_peer_may_ask_for_more_but_not_for_ever() -> None:
    assert pause(TryAgain("429", after=100.0), 1, seeded(1), 10) == 100.0
    assert pause(TryAgain("429", after=0.0), 1, seeded(1), 10) == delay(1, seeded(1))
    assert pause(TryAgain("429", after=1e12), 1, seeded(1), 10) == 86400.0


def test_the_last_attempt_and_every_final_outcome_have_no_next() -> None:
    assert pause(TryAgain("503"), 10, seeded(1), 10) is None
    for outcome in (Delivered("x"), Permanent("x"), Moot("x"), NoRecipient()):
        assert pause(outcome, 1, seeded(1), 10) is None


def test_an_attempt_longer_than_its_lease_is_refused() -> None:
    with pytest.raises(ValueError, match="lease"):
        Pace(lease=10, attempt=10)
