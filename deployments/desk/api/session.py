"""Signing in and out."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field

from deployments.desk import rates, reading, signed_in
from deployments.desk.asked import SignedIn, TheDesk, address
from deployments.desk.signed_in import well_formed
from models.acts.form import Badge, Part
from models.store.sessions import IDLE, LONGEST

router = APIRouter(tags=["session"])


class SignIn(Part):
    """Badge and the six digits the authenticator shows; a demo needs no digits."""

    badge: Badge
    code: Annotated[str | None, Field(max_length=6, repr=False)] = None


@router.post("/session", status_code=201)
def begin(asked: SignIn, request: Request, here: TheDesk) -> dict[str, Any]:
    """Sign in. The token goes into the header `Authorization: Bearer …` of every further request."""
    here.rates.count(rates.SIGN_IN, "address", address(request))
    here.rates.count(rates.SIGN_IN, "badge", asked.badge)
    token = signed_in.sign_in(here.store, asked.badge, well_formed(asked.code), signed_in.now())
    return {
        "token": token, "badge": asked.badge, "idle_seconds": int(IDLE.total_seconds()),
        "longest_seconds": int(LONGEST.total_seconds()),
    }  # fmt: skip


@router.get("/session")
def current(officer: SignedIn, here: TheDesk) -> dict[str, Any]:
    """Who is signed in, and the legal day."""
    return {"badge": officer.badge, "clearance": officer.reader.clearance, "today": reading.today(here.store)}


@router.delete("/session", status_code=204)
def end(officer: SignedIn, here: TheDesk) -> None:
    """Sign out."""
    signed_in.sign_out(here.store, officer.token, signed_in.now())
