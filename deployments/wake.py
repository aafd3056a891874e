"""When to look for work: at once where Prefect's event stream announces it, and every few seconds in any case.

The stream may be late and may lose an event; it is never the only clock.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from prefect.client.orchestration import PrefectClient
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventAnyResourceFilter, EventFilter, EventNameFilter

log = logging.getLogger("casework.worker")

SCHEDULED = "prefect.flow-run.Scheduled"
RINGS = [SCHEDULED, "prefect.flow-run.AwaitingRetry", "prefect.flow-run.Late"]
RUN = "prefect.flow-run."
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
AGAIN = 0.1


class Bell:
    """Wakes the poller: `ring` for a run announced, `call` for any other reason."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self._announced = False

    def ring(self) -> None:
        self._announced = True
        self._event.set()

    def call(self) -> None:
        self._event.set()

    def heard(self) -> bool:
        """Whether a run was announced since this was last asked."""
        announced, self._announced = self._announced, False
        self._event.clear()
        return announced

    async def wait(self, seconds: float) -> None:
        """Return when woken, at the latest after `seconds`."""
        waiting = asyncio.create_task(self._event.wait())
        await asyncio.wait([waiting], timeout=seconds)
        waiting.cancel()


async def poll(look: Callable[[], Awaitable[Sequence[object]]], bell: Bell, every: float, end: asyncio.Event) -> None:
    """Call `look` when woken and `every` so many seconds, until `end`."""
    failures = 0
    while not end.is_set():
        announced = bell.heard()
        pause = every
        try:
            found = await look()
        except Exception as error:
            failures += 1
            if failures == 1:
                log.warning("the Prefect server gives out no work (%s); trying on", type(error).__name__)
            pause = min(every * failures, LONGEST_PAUSE)
        else:
            failures = 0
            if announced and not found:
                pause = min(every, AGAIN)  # an event may be sent before its run is committed: look once more
        await bell.wait(pause)


async def listen(client: PrefectClient, pool: str, ring: Callable[[str | None], None]) -> None:
    """Call `ring` for each run scheduled in `pool`, and after each reconnection; ends only by cancellation.

    It is given the id of a run that is new; None for any other reason to look.
    """
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
                ring(None)
                async for event in events:
                    ring(event.resource.id.removeprefix(RUN) if event.event == SCHEDULED else None)
        except Exception as error:
            # Any failure means the same: no alarm for now. Polling goes on meanwhile.
            if connected:
                log.warning("Prefect's events cannot be heard (%s); polling until they can", type(error).__name__)
            connected = False
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
