"""The scheduled checkpoint: what was recorded since the last one is sealed, signed and brought outside."""

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.anchoring import anchor
from flows.pausing import standing_still
from flows.stores import store


@flow(name="checkpoint", persist_result=False)
async def checkpoint() -> State:
    """Seal and sign. Failed when the log is not the one signed before; "Not sent" when a place outside did not take
    the checkpoint, which is tried again next time. Nothing is signed while paused."""
    opened = store()
    if paused := standing_still(opened):
        return paused
    done = anchor(opened)
    size = "as before" if done.signed is None else f"size {done.signed}"
    told = f"{done.sealed} events sealed, {size}, {done.sent} sent, {done.waiting} waiting"
    return Completed(name="Not sent" if done.waiting else None, message=told)
