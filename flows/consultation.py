"""Asking a department for its position on a case, and its answer (Regulations Art. 7)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.consultation import ConsultationAct
from models.acts.form import Signature
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="consultation", validate_parameters=False, persist_result=False)
async def consultation(act: ConsultationAct, signature: Signature | None = None) -> State:
    """Asking a department for its position on a case, and its answer (Regulations Art. 7)."""
    return await take(Stage.CONSULTATION, act, signature)
