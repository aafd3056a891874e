"""The receiving organ's service: takes packages, answers each with one receipt.

It asks nobody who they are: run it on the loopback address or behind something that does.
"""

import json
import socket
from dataclasses import asdict
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from uvicorn import Config, Server

from notifications.received import Ledger
from notifications.transfer import content_digest

LARGEST_PACKAGE = 5 * 1024 * 1024
START_SECONDS = 10.0


def service(folder: Path) -> FastAPI:
    """The ASGI application over `folder`/received.sqlite."""
    ledger = Ledger(folder / "received.sqlite")
    app = FastAPI(title="Receiving organ", docs_url=None, redoc_url=None, openapi_url=None)

    @app.post("/transfers")
    async def accept(request: Request) -> JSONResponse:
        key = request.headers.get("Idempotency-Key", "").strip()
        if len(key) < 3 or key[0] + key[-1] != '""':
            return _error(400, "Idempotency-Key is missing")
        package = await _bounded(request)
        if package is None:
            return _error(413, "the package is larger than 5 MiB")
        digest = content_digest(package)
        if request.headers.get("Content-Digest", digest) != digest:
            return _error(400, "Content-Digest does not match")
        if not _is_json(package):
            return _error(400, "the package is not JSON")
        accepted = await run_in_threadpool(ledger.accept, key[1:-1], digest, package)
        if accepted is None:
            return _error(422, "the key was used for another package")
        receipt, new = accepted
        return JSONResponse(asdict(receipt), 201 if new else 200)

    @app.get("/transfers")
    def received() -> list[dict[str, Any]]:
        return [asdict(receipt) for receipt in ledger.all()]

    @app.get("/transfers/{receipt}")
    def show(receipt: str) -> JSONResponse:
        found = ledger.one(receipt)
        if found is None:
            return _error(404, "no such receipt")
        return JSONResponse({**asdict(found[0]), "package": json.loads(found[1])})

    return app


def serve(port: int, folder: Path) -> None:
    """Run the service on the loopback address until it is interrupted."""
    Server(_config(folder, port)).run()


class Receiver:
    """The service on the loopback address in a thread of this process; port 0 takes a free one."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self._socket = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._server = Server(_config(folder, port))
        self._thread = Thread(target=self._server.run, args=([self._socket],), name="casework-receive", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        until = monotonic() + START_SECONDS
        while not self._server.started:
            if monotonic() > until or not self._thread.is_alive():
                raise TimeoutError("the receiving service did not start")
            sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()


def _config(folder: Path, port: int) -> Config:
    # No WebSocket code is loaded and no logging is changed.
    return Config(
        service(folder), host="127.0.0.1", port=port, log_config=None, log_level="warning", lifespan="off", ws="none"
    )


async def _bounded(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_PACKAGE:
            return None
    return bytes(body)


def _is_json(package: bytes) -> bool:
    try:
        json.loads(package)
    except (ValueError, RecursionError):
        return False
    return True


def _error(status: int, text: str) -> JSONResponse:
    return JSONResponse({"error": text}, status)
