"""What `casework doctor` looks at in Prefect: does it answer, are our deployments there, does a worker live."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateName,
)
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from deployments.cli.checks import Check, State
from deployments.cli.exits import ending
from deployments.cli.output import told
from deployments.client_settings import talking_to
from deployments.guarding import strange
from deployments.published import differing, published
from deployments.published import wanted as wanted_specs
from deployments.taking import NOT_OURS
from flows.engine import api_url, password
from flows.settings import POOL

SHOWN = 5
LATEST_SIGN = timedelta(seconds=90)
"""Three heartbeats of a worker."""

RECENT = timedelta(days=1)
"""A run refused as foreign fails the doctor for so long."""


def of_the_engine() -> Iterator[Check]:
    """Prefect, the deployments, the worker; where Prefect is gone the others cannot be told."""
    url = api_url()
    if url is None:
        yield Check("engine", State.BAD, told("api_url_missing"))
        return
    try:
        with talking_to(url, password(url)), temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):
            deployments, workers, refused = asyncio.run(_asked())
    except Exception as error:
        yield Check("engine", State.BAD, ending(error).line)
        return
    yield Check("engine", State.GOOD, url)
    wanted = wanted_specs()
    # First what somebody has changed, then what was never published.
    changed = (what for _, what in strange(deployments))
    wrong = list(dict.fromkeys((*changed, *(spec.full_name for spec in differing(deployments, wanted)))))
    told_of = ", ".join(wrong[:SHOWN]) + (" …" if len(wrong) > SHOWN else "")
    yield Check("deployments", State.BAD if wrong else State.GOOD, told_of or str(len(wanted)))
    yield Check("foreign_runs", State.BAD if refused else State.GOOD, str(refused))
    yield _password(url)
    living = [seen for seen in workers if datetime.now(UTC) - seen < LATEST_SIGN]
    yield Check("worker", State.GOOD if living else State.BAD, str(len(living)) if living else told("no_worker"))


def _password(url: str) -> Check:
    """Whether the server answers to who does not know its password."""
    secure = not url.startswith("http://")  # over plain HTTP there is no certificate to check
    try:
        opened = httpx.post(
            f"{url}/deployments/filter", json={"limit": 1}, timeout=5.0, verify=secure, trust_env=secure
        )
    except httpx.HTTPError as error:
        return Check("engine_password", State.BAD, type(error).__name__)
    closed = opened.status_code == httpx.codes.UNAUTHORIZED
    return Check("engine_password", State.GOOD if closed else State.BAD, "" if closed else told("engine_open"))


async def _asked() -> tuple[dict[str, DeploymentResponse], list[datetime], int]:
    """The deployments by full name, when each worker of our pool gave its last sign, and how many runs were refused as
    not ours within a day."""
    async with get_client() as client:
        found = await published(client)
        try:
            workers = await client.read_workers_for_work_pool(POOL)
        except ObjectNotFound:
            workers = []
        refused = await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(name=FlowRunFilterStateName(any_=[NOT_OURS])),
                end_time=FlowRunFilterEndTime(after_=datetime.now(UTC) - RECENT),
            )
        )
    return found, [w.last_heartbeat_time for w in workers if w.last_heartbeat_time is not None], len(refused)
