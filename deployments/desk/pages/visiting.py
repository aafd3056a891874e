"""Who visits the pages: the session's token stands in a cookie that no script reads."""

from typing import Annotated

from fastapi import Depends, Request, Response

from deployments.desk import rates, signed_in
from deployments.desk.asked import Desk, desk
from deployments.desk.signed_in import Officer


def cookie(here: Desk) -> str:
    """The cookie's name; over TLS one that only this host can set."""
    return "__Host-session" if here.secure else "session"


def visitor(request: Request) -> Officer:
    """The officer signed in in this browser. Raises NotSignedIn, TooMany."""
    here = desk(request)
    found = signed_in.officer(here.store, request.cookies.get(cookie(here)), signed_in.now())
    here.rates.count(rates.WRITING if request.method == "POST" else rates.ASKING, found.token)
    request.state.badge = found.badge
    return found


def keep(response: Response, here: Desk, token: str) -> None:
    """Give the browser the token until it is closed. `lax`: a link in a notice finds the officer signed in."""
    response.set_cookie(cookie(here), token, path="/", httponly=True, samesite="lax", secure=here.secure)


def forget(response: Response, here: Desk) -> None:
    """Take the token back."""
    response.delete_cookie(cookie(here), path="/", httponly=True, samesite="lax", secure=here.secure)


Visitor = Annotated[Officer, Depends(visitor)]
