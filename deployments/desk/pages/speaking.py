"""The language of a page, and answers as HTML."""

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from flows.settings import flow_settings
from models.wording import LOCALES

COOKIE = "language"
PUBLIC = "/report"
"""Pages for anybody begin so: they set no cookie, their own links carry the language."""
YEAR = 365 * 24 * 3600


def locale_of(request: Request) -> str:
    """What the address asks for, else what was chosen before, else the installation's language."""
    asked = (request.query_params.get("lang"), request.cookies.get(COOKIE))
    return next((locale for locale in asked if locale in LOCALES), flow_settings().locale)


def public(path: str) -> bool:
    """Whether it is a page for anybody."""
    return path == PUBLIC or path.startswith(f"{PUBLIC}/")


def html(request: Request, body: str, status: int = 200) -> HTMLResponse:
    """The page; a language asked for is kept for the next ones."""
    # `no-referrer` would make browsers hide the Origin of our own forms.
    response = HTMLResponse(body, status, {"Referrer-Policy": "same-origin"})
    chosen = request.query_params.get("lang")
    if chosen in LOCALES and not public(request.url.path):
        response.set_cookie(
            COOKIE, chosen, max_age=YEAR, path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https"
        )
    return response


def go(path: str) -> RedirectResponse:
    """Look at another page; 303, so that going back posts nothing again."""
    return RedirectResponse(path, 303)
