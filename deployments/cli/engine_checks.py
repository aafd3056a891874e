"""What `casework doctor` looks at in Prefect: does it answer, are our deployments there, does a worker live."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from prefect.client.orchestration import PrefectClient, get_client
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL, temporary_settings

from deployments.acts import act_specs, scheduled_specs
from deployments.cli.checks import Check, State
from deployments.cli.exits import ending
from deployments.cli.output import told
from deployments.settings import api_url
from flows.settings import flow_settings

PAGE = 200
SHOWN = 5
LATEST_SIGN = timedelta(seconds=90)
"""Three heartbeats of a worker."""


def of_the_engine() -> Iterator[Check]:
    """Prefect, the deployments, the worker; where Prefect is gone the others cannot be told."""
    url = api_url()
    if url is None:
        yield Check("engine", State.BAD, told("api_url_missing"))
        return
    try:
        with temporary_settings({PREFECT_API_URL: url}):
            deployments, workers = asyncio.run(_asked())
    except Exception as error:
        yield Check("engine", State.BAD, ending(error).line)
        return
    yield Check("engine", State.GOOD, url)
    wanted = {spec.full_name for spec in (*act_specs(), *scheduled_specs())}
    absent = sorted(wanted - deployments)
    told_of = ", ".join(absent[:SHOWN]) + (" …" if len(absent) > SHOWN else "")
    yield Check("deployments", State.BAD if absent else State.GOOD, told_of or str(len(wanted)))
    living = [seen for seen in workers if datetime.now(UTC) - seen < LATEST_SIGN]
    yield Check("worker", State.GOOD if living else State.BAD, str(len(living)) if living else told("no_worker"))


async def _asked() -> tuple[set[str], list[datetime]]:
    """The deployments by full name, and when each worker of our pool gave its last sign."""
    async with get_client() as client:
        flows = await _paged(client)
        try:
            workers = await client.read_workers_for_work_pool(flow_settings().pool)
        except ObjectNotFound:
            workers = []
    return flows, [w.last_heartbeat_time for w in workers if w.last_heartbeat_time is not None]


async def _paged(client: PrefectClient) -> set[str]:
    names = {flow.id: flow.name for flow in await client.read_flows(limit=PAGE)}
    found: set[str] = set()
    offset = 0
    while page := await client.read_deployments(limit=PAGE, offset=offset):
        found.update(f"{names.get(d.flow_id)}/{d.name}" for d in page)
        offset += PAGE
    return found
