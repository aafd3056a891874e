"""Pages for signing in and out."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from deployments.desk import addresses, rates, signed_in, told
from deployments.desk.asked import TheDesk, address
from deployments.desk.pages import visiting
from deployments.desk.pages.posting import Posted, posted
from deployments.desk.pages.route import PageRoute
from deployments.desk.pages.speaking import go, html, locale_of
from deployments.desk.pages.visiting import Visitor
from deployments.desk.rendering import page
from models.acts.form import CODE
from models.errors import TransitionRefused
from models.situation import no
from models.store import passcodes

router = APIRouter(route_class=PageRoute, include_in_schema=False)
FromPage = Annotated[Posted, Depends(posted)]


@router.get("/sign-in")
def ask(request: Request, here: TheDesk, back: str = "/", left: bool = False) -> Response:
    """Ask for badge and passcode; `back` is where to go then."""
    return html(request, _form(request, here, back, left=left))


@router.post("/sign-in")
def begin(request: Request, here: TheDesk, asked: FromPage) -> Response:
    """Sign in and go where the visitor wanted to; a refusal is shown beside what was typed."""
    badge, code = dict(asked.own).get("badge", "").strip(), asked.get("_code") or None
    here.rates.count(rates.SIGN_IN, "address", address(request))
    here.rates.count(rates.SIGN_IN, "badge", badge[:40])
    try:
        if not re.fullmatch(CODE, badge, re.ASCII):
            raise TransitionRefused(no("officer_unknown"))
        token = signed_in.sign_in(here.store, badge, signed_in.well_formed(code), signed_in.now())
    except TransitionRefused as refused:
        return html(request, _form(request, here, asked.get("_back"), badge, refused), 403)
    response = go(addresses.back(asked.get("_back")))
    visiting.keep(response, here, token)
    return response


@router.post("/sign-out")
def end(here: TheDesk, _asked: FromPage, officer: Visitor) -> Response:
    """Sign out."""
    signed_in.sign_out(here.store, officer.token, signed_in.now())
    response = go("/sign-in?left=true")
    visiting.forget(response, here)
    return response


def _form(
    request: Request, here: TheDesk, back: str, typed: str = "", refused: TransitionRefused | None = None,
    left: bool = False,
) -> str:  # fmt: skip
    locale = locale_of(request)
    with here.store.read() as connection:
        codes = passcodes.asked(connection)
    found = told.of(refused, locale) if refused else None
    shown = {"back": addresses.back(back), "typed": typed, "found": found, "left": left, "codes": codes}
    return page("sign_in", locale, switch=request.method == "GET", **shown)
