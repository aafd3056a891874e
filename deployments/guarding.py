"""Looking after what stands on Prefect's server under our name.

The worker looks by itself, not by a schedule: who can change a deployment could silence a scheduled look first.
"""

import asyncio
import logging
from collections.abc import Mapping
from functools import cache

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.responses import DeploymentResponse

from deployments.acts import scheduled_specs
from deployments.alarm import Alarm, raised
from deployments.published import differing, published, wanted
from deployments.spec import DeploymentSpec
from flows.settings import POOL

log = logging.getLogger("casework.worker")

EVERY_SECONDS = 600.0
MOST = 10
"""At one look: a release that was not published yet differs in every deployment."""


async def watch(client: PrefectClient, alarm: Alarm, every: float = EVERY_SECONDS) -> None:
    """Look at once and then now and again; ends only by cancellation."""
    while True:
        try:
            found = strange(await published(client))
        except Exception as error:
            log.warning("the deployments could not be looked at: %s", type(error).__name__)
        else:
            for kind, what in found[:MOST]:
                await raised(alarm, kind, what)
        await asyncio.sleep(every)


def strange(found: Mapping[str, DeploymentResponse]) -> list[tuple[str, str]]:
    """What is not as we publish it: kind of alarm, and the name if it is ours, else the id. An act may be unpublished;
    a schedule may not be missing."""
    ours = _specs()
    missing = {spec.full_name for spec in scheduled_specs()} - set(found)
    present = [spec for name, spec in ours.items() if name in found or name in missing]
    changed = [("deployment_changed", spec.full_name) for spec in differing(found, present)]
    foreign = sorted(str(d.id) for name, d in found.items() if d.work_pool_name == POOL and name not in ours)
    return changed + [("deployment_foreign", what) for what in foreign]


@cache
def _specs() -> Mapping[str, DeploymentSpec]:
    return {spec.full_name: spec for spec in wanted()}
