"""Joint guidance or joint supervision of a unit with a department (Regulations Art. 7)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.form import Signature
from models.acts.joint import JointAct
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="joint", validate_parameters=False, persist_result=False)
async def joint(act: JointAct, signature: Signature | None = None) -> State:
    """Joint guidance or joint supervision of a unit with a department (Regulations Art. 7)."""
    return await take(Stage.JOINT, act, signature)
