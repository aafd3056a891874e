"""The relay's own look at who else is silent: where Prefect is gone, no schedule would tell."""

from datetime import UTC, datetime, timedelta
from logging import getLogger
from time import monotonic

from flows import alarms
from models.store import heartbeats
from models.store.engine import Store

PATIENCE = timedelta(hours=1)
"""After a start, for what was down as well to catch up."""

log = getLogger("casework.relay")


class Watch:
    """Looks each time it is asked, from `patience` after it was made; tells at most once a day."""

    def __init__(self, store: Store, patience: timedelta = PATIENCE) -> None:
        self._store = store
        self._from = monotonic() + patience.total_seconds()

    def look(self) -> None:
        """Never raises: whoever gives a sign of life is not to be kept from it."""
        if monotonic() < self._from:
            return
        try:
            with self._store.read() as connection:
                found = heartbeats.silent(connection, datetime.now(UTC))
            for name in found:
                alarms.alarm("silent", name)
        except Exception as error:
            log.error("who is silent could not be told: %s", type(error).__name__)
