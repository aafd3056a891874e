"""The links of a case for its unit, with the addresses to hand over."""

from fastapi import APIRouter, Request, Response

from deployments.desk import reading
from deployments.desk.api.cases import CaseNo
from deployments.desk.asked import TheDesk
from deployments.desk.pages.route import PageRoute
from deployments.desk.pages.speaking import html, locale_of
from deployments.desk.pages.visiting import Visitor
from deployments.desk.rendering import filing_name, page
from flows.filing import with_address

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/c/{case}/links")
def links(request: Request, case: CaseNo, officer: Visitor, here: TheDesk) -> Response:
    """Each link of the case: what it is for, until when, and while it stands its address."""
    locale = locale_of(request)
    found = with_address(reading.links(here.store, officer, case))
    shown = [{**one, "called": [filing_name(act, locale) for act in one["acts"]]} for one in found]
    return html(request, page("links", locale, badge=officer.badge, no=case, links=shown))
