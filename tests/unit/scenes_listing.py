"""Walks through the list of key units; each day typed by hand."""

from dataclasses import replace
from functools import cache

from models.facts import Facts
from tests.unit.scenes import go, on
from tests.unit.worlds import ANN, BO, CITY_HEAD, NOTHING, UNIT

PLAIN = replace(NOTHING, unit=replace(UNIT, spells=()))
"""Where a listing begins: the unit has the duties of every unit only."""


@cache
def proposed_listing() -> Facts:
    return go(PLAIN, "listing.propose", ANN, on(3, 2))


@cache
def consulted_listing() -> Facts:
    """The industry department has ten working days, until Tuesday 17 March."""
    return go(proposed_listing(), "listing.consult", ANN, on(3, 3))


@cache
def heard_listing() -> Facts:
    return go(consulted_listing(), "listing.record_opinion", BO, on(3, 10))


@cache
def decided_listing() -> Facts:
    return go(heard_listing(), "listing.approve", CITY_HEAD, on(3, 11))


@cache
def drawn_listing() -> Facts:
    return go(decided_listing(), "listing.draw_up", ANN, on(3, 11))


@cache
def listed() -> Facts:
    """Served on Thursday 12 March."""
    return go(drawn_listing(), "listing.serve", ANN, on(3, 12))


@cache
def objected_listing() -> Facts:
    return go(listed(), "listing.object", ANN, on(3, 16))


@cache
def removal_proposed() -> Facts:
    return go(listed(), "listing.propose_removal", ANN, on(5, 6))


@cache
def removal_consulted() -> Facts:
    return go(removal_proposed(), "listing.consult", ANN, on(5, 7))


@cache
def removal_heard() -> Facts:
    return go(removal_consulted(), "listing.record_opinion", ANN, on(5, 11), item=2)


@cache
def removal_decided() -> Facts:
    return go(removal_heard(), "listing.approve_removal", CITY_HEAD, on(5, 12))


@cache
def removal_drawn() -> Facts:
    return go(removal_decided(), "listing.draw_up_removal", ANN, on(5, 12))


@cache
def removed() -> Facts:
    """Served on Friday 15 May."""
    return go(removal_drawn(), "listing.serve_removal", ANN, on(5, 15))
