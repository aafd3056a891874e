"""Looking who gives no sign of life, and telling the administrators, once a day."""

from datetime import UTC, datetime, timedelta
from logging import getLogger
from time import monotonic

from flows import alarms
from models.store import heartbeats, pausing
from models.store.engine import Store
from models.store.heartbeats import Pulse

PATIENCE = timedelta(hours=1)
"""After a start, for what was down as well to catch up."""

log = getLogger("casework.relay")


def look(store: Store) -> list[Pulse]:
    """All signs of life; who is silent is told of. After a restore nobody is expected to give any."""
    with store.read() as connection:
        if pausing.paused(connection):
            return []
        found = heartbeats.pulses(connection, datetime.now(UTC))
    for pulse in found:
        if pulse.silent:
            alarms.alarm("silent", pulse.name)
    return found


class Watch:
    """The relay's own look, each time it is asked: where Prefect is gone, no schedule would tell. It begins
    `patience` after it was made."""

    def __init__(self, store: Store, patience: timedelta = PATIENCE) -> None:
        self._store = store
        self._from = monotonic() + patience.total_seconds()

    def look(self) -> None:
        """Never raises: whoever gives a sign of life is not to be kept from it."""
        if monotonic() < self._from:
            return
        try:
            look(self._store)
        except Exception as error:
            log.error("who is silent could not be told: %s", type(error).__name__)
