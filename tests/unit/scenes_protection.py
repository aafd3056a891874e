"""Walks through the protection of an informant; each day typed by hand. Everybody here is cleared for it."""

from dataclasses import replace
from functools import cache

from models.classification import Classification
from models.facts import Facts
from models.vocabulary import File
from tests.unit.scenes import go, on
from tests.unit.worlds import ANN, BO, CITY_HEAD, COUNTY_HEAD, NOTHING, OFFICERS

CLEARED = {badge: replace(o, clearance=Classification.INFORMANT) for badge, o in OFFICERS.items()}
VAULTED = replace(NOTHING, unit=None, officers=CLEARED, alias_known=True, other_kind=File.REPORT)
"""Where a protection begins: no unit is concerned, the vault has the alias and the register the report."""


@cache
def asked() -> Facts:
    """Received on Tuesday 3 March: to be decided by Wednesday the 4th."""
    return go(VAULTED, "protection.request", ANN, on(3, 3))


@cache
def asked_and_complained() -> Facts:
    """A colleague recorded a complaint of retaliation meanwhile."""
    return go(asked(), "protection.retaliation", BO, on(3, 3))


@cache
def urgently_protected() -> Facts:
    return go(asked(), "protection.urgent_measure", COUNTY_HEAD, on(3, 3))


@cache
def protected() -> Facts:
    return go(asked(), "protection.approve", CITY_HEAD, on(3, 4))


@cache
def unprotected() -> Facts:
    return go(asked(), "protection.refuse", CITY_HEAD, on(3, 4))


@cache
def under_review() -> Facts:
    return go(unprotected(), "protection.request_review", ANN, on(3, 5))


@cache
def handed_over() -> Facts:
    return go(protected(), "protection.hand_over", ANN, on(3, 5))


@cache
def retaliated() -> Facts:
    """Received on Thursday 5 March: to be answered by Tuesday the 10th."""
    return go(protected(), "protection.retaliation", ANN, on(3, 5))


@cache
def ended() -> Facts:
    return go(protected(), "protection.end", COUNTY_HEAD, on(3, 20))
