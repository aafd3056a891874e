"""Technical inspection of a unit with risks, and measures on the spot (Regulations Art. 23-26)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.form import Signature
from models.acts.technical import TechnicalAct
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="technical", validate_parameters=False, persist_result=False)
async def technical(act: TechnicalAct, signature: Signature | None = None) -> State:
    """Technical inspection of a unit with risks, and measures on the spot (Regulations Art. 23-26)."""
    return await take(Stage.TECHNICAL, act, signature)
