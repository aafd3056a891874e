"""A unit's duties, for who may see a file about it."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as InPath

from deployments.desk import units
from deployments.desk.asked import SignedIn, TheDesk
from models.acts.form import CODE

router = APIRouter(tags=["reading"])

UnitCode = Annotated[str, InPath(pattern=CODE)]
AsOf = Annotated[date | None, Query(description="The day; today unless stated.")]


@router.get("/units/{unit}/duties")
def duties(unit: UnitCode, officer: SignedIn, here: TheDesk, as_of: AsOf = None) -> dict[str, Any]:
    """Each duty of the unit: since when, what was done for it, when it is due again, what open finding cites it."""
    return units.duties(here.store, officer, unit, as_of)
