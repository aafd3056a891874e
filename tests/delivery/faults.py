"""Servers on the loopback address that break their protocol, each in its own way."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any

from notifications.sinks import MailSink

Serve = Callable[[socket.socket, Event], None]
"""Talks to one client until it wants no more, or the event says that the test is over."""

DRIP_SECONDS = 0.05


@contextmanager
def listening(serve: Serve) -> Iterator[int]:
    """A server that treats each client in a thread of its own; its port."""
    stop = Event()
    threads: list[Thread] = []

    def treat(connection: socket.socket) -> None:
        # A client that leaves is no news.
        with connection, suppress(OSError):
            serve(connection, stop)

    def accept() -> None:
        while not stop.is_set():
            with suppress(TimeoutError):
                thread = Thread(target=treat, args=(server.accept()[0],))
                thread.start()
                threads.append(thread)

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        accepting = Thread(target=accept)
        accepting.start()
        try:
            yield server.getsockname()[1]
        finally:
            stop.set()
            accepting.join()
            for thread in threads:
                thread.join()


def silent(connection: socket.socket, stop: Event) -> None:
    """Takes the connection and never says a word."""
    stop.wait()


def dripping(connection: socket.socket, stop: Event) -> None:
    """Begins a line that fits both protocols, and goes on with it byte by byte for ever."""
    while not stop.wait(DRIP_SECONDS):
        connection.sendall(b"2")


def dripping_body(connection: socket.socket, stop: Event) -> None:
    """Answers 200 at once, and then with one byte after another."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    dripping(connection, stop)


def reset(connection: socket.socket, stop: Event) -> None:
    """Breaks off in the middle of its answer."""
    connection.recv(65536)
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"receipt": ')
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def short(connection: socket.socket, stop: Event) -> None:
    """Promises more than it sends, and closes as if all were well."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{}")
    connection.shutdown(socket.SHUT_WR)
    stop.wait(1)


def garbage(connection: socket.socket, stop: Event) -> None:
    """Speaks another protocol."""
    connection.sendall(b"\x15\x03\x01\x00\x02\x02\x16" * 8 + b"\r\n")
    connection.shutdown(socket.SHUT_WR)
    stop.wait(1)


class Post(MailSink):
    """A mail server with its own opinion: `rcpt` are its answers to recipients by address, `data` those to the next
    messages, one after another ("" drops the connection with the message taken); then it takes everything."""

    def __init__(self, data: tuple[str, ...] = (), rcpt: dict[str, str] | None = None) -> None:
        super().__init__()
        self._data = list(data)
        self._rcpt = rcpt or {}

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Called by aiosmtpd for each recipient."""
        if address in self._rcpt:
            return self._rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self._data.pop(0) if self._data else "250 OK"
        if answer and not answer.startswith("2"):
            return answer
        taken = await super().handle_DATA(server, session, envelope)
        if not answer:
            server.transport.abort()
        return taken
