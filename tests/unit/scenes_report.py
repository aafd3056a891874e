"""Walks through reports; each day typed by hand. The decision on one received on Tuesday 3 March is due on the 12th."""

from dataclasses import replace
from functools import cache
from typing import Any

from models.facts import Facts
from tests.unit.scenes import go, on
from tests.unit.worlds import ANN, COUNTY_HEAD, NOTHING

NO_REPORT = replace(NOTHING, unit=None, alias_known=True)
"""Where a report begins: it is about no unit unless it says so, and the vault has the alias it may name."""
PERSON: dict[str, Any] = {"subject": "suspected act of a natural person"}


@cache
def received() -> Facts:
    return go(NO_REPORT, "report.receive", ANN, on(3, 3))


@cache
def taken_up() -> Facts:
    return go(received(), "report.take_up", ANN, on(3, 4))


@cache
def passed_on() -> Facts:
    return go(received(), "report.pass_on", ANN, on(3, 4))


@cache
def not_taken() -> Facts:
    return go(received(), "report.not_take", ANN, on(3, 4))


@cache
def told_not_taken() -> Facts:
    """Told on 5 March: 15 days end on Friday 20 March."""
    return go(not_taken(), "report.answer", ANN, on(3, 5))


@cache
def in_review() -> Facts:
    """Asked for on Monday 9 March; ten working days end on the 23rd."""
    return go(told_not_taken(), "report.request_review", ANN, on(3, 9))


@cache
def confirmed() -> Facts:
    return go(in_review(), "report.decide_review", COUNTY_HEAD, on(3, 12), decision="confirmed")


@cache
def upheld() -> Facts:
    return go(in_review(), "report.decide_review", COUNTY_HEAD, on(3, 12))


@cache
def answered() -> Facts:
    return go(taken_up(), "report.answer", ANN, on(3, 5))


@cache
def of_person() -> Facts:
    return go(NO_REPORT, "report.receive", ANN, on(3, 3), **PERSON)


@cache
def handed_over() -> Facts:
    """On 4 March; the receipt is due within five working days, on the 11th."""
    return go(of_person(), "report.pass_person_report", ANN, on(3, 4))


@cache
def passed() -> Facts:
    return go(handed_over(), "report.record_receipt", ANN, on(3, 6))
