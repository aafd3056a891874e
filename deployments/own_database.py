"""Which database an installation on one machine works with: SQLite, a PostgreSQL it starts itself, or another's."""

from pathlib import Path

from deployments.postgres import OwnPostgres
from deployments.settings import Database, DeploymentSettings
from models.store.settings import OWN_DATABASE, StoreSettings

ENGINE_DATABASE = "prefect"


class NotThatDatabase(RuntimeError):
    """The database that was asked for is not that of this installation; `key` is the phrase that says why."""

    def __init__(self, key: str, what: Path | str) -> None:
        super().__init__(key)
        self.key, self.what = key, str(what)


def of_its_own(settings: StoreSettings, asked: Database | None) -> OwnPostgres | None:
    """The PostgreSQL to start before anything else, with data in the data folder; None where there is none to start.

    An installation never changes its database unnoticed: raises NotThatDatabase. Raises PostgresMissing.
    """
    if settings.database_url is not None:
        if asked is not None:
            raise NotThatDatabase("database_is_set", "CASEWORK_DATABASE_URL")
        return None
    has_postgres = settings.own_postgres.joinpath("PG_VERSION").exists()
    if asked is Database.SQLITE and has_postgres:
        raise NotThatDatabase("database_is_postgres", settings.own_postgres)
    if asked is Database.POSTGRES and settings.sqlite_file.exists() and not has_postgres:
        raise NotThatDatabase("database_is_sqlite", settings.sqlite_file)
    if not has_postgres and asked is not Database.POSTGRES:
        return None
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return OwnPostgres(settings.own_postgres.resolve())


def ready(server: OwnPostgres) -> OwnPostgres:
    """Start it and make both databases where they are missing. Raises NotThatDatabase where others could enter it."""
    server.start()
    if not server.closed:
        server.stop()
        raise NotThatDatabase("database_path_long", server.folder)
    server.create(OWN_DATABASE, ENGINE_DATABASE)
    return server


def of_the_engine(server: OwnPostgres, settings: DeploymentSettings) -> dict[str, str]:
    """What Prefect's server is told of its database in this PostgreSQL; nothing where it has been given another."""
    if settings.prefect_database_url is not None:
        return {}
    return {"PREFECT_SERVER_DATABASE_CONNECTION_URL": server.url(ENGINE_DATABASE, "asyncpg")}
