"""The scheduled sweep: every rung of a deadline that has come is claimed, and who must be told is told."""

import logging
from datetime import date
from time import monotonic

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import overview
from flows.pausing import standing_still
from flows.stores import store
from flows.sweeping import Progress, Swept, day_of, sweep
from models.errors import TransitionRefused
from models.store import chain, heartbeats

EVERY_SECONDS = 10.0
"""How often a long sweep says how far it is."""

logger = logging.getLogger("casework.flows")


@flow(name="deadlines", persist_result=False)
async def deadlines(as_of: date | None = None) -> State:
    """Claim what is due until nothing is, then refresh the overview; claim nothing while paused.

    `as_of` is for a demo's database only.
    """
    opened = store()
    try:
        today = day_of(opened, as_of)
    except TransitionRefused as refused:
        return Completed(name="Refused", message=f"{refused.refusal.code} ({refused.refusal.article})")
    if paused := standing_still(opened):
        await overview.refresh(opened, today)
        return paused
    done = sweep(opened, today, now_and_then(today))
    with opened.write() as connection:
        heartbeats.beat(connection, heartbeats.SWEEP, chain.now(connection))
    await overview.refresh(opened, today)
    return Completed(message=_said(today, done))


def now_and_then(today: date, every: float = EVERY_SECONDS) -> Progress:
    """Logs what a sweep has done, but not after each chunk."""
    last = monotonic()

    def hear(done: Swept) -> None:
        nonlocal last
        if monotonic() - last >= every:
            last = monotonic()
            logger.info("%s, so far", _said(today, done))

    return hear


def _said(today: date, done: Swept) -> str:
    return f"{today}: {done.cases} cases, {done.rungs} rungs, {done.sent} sent"
