"""What `casework doctor` looks at in Prefect: does it answer, are our deployments there, does a worker live."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from prefect.client.orchestration import get_client
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from deployments.acts import act_specs, scheduled_specs
from deployments.cli.checks import Check, State
from deployments.cli.exits import ending
from deployments.cli.output import told
from deployments.client_settings import talking_to
from deployments.published import differing, published
from deployments.settings import api_url, password
from deployments.spec import POOL

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
        with talking_to(url, password(url)), temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}):
            deployments, workers = asyncio.run(_asked())
    except Exception as error:
        yield Check("engine", State.BAD, ending(error).line)
        return
    yield Check("engine", State.GOOD, url)
    wanted = [*act_specs(), *scheduled_specs()]
    wrong = sorted(spec.full_name for spec in differing(deployments, wanted))
    told_of = ", ".join(wrong[:SHOWN]) + (" …" if len(wrong) > SHOWN else "")
    yield Check("deployments", State.BAD if wrong else State.GOOD, told_of or str(len(wanted)))
    living = [seen for seen in workers if datetime.now(UTC) - seen < LATEST_SIGN]
    yield Check("worker", State.GOOD if living else State.BAD, str(len(living)) if living else told("no_worker"))


async def _asked() -> tuple[dict[str, DeploymentResponse], list[datetime]]:
    """The deployments by full name, and when each worker of our pool gave its last sign."""
    async with get_client() as client:
        found = await published(client)
        try:
            workers = await client.read_workers_for_work_pool(POOL)
        except ObjectNotFound:
            workers = []
    return found, [w.last_heartbeat_time for w in workers if w.last_heartbeat_time is not None]
