"""The year 2026 of an education plan, each day typed by hand. Items 1 and 2 are the statutory days, 3 is a lecture."""

from functools import cache

from models.facts import Facts
from tests.unit.scenes import go, on
from tests.unit.worlds import ANN, COUNTY_HEAD, MANY_UNITS

LECTURE = 3


@cache
def drafted_plan() -> Facts:
    return go(MANY_UNITS, "education.draft", ANN, on(3, 2))


@cache
def refused_plan() -> Facts:
    return go(drafted_plan(), "education.refuse", COUNTY_HEAD, on(3, 4))


@cache
def adopted_plan() -> Facts:
    return go(drafted_plan(), "education.approve", COUNTY_HEAD, on(3, 4))


@cache
def plan_with_lecture() -> Facts:
    """The lecture is for Wednesday 10 June."""
    return go(adopted_plan(), "education.add_activity", ANN, on(3, 10))


@cache
def carried_out() -> Facts:
    """200 came on 15 April, 80 to the lecture on 10 June; the activity of 1 November was cancelled."""
    facts = go(plan_with_lecture(), "education.hold", ANN, on(4, 15), attendance=200)
    facts = go(facts, "education.hold", ANN, on(6, 10), item=LECTURE, attendance=80, forms=["lecture"], partners=[])
    facts = go(facts, "education.media_contribution", ANN, on(6, 12))
    return go(facts, "education.cancel_activity", COUNTY_HEAD, on(10, 28), item=2)


@cache
def reported_year() -> Facts:
    return go(carried_out(), "education.report_year", ANN, on(11, 3))
