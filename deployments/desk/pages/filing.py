"""Pages of a link for the unit: what may be filed today, the form of each act, its receipt. Nobody signs in here."""

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request, Response

from deployments.desk import rates, taking
from deployments.desk import told as problems
from deployments.desk.addresses import meant
from deployments.desk.asked import TheDesk, address
from deployments.desk.fields import Asking, Input, inputs, unplaced
from deployments.desk.pages.posting import Posted, posted
from deployments.desk.pages.route import STATUS, PublicRoute
from deployments.desk.pages.speaking import go, html, locale_of
from deployments.desk.prefilled import prefilled
from deployments.desk.rendering import filing_name, page
from deployments.desk.signed_in import now
from deployments.desk.typed import Typed, gathered, shown, stated
from flows import filing
from flows.filing import OURS, Opened
from models.errors import BadInput, LostRace, TransitionRefused, Unknown
from models.store import submissions
from models.transition import Transition

router = APIRouter(route_class=PublicRoute, include_in_schema=False)
FromPage = Annotated[Posted, Depends(posted)]
PATIENCE = 3.0


def opening(request: Request, token: str, here: TheDesk) -> Opened:
    """What the address opens. Raises TransitionRefused, the same for whatever is wrong with it, and TooMany."""
    here.rates.count(rates.LINK, "link from", address(request))
    found = filing.opened(here.store, token, now())
    here.rates.count(rates.FILING if request.method == "POST" else rates.LINK, "link", str(found.id))
    return found


Opening = Annotated[Opened, Depends(opening)]


@router.get("/l/{token}")
def offered(request: Request, token: str, found: Opening) -> Response:
    """The unit's own acts that may be filed now, and its last days; nothing else of the file."""
    locale = locale_of(request)
    acts = [
        {
            "name": filing_name(t.full_name, locale), "stage": label,
            "address": f"/l/{token}/{label or t.stage.value}/{t.act}",
        }
        for t, label in found.acts
    ]  # fmt: skip
    known = {"no": found.id.case, "acts": acts, "deadlines": found.deadlines, "expires_on": found.link.expires_on}
    return html(request, page("link", locale, **known))


@router.get("/l/{token}/receipt/{submission}")
def receipt(request: Request, token: str, submission: UUID, found: Opening, here: TheDesk) -> Response:
    """How something filed through this link stands."""
    locale = locale_of(request)
    with here.store.read() as connection:
        standing = submissions.standing(connection, str(submission))
    if standing is None or standing.link != str(found.id):
        raise filing.refused(here.store, found.id, "read.receipt", now())
    known: dict[str, Any] = {"home": f"/l/{token}", "no": found.id.case, "waiting": False, "receipt": None}
    try:
        body = taking.answered(here.store, str(submission), 0.0).receipt
    except (TransitionRefused, LostRace) as error:
        return html(request, page("filed", locale, **known | {"found": problems.of(error, locale)}))
    if body is None:
        return html(request, page("filed", locale, **known | {"waiting": True}), 202)
    name = filing_name(body["act"], locale)
    return html(request, page("filed", locale, **known | {"receipt": body, "name": name, "at": standing.received_at}))


@router.get("/l/{token}/{place}/{act}")
def ask(request: Request, token: str, place: str, act: str, found: Opening, here: TheDesk) -> Response:
    """The form of an act."""
    transition, _ = _meant(here, found, place, act)
    with here.store.read() as connection:
        known = prefilled(transition.full_name, None, connection, found.id.case)
    return html(request, _form(request, token, found, transition, shown(transition.form, known), str(uuid4())))


@router.post("/l/{token}/{place}/{act}")
def file(request: Request, token: str, place: str, act: str, found: Opening, here: TheDesk, sent: FromPage) -> Response:
    """File it; or show the form again, with what was typed and why."""
    transition, label = _meant(here, found, place, act)
    own = [(name, value) for name, value in sent.own if name not in OURS and name != "attached"]
    typed, key = gathered(transition.form, own), sent.key
    if more := sent.get("_more"):
        return html(request, _form(request, token, found, transition, typed, key, more=more))
    attached = sent.file if sent.file and sent.file[1] else None
    try:
        values = stated(transition.form, typed)
        values = {name: value for name, value in values.items() if name not in OURS}
        id = filing.file(here.store, found, transition, label, key, values, now(), attached)
        taking.answered(here.store, id, PATIENCE)
    except (BadInput, TransitionRefused, LostRace) as error:
        again = _form(request, token, found, transition, typed, str(uuid4()), error)
        return html(request, again, STATUS[type(error)])
    return go(f"/l/{token}/receipt/{id}")


def _meant(here: TheDesk, found: Opened, place: str, act: str) -> tuple[Transition, str | None]:
    """The act of this address, where the link opens it now."""
    try:
        transition, label = meant(place, act)
    except Unknown:
        raise filing.refused(here.store, found.id, "read.link", now()) from None
    if not found.offers(transition, label):
        raise filing.refused(here.store, found.id, transition.full_name, now())
    return transition, label


def _form(
    request: Request, token: str, found: Opened, transition: Transition, typed: Typed, key: str,
    error: Exception | None = None, more: str = "",
) -> str:  # fmt: skip
    locale = locale_of(request)
    faults = error.faults if isinstance(error, BadInput) else ()
    asked = [one for one in inputs(transition.form, typed, Asking(locale, faults, more=more)) if one.name not in OURS]
    return page(
        "filing", locale, switch=error is None and not more, name=filing_name(transition.full_name, locale),
        no=found.id.case, home=f"/l/{token}", action=request.url.path, key=key, inputs=asked,
        wrong=_wrong(asked),
        sentences=unplaced(transition.form, faults, locale), takes_files="files" in transition.form.model_fields,
        found=problems.of(error, locale) if error is not None and not faults else None,
    )  # fmt: skip


def _wrong(asked: list[Input]) -> list[Input]:
    return [one for one in asked if one.faults]
