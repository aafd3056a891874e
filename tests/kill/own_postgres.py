"""A PostgreSQL server to be killed: a server of its own, which writes to the disk as in production."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from deployments.postgres import LONGEST_START, OwnPostgres

WAYS = ("postmaster", "everything", "immediate", "backend")
"""How it is killed: its first process alone, all its processes at once, by an immediate shutdown, or one connection's
process, after which it throws all others out and recovers by itself."""


class KilledPostgres(OwnPostgres):
    """Started; `store_url` is that of its database `postgres`, for our own store."""

    @property
    def store_url(self) -> str:
        return self.url("postgres")

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

    def _first(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])


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
def own_postgres() -> Iterator[KilledPostgres]:
    # Not under pytest's folder, which other users may not enter; and never the session's own server.
    with TemporaryDirectory(prefix="casework-killed-postgres-") as folder, KilledPostgres(Path(folder)) as server:
        yield server
