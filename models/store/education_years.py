"""The yearly plans of publicity and education as stored: who has none, and what was planned and held. Set-based."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from models import education
from models.errors import Unknown
from models.store.handles import CASE_FILE, OFFICER, ORGAN
from models.vocabulary import File

ADOPTED = ("adopted", "reported")
NUMBERS = ("planned", "held", "cancelled", "attendance")


def without_plan(connection: Connection, year: int) -> list[str]:
    """The organs that have officers and no plan adopted for that year, by code."""
    having = {row.organ for row in _plans(connection, year) if row.state in ADOPTED}
    staffed = connection.scalars(select(OFFICER.c.organ).where(OFFICER.c.active).distinct().order_by(OFFICER.c.organ))
    return [organ for organ in staffed if organ not in having]


def overview(connection: Connection, year: int) -> list[dict[str, Any]]:
    """Each organ that has officers or a plan for that year, in the order of their codes, with its own numbers."""
    plans = {row.organ: row for row in _plans(connection, year)}
    staffed = set(connection.scalars(select(OFFICER.c.organ).where(OFFICER.c.active).distinct()))
    codes = connection.scalars(select(ORGAN.c.code).order_by(ORGAN.c.code))
    return [_line(organ, plans.get(organ)) for organ in codes if organ in staffed or organ in plans]


def report(connection: Connection, number: str) -> dict[str, Any]:
    """The year of one plan in numbers, as recorded if it was reported on, else as it stands. Raises Unknown."""
    plan = connection.execute(
        select(CASE_FILE).where(CASE_FILE.c.no == number, CASE_FILE.c.kind == File.EDUCATION)
    ).first()
    if plan is None:
        raise Unknown(number)
    reported = next((entry for entry in reversed(plan.acts) if entry["act"] == "report_year"), None)
    return {
        "case": plan.no,
        "organ": plan.organ,
        "year": education.year_of(plan.acts),
        "state": plan.state,
        "reported_on": reported["on"] if reported else None,
        "counts": reported["counts"] if reported else education.counts(plan.acts),
        "activities": [_told(activity) for activity in education.activities(plan.acts).values()],
    }


def _plans(connection: Connection, year: int) -> Iterator[Any]:
    """The plans for that year, but refused ones. A plan is drafted in its year or in the one before."""
    drafted = CASE_FILE.c.opened_on.between(date(year - 1, 1, 1), date(year, 12, 31))
    wanted = select(*CASE_FILE.c["no", "organ", "state", "acts"]).where(
        CASE_FILE.c.kind == File.EDUCATION, CASE_FILE.c.state != "refused", drafted
    )
    return (row for row in connection.execute(wanted) if education.year_of(row.acts) == year)


def _line(organ: str, plan: Any) -> dict[str, Any]:
    counted = education.counts(plan.acts) if plan else dict.fromkeys(NUMBERS, 0)
    return {
        "organ": organ,
        "case": plan.no if plan else None,
        "state": plan.state if plan else None,
        "adopted": plan is not None and plan.state in ADOPTED,
        **{name: counted[name] for name in NUMBERS},
    }


def _told(activity: education.Activity) -> dict[str, Any]:
    held = activity.held or {}
    return {
        "item": activity.item,
        "planned_on": activity.planned_on.isoformat(),
        "day": activity.day,
        "other": activity.other,
        "units": len(activity.units),
        "became": activity.became.value,
        "occurred_on": held.get("occurred_on"),
        "attendance": held.get("attendance"),
        "forms": held.get("forms", []),
        "partners": held.get("partners", []),
    }
