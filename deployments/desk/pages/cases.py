"""Pages to read: inbox, cases, one case with its files."""

from dataclasses import asdict
from typing import Annotated, Any
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Path as InPath

from deployments.desk import reading, taking, told
from deployments.desk.addresses import grouped, kind_of
from deployments.desk.api.cases import After, CaseNo, cases_from
from deployments.desk.api.documents import as_file
from deployments.desk.asked import TheDesk
from deployments.desk.narrated import told_by_event
from deployments.desk.pages.posting import Posted, posted
from deployments.desk.pages.route import PageRoute, problem
from deployments.desk.pages.speaking import go, html, locale_of
from deployments.desk.pages.visiting import Visitor
from deployments.desk.rendering import file_kind, page
from models.acts.form import DIGEST
from models.errors import BadInput
from models.lifecycle import LIFECYCLE
from models.states import state_name
from models.vocabulary import Evidence, File
from models.wording import say

router = APIRouter(route_class=PageRoute, include_in_schema=False)
FromPage = Annotated[Posted, Depends(posted)]
LISTED = 50


@router.get("/")
def inbox(request: Request, officer: Visitor, here: TheDesk) -> Response:
    """What waits for the officer."""
    locale, found = locale_of(request), asdict(reading.inbox_of(here.store, officer))
    opens = [{"kind": t.stage.value, "name": say(t.name, locale)} for t in LIFECYCLE if t.on_file and t.opens]
    return html(request, page("inbox", locale, badge=officer.badge, inbox=found, opens=opens))


@router.get("/cases")
def cases(request: Request, officer: Visitor, here: TheDesk, after: After = None, kind: File | None = None) -> Response:
    """The cases the officer may see, newest first, a page at a time."""
    locale = locale_of(request)
    found, further = cases_from(here, officer, after, LISTED, kind=kind)
    for one in found:
        one["state_name"] = say(state_name(one["kind"].stage, one["state"]), locale)
        for stage in one["stages"]:
            stage["state_name"] = say(state_name(kind_of(stage["stage"]), stage["state"]), locale)
    shown = {"cases": found, "further": further, "kind": kind, "kinds": list(File)}
    return html(request, page("cases", locale, badge=officer.badge, **shown))


@router.get("/c/{case}")
def case(request: Request, case: CaseNo, officer: Visitor, here: TheDesk) -> Response:
    """One case: what happened, what runs, what may follow."""
    locale, found = locale_of(request), reading.case(here.store, officer, case)
    shown: dict[str, Any] = {
        "badge": officer.badge,
        "case": found,
        "file_stage": found["kind"].stage,
        "next": grouped(case, found["next"], locale),
        "narratives": told_by_event(found["stated"], found["narrative"], locale),
        "documents": [
            {**one, "called": file_kind(one["kind"], locale), "link": f"/c/{case}/files/{one['digest']}"}
            for one in found["documents"]
        ],
        "upload": {"kinds": list(Evidence), "key": uuid4()},
        "erased": "",
    }
    if found["erased"]:
        unread = [{**one, "link": ""} for one in shown["documents"]]
        shown |= {"documents": unread, "upload": None, "erased": told.without_words(locale)}
    return html(request, page("case", locale, **shown))


@router.get("/c/{case}/notices")
def notices(request: Request, case: CaseNo, officer: Visitor, here: TheDesk) -> Response:
    """What was sent in the case, word for word, and what was answered."""
    found = reading.notices(here.store, officer, case)
    return html(request, page("notices", locale_of(request), badge=officer.badge, no=case, notices=found))


@router.post("/c/{case}/files")
def add(request: Request, case: CaseNo, officer: Visitor, here: TheDesk, asked: FromPage) -> Response:
    """Keep an uploaded file as evidence of the case."""
    kind = dict(asked.own).get("kind", "")
    try:
        if asked.file is None or kind not in set(Evidence):
            raise BadInput("file: choose a file and say what it is")
        name, content = asked.file
        taking.keep(here.store, officer, case, Evidence(kind), name, content)
    except BadInput as error:
        return problem(request, error, back=f"/c/{quote(case)}")
    return go(f"/c/{case}#files")


@router.get("/c/{case}/files/{digest}")
def fetch(case: CaseNo, digest: Annotated[str, InPath(pattern=DIGEST)], officer: Visitor, here: TheDesk) -> Response:
    """A file of the case as it was given."""
    return as_file(reading.document(here.store, officer, case, digest))
