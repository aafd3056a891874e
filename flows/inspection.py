"""Inspection: request, approval at city level, notice, record, conclusion (Regulations Art. 21, 22)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.form import Signature
from models.acts.inspection import InspectionAct
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="inspection", validate_parameters=False, persist_result=False)
async def inspection(act: InspectionAct, signature: Signature | None = None) -> State:
    """Inspection: request, approval at city level, notice, record, conclusion (Regulations Art. 21, 22)."""
    return await take(Stage.INSPECTION, act, signature)
