"""The work pool our runs wait in."""

from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

from flows.settings import POOL

POOL_TYPE = "casework"

# A pool of this type offers no settings, as none would be obeyed. The server wants one entry all the same.
TEMPLATE: dict[str, Any] = {
    "job_configuration": {"name": POOL_TYPE},
    "variables": {"type": "object", "properties": {}},
}


class PoolMissing(RuntimeError):
    """A deployment is to wait in a work pool that is not there; the message is its name."""


async def require_pool(client: PrefectClient, name: str) -> None:
    """Raises PoolMissing."""
    try:
        await client.read_work_pool(name)
    except ObjectNotFound:
        raise PoolMissing(name) from None


async def ensure_pool(client: PrefectClient, name: str = POOL) -> None:
    """Create the work pool if it is missing."""
    try:
        await client.read_work_pool(name)
    except ObjectNotFound:
        try:
            await client.create_work_pool(WorkPoolCreate(name=name, type=POOL_TYPE, base_job_template=TEMPLATE))
        except ObjectAlreadyExists:
            return  # somebody else was faster, and it is the same pool
