"""Taking notice that a deadline has passed."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from deployments.desk.asked import SignedIn, TheDesk
from flows.acknowledging import acknowledge
from flows.signature import Proven

router = APIRouter(tags=["reading"])
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the notice, as the inbox shows it.")]


@router.post("/notices/{number}/acknowledge")
def take_notice(number: Number, officer: SignedIn, here: TheDesk) -> dict[str, Any]:
    """Acknowledge a notice that waits for the officer, by the session alone; asked again, the answer is the same."""
    return acknowledge(here.store, number, Proven(officer.badge))
