"""Submitting an act from a program: through its deployment, answered by its receipt, whatever dies in between."""

import asyncio
import time
from typing import Any

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from deployments.cli import waiting
from deployments.client_settings import talking_to
from flows import forms
from flows.advance import request_digest
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
    """The answer to one act. A server that is away is waited for; the id makes every try the same request."""
    stated = forms.read(stage, form).model_dump(mode="json", exclude_none=True)
    asked = waiting.Asked(
        id=request_id,
        deployment=f"{stage}/{stated['act']}",
        parameters={"act": stated, "signature": waiting.signature(badge, code)},
        digest=request_digest(stage, stated, badge),
    )
    until = time.monotonic() + PATIENCE_SECONDS
    with talking_to(api_url), temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):
        while time.monotonic() < until:
            try:
                answer, _ = asyncio.run(
                    waiting.answer_and_links(store, asked, waiting.answered(store, asked), PATIENCE_SECONDS)
                )
            except httpx.TransportError:
                time.sleep(LOOK_SECONDS)
            else:
                return answer
    raise NoAnswer(request_id)


def run_deployment(api_url: str, name: str, parameters: dict[str, Any]) -> FlowRun:
    """Run a deployment that is no act, and wait until its run has ended."""

    async def run() -> FlowRun:
        async with get_client() as client:
            deployment = await client.read_deployment_by_name(name)
            started = await client.create_flow_run_from_deployment(deployment.id, parameters=parameters)
            until = time.monotonic() + PATIENCE_SECONDS
            while time.monotonic() < until:
                started = await client.read_flow_run(started.id)
                if started.state is not None and started.state.is_final():
                    return started
                await asyncio.sleep(LOOK_SECONDS)
        raise NoAnswer(name)

    with talking_to(api_url):
        return asyncio.run(run())
