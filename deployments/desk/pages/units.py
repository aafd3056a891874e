"""The page of a unit: its duties on a day."""

from fastapi import APIRouter, Request, Response

from deployments.desk import units
from deployments.desk.api.units import AsOf, UnitCode
from deployments.desk.asked import TheDesk
from deployments.desk.fields import label
from deployments.desk.pages.route import PageRoute
from deployments.desk.pages.speaking import html, locale_of
from deployments.desk.pages.visiting import Visitor
from deployments.desk.rendering import page
from models.acts.choices import DutyEvidence, SelfAssessment

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/u/{unit}")
def unit(request: Request, unit: UnitCode, officer: Visitor, here: TheDesk, as_of: AsOf = None) -> Response:
    """Each duty of the unit with what was done for it, what is due, and what cites it."""
    locale, found = locale_of(request), units.duties(here.store, officer, unit, as_of)
    for line in found["duties"]:
        for done in line["measures"]:
            done["called"] = label(DutyEvidence(done["kind"]), locale)
        if line["said"]:
            line["said"]["called"] = label(SelfAssessment(line["said"]["answer"]), locale)
    return html(request, page("unit", locale, badge=officer.badge, unit=found))
