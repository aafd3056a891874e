"""Reports of clues: registered, decided on, answered; those about a natural person are passed on and forgotten."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.form import Signature
from models.acts.report import ReportAct
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="report", validate_parameters=False, persist_result=False)
async def report(act: ReportAct, signature: Signature | None = None) -> State:
    """Reports of clues: registered, decided on, answered; those about a natural person are passed on and forgotten."""
    return await take(Stage.REPORT, act, signature)
