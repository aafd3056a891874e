"""Deployments on a real server."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from prefect.client.orchestration import get_client

from deployments.apply import apply
from deployments.client_settings import talking_to
from deployments.spec import DeploymentSpec


def registered(api_url: str, specs: Sequence[DeploymentSpec]) -> dict[str, UUID]:
    """Apply the specs to the server."""

    async def go() -> dict[str, UUID]:
        async with get_client() as client:
            return await apply(client, specs)

    with talking_to(api_url):
        return asyncio.run(go())
