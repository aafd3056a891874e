"""A line between two installations that can be cut after the request has arrived and before the answer has."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread


@dataclass
class Line:
    """Passes TCP connections on to `port`. While `cut` is set an answer is heard to its end and never passed on."""

    port: int
    cut: Event = field(default_factory=Event)
    url: str = ""
    lost: int = 0


@contextmanager
def line() -> Iterator[Line]:
    """A line that leads nowhere yet: set its `port`."""
    self, stop = Line(0), Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"

        def serve() -> None:
            while not stop.is_set():
                try:
                    near, _ = listening.accept()
                except TimeoutError:
                    continue
                Thread(target=_pass_on, args=(self, near), daemon=True).start()

        thread = Thread(target=serve)
        thread.start()
        try:
            yield self
        finally:
            stop.set()
            thread.join()


def _pass_on(line: Line, near: socket.socket) -> None:
    with near, socket.create_connection(("127.0.0.1", line.port)) as far:
        back = Thread(target=_answers, args=(line, far, near), daemon=True)
        back.start()
        _copy(near, far)
        back.join()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    try:
        while part := source.recv(65536):
            sink.sendall(part)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def _answers(line: Line, far: socket.socket, near: socket.socket) -> None:
    try:
        while part := far.recv(65536):
            if line.cut.is_set():
                # The answer is there: the other side has committed. Here nothing of it arrives.
                line.lost += 1
                near.shutdown(socket.SHUT_RDWR)
                return
            near.sendall(part)
        near.shutdown(socket.SHUT_WR)
    except OSError:
        pass
