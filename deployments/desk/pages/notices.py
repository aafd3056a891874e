"""The button in the inbox by which an officer takes notice that a deadline has passed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from deployments.desk.api.notices import Number
from deployments.desk.asked import TheDesk
from deployments.desk.pages.posting import Posted, posted
from deployments.desk.pages.route import PageRoute
from deployments.desk.pages.speaking import go
from deployments.desk.pages.visiting import Visitor
from flows.acknowledging import acknowledge
from flows.signature import Proven

router = APIRouter(route_class=PageRoute, include_in_schema=False)
FromPage = Annotated[Posted, Depends(posted)]


@router.post("/notices/{number}/acknowledge")
def take_notice(number: Number, officer: Visitor, here: TheDesk, _asked: FromPage) -> Response:
    """Acknowledge a notice that waits for the officer, by the session alone: it decides nothing."""
    acknowledge(here.store, number, Proven(officer.badge))
    return go("/")
