"""Interview of responsible persons and the notice to the superior department (CEL 56)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.form import Signature
from models.acts.interview import InterviewAct
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="interview", validate_parameters=False, persist_result=False)
async def interview(act: InterviewAct, signature: Signature | None = None) -> State:
    """Interview of responsible persons and the notice to the superior department (CEL 56)."""
    return await take(Stage.INTERVIEW, act, signature)
