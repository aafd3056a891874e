"""Settings of an installation on one machine: where Prefect lives, where the desk is."""

import os
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.acts.form import CODE
from models.store.settings import store_settings

DAY_SECONDS = 24 * 60 * 60

SHARED = {
    "PREFECT_SERVER_EVENTS_MESSAGING_BROKER": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_MESSAGING_CACHE": "prefect_redis.messaging",
    "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
    "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_QUEUE_STORAGE": "prefect_redis.cleanup_queue",
}
"""What one of Prefect's servers keeps in its memory unless it is told to share it: each by its setting."""

SHARED_AT = ("PREFECT_REDIS_MESSAGING_URL", "PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL", "PREFECT_SERVER_DOCKET_URL")

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def _session_home() -> Path:
    return Path.home() / ".config" / "casework" / "session"


class Database(StrEnum):
    """What may be asked for when a data folder is first used; afterwards the folder says it."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


class DeploymentSettings(BaseSettings):
    """`CASEWORK_PREFECT_HOME`, `CASEWORK_RUNS_DAYS`, `CASEWORK_EVENTS_DAYS`, and of the desk where it listens:
    `CASEWORK_DESK_HOST`, `CASEWORK_DESK_PORT`. `CASEWORK_INTAKE_BADGE` opens the public page `/report`: the badge of
    the officer in whose name reports that come by it are registered; without it there is no such page.

    `desk_url` (`CASEWORK_DESK_URL`) is the desk a command line talks to instead of the database; what signs it in is
    kept in `session_file` (`CASEWORK_SESSION_FILE`). `runs_days`: how long
    Prefect keeps a run that has ended, with its logs and artifacts; `events_days`: its events. What happened stands in
    our own record either way.
    """

    model_config = SettingsConfigDict(env_prefix="CASEWORK_", env_file=".env", extra="ignore")

    desk_host: str = "127.0.0.1"
    desk_port: int = Field(8400, ge=1, le=65535)
    desk_url: HttpUrl | None = None
    intake_badge: str | None = Field(None, pattern=CODE)
    session_file: Path = Field(default_factory=_session_home)
    prefect_home: Path | None = None
    prefect_database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    runs_days: int = Field(90, ge=1, le=3650)
    events_days: int = Field(7, ge=1, le=365)

    @field_validator("desk_url")
    @classmethod
    def _over_tls(cls, url: HttpUrl | None) -> HttpUrl | None:
        """A code and a token never travel in clear."""
        if url is not None and url.scheme != "https" and url.host not in LOOPBACK:
            raise ValueError("https is needed, except for this machine itself")
        return url

    @field_validator("prefect_database_url")
    @classmethod
    def _asynchronous(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith("postgresql+asyncpg://"):
            raise ValueError("postgresql+asyncpg:// is needed")
        return url

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("redis://", "rediss://")):
            raise ValueError("redis:// or rediss:// is needed")
        return url

    @property
    def home(self) -> Path:
        """Prefect's own folder: its database, its log."""
        return self.prefect_home or store_settings().data / "prefect"

    def of_server(self, password: str) -> dict[str, str]:
        """What the environment of our own Prefect server says: its password, its database, what it shares with others,
        its public address, what it keeps.

        Its vacuum deletes only runs that have ended, each with its logs and artifacts.
        """
        told = {
            "PREFECT_SERVER_API_AUTH_STRING": password,
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(self.runs_days * DAY_SECONDS),
            "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{self.events_days}D",
        }
        if self.prefect_database_url is not None:
            told["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = self.prefect_database_url.get_secret_value()
        if self.redis_url is not None:
            told |= SHARED | dict.fromkeys(SHARED_AT, self.redis_url.get_secret_value())
        if public := os.environ.get("PREFECT_UI_URL"):
            # Behind a proxy the pages must look for the API where the browser is.
            told["PREFECT_SERVER_UI_API_URL"] = public.rstrip("/") + "/api"
        return told

    @property
    def lock_file(self) -> Path:
        """Held while an installation runs on this data folder."""
        return store_settings().data / "up.lock"


@cache
def deployment_settings() -> DeploymentSettings:
    """The settings of this process, read once."""
    return DeploymentSettings()


def desk_url() -> str | None:
    """The desk a command line talks to; None where it works on the database itself."""
    found = deployment_settings().desk_url
    return None if found is None else str(found).rstrip("/")
