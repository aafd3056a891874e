"""Guidance: materials, training and meetings; written guidance, reminder and admonition (Regulations Art. 5)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.form import Signature
from models.acts.guidance import GuidanceAct
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="guidance", validate_parameters=False, persist_result=False)
async def guidance(act: GuidanceAct, signature: Signature | None = None) -> State:
    """Guidance: materials, training and meetings; written guidance, reminder and admonition (Regulations Art. 5)."""
    return await take(Stage.GUIDANCE, act, signature)
