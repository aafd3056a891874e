"""Officers with their mandates, as a decision looks at them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from models.facts import MandateFacts, OfficerFacts
from models.store.handles import MANDATE, OFFICER, ORGAN

_PEOPLE = (
    select(*OFFICER.c["badge", "organ", "active", "clearance"], ORGAN.c.level, MANDATE)
    .select_from(OFFICER.join(ORGAN).outerjoin(MANDATE, MANDATE.c.badge == OFFICER.c.badge))
    .where(OFFICER.c.badge.in_(bindparam("badges", expanding=True)))
    .order_by(OFFICER.c.badge, MANDATE.c.id)
)


def found(connection: Connection, badges: Collection[str]) -> dict[str, OfficerFacts]:
    """Officers with their mandates; one that was lent comes with its lender, and the lender's own mandates."""
    rows = _with_mandates(connection, badges)
    lenders = {r.delegated_by for r in rows if r.delegated_by is not None}
    lent = _people(_with_mandates(connection, lenders), {}) if lenders else {}
    return _people(rows, lent)


def _with_mandates(connection: Connection, badges: Collection[str]) -> Sequence[Any]:
    return connection.execute(_PEOPLE, {"badges": sorted(badges)}).all()


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
