"""Walks through corrections, annulments, stays, references and activities; each day typed by hand."""

from functools import cache

from models.facts import Facts
from tests.unit.scenes import go, on, opened, running_order
from tests.unit.worlds import ANN, CITY_HEAD, COUNTY_HEAD, MANY_UNITS


@cache
def consented() -> Facts:
    return go(opened(), "case.consent", ANN, on(3, 3))


@cache
def correction_proposed() -> Facts:
    """Event 12, the service of the order: on 11 March, not on the 12th."""
    return go(running_order(), "case.correct", ANN, on(3, 16))


@cache
def corrected() -> Facts:
    """The 30 days end on Friday 10 April."""
    return go(correction_proposed(), "case.confirm_correction", COUNTY_HEAD, on(3, 17))


@cache
def annulled() -> Facts:
    """The inspection is gone; the running order rests on it and waits for its decision."""
    return go(running_order(), "case.annul", COUNTY_HEAD, on(3, 16))


@cache
def annulled_both() -> Facts:
    return go(annulled(), "case.decide_resting", COUNTY_HEAD, on(3, 17))


@cache
def stayed() -> Facts:
    return go(running_order(), "case.stay", COUNTY_HEAD, on(3, 16))


@cache
def stay_lifted() -> Facts:
    return go(stayed(), "case.lift_stay", COUNTY_HEAD, on(3, 23))


@cache
def referred() -> Facts:
    return go(running_order(), "case.refer_criminal", CITY_HEAD, on(3, 16))


@cache
def link_opened() -> Facts:
    """Link 1, for the report on the running order, until 15 April."""
    return go(running_order(), "case.open_link", ANN, on(3, 16))


@cache
def planned_activity() -> Facts:
    return go(MANY_UNITS, "activity.plan", ANN, on(3, 3))


@cache
def held_activity() -> Facts:
    return go(planned_activity(), "activity.hold", ANN, on(5, 20))
