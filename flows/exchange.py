"""Information on a case, given to a department for a stated purpose (Regulations Art. 7)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.exchange import ExchangeAct
from models.acts.form import Signature
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="exchange", validate_parameters=False, persist_result=False)
async def exchange(act: ExchangeAct, signature: Signature | None = None) -> State:
    """Information on a case, given to a department for a stated purpose (Regulations Art. 7)."""
    return await take(Stage.EXCHANGE, act, signature)
