"""Opening the database. Writers take the write lock first; readers never write."""

import select
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError

from models.store.prepared import Prepared

WAL_RESET_FIXED = (3, 51, 3)
"""First SQLite release whose WAL mode is safe with several processes; below it the rollback journal is used."""

BUSY_SECONDS = 30

_SHARED: ContextVar[Connection | None] = ContextVar("shared", default=None)
"""The transaction of many under way here."""


@dataclass(frozen=True)
class Store:
    """One open database. `write()` is one transaction that holds the write lock from its first statement (SQLite)."""

    url: str
    writer: Engine
    reader: Engine

    @property
    def postgres(self) -> bool:
        return self.writer.dialect.name == "postgresql"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        shared = self._shared()
        if shared is None:
            with self.writer.begin() as connection:
                yield connection
        else:
            with shared.begin_nested():
                yield shared

    @contextmanager
    def read(self) -> Iterator[Connection]:
        shared = self._shared()
        if shared is None:
            with self.reader.connect() as connection, connection.begin():
                yield connection
        else:
            yield shared

    @contextmanager
    def together(self) -> Iterator[Connection]:
        """One transaction of many: what this thread writes and reads meanwhile is part of it. A `write` that fails
        takes back its own only; at the end all of it stands, or nothing."""
        with self.writer.begin() as connection:
            token = _SHARED.set(connection)
            try:
                yield connection
            finally:
                _SHARED.reset(token)

    def _shared(self) -> Connection | None:
        shared = _SHARED.get()
        return shared if shared is not None and shared.engine is self.writer else None

    def close(self) -> None:
        self.writer.dispose()
        self.reader.dispose()


def open_store(url: str) -> Store:
    """Open `url` (sqlite:///… or postgresql+psycopg://…); creates no tables. Errors never show the values bound."""
    if make_url(url).get_backend_name() == "sqlite":
        return Store(url, _sqlite(url, writes=True), _sqlite(url, writes=False))
    engine = create_engine(url, pool_size=10, max_overflow=20, hide_parameters=True)

    @event.listens_for(engine, "checkout")
    def _still_there(connection: Any, _record: Any, _proxy: Any) -> None:
        # A server that went away has closed the line: there is something to read on it, though nothing was asked.
        # That is seen without asking the server each time.
        line = select.poll()
        line.register(connection.fileno(), select.POLLIN)
        if line.poll(0):
            raise InvalidatePoolError

    return Store(url, engine, engine)


def _sqlite(url: str, *, writes: bool) -> Engine:
    database = make_url(url).database
    if database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    # isolation_level=None: the driver begins nothing by itself, so the begin event below decides how a write starts.
    # As many kept as the relay has threads, and the one used last first: its pages are still in memory.
    engine = create_engine(
        url,
        connect_args={"isolation_level": None, "timeout": BUSY_SECONDS},
        pool_size=20,
        pool_use_lifo=True,
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")  # a key that was destroyed leaves no bytes in the file
        if sqlite3.sqlite_version_info >= WAL_RESET_FIXED:
            connection.execute("PRAGMA journal_mode=WAL")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    begin = Prepared(text("BEGIN IMMEDIATE" if writes else "BEGIN"))

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        begin.run(connection, {})

    return engine
