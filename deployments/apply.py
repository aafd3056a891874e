"""Bring the server's flows, work pool and deployments to what the specs say; doing it again changes nothing."""

import asyncio
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions
from prefect.client.schemas.schedules import CronSchedule

from deployments.pool import ensure_pool
from deployments.spec import POOL, DeploymentSpec

AT_ONCE = 8
NO_PARAMETERS: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}


async def apply(client: PrefectClient, specs: Iterable[DeploymentSpec], pool: str = POOL) -> dict[str, UUID]:
    """Create or update everything; the deployments' ids by full name."""
    wanted = list(specs)
    gate = asyncio.Semaphore(AT_ONCE)

    async def flow(name: str) -> tuple[str, UUID]:
        async with gate:
            return name, await client.create_flow_from_name(name)

    async def deployment(spec: DeploymentSpec, flow_id: UUID) -> tuple[str, UUID]:
        async with gate:
            return spec.full_name, await _put(client, spec, flow_id, pool)

    names = sorted({spec.flow_name for spec in wanted})
    await ensure_pool(client, pool)
    flows = dict(await asyncio.gather(*(flow(name) for name in names)))
    return dict(await asyncio.gather(*(deployment(spec, flows[spec.flow_name]) for spec in wanted)))


async def _put(client: PrefectClient, spec: DeploymentSpec, flow_id: UUID, pool: str) -> UUID:
    schema = dict(spec.parameter_schema) if spec.parameter_schema is not None else NO_PARAMETERS
    schedules = []
    if spec.schedule is not None:
        cron = CronSchedule(cron=spec.schedule.cron, timezone=spec.schedule.timezone)
        schedules = [DeploymentScheduleCreate(schedule=cron, active=True)]
    options = None
    if spec.concurrency_limit is not None:
        options = ConcurrencyOptions(collision_strategy=ConcurrencyLimitStrategy(spec.collision))
    return await client.create_deployment(
        flow_id=flow_id,
        name=spec.name,
        entrypoint=spec.entrypoint,
        description=spec.description,
        tags=list(spec.tags),
        parameter_openapi_schema=schema,
        parameters=dict(spec.parameters),
        enforce_parameter_schema=True,
        schedules=schedules,
        concurrency_limit=spec.concurrency_limit,
        concurrency_options=options,
        work_pool_name=pool,
        paused=False,
        job_variables={},
        pull_steps=[],
    )
