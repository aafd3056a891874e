"""Protection of an informant or a near relative: asked for, decided at once, reviewed (Guizhou Art. 16)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.form import Signature
from models.acts.protection import ProtectionAct
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="protection", validate_parameters=False, persist_result=False)
async def protection(act: ProtectionAct, signature: Signature | None = None) -> State:
    """Protection of an informant or a near relative: asked for, decided at once, reviewed (Guizhou Art. 16)."""
    return await take(Stage.PROTECTION, act, signature)
