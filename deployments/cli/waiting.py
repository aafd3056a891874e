"""Waiting for the answer to one request: trigger its run, then look into our database until the receipt is there.

The receipt is the truth; Prefect is only asked whether the run can still leave one. It may die and come back meanwhile.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import ObjectNotFound

from deployments.cli.exits import Failed
from deployments.cli.output import told
from flows import window
from models.errors import LostRace, TransitionRefused
from models.situation import no
from models.store import journal
from models.store.engine import Store
from models.store.journal import Answer

LOOK_SECONDS = 0.05
ASK_SECONDS = 0.3
STUCK_SECONDS = 15.0
"""A run that was begun and neither ends nor leaves a receipt for so long has lost its worker."""

BUSY = (429, 500, 502, 503, 504)
AWAY = (httpx.HTTPError, OSError)

Links = dict[tuple[str, str | None], str]
"""Addresses of the forms of next acts, by act and stage instance."""


@dataclass(frozen=True)
class Asked:
    """One request: what is sent to which deployment, and the digest its receipt must carry."""

    id: str
    deployment: str
    parameters: dict[str, Any] = field(repr=False)
    digest: str

    @property
    def case(self) -> str | None:
        """The case the act is about; None where it opens one."""
        case: str | None = self.parameters["act"].get("case")
        return case


def signature(badge: str, code: str | None) -> dict[str, str]:
    """The signature as it is sent; a database made as a demo needs no code."""
    return {"badge": badge} if code is None else {"badge": badge, "code": code}


def answered(store: Store, asked: Asked) -> Answer | None:
    """The answer this request has got; refused where it was got for another content."""
    with store.read() as connection:
        found = journal.answered(connection, asked.id)
    if found is None:
        return None
    digest, answer = found
    if digest != asked.digest:
        raise TransitionRefused(no("request_reused"))
    return answer


async def answer_and_links(store: Store, asked: Asked, answer: Answer | None, timeout: float) -> tuple[Answer, Links]:
    """The answer, waited for where there is none yet, and the links of the acts that may follow."""
    async with get_client() as client:
        if answer is None:
            answer = await _wait(store, client, asked, time.monotonic() + timeout, timeout)
        try:
            return answer, await window.links(client, answer.body) if "next" in answer.body else {}
        except AWAY:
            return answer, {}


async def _wait(store: Store, client: PrefectClient, asked: Asked, until: float, timeout: float) -> Answer:
    watch = _Watch(await _triggered(client, asked, until))
    while (now := time.monotonic()) < until:
        answer = answered(store, asked)
        if answer is not None:
            return answer
        if now >= watch.ask_at:
            if watch.ended:
                raise _without_receipt(store, asked, watch.run)
            await watch.ask(client)
            if watch.stuck:
                watch = _Watch(await _trigger(client, asked, f"{asked.id}/2"), again=True)
        await asyncio.sleep(LOOK_SECONDS)
    waits = watch.run.state is not None and watch.run.state.is_scheduled()
    message = told("no_worker") if waits else told("timed_out", seconds=round(timeout))
    raise Failed("timed_out", message, request=asked.id)


class _Watch:
    """What is known of the run: asked now and then, and left alone while Prefect does not answer."""

    def __init__(self, run: FlowRun, again: bool = False) -> None:
        self.run = run
        self.ask_at = time.monotonic() + ASK_SECONDS
        self._begun: float | None = None
        self._again = again

    @property
    def ended(self) -> bool:
        """The run had ended when it was last asked about; the receipt has been looked for since."""
        return self.run.state is not None and self.run.state.is_final()

    @property
    def stuck(self) -> bool:
        """Whether to trigger again: begun too long ago, Prefect answers, and it was not done before."""
        return not self._again and self._begun is not None and time.monotonic() - self._begun > STUCK_SECONDS

    async def ask(self, client: PrefectClient) -> None:
        try:
            self.run = await client.read_flow_run(self.run.id)
        except (*AWAY, ObjectNotFound):
            self._begun = None
        else:
            state = self.run.state
            begun = state is not None and (state.is_pending() or state.is_running())
            self._begun = (self._begun or time.monotonic()) if begun else None
        self.ask_at = time.monotonic() + ASK_SECONDS


async def _triggered(client: PrefectClient, asked: Asked, until: float) -> FlowRun:
    """Start the run; where a server that is there cannot answer yet, ask again: the key makes it one run."""
    while True:
        try:
            return await _trigger(client, asked, asked.id)
        except httpx.ConnectError:
            raise
        except httpx.HTTPError as error:
            status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else None
            if time.monotonic() > until or (status is not None and status not in BUSY):
                raise
            await asyncio.sleep(ASK_SECONDS)


async def _trigger(client: PrefectClient, asked: Asked, key: str) -> FlowRun:
    """Start the run, or find the one this key has started before."""
    try:
        deployment = await client.read_deployment_by_name(asked.deployment)
    except ObjectNotFound:
        raise Failed("engine", told("not_published", what=asked.deployment), request=asked.id) from None
    return await client.create_flow_run_from_deployment(
        deployment.id, parameters=asked.parameters, idempotency_key=key, tags=[]
    )


def _without_receipt(store: Store, asked: Asked, run: FlowRun) -> Exception:
    """A run that ended and left no receipt has lost a race, or has failed for a technical reason."""
    if run.state_name == "Lost race" and asked.case is not None:
        return LostRace(asked.case, _changed(store, asked, asked.case, run.created))
    return Failed("run_ended", told("run_ended", state=run.state_name), request=asked.id, run=str(run.id))


def _changed(store: Store, asked: Asked, case: str, since: datetime | None) -> tuple[str, ...]:
    seen: int | None = asked.parameters["act"].get("seen")
    with store.read() as connection:
        if seen is not None:
            return journal.acts_after(connection, case, seen)
        return journal.acts_since(connection, case, since) if since is not None else ()
