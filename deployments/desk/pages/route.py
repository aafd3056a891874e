"""What a page answers where nothing can be shown: a page too, and for who is not signed in the way to sign in."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from deployments.desk import told
from deployments.desk.pages.speaking import go, html, locale_of
from deployments.desk.rendering import page
from models.errors import BadInput, CaseworkError, LostRace, TransitionRefused, Unknown

STATUS: dict[type[Exception], int] = {TransitionRefused: 403, Unknown: 404, LostRace: 409, BadInput: 422}

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route whose errors are pages. What nobody foresaw is left to the application."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def shown(request: Request) -> Response:
            try:
                return await handle(request)
            except (CaseworkError, HTTPException, RequestValidationError) as error:
                return problem(request, error)

        return shown


def problem(request: Request, error: Exception) -> Response:
    """The page for an error; a visitor who is not signed in is sent to sign in, and afterwards back."""
    status = getattr(error, "status_code", None) or STATUS.get(type(error), 422)
    if status == 401:
        path = request.url.path
        return go("/sign-in" if path == "/" else f"/sign-in?back={quote(path)}")
    locale = locale_of(request)
    found = told.of(Unknown("page") if status == 404 else error, locale)
    return html(
        request,
        page(
            "problem",
            locale,
            found=found,
            badge=getattr(request.state, "badge", None),
            back="/",
            switch=request.method == "GET",
        ),
        status,
    )
