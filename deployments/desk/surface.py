"""What every answer carries, and how large a question may be."""

import logging
from collections.abc import Callable, Mapping

from fastapi import HTTPException, Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deployments.desk.pages.speaking import public
from deployments.desk.problems import answer
from models.store.media import MIB

log = logging.getLogger("casework.desk")

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
FORM = 5 * MIB
"""Bytes of a body that is no file."""

ANYBODY = 128 * 1024
"""Bytes of a body sent to a page for anybody: 4000 letters in any script, as browsers write them."""

FILES = ("application/octet-stream", "multipart/form-data")
TRANSPORT = {"Strict-Transport-Security": "max-age=31536000"}

Refuse = Callable[[Request, Exception], Response]


class Surface:
    """Adds the headers, refuses bodies over `largest` bytes (over `FORM` where it is no file), whether announced or
    not, and answers what nobody foresaw: whatever is raised further out would be logged with its text.

    `refuse` gives the answer for an HTTPException, as the address asked for answers: a page or a problem.
    """

    def __init__(self, app: ASGIApp, largest: int, secure: bool, refuse: Refuse) -> None:
        self._app = app
        self._largest = largest
        self._refuse = refuse
        self._headers = {**HEADERS, **(TRANSPORT if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sending, asked = _Sending(send, self._headers), Headers(scope=scope)
        largest = self._largest if asked.get("content-type", "").lower().startswith(FILES) else FORM
        if public(scope["path"]):
            largest = ANYBODY
        if not _fits(asked.get("content-length", "0"), largest):
            await self._refuse(Request(scope), HTTPException(413))(scope, receive, sending)
            return
        try:
            await self._app(scope, _Bounded(receive, largest), sending)
        except Exception as error:
            if sending.began:
                log.error("internal, after the answer began: %s", type(error).__name__)
            else:
                await answer(error)(scope, receive, sending)


def _fits(announced: str, largest: int) -> bool:
    return announced.isascii() and announced.isdigit() and len(announced) < 20 and int(announced) <= largest


class _Sending:
    """Sends with the headers; knows whether an answer began."""

    def __init__(self, send: Send, headers: Mapping[str, str]) -> None:
        self._send = send
        self._headers = headers
        self.began = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.began = True
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
        await self._send(message)


class _Bounded:
    """A body that was not announced, or not truly, ends at the limit."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._left = largest

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        return message
