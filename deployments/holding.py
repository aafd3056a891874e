"""Holding what only one installation may have: the data folder, the port, the file with the address."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(RuntimeError):
    """Another installation runs on this data folder."""


class PortTaken(RuntimeError):
    """Something else listens on the port; if it is another Prefect, we must not take it for ours."""


def require_free(port: int) -> None:
    """Raises PortTaken where the server could not listen; its health would be another server's."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise PortTaken(str(port)) from None


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock of the data folder; the kernel gives it back however this process ends."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(str(path.parent)) from None
        yield


@contextmanager
def written(path: Path, text: str) -> Iterator[None]:
    """A small file that exists while the context is open, complete from its first moment."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(text + "\n", "utf-8")
    draft.replace(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
