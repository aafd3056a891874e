"""While an installation stands still after a restore, what is scheduled does nothing, and says so."""

from prefect.client.schemas.objects import State
from prefect.states import Completed

from models.store import pausing
from models.store.engine import Store


def standing_still(opened: Store) -> State[None] | None:
    """The end of a run that may do nothing; None where it may go on."""
    with opened.read() as connection:
        pause = pausing.paused(connection)
    if pause is None:
        return None
    return Completed(name="Paused", message=f"since {pause.since:%Y-%m-%d %H:%M} UTC, until `casework resume`")
