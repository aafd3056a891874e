"""One flow run in one thread of this process."""

import asyncio
import contextvars
import inspect
import logging
import threading
from collections.abc import Callable
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import Abort, Pause
from prefect.flow_engine import run_flow

log = logging.getLogger("casework.worker")

Ended = State[Any] | BaseException | None
"""The run's last state, what broke outside the flow's own code, or None: the server ended the run."""


def execute(flow: Flow[..., Any], flow_run: FlowRun) -> Ended:
    """Run to the end, whatever the flow does.

    A failing flow is no break: the engine has told the server. An asynchronous flow gets an event loop of its own,
    because the engine blocks the loop it runs in.
    """
    # The engine watches a run of a deployment for being suspended, through a websocket for each run. Ours are short and
    # never suspended. (The flow still sees its deployment: the engine reads the run again for it.)
    unwatched = flow_run.model_copy(update={"deployment_id": None})
    try:
        outcome = run_flow(flow, flow_run=unwatched, return_type="state")
        ended: Any = asyncio.run(outcome) if inspect.iscoroutine(outcome) else outcome
    except (Abort, Pause):  # both are BaseExceptions; the server already knows the state
        log.info("run %s was ended by the server", flow_run.id)
        return None
    except BaseException as error:
        return error
    return ended if isinstance(ended, State) else None


async def in_thread(call: Callable[[], Ended], name: str) -> Ended:
    """Wait for `call` in a thread of its own that sees the context (hence the settings) of the caller.

    The thread is a daemon: a run that does not end cannot keep the process from ending.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Ended] = loop.create_future()
    context = contextvars.copy_context()

    def deliver(result: Ended) -> None:
        if not done.done():
            done.set_result(result)

    def body() -> None:
        result = context.run(call)
        try:
            loop.call_soon_threadsafe(deliver, result)
        except RuntimeError:
            log.error("%s ended after its worker was gone", name)

    threading.Thread(target=body, name=name, daemon=True).start()
    return await done
