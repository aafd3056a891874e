"""A run that does not end is told of while it goes on: it holds a slot of the worker, and may hold a lock."""

import asyncio
import time
from collections.abc import Mapping
from uuid import UUID

from deployments.alarm import Alarm, raised

AFTER_SECONDS = 600.0
"""An act takes seconds, the largest sweep minutes."""

EVERY_SECONDS = 30.0


async def watch(
    begun: Mapping[UUID, float], alarm: Alarm, after: float = AFTER_SECONDS, every: float = EVERY_SECONDS
) -> None:
    """Raise one alarm for each run that began, by the monotonic clock, more than `after` seconds ago and is still in
    `begun`; ends only by cancellation."""
    told: set[UUID] = set()
    while True:
        now = time.monotonic()
        late = {run_id for run_id, at in begun.items() if now - at > after}
        for run_id in late - told:
            await raised(alarm, "run_stuck", str(run_id))
        told = late
        await asyncio.sleep(every)
