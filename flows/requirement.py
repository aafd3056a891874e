"""What an industry department requires of its industry, told to its units (Regulations Art. 7(1))."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.form import Signature
from models.acts.requirement import RequirementAct
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="requirement", validate_parameters=False, persist_result=False)
async def requirement(act: RequirementAct, signature: Signature | None = None) -> State:
    """What an industry department requires of its industry, told to its units (Regulations Art. 7(1))."""
    return await take(Stage.REQUIREMENT, act, signature)
