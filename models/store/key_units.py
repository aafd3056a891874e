"""The list of key units as it stood on a day: every change dated up to then, folded. Codes, numbers and days only."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from models.guards.authority import under
from models.store.handles import CASE_FILE, ORGAN, UNIT, UNIT_STATUS
from models.vocabulary import File, UnitStatus

LISTED, REMOVED = "listed", "removed"


def on(connection: Connection, day: date, organ: str | None = None, unit: str | None = None) -> dict[str, Any]:
    """The units on the list on that day, its version (how many changes came up to then), and the changes.

    With `organ` those it listed, and those of its territory that were entered by hand; with `unit` that one's only.
    """
    made = [change for change in _changes(connection, organ, unit) if change["on"] <= day]
    standing: dict[tuple[str, date], dict[str, Any]] = {}
    for change in made:
        key = (change["unit"], change["served_on"])
        if change["change"] == LISTED:
            standing[key] = {name: change[name] for name in ("unit", "served_on", "notice_no", "file", "organ")}
        else:
            standing.pop(key, None)
    changes = [{name: c[name] for name in ("on", "change", "unit", "notice_no", "file", "organ")} for c in made]
    return {"as_of": day, "organ": organ, "version": len(made), "units": list(standing.values()), "changes": changes}


def newest(connection: Connection, organ: str, units: Iterable[str]) -> dict[str, str]:
    """The number of the organ's newest listing of each unit that has one."""
    mine = (CASE_FILE.c.kind == File.LISTING, CASE_FILE.c.organ == organ, CASE_FILE.c.unit.in_(sorted(set(units))))
    rows = connection.execute(select(*CASE_FILE.c["unit", "no"]).where(*mine).order_by(CASE_FILE.c.no))
    return {row.unit: row.no for row in rows}


def _changes(connection: Connection, organ: str | None, unit: str | None) -> list[dict[str, Any]]:
    """Every change in the order of its day; on one day a removal comes after what it ends."""
    rows = connection.execute(
        select(
            *UNIT_STATUS.c["unit", "served_on", "ended_on", "notice_no", "listing"], CASE_FILE.c.organ, UNIT.c.region
        )
        .select_from(UNIT_STATUS.join(UNIT).outerjoin(CASE_FILE, CASE_FILE.c.no == UNIT_STATUS.c.listing))
        .where(UNIT_STATUS.c.status == UnitStatus.KEY_UNIT)
        .order_by(UNIT_STATUS.c.id)
    ).all()
    territory = connection.execute(select(ORGAN.c.region).where(ORGAN.c.code == organ)).scalar()
    found: list[dict[str, Any]] = []
    for row in rows:
        here = row.organ == organ if row.organ else under(territory or "000000", row.region)
        if (organ is not None and not here) or unit not in (None, row.unit):
            continue
        told = {
            "unit": row.unit, "served_on": row.served_on, "notice_no": row.notice_no, "file": row.listing,
            "organ": row.organ,
        }  # fmt: skip
        found.append({"on": row.served_on, "change": LISTED, **told})
        if row.ended_on is not None:
            found.append({"on": row.ended_on, "change": REMOVED, **told})
    return sorted(found, key=lambda c: (c["on"], c["change"]))
