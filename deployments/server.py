"""Prefect's own server as a child of this process: started, watched, ended with everything it started."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from deployments import schema_cache

log = logging.getLogger("casework.worker")

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_UI_ENABLED": "true",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",  # we use no blocks; registering them costs 2 s
}


class ServerFailed(RuntimeError):
    """The server ended by itself or did not answer in time; the message names its log file."""


def free_port() -> int:
    """A port of the loopback address that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(home: Path, settings: Mapping[str, str], api_url: str | None) -> dict[str, str]:
    """The environment of a process of Prefect's own: none of our settings, and no secret among them, but `settings`.

    Its pages would look for the API on Prefect's default port, unless told that it answers at `api_url`.
    """
    foreign = ("PREFECT_", "CASEWORK_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    pages = {} if api_url is None else {"PREFECT_SERVER_UI_API_URL": api_url}
    return inherited | QUIET | {"PREFECT_HOME": str(home)} | pages | dict(settings)


class PrefectServer:
    """One Prefect server on the loopback address, with its home, database and log in `home`.

    Settings of the calling environment do not reach it; `settings` adds to or replaces the defaults. It ends with
    `stop()` or with this process, however this process ends.
    """

    def __init__(self, home: Path, port: int | None = None, settings: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.port = port or free_port()
        self.settings = dict(settings or {})
        self.log_file = home / "server.log"
        self._child: subprocess.Popen[bytes] | None = None
        self._tether: int | None = None

    @property
    def ui_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        return f"{self.ui_url}/api"

    def start(self, timeout: float = 120.0) -> Self:
        """Start and wait until the server answers. Raises `ServerFailed`."""
        if self.alive():
            return self
        self.stop()
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        database = self.home / "prefect.db"
        own_database = "PREFECT_SERVER_DATABASE_CONNECTION_URL" not in self.settings
        if own_database:
            schema_cache.seed(database, schema_cache.cached_schema())
        self._spawn()
        self._await_health(time.monotonic() + timeout)
        if own_database:
            schema_cache.keep(database, schema_cache.cached_schema())
        return self

    def alive(self) -> bool:
        """Whether the process runs; it may still be busy."""
        return self._child is not None and self._child.poll() is None

    def restart_if_dead(self) -> bool:
        """Start again on the same port and database if the process is gone; whether it was."""
        if self.alive():
            return False
        log.error("the Prefect server has ended; starting it again")
        self.start()
        return True

    def stop(self, grace: float = 5.0) -> None:
        """End the whole process group: SIGTERM, then SIGKILL after `grace` seconds. May be called twice."""
        child, self._child = self._child, None
        if child is not None and child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
            try:
                child.wait(grace)
            except subprocess.TimeoutExpired:
                log.warning("the Prefect server did not end in %s s and is killed", grace)
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        if self._tether is not None:
            os.close(self._tether)
            self._tether = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def _spawn(self) -> None:
        reading, self._tether = os.pipe()
        command = [sys.executable, "-m", "deployments.tether", str(reading)]
        command += ["deployments.prefect_command", "server", "start", "--host", "127.0.0.1", "--port", str(self.port)]
        try:
            with self.log_file.open("ab") as output:
                self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
                    command,
                    cwd=self.home,  # Prefect also reads .env and prefect.toml of its working directory
                    env=environment(self.home, self.settings, self.api_url),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    pass_fds=(reading,),
                    start_new_session=True,
                )
        finally:
            os.close(reading)

    def _await_health(self, until: float) -> None:
        with httpx.Client(base_url=self.api_url, verify=False, trust_env=False) as client:  # noqa: S501 - plain HTTP
            while time.monotonic() < until and self.alive():
                try:
                    if client.get("/health", timeout=2.0).is_success:
                        return
                except httpx.TransportError:
                    time.sleep(0.03)
        self.stop()
        raise ServerFailed(f"the Prefect server did not start; see {self.log_file}")
