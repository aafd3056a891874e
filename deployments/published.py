"""Publishing the deployments: only what the server does not have as it is stated is written."""

from collections.abc import Collection, Iterable, Mapping

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule

from deployments.acts import act_specs, scheduled_specs, sealed_specs
from deployments.apply import apply
from deployments.client_settings import talking_to
from deployments.spec import POOL, DeploymentSpec
from flows.road import DESK, road
from flows.stores import store

PAGE = 200


async def publish(api_url: str, only: Collection[str] | None = None) -> None:
    """Bring the server's deployments, schedules and work pool to what the lifecycle table says.

    `only` names the acts (`stage/act`) that are wanted; the schedules always are.
    """
    with store().read() as connection:
        by_desk = road(connection) == DESK
    acts = [spec for spec in act_specs(by_desk) if only is None or spec.full_name in only]
    with talking_to(api_url):
        async with get_client() as client:
            # Writing them all takes many seconds on a small machine; most starts find them as they left them.
            await apply(client, differing(await published(client), [*acts, *sealed_specs(), *scheduled_specs()]))


async def published(client: PrefectClient) -> dict[str, DeploymentResponse]:
    """The server's deployments by full name, whoever made them."""
    flows = {flow.id: flow.name for flow in await client.read_flows(limit=PAGE)}
    found: dict[str, DeploymentResponse] = {}
    offset = 0
    while page := await client.read_deployments(limit=PAGE, offset=offset):
        found |= {f"{flows.get(d.flow_id)}/{d.name}": d for d in page}
        offset += PAGE
    return found


def differing(found: Mapping[str, DeploymentResponse], specs: Iterable[DeploymentSpec]) -> list[DeploymentSpec]:
    """The specs that are not on the server as they are stated; when in doubt, a spec differs."""
    return [spec for spec in specs if spec.full_name not in found or not _same(found[spec.full_name], spec)]


def _same(there: DeploymentResponse, spec: DeploymentSpec) -> bool:
    crons = [
        (entry.schedule.cron, entry.schedule.timezone)
        for entry in there.schedules
        if entry.active and isinstance(entry.schedule, CronSchedule)
    ]
    wanted = [(spec.schedule.cron, spec.schedule.timezone)] if spec.schedule is not None else []
    schema = spec.parameter_schema
    return (
        not there.paused
        and there.work_pool_name == POOL
        and there.enforce_parameter_schema
        and there.entrypoint == spec.entrypoint
        and there.description == spec.description
        and sorted(there.tags) == sorted(spec.tags)
        and there.parameters == dict(spec.parameters)
        and crons == wanted
        and len(there.schedules) == len(wanted)
        and (schema is None or there.parameter_openapi_schema == schema)
        and _limit(there) == (spec.concurrency_limit, spec.collision if spec.concurrency_limit else None)
    )


def _limit(there: DeploymentResponse) -> tuple[int | None, str | None]:
    limit, options = there.global_concurrency_limit, there.concurrency_options
    return limit.limit if limit else None, options.collision_strategy.value if limit and options else None
