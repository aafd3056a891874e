"""Complaints about an organ or its staff: decided by the organ above, the result told (CEL 52)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.complaint import ComplaintAct
from models.acts.form import Signature
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="complaint", validate_parameters=False, persist_result=False)
async def complaint(act: ComplaintAct, signature: Signature | None = None) -> State:
    """Complaints about an organ or its staff: decided by the organ above, the result told (CEL 52)."""
    return await take(Stage.COMPLAINT, act, signature)
