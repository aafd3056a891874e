"""HTTP servers on the loopback address that answer as told."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Seen:
    """One request a peer got."""

    path: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[Seen], tuple[int, dict[str, str], bytes]]


@dataclass
class Peer:
    """An HTTP server on the loopback address that answers as told and keeps what it saw."""

    answer: Answer
    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0


@contextmanager
def peer(answer: Answer, protocol: str = "HTTP/1.0") -> Iterator[Peer]:
    self = Peer(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = protocol

        def setup(self_) -> None:  # noqa: N805
            super().setup()
            self.connections += 1

        def do_POST(self_) -> None:  # noqa: N805
            body = self_.rfile.read(int(self_.headers.get("Content-Length", 0)))
            request = Seen(self_.path, dict(self_.headers), body)
            self.seen.append(request)
            status, headers, content = self.answer(request)
            self_.send_response(status)
            for name, value in headers.items():
                self_.send_header(name, value)
            self_.send_header("Content-Length", str(len(content)))
            self_.end_headers()
            self_.wfile.write(content)

        do_GET = do_POST  # noqa: N815

        def log_message(self_, *_: Any) -> None:  # noqa: N805
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self_, request: Any, client_address: Any) -> None:  # noqa: N805
            """A client that was killed is no news."""

    server = Server(("127.0.0.1", 0), Handler)
    self.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield self
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def raw(serve: Callable[[socket.socket, Event], None]) -> Iterator[str]:
    """A peer below HTTP."""
    stop = Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)

        def accept() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(1)
                    connection.recv(65536)
                    try:
                        serve(connection, stop)
                    except OSError:
                        continue

        thread = Thread(target=accept)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()
