"""Real databases for the delivery tests."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from models.store.engine import Store, open_store
from models.store.settings import store_settings
from models.store.tables import metadata
from tests.delivery.outbox import Outbox


@pytest.fixture(scope="module", autouse=True)
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The key-encryption key of a file's tests, which leaves the settings of others; processes started find it too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_KEY_FILE", str(tmp_path_factory.mktemp("key") / "key"))
        store_settings.cache_clear()
        yield
    store_settings.cache_clear()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty database with all tables, on each engine in turn."""
    if request.param == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path}/casework.sqlite")
    else:
        address: str = request.getfixturevalue("postgres")
        name = f"t{uuid4().hex}"
        with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        opened = open_store(address.format(name).replace("postgresql://", "postgresql+psycopg://"))
    metadata.create_all(opened.writer)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    """An empty SQLite database, where the engine makes no difference."""
    opened = open_store(f"sqlite:///{tmp_path}/casework.sqlite")
    metadata.create_all(opened.writer)
    yield opened
    opened.close()


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)
