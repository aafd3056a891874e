"""The daily sweep: files that no act has named in time, sessions of the desk and passcode steps of long ago."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.pausing import standing_still
from flows.stores import store
from models.store import channels, files, passcodes, sessions
from models.store.settings import store_settings

PACED_FOR = timedelta(hours=1)
USED_FOR = timedelta(days=1)
"""How long it is remembered which codes were used and which were wrong; a code itself counts for a minute."""


@flow(name="housekeeping", persist_result=False)
async def housekeeping() -> State:
    """Remove files without an act after `CASEWORK_UNNAMED_FILES_DAYS`; whatever an act has named stays.

    While paused everything stays.
    """
    opened, now = store(), datetime.now(UTC)
    if paused := standing_still(opened):
        return paused
    done = asdict(files.sweep(opened, now, timedelta(days=store_settings().unnamed_files_days)))
    with opened.write() as connection:
        done["sessions"] = sessions.sweep(connection, now)
        done["passcodes"] = passcodes.sweep(connection, now - USED_FOR)
        done["minutes"] = channels.sweep(connection, now - PACED_FOR)
    return Completed(message=", ".join(f"{name} {count}" for name, count in done.items()))
