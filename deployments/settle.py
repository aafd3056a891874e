"""What to tell the server about a run that did not end by itself: it broke outside its flow, or was cancelled."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import ObjectNotFound
from prefect.states import AwaitingRetry, Cancelled, Crashed

log = logging.getLogger("casework.worker")

MOST_ATTEMPTS = 5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0

Truth = Callable[[FlowRun], State[None] | None]
"""The end of a run as our own record tells it; None where it tells nothing."""


def server_was_away(error: BaseException) -> bool:
    """Whether the error says that the server could not be asked, rather than that it refused."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code >= 500
    return isinstance(error, httpx.TransportError)


async def settle(client: PrefectClient, run_id: UUID, error: BaseException) -> None:
    """Give the run a state that is true; waits for the server as long as it takes.

    Where the server was away the run is scheduled again: our flows answer a repeated run with their first receipt.
    Any other error makes it Crashed, with the name of the error only, since its text may hold content.
    """
    name = type(error).__name__
    log.error("run %s broke outside its flow: %s", run_id, name, exc_info=error)

    async def end(run: FlowRun) -> State[None]:
        again = server_was_away(error) and run.run_count < MOST_ATTEMPTS
        return AwaitingRetry() if again else Crashed(message=f"{name} outside the flow; see the worker's log")

    await _settle(client, run_id, end)


async def cancelled(client: PrefectClient, run_id: UUID, truth: Truth) -> None:
    """End a run that somebody cancelled while we had it: as `truth` tells, else as cancelled.

    The server would leave it Cancelling for five minutes and then say Cancelled, whatever its act had done.
    """

    async def end(run: FlowRun) -> State[None]:
        recorded = await asyncio.to_thread(truth, run)
        return recorded or Cancelled(message="Nothing of it was recorded.")

    await _settle(client, run_id, end)


async def _settle(client: PrefectClient, run_id: UUID, end: Callable[[FlowRun], Awaitable[State[None]]]) -> None:
    pause = FIRST_PAUSE
    while True:
        try:
            run = await client.read_flow_run(run_id)
            if run.state is not None and run.state.is_final():
                return
            await client.set_flow_run_state(run_id, await end(run), force=True)
        except ObjectNotFound:
            log.warning("run %s is unknown to the server", run_id)
            return
        except httpx.HTTPError as trouble:
            if not server_was_away(trouble):
                log.error("run %s keeps a wrong state: %s", run_id, type(trouble).__name__)
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            return
