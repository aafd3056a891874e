"""Commendation and rewards for reports: decided jointly, told, claimed, handed over (Regulations Art. 20)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.commendation import CommendationAct
from models.acts.form import Signature
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="commendation", validate_parameters=False, persist_result=False)
async def commendation(act: CommendationAct, signature: Signature | None = None) -> State:
    """Commendation and rewards for reports: decided jointly, told, claimed, handed over (Regulations Art. 20)."""
    return await take(Stage.COMMENDATION, act, signature)
