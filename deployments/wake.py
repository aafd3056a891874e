"""Prefect's event stream as an alarm clock: it may be late, it may lose a ring, it is never the only clock."""

import asyncio
import logging
from collections.abc import Callable

from prefect.client.orchestration import PrefectClient
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventAnyResourceFilter, EventFilter, EventNameFilter

log = logging.getLogger("casework.worker")

RINGS = ["prefect.flow-run.Scheduled", "prefect.flow-run.AwaitingRetry", "prefect.flow-run.Late"]
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0


async def listen(client: PrefectClient, pool: str, ring: Callable[[], None]) -> None:
    """Call `ring` for each run scheduled in `pool`, and after each reconnection; ends only by cancellation."""
    pause = FIRST_PAUSE
    connected = True
    while True:
        try:
            # The pool's id is asked for each time: it differs once the server's database was made anew.
            pool_id = (await client.read_work_pool(pool)).id
            about_pool = EventFilter(
                event=EventNameFilter(name=list(RINGS)),
                any_resource=EventAnyResourceFilter(id=[f"prefect.work-pool.{pool_id}"]),
            )
            async with get_events_subscriber(filter=about_pool, reconnection_attempts=0) as events:
                if not connected:
                    log.info("listening to Prefect's events again")
                connected, pause = True, FIRST_PAUSE
                ring()
                async for _ in events:
                    ring()
        except Exception as error:
            # Any failure means the same: no alarm for now. Polling goes on meanwhile.
            if connected:
                log.warning("Prefect's events cannot be heard (%s); polling until they can", type(error).__name__)
            connected = False
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
