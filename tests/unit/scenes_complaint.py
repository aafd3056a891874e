"""Walks through a complaint about the county organ, and a request to correct the record; each day typed by hand."""

from dataclasses import replace
from functools import cache

from models.facts import ComplainedFacts, Facts
from tests.unit.scenes import go, on, running_order
from tests.unit.worlds import ANN, BO, CAI, CITY_DEPUTY, CITY_HEAD, NOTHING, ORGAN

COMPLAINED = replace(NOTHING, complained=ComplainedFacts(ORGAN, True, frozenset({CAI, CITY_DEPUTY})))
"""Where a complaint begins: about the county organ and a case in which CAI and the city's deputy had a part."""


@cache
def complaint_received() -> Facts:
    """On Tuesday 3 March; 15 working days end on Tuesday 24 March."""
    return go(COMPLAINED, "complaint.receive", ANN, on(3, 3))


@cache
def complaint_forwarded() -> Facts:
    return go(complaint_received(), "complaint.forward", BO, on(3, 4))


@cache
def complaint_accepted() -> Facts:
    return go(complaint_forwarded(), "complaint.accept", CITY_HEAD, on(3, 5))


@cache
def complaint_decided() -> Facts:
    return go(complaint_accepted(), "complaint.decide", CITY_HEAD, on(3, 10))


@cache
def correction_asked() -> Facts:
    """Event 12, the service of the order, was on another day, says the unit on 16 March."""
    return go(running_order(), "case.request_correction", ANN, on(3, 16))
