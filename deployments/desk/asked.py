"""What a route is given: the open database, who is signed in, and how often that officer asks."""

from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from deployments.desk import rates, signed_in
from deployments.desk.rates import Rates
from deployments.desk.signed_in import Officer
from models.store.engine import Store

Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


@dataclass(frozen=True)
class Desk:
    """The desk of this process; `intake` is the badge the public page registers reports by, None: no such page."""

    store: Store
    rates: Rates = field(default_factory=Rates)
    secure: bool = False
    intake: str | None = None


def desk(request: Request) -> Desk:
    """The desk that answers."""
    return cast(Desk, request.app.state.desk)


def address(request: Request) -> str:
    """Where the request came from, as far as the connection tells."""
    return request.client.host if request.client else "unknown"


def by_token(request: Request, bearer: Bearer) -> Officer:
    """The officer whose token the request bears; the pages' cookie does not count here."""
    here = desk(request)
    found = signed_in.officer(here.store, bearer.credentials if bearer else None, signed_in.now())
    here.rates.count(rates.WRITING if request.method not in ("GET", "HEAD") else rates.ASKING, found.token)
    return found


TheDesk = Annotated[Desk, Depends(desk)]
SignedIn = Annotated[Officer, Depends(by_token)]
