"""Organs with the organs above them, for many cases at once."""

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, literal, select

from models.facts import OrganFacts
from models.store.handles import ORGAN

HIGHEST = 8
"""No line is longer; a register that names an organ above itself must not keep anybody waiting."""


def lines(connection: Connection, codes: Collection[str]) -> dict[str, OrganFacts]:
    """Each organ of `codes` with its line upwards, itself first."""
    found: dict[str, OrganFacts] = {}
    for row in connection.execute(_upwards(), {"codes": list(codes)}):
        own = found.get(row.of) or OrganFacts(row.code, row.region, row.prefix, ())
        if row.code not in own.line:
            line, levels = (*own.line, row.code), (*own.levels, row.level)
            found[row.of] = OrganFacts(own.code, own.region, own.prefix, line, levels)
    return found


@cache
def _upwards() -> Select[Any]:
    # Built once: building it takes longer than running it.
    base = select(ORGAN.c.code.label("of"), ORGAN.c.code, ORGAN.c.parent, literal(0).label("up"))
    step = base.where(ORGAN.c.code.in_(bindparam("codes", expanding=True))).cte("step", recursive=True)
    above = select(step.c.of, ORGAN.c.code, ORGAN.c.parent, step.c.up + 1)
    step = step.union_all(above.where(ORGAN.c.code == step.c.parent, step.c.up < HIGHEST))
    wanted = select(step.c.of, ORGAN.c.code, ORGAN.c.region, ORGAN.c.prefix, ORGAN.c.level)
    return wanted.join(ORGAN, ORGAN.c.code == step.c.code).order_by(step.c.of, step.c.up)
