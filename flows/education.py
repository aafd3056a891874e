"""The yearly plan of publicity and education (Guizhou Art. 12-15; Counter-espionage Law Art. 13)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.education import EducationAct
from models.acts.form import Signature
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="education", validate_parameters=False, persist_result=False)
async def education(act: EducationAct, signature: Signature | None = None) -> State:
    """The yearly plan of publicity and education (Guizhou Art. 12-15; Counter-espionage Law Art. 13)."""
    return await take(Stage.EDUCATION, act, signature)
