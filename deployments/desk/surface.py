"""What every answer carries, and how large a question may be."""

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deployments.desk.problems import problem
from flows.settings import flow_settings
from models.wording import phrase

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
TRANSPORT = {"Strict-Transport-Security": "max-age=31536000"}


class Surface:
    """Adds the headers and refuses bodies over `largest` bytes, whether announced or not."""

    def __init__(self, app: ASGIApp, largest: int, secure: bool) -> None:
        self._app = app
        self._largest = largest
        self._headers = {**HEADERS, **(TRANSPORT if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdigit() or int(announced) > self._largest:
            await self._too_large(scope, receive, self._with_headers(send))
            return
        await self._app(scope, _Bounded(receive, self._largest), self._with_headers(send))

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return sending

    async def _too_large(self, scope: Scope, receive: Receive, send: Send) -> None:
        await problem(413, "too_large", phrase("desk_too_large", flow_settings().locale))(scope, receive, send)


class _Bounded:
    """A body that was not announced, or not truly, ends at the limit."""

    def __init__(self, receive: Receive, largest: int) -> None:
        self._receive = receive
        self._left = largest

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        return {"type": "http.disconnect"} if self._left < 0 else message
