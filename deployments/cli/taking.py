"""Taking an act: asked for through its deployment, answered by the receipt in our database.

The same request id never takes an act twice, and gets the same answer for ever.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from deployments import waiting
from deployments.cli import database, receipt, signing
from deployments.cli.exits import Failed
from deployments.cli.output import told
from deployments.waiting import Asked
from flows import trigger
from flows.digest import request_digest
from flows.engine import api_url, pages
from flows.links import next_forms
from models.acts.form import Part
from models.errors import BadInput, Refusal, TransitionRefused
from models.store import casebook
from models.store.journal import Answer
from models.vocabulary import Outcome, Stage


def take(
    form: Part, stage: Stage, badge: str, code: str | None, request_id: str | None, timeout: float, as_json: bool
) -> None:
    """Take the act and print its receipt; an act answered before is answered again, without Prefect or a code.

    Raises TransitionRefused, LostRace, Unknown for no such case, Failed with the request id where no answer came.
    """
    stated = form.model_dump(mode="json", exclude_none=True)
    asked = Asked(
        id=_uuid(request_id),
        deployment=f"{stage}/{stated['act']}",
        parameters={"act": stated},
        digest=request_digest(stage, stated, badge),
    )
    store = database.opened()
    first = waiting.answered(store, asked)
    if first is None and asked.case is not None:
        with store.read() as connection:
            casebook.require(connection, asked.case)
    if first is None:
        signature = waiting.signature(badge, signing.passcode(store, code))
        asked = replace(asked, parameters={**asked.parameters, "signature": signature})
    url = api_url()
    if first is None and url is None:
        raise Failed("engine", told("api_url_missing"), request=asked.id)
    answer = first or waiting.answer(store, url or "", asked, timeout)
    body = _recorded(answer)
    forms = trigger.act_forms(url) if url is not None else {}
    links = next_forms(body, forms, pages(url or ""))
    receipt.show(body, links, asked.id, repeated=first is not None, as_json=as_json)


def _recorded(answer: Answer) -> Any:
    if answer.outcome is Outcome.REFUSED:
        refused = answer.body["refused"]
        raise TransitionRefused(Refusal(refused["code"], refused["article"], tuple(refused["detail"])))
    return answer.body


def _uuid(request_id: str | None) -> str:
    try:
        return str(UUID(request_id) if request_id is not None else uuid4())
    except ValueError:
        raise BadInput("request id: a UUID is needed") from None
