"""The open database of this process: whatever worker a flow runs in, it needs the environment only."""

from functools import cache

from models.store.engine import Store, open_store
from models.store.migrate import check_schema
from models.store.settings import store_settings


@cache
def _opened(url: str) -> Store:
    store = open_store(url)
    check_schema(store)
    return store


def store() -> Store:
    """The database named by the settings. Raises SchemaMismatch where `casework migrate` is needed first."""
    return _opened(store_settings().url)
