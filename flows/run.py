"""What every stage flow does around `advance`: who asked and when, the named end state, what the window shows."""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import httpx
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.context import FlowRunContext
from prefect.exceptions import PrefectException
from prefect.states import Completed

from flows import window
from flows.advance import advance, advance_sealed
from flows.road import DESK, road
from flows.stores import store
from models.errors import LostRace
from models.store.journal import Answer
from models.store.submissions import SEALED
from models.vocabulary import Outcome, Stage

logger = logging.getLogger("casework.flows")

REQUESTS = UUID("6b1f5c0e-4d0a-5d6e-9f53-2f5f0a1c7e11")
"""Namespace for turning a caller's free idempotency key into a request id."""


LATEST_START = timedelta(seconds=60)
"""A run made to start later than this after its creation would be an act signed for another day."""


async def take(stage: Stage, act: object, signature: object) -> State:
    """Take the act on behalf of the run in progress; the state's name tells a refusal from a fault at a glance."""
    context = FlowRunContext.get()
    assert context is not None and context.flow_run is not None  # noqa: S101  # only called inside a flow
    run = context.flow_run
    received_at = run.created or datetime.now(UTC)
    try:
        request = request_id(run.id, run.idempotency_key)
        sealed = submission_of(act)
        if sealed is not None:
            answer = advance_sealed(stage, sealed)
        else:
            barred = barred_by(received_at, run.expected_start_time)
            answer = advance(stage, act, signature, request, received_at, barred=barred)
    except LostRace as race:
        await _show(run.id, stage, act, None)
        return Completed(name="Lost race", message=f"changed meanwhile: {', '.join(race.changed) or 'look again'}")
    await _show(run.id, stage, act, answer)
    return ended_as(answer)


def ended_as(answer: Answer) -> State[None]:
    """The end of a run with this answer; a refusal is no fault."""
    if answer.outcome is Outcome.REFUSED:
        refused = answer.body["refused"]
        return Completed(name="Refused", message=f"{refused['code']} ({refused['article']})")
    return Completed(message=f"{answer.body['act']} {answer.body['case']}")


def submission_of(act: object) -> str | None:
    """The submission the run was given in place of a form."""
    given = act if isinstance(act, dict) and act.get("act") == SEALED else {}
    return str(given["submission"]) if "submission" in given else None


def barred_by(created: datetime, expected: datetime | None) -> str | None:
    """The code of the refusal for how a form came: past the desk, or to be run later; None where it may be taken."""
    with store().read() as connection:
        if road(connection) == DESK:
            return "desk_only"
    return "run_delayed" if delayed(created, expected) else None


def delayed(created: datetime, expected: datetime | None) -> bool:
    """Whether the run was made to wait; how late it did start is nobody's choice and does not count."""
    return expected is not None and expected - created > LATEST_START


def request_id(run_id: UUID, key: str | None) -> str:
    """The caller's key without the mark of a repeated try (`…/2`), else the run's own id."""
    if key is None:
        return str(run_id)
    own = key.split("/", 1)[0]
    try:
        return str(UUID(own))
    except ValueError:
        return str(uuid5(REQUESTS, own))


async def _show(run_id: UUID, stage: Stage, act: object, answer: Answer | None) -> None:
    """Redact and label the run and leave the receipt as an artifact; the act stands whether or not this works."""
    try:
        async with get_client() as client:
            await window.label(client, run_id, stage, act, answer)
            if answer is not None:
                await window.receipt(client, run_id, answer)
    except (httpx.HTTPError, PrefectException, OSError) as error:
        logger.warning("the run's page could not be completed: %s", type(error).__name__)
