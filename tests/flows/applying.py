"""Deployments on a real server."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
from prefect.client.orchestration import get_client

from deployments.apply import apply
from deployments.client_settings import talking_to
from deployments.pool import ensure_pool
from deployments.spec import DeploymentSpec
from flows.settings import POOL


def registered(api_url: str, specs: Sequence[DeploymentSpec], pool: str = POOL) -> dict[str, UUID]:
    """Apply the specs to the server."""

    async def go() -> dict[str, UUID]:
        async with get_client() as client:
            await ensure_pool(client, pool)
            return await apply(client, [replace(spec, pool=pool) for spec in specs])

    with talking_to(api_url):
        return asyncio.run(go())


def changed(method: str, url: str, json: dict[str, Any] | None = None) -> None:
    """Change something on the server by hand, as often as its database is locked."""
    for _ in range(50):
        answer = httpx.request(method, url, json=json)
        if answer.status_code != 503:
            answer.raise_for_status()
            return
        time.sleep(0.1)
    raise AssertionError(f"{method} {url} found the database locked each time")
