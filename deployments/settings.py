"""Settings of an installation on one machine: where Prefect lives, how content may enter."""

import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.store.settings import store_settings

DAY_SECONDS = 24 * 60 * 60


class DeploymentSettings(BaseSettings):
    """`CASEWORK_FORMS`, `CASEWORK_PREFECT_HOME`, `CASEWORK_RUNS_DAYS` and `CASEWORK_EVENTS_DAYS`.

    `forms`: `prefect` lets Prefect's own forms carry content, which is redacted after the act; `desk` takes sealed
    submissions only. `prefect` is the default for now. `runs_days`: how long Prefect keeps a run that has ended, with
    its logs and artifacts; `events_days`: its events. What happened stands in our own record either way.
    """

    model_config = SettingsConfigDict(env_prefix="CASEWORK_", env_file=".env", extra="ignore")

    forms: Literal["prefect", "desk"] = "prefect"
    prefect_home: Path | None = None
    runs_days: int = Field(90, ge=1, le=3650)
    events_days: int = Field(7, ge=1, le=365)

    @property
    def home(self) -> Path:
        """Prefect's own folder: its database, its log."""
        return self.prefect_home or store_settings().data / "prefect"

    @property
    def address_file(self) -> Path:
        """Where a running installation writes the address of its Prefect API."""
        return store_settings().data / "prefect.url"

    @property
    def password_file(self) -> Path:
        """Beside the address: the string that opens that API, kept from one start to the next."""
        return self.address_file.with_name("prefect.password")

    def of_server(self, password: str) -> dict[str, str]:
        """What the environment of our own Prefect server says: its password, its public address, what it keeps.

        Its vacuum deletes only runs that have ended, each with its logs and artifacts.
        """
        told = {
            "PREFECT_SERVER_API_AUTH_STRING": password,
            "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(self.runs_days * DAY_SECONDS),
            "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{self.events_days}D",
        }
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


def api_url() -> str | None:
    """Prefect's API: `PREFECT_API_URL`, else what the installation on this data folder wrote down."""
    return os.environ.get("PREFECT_API_URL") or _line(deployment_settings().address_file)


def password(api_url: str) -> str | None:
    """What opens the API at this address: of the installation on this data folder what it wrote down, of any other
    `PREFECT_API_AUTH_STRING`. Another server is never told what opens ours."""
    settings = deployment_settings()
    if _line(settings.address_file) == api_url and (ours := _line(settings.password_file)):
        return ours
    return os.environ.get("PREFECT_API_AUTH_STRING") or None


def _line(path: Path) -> str | None:
    try:
        return path.read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None


def pages(api_url: str) -> str:
    """Where people find the pages of the server behind this API: `PREFECT_UI_URL`, else beside it."""
    return os.environ.get("PREFECT_UI_URL") or api_url.removesuffix("/").removesuffix("/api")
