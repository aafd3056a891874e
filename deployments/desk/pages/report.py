"""The public page for reports: for anybody, without a session, a cookie or a script. Nothing of an address is kept."""

import logging
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response

from deployments.desk import rates, told
from deployments.desk.asked import Desk, TheDesk, address
from deployments.desk.pages.posting import Posted, from_no_other_site
from deployments.desk.pages.route import PublicRoute
from deployments.desk.pages.speaking import html, locale_of
from deployments.desk.rendering import page
from deployments.desk.signed_in import now
from flows import public_reports, report_codes
from flows.public_reports import Told
from models.acts.form import NARRATIVE
from models.acts.report_choices import ReportSubject
from models.errors import BadInput, TransitionRefused, Unknown
from models.situation import no
from models.store import report_codes as codes
from models.wording import word

log = logging.getLogger("casework.desk")

router = APIRouter(route_class=PublicRoute, include_in_schema=False)
Sent = Annotated[Posted, Depends(from_no_other_site)]
PATIENCE = 8.0
"""Seconds the page waits until the report is registered."""

ROOM = NARRATIVE - 200
"""Letters of a report; the rest is left for the unit as it was stated."""

LINE = 100


def intake(request: Request, here: TheDesk) -> str:
    """The badge reports are registered by. Raises Unknown where none is set, TooMany."""
    if here.intake is None:
        raise Unknown("page")
    here.rates.count(rates.PUBLIC, "public", here.rates.nameless(address(request)))
    if request.method == "POST":
        here.rates.count(rates.CROWD, "public")
    return here.intake


Intake = Annotated[str, Depends(intake)]


@router.get("/report")
def ask(request: Request, _badge: Intake) -> Response:
    """The form."""
    return _form(request, {"_key": str(uuid4())})


@router.post("/report")
def send(request: Request, badge: Intake, here: TheDesk, sent: Sent) -> Response:
    """Take the report in; the receipt code is shown on this page and nowhere else."""
    typed = {"_key": sent.key, **dict(sent.own)}
    try:
        public_reports.submit(here.store, badge, sent.key, _told(typed), now())
    except BadInput as error:
        return _form(request, typed, error)
    except TransitionRefused as refused:
        return _not_taken(request, refused)
    return _given(request, here, badge, sent.key)


@router.post("/report/waiting")
def wait(request: Request, badge: Intake, here: TheDesk, sent: Sent) -> Response:
    """Whether it is registered by now."""
    return _given(request, here, badge, sent.key)


@router.get("/report/status")
def ask_status(request: Request, _badge: Intake) -> Response:
    """Ask for the receipt code."""
    return _shown(request, "report_status", typed=None)


@router.post("/report/status")
def status(request: Request, _badge: Intake, here: TheDesk, sent: Sent) -> Response:
    """How the report stands and what was written; a message is kept first, where there is one."""
    own = dict(sent.own)
    code, text = own.get("code", "").strip(), own.get("message", "").strip()
    failed: Exception | None = None
    try:
        left = bool(text) and report_codes.leave(code, text, now())
    except (BadInput, TransitionRefused) as error:
        left, failed = False, error
    with here.store.read() as connection:
        word_of, messages = codes.status_for(connection, code), codes.messages_for(connection, code)
    if word_of is None:
        return _shown(request, "report_status", 404, typed=None, unknown=True)
    locale = locale_of(request)
    found = told.of(failed, locale) if failed else None
    shown = {"state": word(word_of, locale), "messages": messages or [], "left": left, "found": found}
    return _shown(request, "report_status", 422 if failed else 200, typed=code, lost=text if failed else "", **shown)


def _told(typed: dict[str, str]) -> Told:
    """What was written. Raises BadInput."""
    unit, contact, content = (typed.get(name, "").strip() for name in ("unit", "contact", "content"))
    if not 0 < len(content) <= ROOM or len(unit) > LINE or len(contact) > LINE * 5:
        raise BadInput("report")
    try:
        return Told(ReportSubject(typed.get("subject", "")), unit, content, contact)
    except ValueError:
        raise BadInput("subject") from None


def _form(request: Request, typed: dict[str, str], wrong: BadInput | None = None) -> Response:
    locale = locale_of(request)
    subjects = [(subject.value, word(subject, locale)) for subject in ReportSubject]
    known = {name: typed.get(name, "") for name in ("_key", "subject", "unit", "content", "contact")}
    return _shown(
        request, "report", 422 if wrong else 200, typed=known, subjects=subjects, room=ROOM, wrong=bool(wrong)
    )


def _given(request: Request, here: Desk, badge: str, key: str) -> Response:
    try:
        code = public_reports.code(here.store, badge, key, now(), PATIENCE)
    except TransitionRefused as refused:
        if refused.refusal.code == no("code_given").code:
            return _shown(request, "report_given", code=None, key=None, again=True)
        return _not_taken(request, refused)
    return _shown(request, "report_given", 200 if code else 202, code=code, key=key, again=False)


def _not_taken(request: Request, refused: TransitionRefused) -> Response:
    """Why the organ could not take it says nothing to who reports; its operator reads the code of the refusal."""
    log.error("a report by the public page was refused: %s", refused.refusal.code)
    return _shown(request, "report_given", 503, code=None, key=None, again=False)


def _shown(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    known = {"unknown": False, "state": None, "messages": [], "left": False, "lost": ""} | values
    body = page(template, locale_of(request), **known, switch=request.method == "GET")
    return html(request, body, status)
