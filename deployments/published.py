"""Publishing the deployments: only what the server does not have as it is stated is written."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.responses import DeploymentResponse

from deployments import automations
from deployments.acts import act_specs, scheduled_specs, sealed_specs
from deployments.apply import apply, as_stated
from deployments.client_settings import talking_to
from deployments.spec import DeploymentSpec
from flows.road import DESK, road
from flows.settings import flow_settings
from flows.stores import store

PAGE = 200


async def publish(api_url: str, password: str | None, only: Collection[str] | None = None) -> None:
    """Bring the server's deployments, schedules, work pool and automations to what the lifecycle table says.

    `only` names the acts (`stage/act`) that are wanted; the schedules always are. Raises PoolMissing.
    """
    with talking_to(api_url, password):
        async with get_client() as client:
            # Writing them all takes many seconds on a small machine; most starts find them as they left them.
            there = await published(client)
            made = await apply(client, differing(there, wanted(only)))
            await automations.ensure(client, {**{name: found.id for name, found in there.items()}, **made})


def wanted(only: Collection[str] | None = None) -> list[DeploymentSpec]:
    """What is to stand on the server, on the road this database takes acts on, each in its work pool; `only` as for
    `publish`."""
    with store().read() as connection:
        by_desk = road(connection) == DESK
    acts = [spec for spec in act_specs(by_desk) if only is None or spec.full_name in only]
    return [_placed(spec) for spec in (*acts, *sealed_specs(), *scheduled_specs())]


def _placed(spec: DeploymentSpec) -> DeploymentSpec:
    return replace(spec, pool=flow_settings().pool_of(spec.full_name))


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
    return [spec for spec in specs if spec.full_name not in found or not as_stated(found[spec.full_name], spec)]
