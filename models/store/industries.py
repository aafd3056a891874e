"""The units of an industry, as the register of units writes it."""

from sqlalchemy import Connection, bindparam, select

from models.facts import UnitFacts
from models.store.handles import UNIT

_UNITS = select(*UNIT.c["code", "region", "superior"]).where(UNIT.c.industry == bindparam("industry"))


def units_of(connection: Connection, industry: str) -> dict[str, UnitFacts]:
    """All units of the industry, wherever they lie; without their statuses."""
    rows = connection.execute(_UNITS, {"industry": industry})
    return {r.code: UnitFacts(r.code, r.region, r.superior) for r in rows}
