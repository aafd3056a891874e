"""Acts on the case itself: from opening to closing, with corrections, annulment and stay."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.case import CaseAct
from models.acts.form import Signature
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="case", validate_parameters=False, persist_result=False)
async def case(act: CaseAct, signature: Signature | None = None) -> State:
    """Acts on the case itself: from opening to closing, with corrections, annulment and stay."""
    return await take(Stage.CASE, act, signature)
