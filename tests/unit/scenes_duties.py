"""Walks through a duties ledger of a key unit; each day typed by hand."""

from functools import cache

from models.facts import Facts
from tests.unit.scenes import go, on
from tests.unit.worlds import ANN, NOTHING


@cache
def kept_ledger() -> Facts:
    return go(NOTHING, "duties.open", ANN, on(3, 2))


@cache
def trained() -> Facts:
    """Training was held on 9 March."""
    return go(kept_ledger(), "duties.record_evidence", ANN, on(3, 9))


@cache
def self_inspected() -> Facts:
    return go(kept_ledger(), "duties.file_self_inspection", ANN, on(3, 9))


@cache
def ledger_link_opened() -> Facts:
    """A link for a self-inspection, until 1 April."""
    return go(kept_ledger(), "duties.open_link", ANN, on(3, 2))
