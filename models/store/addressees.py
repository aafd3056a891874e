"""The units an act for many is meant for, page by page in the order of their codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, exists, func, not_, or_, select

from models.guards.authority import territory
from models.store.handles import CASE_FILE, MANDATE, OFFICER, ORGAN, UNIT, UNIT_STATUS
from models.vocabulary import File, UnitStatus


@dataclass(frozen=True)
class Meant:
    """The units in an organ's territory; of them those a key-unit status binds on `key_on`, and those that never had a
    duties ledger."""

    region: str
    key_on: date | None = None
    ledgerless: bool = False


def organ_of(connection: Connection, badge: str) -> tuple[str, str] | None:
    """Code and region of the officer's organ; None for no such officer."""
    wanted = select(*ORGAN.c["code", "region"]).select_from(ORGAN.join(OFFICER, OFFICER.c.organ == ORGAN.c.code))
    row = connection.execute(wanted.where(OFFICER.c.badge == badge)).first()
    return (row.code, row.region) if row else None


def count(connection: Connection, meant: Meant) -> int:
    """How many units they are."""
    return int(connection.execute(select(func.count()).select_from(UNIT).where(_where(meant))).scalar_one())


def page(connection: Connection, meant: Meant, after: str, limit: int) -> list[str]:
    """At most `limit` of their codes, those behind `after`."""
    wanted = select(UNIT.c.code).where(_where(meant), UNIT.c.code > after)
    return list(connection.scalars(wanted.order_by(UNIT.c.code).limit(limit)))


def hold(connection: Connection, units: Iterable[str], badges: Iterable[str]) -> None:
    """Lock people, then units, as an act on each would: acts taken together wait for nobody once they have begun
    (PostgreSQL; SQLite has locked all)."""
    if connection.dialect.name != "postgresql":
        return
    people = sorted(set(badges))
    for key, named in ((OFFICER.c.badge, people), (MANDATE.c.badge, people)):
        rows = select(key).where(key.in_(named)).order_by(*key.table.primary_key)
        connection.execute(rows.with_for_update(read=True))
    wanted = select(UNIT.c.code).where(UNIT.c.code.in_(sorted(set(units)))).order_by(UNIT.c.code)
    connection.execute(wanted.with_for_update())


def _where(meant: Meant) -> ColumnElement[bool]:
    wanted = [UNIT.c.region.startswith(territory(meant.region), autoescape=True)]
    if meant.key_on is not None:
        still = or_(UNIT_STATUS.c.ended_on.is_(None), UNIT_STATUS.c.ended_on >= meant.key_on)
        binds = (UNIT_STATUS.c.status == UnitStatus.KEY_UNIT, UNIT_STATUS.c.served_on < meant.key_on, still)
        wanted.append(exists().where(UNIT_STATUS.c.unit == UNIT.c.code, *binds))
    if meant.ledgerless:
        wanted.append(not_(exists().where(CASE_FILE.c.unit == UNIT.c.code, CASE_FILE.c.kind == File.DUTIES)))
    return and_(*wanted)
