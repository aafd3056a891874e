"""Officers with their mandates, as a decision looks at them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from models.facts import MandateFacts, OfficerFacts
from models.store.questions import PEOPLE


def found(connection: Connection, badges: Collection[str]) -> dict[str, OfficerFacts]:
    """Officers with their mandates; one that was lent comes with its lender, and the lender's own mandates."""
    return of(PEOPLE.ask(connection, badges=sorted(badges)).all(), badges)


def of(rows: Sequence[Any], badges: Collection[str]) -> dict[str, OfficerFacts]:
    """Those of the badges that are in the rows, which hold their lenders too."""
    own = [r for r in rows if r.badge in badges]
    lenders = {r.delegated_by for r in own if r.delegated_by is not None}
    return _people(own, _people([r for r in rows if r.badge in lenders], {}) if lenders else {})


def _people(rows: Sequence[Any], lenders: Mapping[str, OfficerFacts]) -> dict[str, OfficerFacts]:
    """A mandate lent by nobody known to `lenders` is left out: what was lent is not lent again."""
    found: dict[str, OfficerFacts] = {}
    for r in rows:
        given: tuple[MandateFacts, ...] = ()
        if r.role is not None and (r.delegated_by is None or r.delegated_by in lenders):
            lender = lenders.get(r.delegated_by)
            given = (MandateFacts(r.role, r.act, r.valid_from, r.valid_until, r.revoked_on, lender),)
        before = found[r.badge].mandates if r.badge in found else ()
        found[r.badge] = OfficerFacts(r.badge, r.organ, r.level, r.active, (*before, *given), r.clearance)
    return found
