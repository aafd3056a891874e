"""Webhook: the notice as JSON to the one configured URL, over connections that are kept.

The standard library's client and not Apprise or httpx: on one machine they sent 560 and 1160 a second, it 2640.
"""

import json
import ssl
from base64 import b64encode
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from select import POLLIN, poll
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from models.errors import BadInput
from notifications.backoff import retry_after
from notifications.channels.kept import Kept, Kind
from notifications.channels.mail import MESSAGE_HEADER
from notifications.outcomes import Delivered, Message, Outcome, Permanent, TryAgain

STEP_SECONDS = 10.0
LARGEST_ANSWER = 64 * 1024
PASSING = frozenset({408, 409, 425, 429})

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
        port, given = parts.port, parse_qsl(parts.query, keep_blank_values=True)
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
    query = urlencode([(name.removeprefix("-"), v) for name, v in given if name[:1] != "+" and name not in _NOT_SENT])
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{query}" if query else "")
    return Hook(_SECURE[parts.scheme.lower()], parts.hostname, port, path, headers)


class WebhookSender:
    """POSTs `{"title", "body"}` with the header X-Casework-Message. Redirects are not followed.

    `url` is http(s):// or Apprise's json(s):// (BadInput if unreadable): in its query `+Name=value` is a header,
    `-name=value` is passed on as `name=value`, and so is any other but Apprise's own.
    """

    def __init__(self, url: str) -> None:
        self._hook = hook(url)
        tls = ssl.create_default_context() if self._hook.secure else None
        self._kept: Kept[HTTPConnection] = Kept(Kind(partial(_made, self._hook, tls), _connect, _quiet, _leave))

    def __call__(self, message: Message) -> Outcome:
        content = json.dumps({"title": message.title, "body": message.body}, ensure_ascii=False).encode()
        key = quote(message.dedupe, safe=":/._-@")
        headers = {**self._hook.headers, "Content-Type": "application/json", MESSAGE_HEADER: key}
        try:
            with self._kept.lent() as line:
                return _posted(line, self._hook.path, content, headers)
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


def _posted(line: HTTPConnection, path: str, content: bytes, headers: dict[str, str]) -> Outcome:
    line.request("POST", path, content, headers)
    response = line.getresponse()
    response.read(LARGEST_ANSWER)
    if not response.isclosed():
        line.close()
    status = response.status
    if 200 <= status < 300:
        return Delivered(str(status))
    if 400 <= status < 500 and status not in PASSING:
        return Permanent(str(status))
    return TryAgain(str(status), retry_after(response.headers.get("Retry-After")))


def _made(hook: Hook, tls: ssl.SSLContext | None) -> HTTPConnection:
    if hook.secure:
        return HTTPSConnection(hook.host, hook.port, timeout=STEP_SECONDS, context=tls)
    return HTTPConnection(hook.host, hook.port, timeout=STEP_SECONDS)


def _connect(line: HTTPConnection) -> None:
    line.connect()
    # The library would connect anew by itself, and hide that the peer hung up on a message.
    line.auto_open = 0


def _quiet(line: HTTPConnection) -> bool:
    """Whether the kept connection is still open: a peer that hangs up makes it readable."""
    if line.sock is None:
        return False
    asked = poll()
    asked.register(line.sock, POLLIN)
    return not asked.poll(0)


def _leave(line: HTTPConnection) -> None:
    line.close()
