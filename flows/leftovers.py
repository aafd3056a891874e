"""Runs that Prefect was left with: begun and never ended, or failed and never retried.

Whether the worker of a run still lives, nobody can ask: a worker's sign of life names no run, and one that was started
again gives signs while the run of the one before it is lost. So the age of the run's state tells; an act takes seconds.
To be wrong does no harm: the receipt decides, and a run that lives after all replaces our state by its own.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, TypeGuard

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Crashed
from sqlalchemy import select

from flows import alarms, window
from flows.forms import redacted
from flows.links import ACT_TAG
from flows.run import ended_as, request_id
from flows.settings import POOL, flow_settings
from flows.signature import signer
from flows.stores import store
from models.lifecycle import find
from models.store import journal
from models.store.handles import CASE_FILE
from models.store.journal import Answer
from models.vocabulary import Stage
from models.wording import say

PAGE = 200  # the most the server lists at once
BEGUN = [StateType.PENDING, StateType.RUNNING]
ENDED = [StateType.COMPLETED, StateType.FAILED, StateType.CRASHED, StateType.CANCELLED]


async def settle_lost(client: PrefectClient, before: datetime) -> int:
    """End the runs of our pool that have not moved since `before`: as their receipt says, else Crashed; how many.

    Crashed keeps its parameters, so that a person may retry it; the request stays the same.
    """
    lost = [run async for run in _runs(client, BEGUN) if run.state is not None and run.state.timestamp < before]
    for run in lost:
        answer = _answer(run)
        if answer is not None:
            await _show(client, run, answer)
        await client.set_flow_run_state(run.id, _end(answer))
    return len(lost)


async def clear_kept(client: PrefectClient, before: datetime) -> int:
    """Redact the runs that ended with their parameters still there: at once where the act was answered or lost a race,
    else when they ended before `before`, and their author is told; how many."""
    cleared = 0
    for run in [run async for run in _runs(client, ENDED, ACT_TAG)]:
        stage, act = _stage(run), run.parameters.get("act")
        if stage is None or not _typed(act):
            continue
        answer = _answer(run)
        if answer is not None:
            await _show(client, run, answer)
        elif run.state_type is StateType.COMPLETED:
            await window.label(client, run.id, stage, act, None)
        elif run.end_time is not None and run.end_time < before:
            case = _case(act)
            transition = find(stage, str(act["act"]))
            name = say(transition.name, flow_settings().locale) if transition else stage.value
            alarms.run_left(str(run.id), name, case, signer(run.parameters.get("signature")).badge)
            await window.label(client, run.id, stage, act, None, case)
        else:
            continue
        cleared += 1
    return cleared


async def _runs(client: PrefectClient, types: list[StateType], tag: str | None = None) -> AsyncIterator[FlowRun]:
    """The runs of our deployments' pools in such a state. A run loses the deployment's tag when its parameters are
    redacted."""
    wanted = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=types)),
        tags=FlowRunFilterTags(all_=[tag]) if tag else None,
    )
    pool = WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL, *flow_settings().pools.values()]))
    found: list[FlowRun] = []
    while page := await client.read_flow_runs(
        flow_run_filter=wanted, work_pool_filter=pool, limit=PAGE, offset=len(found)
    ):
        found += page
    for run in found:
        yield run


def _answer(run: FlowRun) -> Answer | None:
    with store().read() as connection:
        found = journal.answered(connection, request_id(run.id, run.idempotency_key))
    return found[1] if found else None


def recorded_end(run: FlowRun) -> State[None] | None:
    """The end of a run as its receipt tells it; None where it left none."""
    answer = _answer(run)
    return ended_as(answer) if answer else None


def _end(answer: Answer | None) -> State[None]:
    if answer is None:
        return Crashed(message="The worker is gone and left no receipt; the run may be retried.")
    return ended_as(answer)


async def _show(client: PrefectClient, run: FlowRun, answer: Answer) -> None:
    """What the run itself would have left on its page."""
    if redacted(run.parameters.get("act")):
        return
    stage, act = str(answer.body["act"]).split(".")
    await window.label(client, run.id, Stage(stage), {"act": act}, answer)
    await window.receipt(client, run.id, answer)


def _stage(run: FlowRun) -> Stage | None:
    return next((Stage(tag) for tag in run.tags if tag in set(Stage)), None)


def _typed(act: object) -> TypeGuard[dict[str, Any]]:
    """Whether it is what somebody typed; a sealed submission holds nothing but an id."""
    return isinstance(act, dict) and act.get("act") not in ("redacted", "sealed")


def _case(act: dict[str, Any]) -> str | None:
    """The case it names, if it is one of ours; anything else might be content."""
    with store().read() as connection:
        return connection.execute(select(CASE_FILE.c.no).where(CASE_FILE.c.no == str(act.get("case")))).scalar()
