"""Taking an act on the server: sealed into the database, or asked for through its deployment, as the installation
has it; answered by the receipt in our database.

The same request id never takes an act twice, and gets the same answer for ever.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from deployments import sealing, waiting
from deployments.cli import database, receipt, signing
from deployments.cli.exits import Failed
from deployments.cli.options import a_request
from deployments.cli.output import told
from deployments.waiting import Asked
from flows import trigger
from flows.digest import request_digest
from flows.engine import api_url, pages
from flows.forms import read as form_read
from flows.identity import identity
from flows.links import Links, desk_forms, next_forms
from flows.notices import notification_settings
from models.acts.form import Part
from models.errors import Refusal, TransitionRefused
from models.store import casebook
from models.store.engine import Store
from models.store.journal import Answer
from models.vocabulary import Outcome, Stage


def take(
    form: Part, stage: Stage, badge: str, code: str | None, request_id: str | None, timeout: float, as_json: bool
) -> None:
    """Take the act and print its receipt, as `receipt_of` does."""
    body, request, repeated = receipt_of(form, stage, badge, code, request_id, timeout)
    sealed = sealing.by_desk(database.opened())
    links = desk_forms(body, notification_settings().public_url) if sealed else _on_prefects_pages(body)
    receipt.show(body, links, request, repeated=repeated, as_json=as_json)


def receipt_of(
    form: Part, stage: Stage, badge: str, code: str | None, request_id: str | None, timeout: float
) -> tuple[Any, str, bool]:
    """The receipt of the act, its request's id, and whether it was answered before: then without Prefect or a code.

    Raises TransitionRefused, LostRace, Unknown for no such case, Failed with the request id where no answer came.
    """
    stated = form.model_dump(mode="json", exclude_none=True)
    asked = Asked(
        id=a_request(request_id),
        deployment=f"{stage}/{stated['act']}",
        parameters={"act": stated},
        digest=request_digest(stage, stated, badge),
    )
    store = database.opened()
    first = waiting.answered(store, asked) or waiting.answered(store, replace(asked, id=identity(badge, asked.id)))
    if first is None and asked.case is not None:
        with store.read() as connection:
            casebook.require(connection, asked.case)
    proof = signing.passcode(store, code) if first is None else None
    if sealing.by_desk(store):
        answer = first or sealing.answer(store, stage, stated, badge, asked.id, proof, timeout)
    else:
        answer = first or _through_prefect(store, asked, badge, proof, timeout)
    return _recorded(answer), asked.id, first is not None


def unsigned(store: Store, stage: Stage, act: Mapping[str, Any], badge: str, request_id: str, timeout: float) -> Answer:
    """One of many acts through its deployment, where the database asks for no code; answered before, it is so again."""
    stated = form_read(stage, act).model_dump(mode="json", exclude_none=True)
    digest = request_digest(stage, stated, badge)
    asked = Asked(request_id, f"{stage}/{stated['act']}", {"act": stated}, digest)
    return waiting.answered(store, asked) or _through_prefect(store, asked, badge, None, timeout)


def _through_prefect(store: Store, asked: Asked, badge: str, code: str | None, timeout: float) -> Answer:
    url = api_url()
    if url is None:
        raise Failed("engine", told("api_url_missing"), request=asked.id)
    signed = replace(asked, parameters={**asked.parameters, "signature": waiting.signature(badge, code)})
    return waiting.answer(store, url, signed, timeout)


def _on_prefects_pages(body: Any) -> Links:
    url = api_url()
    return next_forms(body, trigger.act_forms(url), pages(url)) if url is not None else {}


def _recorded(answer: Answer) -> Any:
    if answer.outcome is Outcome.REFUSED:
        refused = answer.body["refused"]
        raise TransitionRefused(Refusal(refused["code"], refused["article"], tuple(refused["detail"])))
    return answer.body
