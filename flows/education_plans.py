"""The scheduled look for organs without an adopted plan of publicity and education: the head is told, once a month."""

from datetime import date

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.missing_plans import remind
from flows.pausing import standing_still
from flows.stores import store
from flows.sweeping import day_of
from models.errors import TransitionRefused


@flow(name="education_plans", persist_result=False)
async def education_plans(as_of: date | None = None) -> State:
    """Look whose year has no plan, after the day it was to be adopted by. `as_of` is for a demo's database only."""
    opened = store()
    if paused := standing_still(opened):
        return paused
    try:
        today = day_of(opened, as_of)
    except TransitionRefused as refused:
        return Completed(name="Refused", message=f"{refused.refusal.code} ({refused.refusal.article})")
    told = remind(opened, today)
    return Completed(message=f"{today}: {told} organs without a plan of the year")
