"""The desk on a port: uvicorn in a thread of this process, so that `casework desk` and `casework up` end it alike."""

import asyncio
import logging
import socket
from threading import Thread
from time import sleep
from types import TracebackType
from typing import Self

import uvicorn

from deployments.desk.app import create
from flows.notices import notification_settings
from models.errors import CaseworkError
from models.store.engine import Store

PROXIES = ["127.0.0.1", "::1"]
"""From whom the headers of a proxy are believed, whatever the environment says."""

GRACE_SECONDS = 5
START_SECONDS = 0.01
WAITING = 512


class DeskRefused(CaseworkError):
    """The desk cannot listen there: the address is taken, or none of this machine."""


class Serving:
    """The desk over an open database, listening while the context is open. Port 0: a free one.

    Nothing of a request is logged: paths hold case numbers, and what failed unforeseen may hold content.
    """

    def __init__(self, store: Store, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._public = notification_settings().public_url
        config = uvicorn.Config(
            create(store, secure=self._public.startswith("https:")), access_log=False, server_header=False,
            proxy_headers=True, forwarded_allow_ips=PROXIES, log_config=None, log_level=logging.CRITICAL,
            lifespan="off", ws="none", timeout_graceful_shutdown=GRACE_SECONDS,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """Where the desk answers on this machine."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    def __enter__(self) -> Self:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        try:
            # Ours before the thread starts: uvicorn would end the process where it cannot listen.
            listening = socket.create_server((self._host, self._port), family=family, backlog=WAITING)
        except OSError as error:
            raise DeskRefused(f"{self._host}:{self._port}: {error.strerror}") from None
        self._port = listening.getsockname()[1]
        self._thread = Thread(target=self._serve, args=(listening,), name="casework-desk", daemon=True)
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            sleep(START_SECONDS)
        if not self._server.started:
            raise DeskRefused(f"{self._host}:{self._port}")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._server.should_exit = True
        if self._thread is not None:
            self._thread.join()

    def _serve(self, listening: socket.socket) -> None:
        with listening:
            asyncio.run(self._server.serve([listening]))
