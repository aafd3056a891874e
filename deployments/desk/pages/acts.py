"""Pages to take acts: the form of each, shown again with what was typed until it is taken, and its receipt."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request, Response

from deployments.desk import reading, taking
from deployments.desk import told as problems
from deployments.desk.addresses import grouped, meant
from deployments.desk.api.cases import CaseNo
from deployments.desk.asked import Desk, TheDesk
from deployments.desk.fields import Stored
from deployments.desk.form_page import Asked, form_page
from deployments.desk.narrated import told_by_event
from deployments.desk.pages.posting import Posted, posted
from deployments.desk.pages.route import STATUS, PageRoute
from deployments.desk.pages.speaking import go, html, locale_of
from deployments.desk.pages.visiting import Visitor
from deployments.desk.prefilled import prefilled
from deployments.desk.rendering import file_kind, page, when
from deployments.desk.signed_in import Officer
from deployments.desk.taking import Taken
from deployments.desk.typed import gathered, shown, stated
from flows.submitting import Wish
from models.errors import BadInput, LostRace, TransitionRefused, Unknown
from models.lifecycle import LIFECYCLE, find
from models.vocabulary import Stage

router = APIRouter(route_class=PageRoute, include_in_schema=False)
FromPage = Annotated[Posted, Depends(posted)]
OPENS = {t.stage.value: t.act for t in LIFECYCLE if t.on_file and t.opens}
"""The acts that open a file, by what they open: one for each kind of file."""
PATIENCE = 3.0
"""Seconds a page waits for the answer before it shows that the act waits."""


@router.get("/c/{case}/{place}/{act}")
def ask(request: Request, case: CaseNo, place: str, act: str, officer: Visitor, here: TheDesk) -> Response:
    """The form of an act on a case."""
    return _ask(request, _asked(request, here, officer, case, place, act))


@router.post("/c/{case}/{place}/{act}")
def take(
    request: Request, case: CaseNo, place: str, act: str, officer: Visitor, here: TheDesk, sent: FromPage
) -> Response:
    """Take it; or show the form again, with what was typed and why."""
    return _take(request, _asked(request, here, officer, case, place, act), officer, here, sent)


@router.get("/open/{file}")
def ask_open(request: Request, file: str, officer: Visitor, here: TheDesk) -> Response:
    """The form of the act that opens a case, or an activity for many units."""
    return _ask(request, _asked(request, here, officer, None, file, OPENS.get(file, "")))


@router.post("/open/{file}")
def open_file(request: Request, file: str, officer: Visitor, here: TheDesk, sent: FromPage) -> Response:
    """Open it."""
    return _take(request, _asked(request, here, officer, None, file, OPENS.get(file, "")), officer, here, sent)


@router.get("/r/{submission}")
def receipt(request: Request, submission: UUID, officer: Visitor, here: TheDesk) -> Response:
    """How a submission of one's own stands."""
    locale = locale_of(request)
    known: dict[str, Any] = {"badge": officer.badge, "waiting": False, "case": None}
    try:
        body = taking.standing(here.store, officer, str(submission)).receipt
    except (TransitionRefused, LostRace) as error:
        return html(request, page("receipt", locale, **known, found=problems.of(error, locale)))
    if body is None:
        return html(request, page("receipt", locale, **known | {"waiting": True}), 202)
    stage, act = body["act"].split(".")
    transition = find(Stage(stage), act)
    following, basis = grouped(body["case"], body["next"], locale), transition.basis if transition else ()
    further = {"case": body["case"], "next": following, "basis": basis}
    return html(request, page("receipt", locale, **known | further, receipt=body, repeated=False))


def _asked(request: Request, here: Desk, officer: Officer, case: str | None, place: str, act: str) -> Asked:
    """The page of this act. Raises Unknown, and TransitionRefused for who may not see the case."""
    transition, label = meant(place, act)
    if (case is None) != (place in OPENS and OPENS[place] == act):
        raise Unknown(act)
    locale = locale_of(request)
    about = reading.filling(here.store, officer, case, label)
    evidence = [
        Stored(one["digest"], f"{file_kind(one['kind'], locale)} · {when(one['added_at'])} · {one['digest'][:8]}")
        for one in about.documents
    ]
    fresh = about.codes and transition.fresh_code
    told = told_by_event(about.stated, about.narrative, locale)
    before = [(one["act"], told[one["seq"]]) for one in about.stated if one["seq"] in told]
    with here.store.read() as connection:
        filled = prefilled(transition.full_name, about.stage, connection, case)
    return Asked(
        transition, officer.badge, locale, action=request.url.path, key=str(uuid4()), case=case, label=label,
        seen=about.version, fresh=fresh, stored=evidence, before=before,
        known=filled,
    )  # fmt: skip


def _ask(request: Request, asked: Asked) -> Response:
    return html(request, form_page(asked, shown(asked.transition.form, asked.known)))


def _take(request: Request, asked: Asked, officer: Officer, here: Desk, sent: Posted) -> Response:
    form = asked.transition.form
    typed = gathered(form, sent.own)
    as_seen = replace(asked, seen=_seen(sent))
    if more := sent.get("_more"):
        return html(request, form_page(replace(as_seen, key=sent.key), typed, more=more))
    try:
        taken = _submitted(asked, officer, here, sent, stated(form, typed))
    except BadInput as error:
        if not error.faults:
            raise
        return html(request, form_page(as_seen, typed, faults=error.faults), 422)
    except (TransitionRefused, LostRace) as error:
        # Only a lost race says what changed: it alone counts as having looked again.
        again = asked if isinstance(error, LostRace) else as_seen
        return html(request, form_page(again, typed, found=problems.of(error, asked.locale)), STATUS[type(error)])
    return go(f"/r/{taken.submission}")


def _submitted(asked: Asked, officer: Officer, here: Desk, sent: Posted, values: dict[str, Any]) -> Taken:
    carried = {"act": asked.transition.act, "case": asked.case, "stage": asked.label, "seen": _seen(sent)}
    raw = values | {name: value for name, value in carried.items() if value is not None}
    wish = Wish(asked.transition.stage, raw)
    (taken,) = taking.take(here.store, officer, sent.key, [wish], sent.get("_code") or None, PATIENCE)
    return taken


def _seen(sent: Posted) -> int | None:
    """The version the form was filled from, as its page said."""
    seen = sent.get("_seen")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
