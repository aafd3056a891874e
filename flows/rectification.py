"""Order to rectify within a time limit: from proposal to re-inspection (Regulations Art. 28; CEL 56)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.form import Signature
from models.acts.rectification import RectificationAct
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="rectification", validate_parameters=False, persist_result=False)
async def rectification(act: RectificationAct, signature: Signature | None = None) -> State:
    """Order to rectify within a time limit: from proposal to re-inspection (Regulations Art. 28; CEL 56)."""
    return await take(Stage.RECTIFICATION, act, signature)
