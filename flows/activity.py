"""Guidance for many units at once: planned and held, without a case (Regulations Art. 5)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.activity import ActivityAct
from models.acts.form import Signature
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="activity", validate_parameters=False, persist_result=False)
async def activity(act: ActivityAct, signature: Signature | None = None) -> State:
    """Guidance for many units at once: planned and held, without a case (Regulations Art. 5)."""
    return await take(Stage.ACTIVITY, act, signature)
