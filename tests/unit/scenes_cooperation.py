"""Walks through the work with departments: requirements, consultation, joint acts, exchange; each day typed by hand."""

from functools import cache

from models.facts import Facts
from tests.unit.scenes import concluded, go, notified, on
from tests.unit.worlds import ANN, CITY_HEAD, MANY_UNITS


@cache
def required() -> Facts:
    return go(MANY_UNITS, "requirement.record", ANN, on(3, 3))


@cache
def ended_requirement() -> Facts:
    return go(required(), "requirement.end", ANN, on(6, 1))


@cache
def consulted() -> Facts:
    """Asked on Tuesday 10 March: the ten working days end on Tuesday 24 March."""
    return go(concluded(), "consultation.ask", ANN, on(3, 10))


@cache
def proposed_joint() -> Facts:
    """Supervision in the inspection I1, notified on 5 March; the department may answer until Thursday 19 March."""
    return go(notified(), "joint.propose", ANN, on(3, 5))


@cache
def agreed_joint() -> Facts:
    return go(proposed_joint(), "joint.agree", ANN, on(3, 6))


@cache
def announced_joint() -> Facts:
    """For Monday 9 March."""
    return go(agreed_joint(), "joint.announce", ANN, on(3, 6))


@cache
def held_joint() -> Facts:
    return go(announced_joint(), "joint.hold", ANN, on(3, 9))


@cache
def proposed_exchange() -> Facts:
    return go(concluded(), "exchange.propose", ANN, on(3, 10))


@cache
def approved_exchange() -> Facts:
    return go(proposed_exchange(), "exchange.approve", CITY_HEAD, on(3, 11))


@cache
def disclosed_exchange() -> Facts:
    """Given on Thursday 12 March: the receipt is due on Thursday 26 March."""
    return go(approved_exchange(), "exchange.disclose", ANN, on(3, 12))
