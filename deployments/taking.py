"""Taking one run from the server: is it ours, may it begin, and how it ended."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import Abort, Pause
from prefect.settings import PREFECT_LOCAL_STORAGE_PATH
from prefect.states import Failed, Pending
from prefect.utilities.engine import propose_state

from deployments import threads
from deployments.alarm import Alarm, raised
from deployments.settle import Truth, cancelled, settle

log = logging.getLogger("casework.worker")

NOT_OURS = "NotOurs"
"""Name of the state of a run that was refused."""

Registry = Mapping[str, Flow[..., Any]]


def our_flows() -> Registry:
    """The flows of this project by name; imported late, because Prefect's server imports the worker too."""
    from flows import registry

    flows: Registry = registry.FLOWS
    return flows


def without_results(flows: Registry) -> Registry:
    """The same flows, keeping no results, whatever storage the server proposes; it is not even asked, for each run."""
    nowhere: Path = PREFECT_LOCAL_STORAGE_PATH.value()
    return {name: flow.with_options(persist_result=False, result_storage=nowhere) for name, flow in flows.items()}


def recorded_end(run: FlowRun) -> State[None] | None:
    """What the receipt of the run's act says of its end; None where it left none."""
    from flows import leftovers

    return leftovers.recorded_end(run)


async def take(
    client: PrefectClient,
    flow_run: FlowRun,
    registry: Registry,
    names: dict[UUID, str],
    alarm: Alarm,
    truth: Truth = recorded_end,
) -> None:
    """Run `flow_run` to its end if its flow is ours, refuse it with an alarm otherwise. Does not raise for what a run
    does.

    A run that was cancelled meanwhile ends as `truth` tells. `names` remembers the flows met: neither a flow's id nor
    its name ever changes on the server.
    """
    try:
        name = names.get(flow_run.flow_id) or (await client.read_flow(flow_run.flow_id)).name
        names[flow_run.flow_id] = name
        flow = registry.get(name)
        if flow is None:
            await _refuse(client, flow_run, name)
            await raised(alarm, "foreign_run", str(flow_run.deployment_id or flow_run.flow_id))
            return
        state = await propose_state(client, Pending(), flow_run_id=flow_run.id)
    except (Abort, Pause) as answer:
        log.info("run %s is not for us: %s", flow_run.id, type(answer).__name__)
        return
    except Exception as error:
        await settle(client, flow_run.id, error)
        return
    if not state.is_pending():  # no free place under the deployment's limit, or cancelled meanwhile
        return
    flow_run.state = state
    ended = await threads.in_thread(partial(threads.execute, flow, flow_run), f"run {flow_run.id}")
    if isinstance(ended, BaseException):
        await settle(client, flow_run.id, ended)
    elif ended is not None and ended.is_cancelling():
        await cancelled(client, flow_run.id, truth)


async def drain(running: Mapping[UUID, asyncio.Task[None]], seconds: float) -> None:
    """Wait for the runs to end, but not for ever; what is left over is named and left to the process's end."""
    if not running:
        return
    await asyncio.wait(running.values(), timeout=seconds)
    for run_id, task in running.items():
        if not task.done():
            log.error("run %s did not end in time and is left behind", run_id)
            task.cancel()


async def _refuse(client: PrefectClient, flow_run: FlowRun, name: str) -> None:
    log.error("run %s of the flow %r is refused: not ours", flow_run.id, name)
    refused: State[None] = Failed(name=NOT_OURS, message="This worker runs only the flows of its own registry.")
    await client.set_flow_run_state(flow_run.id, refused, force=True)
