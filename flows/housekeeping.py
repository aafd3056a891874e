"""The daily sweep of the files folder: files that no act has named in time, and what interrupted writers left."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.stores import store
from models.store import files
from models.store.settings import store_settings


@flow(name="housekeeping", persist_result=False)
async def housekeeping() -> State:
    """Remove files without an act after `CASEWORK_UNNAMED_FILES_DAYS`; whatever an act has named stays."""
    done = files.sweep(store(), datetime.now(UTC), timedelta(days=store_settings().unnamed_files_days))
    return Completed(message=", ".join(f"{name} {count}" for name, count in asdict(done).items()))
