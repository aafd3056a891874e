"""Real databases for the tests of the store: SQLite files, and a PostgreSQL server of the session's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from models.store.engine import Store
from models.store.handles import CALENDAR_DAY, CALENDAR_YEAR
from models.store.settings import store_settings
from tests.acceptance.hearing import Hearing
from tests.builders import walk_to
from tests.store.vaulted import NAME, Vault, custodians, vault_in
from tests.store.worlds import CASE, Worlds, heard, heard_order, installed, running, standing

ENGINES = ("sqlite", "postgresql")
BEFORE_SEEDING = ("test_calendars.py",)
"""Files whose tests begin with a calendar that holds nothing."""

LONG = frozenset(
    f"test_{name}.py"
    for name in (
        "activity", "addresses", "alarms", "audit", "audit_corrections", "audit_told", "backup_refused", "calendars",
        "commendation", "corrections", "defects_of_others", "delegations", "duties", "education", "erasing",
        "exchange", "exchange_answers", "files", "files_audit", "forecast", "informant_audit", "informant_keys",
        "informants", "instrument_numbers", "keyring", "log_audit", "people", "proof", "protection", "reading",
        "recall", "reports", "reprojection", "rotation", "sweep_items", "vault",
    )
)  # fmt: skip
"""What is tried there is the same for both engines, so PostgreSQL has its turn in the long round. Locks, races, order,
triggers, indexes, the chain and the journal are tried on both in every round."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.name in LONG and "postgresql" in item.name:
            item.add_marker(pytest.mark.slow)


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
def worlds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, key_file: Path) -> Worlds:
    """Databases to copy; the PostgreSQL server is started when the first is asked for."""
    return Worlds(tmp_path_factory.mktemp("worlds"), lambda: str(request.getfixturevalue("postgres")))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Each engine in turn."""
    return str(request.param)


@pytest.fixture
def empty(worlds: Worlds, engine: str) -> Iterator[Store]:
    """A database without tables."""
    with worlds.copy(engine) as store:
        yield store


@pytest.fixture
def store(request: pytest.FixtureRequest, worlds: Worlds, engine: str) -> Iterator[Store]:
    """An installed demo database."""
    with worlds.copy(engine, installed) as store:
        if request.path.name in BEFORE_SEEDING:
            with store.write() as connection:
                connection.execute(delete(CALENDAR_DAY))
                connection.execute(delete(CALENDAR_YEAR))
        yield store


@pytest.fixture
def world(worlds: Worlds, engine: str) -> Iterator[Store]:
    """The standard world, without a case."""
    with worlds.copy(engine, installed, standing) as store:
        yield store


@pytest.fixture
def with_order(worlds: Worlds, engine: str) -> Iterator[Store]:
    """The standard world with one case, whose order is served."""
    with worlds.copy(engine, installed, standing, running) as store:
        yield store


@pytest.fixture(scope="module", params=ENGINES)
def shared(request: pytest.FixtureRequest, worlds: Worlds) -> Iterator[Store]:
    """The standard world, one for all tests of a file; each leaves cases, no damage."""
    with worlds.copy(request.param, installed, standing) as store:
        yield store


@pytest.fixture
def hearing(world: Store) -> Iterator[Hearing]:
    """A case not opened yet; its acts go the product's own road."""
    with heard(world) as hearing:
        yield hearing


@pytest.fixture
def order_hearing(worlds: Worlds, engine: str) -> Iterator[Hearing]:
    """A case whose order is served and announced; the last day is Wednesday 25 March 2026."""
    with worlds.copy(engine, installed, standing, heard_order) as store, heard(store, CASE) as hearing:
        yield hearing


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
