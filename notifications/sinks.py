"""A mail server that keeps what it gets, for the demo and for tests: loopback only, nothing leaves the machine."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from functools import partial
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP


@dataclass(frozen=True)
class Mail:
    """One mail to one recipient; `key` is its header X-Casework-Message."""

    recipient: str
    subject: str
    text: str
    key: str


class MailSink:
    """Listens on a free port while the context is open; `url` is fit for `CASEWORK_SMTP_URL`.

    `answer` is what every message is answered with: a 4xx or 5xx line plays a server that refuses. `how` goes to
    aiosmtpd's SMTP: certificates, sign-in.
    """

    def __init__(self, answer: str = "250 OK", **how: Any) -> None:
        self.messages: list[Mail] = []
        self.connections = 0
        self.left = Event()
        self._answer = answer
        self._how = how
        self._socket = socket.create_server(("127.0.0.1", 0))
        # Its answers come in several pieces; without this each waits 40 ms for the client to acknowledge the last.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"mailto://127.0.0.1:{self.port}/?from=casework@localhost&mode=insecure"
        self._ready = Event()
        self._stop: Callable[[], object] = bool
        self._thread = Thread(target=self._run, name="casework-mail-sink", daemon=True)

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Called by aiosmtpd when somebody takes leave."""
        self.left.set()
        return "221 Bye"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Called by aiosmtpd with a complete message."""
        if self._answer.startswith("2"):
            mail = message_from_bytes(envelope.content, policy=default)
            body = mail.get_body(("plain", "html"))
            text = body.get_content().replace("\r\n", "\n") if body else ""
            for recipient in envelope.rcpt_tos:
                self.messages.append(
                    Mail(recipient, str(mail["Subject"]), text, str(mail.get("X-Casework-Message", "")))
                )
        return self._answer

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        lines: list[Any] = []

        def answer() -> Any:
            self.connections += 1
            lines.append(SMTP(self, loop=loop, hostname="localhost", **self._how))
            return lines[-1]

        server = await loop.create_server(answer, sock=self._socket)
        self._stop = partial(loop.call_soon_threadsafe, ended.set)
        self._ready.set()
        await ended.wait()
        server.close()
        for line in lines:
            if line.transport is not None:
                line.transport.close()
        await server.wait_closed()
