"""Walks through a technical inspection, with a measure on the spot; each day typed by hand."""

from functools import cache

from models.facts import Facts
from tests.unit.scenes import concluded, go, on
from tests.unit.worlds import ANN, CITY_HEAD


@cache
def requested_technical() -> Facts:
    return go(concluded(), "technical.request", ANN, on(3, 10))


@cache
def approved_technical() -> Facts:
    return go(requested_technical(), "technical.approve", CITY_HEAD, on(3, 11))


@cache
def drawn_technical() -> Facts:
    return go(approved_technical(), "technical.draw_up", ANN, on(3, 11))


@cache
def notified_technical() -> Facts:
    """Announced for Thursday 12 March, from 9 to 17 o'clock."""
    return go(drawn_technical(), "technical.notify", ANN, on(3, 11))


@cache
def recorded_technical() -> Facts:
    """The unit may comment until Tuesday 17 March."""
    return go(notified_technical(), "technical.record", ANN, on(3, 12))


@cache
def commented_technical() -> Facts:
    return go(recorded_technical(), "technical.comment", ANN, on(3, 13))


@cache
def concluded_technical() -> Facts:
    return go(commented_technical(), "technical.conclude", ANN, on(3, 16))


@cache
def measured() -> Facts:
    """A measure ordered on Thursday 12 March; to be ratified and reviewed by Friday."""
    return go(notified_technical(), "technical.order_measure", ANN, on(3, 12))


@cache
def ratified() -> Facts:
    return go(measured(), "technical.ratify_measure", CITY_HEAD, on(3, 13))


@cache
def measure_lifted() -> Facts:
    return go(ratified(), "technical.lift_measure", ANN, on(3, 13))
