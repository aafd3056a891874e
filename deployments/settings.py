"""Settings of an installation on one machine: where Prefect lives, where the desk is."""

import os
from functools import cache
from pathlib import Path

from pydantic import Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.store.settings import store_settings


class DeploymentSettings(BaseSettings):
    """`CASEWORK_PREFECT_HOME`, and where the desk listens: `CASEWORK_DESK_HOST`, `CASEWORK_DESK_PORT`.

    `desk_url` (`CASEWORK_DESK_URL`) is the desk a command line talks to instead of the database.
    """

    model_config = SettingsConfigDict(env_prefix="CASEWORK_", env_file=".env", extra="ignore")

    desk_host: str = "127.0.0.1"
    desk_port: int = Field(8400, ge=1, le=65535)
    desk_url: HttpUrl | None = None
    prefect_home: Path | None = None

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
