"""Settings of an installation on one machine: where Prefect lives, where the desk is."""

import os
from functools import cache
from pathlib import Path

from pydantic import Field, HttpUrl, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.store.settings import store_settings

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def _session_home() -> Path:
    return Path.home() / ".config" / "casework" / "session"


class DeploymentSettings(BaseSettings):
    """`CASEWORK_PREFECT_HOME`, and where the desk listens: `CASEWORK_DESK_HOST`, `CASEWORK_DESK_PORT`.

    `desk_url` (`CASEWORK_DESK_URL`) is the desk a command line talks to instead of the database; what signs it in is
    kept in `session_file` (`CASEWORK_SESSION_FILE`).
    """

    model_config = SettingsConfigDict(env_prefix="CASEWORK_", env_file=".env", extra="ignore")

    desk_host: str = "127.0.0.1"
    desk_port: int = Field(8400, ge=1, le=65535)
    desk_url: HttpUrl | None = None
    session_file: Path = Field(default_factory=_session_home)
    prefect_home: Path | None = None

    @field_validator("desk_url")
    @classmethod
    def _over_tls(cls, url: HttpUrl | None) -> HttpUrl | None:
        """A code and a token never travel in clear."""
        if url is not None and url.scheme != "https" and url.host not in LOOPBACK:
            raise ValueError("https is needed, except for this machine itself")
        return url

    @property
    def home(self) -> Path:
        """Prefect's own folder: its database, its log."""
        return self.prefect_home or store_settings().data / "prefect"

    @property
    def address_file(self) -> Path:
        """Where a running installation writes the address of its Prefect API."""
        return store_settings().data / "prefect.url"

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


def api_url() -> str | None:
    """Prefect's API: `PREFECT_API_URL`, else what the installation on this data folder wrote down."""
    stated = os.environ.get("PREFECT_API_URL")
    if stated:
        return stated
    try:
        return deployment_settings().address_file.read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None


def pages(api_url: str) -> str:
    """Where people find the pages of the server behind this API: `PREFECT_UI_URL`, else beside it."""
    return os.environ.get("PREFECT_UI_URL") or api_url.removesuffix("/").removesuffix("/api")
