"""The scheduled look at signs of life: what runs by itself and has been silent is told to the administrators."""

from typing import Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.states import Completed

from flows import alarms, silence
from flows.stores import store

Missed = Literal["deadlines/sweep", "heartbeat/check"]
"""Schedules whose completion Prefect itself waits for."""

SILENT = "casework.heartbeat.silent"
"""The event by which Prefect learns of it."""


@flow(name="heartbeat", persist_result=False)
async def heartbeat(missed: Missed | None = None) -> State:
    """Look who is silent. `missed` comes from Prefect's automation: a schedule of which it saw no completion."""
    found = silence.look(store())
    for pulse in found:
        if pulse.silent:
            emit_event(SILENT, resource={"prefect.resource.id": f"casework.heartbeat.{pulse.name}"})
    if missed is not None:
        alarms.alarm("not_completed", missed)
    # Whoever is silent: this run has completed, which is what Prefect's automation waits for.
    shown = (f"{p.name} {p.at.isoformat(timespec='seconds') if p.at else '-'}{' silent' * p.silent}" for p in found)
    return Completed(message=", ".join(shown))
