"""Submitting an act from a program: sealed, or through its deployment; answered by its receipt, whatever dies."""

import time
from typing import Any

from deployments import sealing, waiting
from flows import forms, trigger
from flows.digest import request_digest
from flows.trigger import PrefectUnreachable, Run
from models.errors import CaseworkError
from models.store.engine import Store
from models.store.journal import Answer
from models.vocabulary import Stage

PATIENCE_SECONDS = 90.0
LOOK_SECONDS = 0.1


class NoAnswer(CaseworkError):
    """Prefect did not come back in time; the request may be submitted again under the same id."""


def submit(
    api_url: str,
    store: Store,
    stage: Stage,
    form: dict[str, Any],
    badge: str,
    request_id: str,
    code: str | None = None,
) -> Answer:
    """The answer to one act. A server that is away is waited for; the id makes every try the same request.

    Raises NoAnswer; Failed (timed_out) where the act is sealed and its answer did not come.
    """
    if sealing.by_desk(store):
        return sealing.answer(store, stage, form, badge, request_id, code, PATIENCE_SECONDS)
    stated = forms.read(stage, form).model_dump(mode="json", exclude_none=True)
    asked = waiting.Asked(
        id=request_id,
        deployment=f"{stage}/{stated['act']}",
        parameters={"act": stated, "signature": waiting.signature(badge, code)},
        digest=request_digest(stage, stated, badge),
    )
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        found = waiting.answered(store, asked)
        if found is not None:
            return found
        try:
            return waiting.answer(store, api_url, asked, PATIENCE_SECONDS)
        except PrefectUnreachable:
            time.sleep(LOOK_SECONDS)
    raise NoAnswer(request_id)


def run_deployment(api_url: str, name: str, parameters: dict[str, Any], request_id: str) -> Run:
    """Run a deployment that is no act, and wait until its run has ended."""
    run_id = trigger.trigger(api_url, name, parameters, request_id)
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        run = trigger.look(api_url, run_id)
        if run is not None and run.ended:
            return run
        time.sleep(LOOK_SECONDS)
    raise NoAnswer(name)
