"""What a page answers where nothing can be shown: a page too, and for who is not signed in the way to sign in."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from deployments.desk import told
from deployments.desk.pages.speaking import go, html, locale_of
from deployments.desk.problems import NotSignedIn, TooMany
from deployments.desk.rendering import page
from models.errors import BadInput, LostRace, TransitionRefused, Unknown
from models.store.files import FileMissing
from models.store.vault import Erased

log = logging.getLogger("casework.desk")

STATUS: dict[type[Exception], int] = {
    TransitionRefused: 403, Unknown: 404, RequestValidationError: 404, LostRace: 409, FileMissing: 410, Erased: 410,
    BadInput: 422, TooMany: 429,
}  # fmt: skip

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route whose errors are pages; those nobody foresaw too, since a server would log what they say."""

    back = "/"

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handle(request)
            except Exception as error:
                return problem(request, error, self.back)

        return shown


class PublicRoute(PageRoute):
    """One for who has no business with the rest of the desk: its errors lead nowhere."""

    back = ""


def problem(request: Request, error: Exception, back: str = "/") -> Response:
    """The page for an error; a visitor who is not signed in is sent to sign in, and afterwards back."""
    locale = locale_of(request)
    if isinstance(error, NotSignedIn):
        path = request.url.path
        if request.method == "GET":
            return go("/sign-in" if path == "/" else f"/sign-in?back={quote(path)}")
        # What was typed is in this request only: the browser sends it again when the page is loaded again.
        return html(request, page("over", locale, switch=False), 401)
    status = error.status_code if isinstance(error, HTTPException) else STATUS.get(type(error), 500)
    if status == 500:
        log.error("internal: %s", type(error).__name__)
    known = {"badge": getattr(request.state, "badge", None), "switch": request.method == "GET"}
    found = told.of(Unknown("page") if status == 404 else error, locale)
    return html(request, page("problem", locale, found=found, back=back, **known), status)


def install(app: FastAPI, besides: str) -> None:
    """Answer addresses that no route has with pages too, but for those that begin with `besides`."""
    usual: Any = app.exception_handlers[HTTPException]

    def shown(request: Request, error: Exception) -> Response:
        elsewhere: Response = usual(request, error)
        return elsewhere if request.url.path.startswith(besides) else problem(request, error)

    app.add_exception_handler(HTTPException, shown)
