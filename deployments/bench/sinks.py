"""A mail server and an HTTP server in a process of their own, so that they share no interpreter with what is measured.

Prints both ports and serves until its standard input ends. What comes in is answered and forgotten.
"""

import asyncio
import sys
from typing import Any

from aiosmtpd.smtp import SMTP

ANSWER = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


class Swallowing:
    """Accepts every mail."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """Called by aiosmtpd with a complete message."""
        return "250 OK"


class Http(asyncio.Protocol):
    """Answers every request with 204 and keeps the connection, whoever sends in whatever pieces."""

    def __init__(self) -> None:
        self._came = b""
        self._line: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._line = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        while (end := self._came.find(b"\r\n\r\n")) >= 0:
            head = self._came[:end].lower()
            length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0)
            whole = end + 4 + length
            if len(self._came) < whole:
                return
            self._came = self._came[whole:]
            self._line.write(ANSWER)


async def serve() -> None:
    """Both servers on free ports of the loopback address."""
    loop = asyncio.get_running_loop()
    mail = await loop.create_server(lambda: SMTP(Swallowing(), loop=loop, hostname="localhost"), "127.0.0.1", 0)
    http = await loop.create_server(Http, "127.0.0.1", 0)
    sys.stdout.write(f"{mail.sockets[0].getsockname()[1]} {http.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve())
