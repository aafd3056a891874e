"""Bring the server's flows, work pool and deployments to what the specs say; doing it again changes nothing."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule

from deployments.pool import ensure_pool, require_pool
from deployments.spec import DeploymentSpec
from flows.settings import POOL

AT_ONCE = 1  # on SQLite writers wait for each other: eight at once take twice as long as one after another
PAGE = 200  # the most deployments the server lists at once


async def apply(client: PrefectClient, specs: Iterable[DeploymentSpec], at_once: int = AT_ONCE) -> dict[str, UUID]:
    """Create or mend what is missing or differs; the deployments' ids by full name. Our own work pool is made where it
    is missing; where another is, PoolMissing is raised and nothing done.

    `at_once` may be raised to 8 where Prefect's database is PostgreSQL.
    """
    wanted = list(specs)
    gate = asyncio.Semaphore(at_once)

    async def flow(name: str) -> tuple[str, UUID]:
        async with gate:
            return name, await client.create_flow_from_name(name)

    async def deployment(spec: DeploymentSpec) -> tuple[str, UUID]:
        flow_id = flows[spec.flow_name]
        found = present.get((flow_id, spec.name))
        if found is not None and as_stated(found, spec):
            return spec.full_name, found.id
        async with gate:
            return spec.full_name, await client.create_deployment(flow_id, **_fields(spec))

    for pool in sorted({spec.pool for spec in wanted} - {POOL}):
        await require_pool(client, pool)
    await ensure_pool(client)
    flows = dict(await asyncio.gather(*(flow(name) for name in sorted({spec.flow_name for spec in wanted}))))
    present = {(found.flow_id, found.name): found for found in await _present(client)}
    return dict(await asyncio.gather(*(deployment(spec) for spec in wanted)))


async def _present(client: PrefectClient) -> list[DeploymentResponse]:
    found: list[DeploymentResponse] = []
    while True:
        page = await client.read_deployments(limit=PAGE, offset=len(found))
        found += page
        if len(page) < PAGE:
            return found


def _fields(spec: DeploymentSpec) -> dict[str, Any]:
    """What `create_deployment` is told. Where code would come from is said to be nowhere: our worker never asks, and a
    stock one imports the entrypoint from the environment, or the image, of its pool."""
    schedules = []
    if spec.schedule is not None:
        cron = CronSchedule(cron=spec.schedule.cron, timezone=spec.schedule.timezone)
        schedules = [DeploymentScheduleCreate(schedule=cron, active=True)]
    options = None
    if spec.concurrency_limit is not None:
        options = ConcurrencyOptions(collision_strategy=ConcurrencyLimitStrategy(spec.collision))
    return {
        "name": spec.name,
        "entrypoint": spec.entrypoint,
        "description": spec.description,
        "tags": list(spec.tags),
        "parameter_openapi_schema": spec.schema,
        "parameters": dict(spec.parameters),
        "enforce_parameter_schema": True,
        "schedules": schedules,
        "concurrency_limit": spec.concurrency_limit,
        "concurrency_options": options,
        "work_pool_name": spec.pool,
        "paused": False,
        "job_variables": {},
        "pull_steps": [],
    }


def as_stated(found: DeploymentResponse, spec: DeploymentSpec) -> bool:
    """Whether the server's deployment is what the spec says, in everything we set."""
    return all(there == ours for there, ours in _pairs(found, _fields(spec)))


def _pairs(found: DeploymentResponse, fields: dict[str, Any]) -> Iterator[tuple[object, object]]:
    for name in ("entrypoint", "parameter_openapi_schema", "parameters", "enforce_parameter_schema", "paused"):
        yield getattr(found, name), fields[name]
    for name in ("description", "job_variables", "pull_steps", "path"):
        yield getattr(found, name) or None, fields.get(name) or None
    yield sorted(found.tags), sorted(fields["tags"])
    yield found.work_pool_name, fields["work_pool_name"]
    limit, options = found.global_concurrency_limit, found.concurrency_options
    yield limit.limit if limit else None, fields["concurrency_limit"]
    yield options, fields["concurrency_options"]
    yield (
        [(held.schedule, held.active) for held in found.schedules],
        [(told.schedule, told.active) for told in fields["schedules"]],
    )
