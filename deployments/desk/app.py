"""The desk as one ASGI application."""

from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from deployments.desk import problems
from deployments.desk.api import acts, cases, documents, notices, session, units
from deployments.desk.asked import Desk
from deployments.desk.pages import acts as act_pages
from deployments.desk.pages import cases as case_pages
from deployments.desk.pages import filing as filing_pages
from deployments.desk.pages import links as link_pages
from deployments.desk.pages import notices as notice_pages
from deployments.desk.pages import report as report_pages
from deployments.desk.pages import route, style
from deployments.desk.pages import session as session_pages
from deployments.desk.pages import units as unit_pages
from deployments.desk.surface import Surface
from deployments.settings import deployment_settings
from models.store.engine import Store
from models.store.media import MIB
from models.store.settings import store_settings

PREFIX = "/api/v1"
PROBLEM: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "A problem (RFC 9457) with code, and where the law says no with article and next step",
        "content": {problems.MEDIA: {"schema": {"type": "object", "required": ["type", "title", "status", "code"]}}},
    }
}
ENVELOPE = MIB
"""What a form may take beside the largest file."""


def create(store: Store, *, secure: bool = False) -> FastAPI:
    """The desk over an open database; `secure` where people reach it over TLS."""
    app = FastAPI(
        title="Casework desk", version="1", docs_url=None, redoc_url=None, openapi_url=f"{PREFIX}/openapi.json",
        description="Where officers read what they need to know and take acts. 办案工作台",
    )  # fmt: skip
    app.state.desk = Desk(store, secure=secure, intake=deployment_settings().intake_badge)
    problems.install(app)
    route.install(app, besides=PREFIX)
    for router in (session.router, cases.router, acts.router, documents.router, notices.router, units.router):
        app.include_router(router, prefix=PREFIX, responses=PROBLEM)
    readable = (session_pages, case_pages, link_pages, act_pages, notice_pages, unit_pages)
    for pages in (*readable, filing_pages, report_pages, style):
        app.include_router(pages.router)
    largest = store_settings().file_limit_mb * MIB + ENVELOPE
    refuse: Any = app.exception_handlers[HTTPException]
    app.add_middleware(Surface, largest=largest, secure=secure, refuse=refuse)

    @app.get("/healthz", include_in_schema=False)
    def healthy() -> dict[str, str]:
        return {"desk": "open"}

    return app
