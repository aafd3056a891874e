"""Webhook: the notice as JSON to the one configured URL, over connections that are kept.

The standard library's client and not Apprise or httpx: on one machine they sent 560 and 1160 a second, it 2640.
"""

import json
import ssl
from base64 import b64encode
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from select import POLLIN, poll
from types import TracebackType
from typing import Self
from urllib.parse import quote, unquote, urlencode, urlsplit

from models.errors import BadInput
from notifications.channels.kept import Kept, Kind
from notifications.channels.mail import MESSAGE_HEADER
from notifications.channels.query import pairs
from notifications.http_answers import refusal
from notifications.outcomes import Delivered, Message, Outcome, TryAgain

STEP_SECONDS = 10.0
LARGEST_ANSWER = 64 * 1024

_SECURE = {"http": False, "json": False, "https": True, "jsons": True}
_NOT_SENT = {"format", "redirect", "verify", "overflow", "emojis", "cto", "rto", "method"}


@dataclass(frozen=True)
class Hook:
    """The one address; all of it may be secret."""

    secure: bool
    host: str = field(repr=False)
    port: int | None
    path: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)


def hook(url: str) -> Hook:
    """Read `http(s)://…` or Apprise's `json(s)://…`. BadInput, without the URL, where it cannot be."""
    try:
        parts = urlsplit(url)
        port, given = parts.port, pairs(parts.query)
    except ValueError:
        raise BadInput("the channel's URL cannot be read") from None
    if parts.scheme.lower() not in _SECURE or not parts.hostname:
        raise BadInput("the channel's URL cannot be read")
    headers = {name[1:]: value for name, value in given if name.startswith("+")}
    if not all(f"{name}{value}".isprintable() and f"{name}{value}".isascii() for name, value in headers.items()):
        raise BadInput("the channel's URL cannot be read")
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    passed = [(name.removeprefix("-"), value) for name, value in given if name[:1] != "+" and name not in _NOT_SENT]
    query = urlencode(passed, quote_via=quote)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{query}" if query else "")
    return Hook(_SECURE[parts.scheme.lower()], parts.hostname, port, path, headers)


class WebhookSender:
    """POSTs `{"title", "body"}` with the header X-Casework-Message. Redirects are not followed.

    `url` is http(s):// or Apprise's json(s):// (BadInput if unreadable): in its query `+Name=value` is a header,
    `-name=value` is passed on as `name=value`, and so is any other but Apprise's own.
    """

    def __init__(self, url: str) -> None:
        to = hook(url)
        tls = ssl.create_default_context() if to.secure else None
        self._head = _head(to)
        self._kept: Kept[HTTPConnection] = Kept(Kind(partial(_made, to, tls), _connect, _quiet, _leave))

    def __call__(self, message: Message) -> Outcome:
        content = json.dumps({"title": message.title, "body": message.body}, ensure_ascii=False).encode()
        key = quote(message.dedupe, safe=":/._-@")
        request = f"{self._head}{MESSAGE_HEADER}: {key}\r\nContent-Length: {len(content)}\r\n\r\n"
        try:
            with self._kept.lent() as line:
                return _posted(line, request.encode() + content)
        except (HTTPException, OSError, ValueError) as error:
            return TryAgain(type(error).__name__)

    def close(self) -> None:
        self._kept.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _posted(line: HTTPConnection, request: bytes) -> Outcome:
    assert line.sock is not None  # noqa: S101  # connected
    line.sock.sendall(request)
    response = HTTPResponse(line.sock, method="POST")
    try:
        response.begin()
        response.read(LARGEST_ANSWER)
        whole = response.isclosed() and not response.will_close
    finally:
        response.close()
    if not whole:
        line.close()
    status = response.status
    if 200 <= status < 300:
        return Delivered(str(status))
    return refusal(status, response.headers.get("Retry-After"))


def _head(to: Hook) -> str:
    """What every request begins with. Written once: to let the library write it takes as long as to send it."""
    host = f"[{to.host}]" if ":" in to.host else to.host
    fields = {"Host": f"{host}:{to.port}" if to.port else host, **to.headers, "Content-Type": "application/json"}
    return f"POST {to.path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())


def _made(hook: Hook, tls: ssl.SSLContext | None) -> HTTPConnection:
    if hook.secure:
        return HTTPSConnection(hook.host, hook.port, timeout=STEP_SECONDS, context=tls)
    return HTTPConnection(hook.host, hook.port, timeout=STEP_SECONDS)


def _quiet(line: HTTPConnection) -> bool:
    """Whether the kept connection is still open: a peer that hangs up makes it readable."""
    if line.sock is None:
        return False
    asked = poll()
    asked.register(line.sock, POLLIN)
    return not asked.poll(0)


def _connect(line: HTTPConnection) -> None:
    line.connect()


def _leave(line: HTTPConnection) -> None:
    line.close()
