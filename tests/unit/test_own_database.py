"""Which database an installation on one machine works with: what is there is never left for another unnoticed."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from deployments import own_database, parts
from deployments.own_database import NotThatDatabase
from deployments.parts import NotShared, SharingMissing
from deployments.settings import Database, DeploymentSettings
from models.store.settings import StoreSettings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StoreSettings:
    monkeypatch.delenv("CASEWORK_DATABASE_URL", raising=False)
    return StoreSettings(data=tmp_path / "data")


def has_postgres(settings: StoreSettings) -> None:
    settings.own_postgres.mkdir(parents=True)
    settings.own_postgres.joinpath("PG_VERSION").write_text("18\n", "utf-8")


def test_a_new_folder_has_sqlite_unless_postgresql_is_asked_for(settings: StoreSettings) -> None:
    assert own_database.of_its_own(settings, None) is None
    assert own_database.of_its_own(settings, Database.SQLITE) is None
    assert settings.url == f"sqlite:///{settings.sqlite_file}"
    asked = own_database.of_its_own(settings, Database.POSTGRES)
    assert asked is not None
    assert asked.folder == settings.own_postgres


@pytest.mark.parametrize("asked", [None, Database.POSTGRES])
def test_a_folder_with_postgresql_keeps_it(settings: StoreSettings, asked: Database | None) -> None:
    has_postgres(settings)
    assert own_database.of_its_own(settings, asked) is not None
    assert settings.url == f"postgresql+psycopg://postgres@/casework?host={settings.own_postgres}"
    with pytest.raises(NotThatDatabase) as refused:
        own_database.of_its_own(settings, Database.SQLITE)
    assert refused.value.key == "database_is_postgres"


def test_a_folder_with_sqlite_is_not_left_for_postgresql(settings: StoreSettings) -> None:
    settings.data.mkdir()
    settings.sqlite_file.touch()
    assert own_database.of_its_own(settings, None) is None
    with pytest.raises(NotThatDatabase) as refused:
        own_database.of_its_own(settings, Database.POSTGRES)
    assert refused.value.key == "database_is_sqlite"


def test_a_database_elsewhere_is_used_and_none_started_beside_it(settings: StoreSettings) -> None:
    has_postgres(settings)
    elsewhere = settings.model_copy(update={"database_url": "postgresql+psycopg://casework@db/casework"})
    assert own_database.of_its_own(elsewhere, None) is None
    assert elsewhere.url == "postgresql+psycopg://casework@db/casework"
    with pytest.raises(NotThatDatabase) as refused:
        own_database.of_its_own(elsewhere, Database.POSTGRES)
    assert refused.value.key == "database_is_set"


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgresql://db/prefect", "redis://db"])
def test_prefect_is_given_no_database_it_cannot_open(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CASEWORK_PREFECT_DATABASE_URL", url)
    with pytest.raises(ValueError, match="asyncpg"):
        DeploymentSettings()
    monkeypatch.setenv("CASEWORK_PREFECT_DATABASE_URL", "postgresql+asyncpg://db/prefect")
    told = DeploymentSettings().of_server("p")
    assert told["PREFECT_SERVER_DATABASE_CONNECTION_URL"] == "postgresql+asyncpg://db/prefect"
    assert not [name for name in told if "REDIS" in name]


def test_servers_that_share_a_redis_keep_nothing_in_their_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from prefect.settings import Settings
    from prefect_redis.cleanup_queue import RedisWorkerCleanupQueueSettings
    from prefect_redis.client import RedisMessagingSettings

    for name, value in DeploymentSettings(redis_url="rediss://r:6379/0").of_server("p").items():
        monkeypatch.setenv(name, value)
    server = Settings().server
    assert ".memory" not in str(server.model_dump())
    shared = (server.docket.url, RedisMessagingSettings().url, RedisWorkerCleanupQueueSettings().url)
    assert set(shared) == {"rediss://r:6379/0"}
    with pytest.raises(ValueError, match="rediss"):
        DeploymentSettings(redis_url="localhost")


@pytest.mark.parametrize("start", [lambda s: parts.serve(s, "127.0.0.1", 4200), parts.run_services])
def test_parts_that_would_not_meet_do_not_start(
    start: Callable[[DeploymentSettings], NoReturn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_AUTH_STRING", raising=False)
    with pytest.raises(NotShared) as refused:
        start(DeploymentSettings(redis_url="redis://r"))
    assert refused.value.names == ("CASEWORK_PREFECT_DATABASE_URL", "PREFECT_API_AUTH_STRING")
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "p")
    monkeypatch.setitem(sys.modules, "prefect_redis", None)
    with pytest.raises(SharingMissing, match="prefect_redis"):
        start(DeploymentSettings(redis_url="redis://r", prefect_database_url="postgresql+asyncpg://d"))
