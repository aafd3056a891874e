"""The receiving organ's service: takes signed packages of those it trusts, answers each with one signed receipt.

It listens on the loopback address; what stands before it ends TLS and passes requests on, and `url` says under which
address senders know it: a request signed for another address is refused.
"""

import json
import socket
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from time import monotonic, sleep, time
from types import TracebackType
from typing import Any, Self

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from uvicorn import Config, Server

from models.errors import Unknown
from models.store import transfer_key
from notifications.bag import BadBag, unpack
from notifications.http_signature import BadSignature, content_digest, verified
from notifications.peers import ASKED, PACKAGE
from notifications.received import Ledger, Preview

LARGEST_PACKAGE = 64 * 1024 * 1024
START_SECONDS = 10.0
FILE = "transfers.sqlite"


class Refused(Exception):  # an answer, no error
    """How a request ends that is not taken."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.answer = JSONResponse({"error": text}, status, {"Retry-After": "1"} if status == 409 else None)


def service(ledger: Ledger, url: str) -> FastAPI:
    """The ASGI application over the ledger; `url` is the address under which senders know it."""
    app = FastAPI(title="Receiving organ", docs_url=None, redoc_url=None, openapi_url=None)
    at_work: set[tuple[str, str]] = set()

    async def signer(request: Request, required: Sequence[str]) -> str:
        """Who signed the request: asked before anything of its body is read."""
        raw: bytes = request.scope["raw_path"]
        whole = url.rstrip("/") + raw.decode("ascii", "replace")
        if request.url.query:
            raise Refused(400, "no query is understood here")
        try:
            key = await run_in_threadpool(
                verified, request.method, whole, _headers(request), required, ledger.key_of, int(time())
            )
            return await run_in_threadpool(ledger.name_of, key)
        except (BadSignature, Unknown) as error:
            raise Refused(401, str(error)) from None

    @app.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> JSONResponse:
        return error.answer

    @app.post("/transfers")
    async def take(request: Request) -> JSONResponse:
        headers = _headers(request)
        key = headers.get("idempotency-key", "")
        if len(key) < 3 or key[0] + key[-1] != '""':
            raise Refused(400, "Idempotency-Key is missing")
        sender = await signer(request, PACKAGE)
        if headers["content-type"] != "application/zip":
            raise Refused(415, "a package is application/zip")
        if (sender, key) in at_work:
            raise Refused(409, "the same package is being taken")
        at_work.add((sender, key))
        try:
            package = await _bounded(request)
            digest = content_digest(package)
            if headers["content-digest"] != digest:
                raise Refused(400, "Content-Digest does not match")
            preview = await run_in_threadpool(_preview, package)
            taken = await run_in_threadpool(ledger.take, sender, key[1:-1], digest, package, preview)
        finally:
            at_work.discard((sender, key))
        if taken is None:
            raise Refused(422, "the key was used for another package")
        return JSONResponse({"statements": taken.statements}, 201 if taken.new else 200)

    @app.get("/transfers/{key}")
    async def status(request: Request, key: str) -> JSONResponse:
        said = await run_in_threadpool(ledger.statements, await signer(request, ASKED), key)
        if said is None:
            raise Refused(404, "no such transfer")
        return JSONResponse({"statements": said})

    @app.post("/transfers/{key}/withdraw")
    async def withdraw(request: Request, key: str) -> JSONResponse:
        found = await run_in_threadpool(ledger.withdraw, await signer(request, ASKED), key)
        if found is None:
            raise Refused(404, "no such transfer")
        return JSONResponse({"statements": found[1]}, 200 if found[0] else 409)

    return app


class Receiver:
    """The service on the loopback address in a thread of this process; port 0 takes a free one.

    The ledger stands in `folder`. `key_file` signs what it says: beside the ledger, unless one is named.
    """

    def __init__(self, folder: Path, port: int = 0, *, key_file: Path | None = None, url: str | None = None) -> None:
        secret = transfer_key.secret(key_file or folder / "key")
        self.ledger = Ledger(folder / FILE, secret)
        self.public_key = transfer_key.public_of(secret)
        self._socket = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        # No WebSocket code is loaded and no logging is changed.
        self._server = Server(
            Config(
                service(self.ledger, url or self.url), host="127.0.0.1", port=port, log_config=None,
                log_level="warning", lifespan="off", ws="none",
            )
        )  # fmt: skip
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


def _headers(request: Request) -> dict[str, str]:
    """Fields by name in lower case; one that comes several times is one, as RFC 9110 joins them."""
    found: dict[str, str] = {}
    for name, value in request.headers.items():
        found[name.lower()] = f"{found[name.lower()]}, {value.strip()}" if name.lower() in found else value.strip()
    return found


async def _bounded(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_PACKAGE:
            raise Refused(413, "the package is larger than 64 MiB")
    return bytes(body)


def _preview(package: bytes) -> Preview:
    """What is shown of the package before it is accepted; it is checked whole first."""
    try:
        clue: Any = json.loads(unpack(package, 2 * LARGEST_PACKAGE).payload["clue.json"])
        articles = sorted({str(one["duty"]) for one in clue["breach"]})
        return Preview(str(clue["letter"]), str(clue["unit"]), ", ".join(articles))
    except BadBag as error:
        raise Refused(400, str(error)) from None
    except (KeyError, TypeError, ValueError, RecursionError):
        raise Refused(400, "data/clue.json is no clue") from None
