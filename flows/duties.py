"""The duties ledger of one unit: what it did for its duties, and when that is due again (Regulations Art. 8-10)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.duties import DutiesAct
from models.acts.form import Signature
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="duties", validate_parameters=False, persist_result=False)
async def duties(act: DutiesAct, signature: Signature | None = None) -> State:
    """The duties ledger of one unit: what it did for its duties, and when that is due again (Art. 8-10)."""
    return await take(Stage.DUTIES, act, signature)
