"""Transfer of clues to a competent organ, with its answer (Regulations Art. 30, text unverified)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.form import Signature
from models.acts.transfer import TransferAct
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="transfer", validate_parameters=False, persist_result=False)
async def transfer(act: TransferAct, signature: Signature | None = None) -> State:
    """Transfer of clues to a competent organ, with its answer (Regulations Art. 30, text unverified)."""
    return await take(Stage.TRANSFER, act, signature)
