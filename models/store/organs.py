"""Organs with the organs above them, for many cases at once."""

from collections.abc import Collection

from sqlalchemy import Connection, literal, select

from models.facts import OrganFacts
from models.store.handles import ORGAN

HIGHEST = 8
"""No line is longer; a register that names an organ above itself must not keep anybody waiting."""


def lines(connection: Connection, codes: Collection[str]) -> dict[str, OrganFacts]:
    """Each organ of `codes` with its line upwards, itself first."""
    base = select(ORGAN.c.code.label("of"), ORGAN.c.code.label("code"), ORGAN.c.parent, literal(0).label("up"))
    up = base.where(ORGAN.c.code.in_(codes)).cte("up", recursive=True)
    above = select(up.c.of, ORGAN.c.code, ORGAN.c.parent, up.c.up + 1).where(
        ORGAN.c.code == up.c.parent, up.c.up < HIGHEST
    )
    up = up.union_all(above)
    steps = select(up.c.of, ORGAN.c.code, ORGAN.c.region, ORGAN.c.prefix, ORGAN.c.level)
    rows = connection.execute(steps.join(ORGAN, ORGAN.c.code == up.c.code).order_by(up.c.of, up.c.up)).all()
    found: dict[str, OrganFacts] = {}
    for row in rows:
        own = found.setdefault(row.of, OrganFacts(row.code, row.region, row.prefix, (), ()))
        if row.code not in own.line:
            line, levels = (*own.line, row.code), (*own.levels, row.level)
            found[row.of] = OrganFacts(own.code, own.region, own.prefix, line, levels)
    return found
