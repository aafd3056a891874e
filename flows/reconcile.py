"""Every ten minutes: Prefect's runs are brought to what our record says of them, and hold nothing for longer."""

from datetime import UTC, datetime, timedelta

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import leftovers
from flows.settings import flow_settings


@flow(name="reconcile", persist_result=False)
async def reconcile() -> State:
    """End the runs whose worker is gone; redact what failed and was not retried in time, and tell its author."""
    settings, now = flow_settings(), datetime.now(UTC)
    async with get_client() as client:
        ended = await leftovers.settle_lost(client, now - timedelta(minutes=settings.lost_run_minutes))
        cleared = await leftovers.clear_kept(client, now - timedelta(hours=settings.failed_run_hours))
    return Completed(message=f"ended {ended}, cleared {cleared}")
