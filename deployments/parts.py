"""Prefect's parts for an installation on several machines, each a process of its own: API servers, background services.

They share one PostgreSQL, one Redis and one password, and take settings of ours only.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from deployments.server import environment
from deployments.settings import DeploymentSettings

PASSWORD = "PREFECT_API_AUTH_STRING"  # noqa: S105 - its name
SHARING = "prefect_redis"
MIGRATED_APART = {"PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false"}


class NotShared(RuntimeError):
    """Parts that run apart would not meet; `names` are the settings that are missing."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


class SharingMissing(RuntimeError):
    """The package by which several servers share a Redis is not installed."""


class EngineNotMigrated(RuntimeError):
    """Prefect's database could not be brought to the tables of the installed Prefect."""


def serve(settings: DeploymentSettings, host: str, port: int) -> NoReturn:
    """Become an API server without background services. Raises NotShared, SharingMissing."""
    shown = f"[{host}]" if ":" in host else host
    command = ["server", "start", "--no-services", "--host", host, "--port", str(port)]
    _become(command, settings, f"http://{shown}:{port}/api")


def run_services(settings: DeploymentSettings) -> NoReturn:
    """Become the background services: schedules, late runs, events, automations. Raises NotShared, SharingMissing."""
    _become(["server", "services", "start"], settings, None)


def migrate(settings: DeploymentSettings) -> bool:
    """Bring Prefect's database to the installed Prefect, where it is one of its own; whether it is. To be done once for
    all servers, before they start, by one process. Raises EngineNotMigrated."""
    if settings.prefect_database_url is None:
        return False
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = environment(settings.home, settings.of_server(os.environ.get(PASSWORD, "")), None)
    done = subprocess.run(  # noqa: S603 - our own interpreter and arguments
        [*PREFECT, "server", "database", "upgrade", "--yes"],
        cwd=settings.home, env=told, stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise EngineNotMigrated
    return True


PREFECT = (sys.executable, "-m", "deployments.prefect_command")


def _become(command: list[str], settings: DeploymentSettings, api_url: str | None) -> NoReturn:
    missing = [
        name
        for name, value in (
            ("CASEWORK_PREFECT_DATABASE_URL", settings.prefect_database_url),
            ("CASEWORK_REDIS_URL", settings.redis_url),
            (PASSWORD, os.environ.get(PASSWORD)),
        )
        if not value
    ]
    if missing:
        raise NotShared(missing)
    try:
        import_module(SHARING)
    except ImportError:
        raise SharingMissing(SHARING) from None
    told = environment(settings.home, settings.of_server(os.environ[PASSWORD]) | MIGRATED_APART, api_url)
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chdir(settings.home)  # Prefect also reads .env and prefect.toml of its working directory
    sys.stdout.flush()
    os.execve(sys.executable, [*PREFECT, *command], told)  # noqa: S606 - our own interpreter and arguments
