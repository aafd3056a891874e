"""The warm worker: `CaseworkWorker` in a thread of this process, or as the whole of one."""

import asyncio
import logging
import signal
import threading
from types import TracebackType
from typing import Any, Self

from prefect.logging.handlers import APILogHandler

from deployments.client_settings import quiet, talking_to
from deployments.taking import Registry
from deployments.worker import CaseworkWorker
from flows.settings import POOL

log = logging.getLogger("casework.worker")


class WarmWorker:
    """Works for the server at `api_url` from `start` to `stop`. One process should talk to one Prefect server only:
    Prefect's client-side events go to the first server they met."""

    def __init__(
        self,
        api_url: str,
        registry: Registry | None = None,
        pool: str = POOL,
        password: str | None = None,
        **options: Any,
    ) -> None:
        self.api_url = api_url
        self._password = password
        self._pool = pool
        self._options = {"registry": registry, **options}
        self._worker: CaseworkWorker | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._failure: BaseException | None = None

    def start(self, timeout: float = 60.0) -> Self:
        """Return once the worker looks for work; raises what kept it from starting."""
        self._ready.clear()
        self._failure = None
        self._thread = threading.Thread(target=self._body, name="warm worker", daemon=True)
        self._thread.start()
        if not self._ready.wait(timeout):
            self.stop(0.0)
            raise TimeoutError("the worker did not start in time")
        if self._failure is not None:
            raise self._failure
        return self

    def stop(self, timeout: float = 60.0) -> None:
        """Let running runs end (bounded by the worker's `drain_seconds`), then end the thread. May be called twice."""
        if self._thread is None:
            return
        if self._loop is not None and self._worker is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._worker.stop)
        self._thread.join(timeout)
        if self._thread.is_alive():
            log.error("the worker did not end in time")
        self._thread = None

    def alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    async def serve(self) -> None:
        """Be the worker of this process until SIGTERM or SIGINT; must run in the main thread."""
        loop = asyncio.get_running_loop()
        with talking_to(self.api_url, self._password):
            quiet()
            worker = CaseworkWorker(self._pool, **self._options)
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, worker.stop)
            await worker.start()
            await _send_logs()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def _body(self) -> None:
        try:
            asyncio.run(self._work())
        except Exception as error:
            log.exception("the warm worker has failed")
            self._failure = error
        finally:
            self._ready.set()

    async def _work(self) -> None:
        self._loop = asyncio.get_running_loop()
        with talking_to(self.api_url, self._password):
            quiet()
            self._worker = CaseworkWorker(self._pool, **self._options)
            await self._worker.start(printer=self._announce)
            await _send_logs()

    def _announce(self, message: str) -> None:
        log.info(message)
        self._ready.set()


async def _send_logs() -> None:
    """Let what failing runs logged reach the server before it may be ended too."""
    try:
        await asyncio.wait_for(APILogHandler.aflush(), 5.0)
    except TimeoutError:
        log.warning("the last log lines of the runs did not reach the Prefect server")
