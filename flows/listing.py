"""The list of key units: proposed, consulted on, decided, served, reviewed, adjusted (Regulations Art. 9)."""

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run import take
from models.acts.form import Signature
from models.acts.listing import ListingAct
from models.vocabulary import Stage


# Prefect would log every parameter where it finds one invalid: the flow reads and refuses them itself.
@flow(name="listing", validate_parameters=False, persist_result=False)
async def listing(act: ListingAct, signature: Signature | None = None) -> State:
    """The list of key units: proposed, consulted on, decided, served, reviewed, adjusted (Regulations Art. 9)."""
    return await take(Stage.LISTING, act, signature)
