"""Databases of the benchmark's own, and outboxes filled for one round. No installation is touched."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Table, delete, insert, text
from sqlalchemy.engine import make_url

from deployments.postgres import OwnPostgres, PostgresMissing
from models.store.addresses import seal_addresses
from models.store.engine import Store, open_store
from models.store.handles import ATTEMPT, OFFICER, ORGAN, OUTBOX
from models.store.tables import metadata
from models.vocabulary import Audience, Channel, Level, MessageState

BADGE = "B-1"
ADDRESS = "b1@example.org"
TITLE = "案件 GZ-2026-000001：限期整改·批准"
BODY = "案件 GZ-2026-000001（R1）已记录：限期整改·批准。\nhttp://127.0.0.1:8400/c/GZ-2026-000001\n"


@contextmanager
def sqlite(folder: Path) -> Iterator[Store]:
    """A new SQLite file with an outbox and who reads it."""
    with sqlite_url(folder, "bench") as url:
        yield from _made(url)


@contextmanager
def postgresql(folder: Path) -> Iterator[Store | None]:
    """The same on a PostgreSQL server of its own; None where the package for it is not installed."""
    with postgresql_url(folder, "bench") as url:
        if url is None:
            yield None
        else:
            yield from _made(url)


@contextmanager
def sqlite_url(folder: Path, name: str) -> Iterator[str]:
    """The address of a new SQLite file."""
    yield f"sqlite:///{folder / name}.sqlite"


@contextmanager
def postgresql_url(folder: Path, name: str) -> Iterator[str | None]:
    """The address of a new database on a PostgreSQL server of its own, settings as delivered; None where the package
    for it is not installed."""
    try:
        server = OwnPostgres(folder / f"postgres-{name}")
    except PostgresMissing:
        yield None
        return
    with server:
        server.create(name)
        yield server.url(name)


def beside(store: Store, name: str) -> str:
    """The address of a new and empty database where that of `store` is: on the same server, or in the same folder and
    journal mode."""
    url = make_url(store.url)
    if store.postgres:
        with store.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return url.set(database=name).render_as_string(hide_password=False)
    with store.read() as connection:
        mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    path = Path(url.database or "").with_name(f"{name}.sqlite")
    with closing(sqlite3.connect(path)) as made:
        made.execute(f"PRAGMA journal_mode={mode}")
    return f"sqlite:///{path}"


def _made(url: str) -> Iterator[Store]:
    store = open_store(url)
    metadata.create_all(store.writer)
    organ: dict[str, object] = {"code": "O-1", "name": "organ", "level": Level.CITY, "region": "440100", "prefix": "GZ"}
    officer: dict[str, object] = {"badge": BADGE, "organ": "O-1", "post": "p", "email": ADDRESS, "active": True}
    rows: list[tuple[Table, dict[str, object]]] = [(ORGAN, organ), (OFFICER, officer)]
    with store.write() as connection:
        for table, row in rows:
            connection.execute(insert(table).values(seal_addresses(connection, table, [row])))
    try:
        yield store
    finally:
        store.close()


def fill(store: Store, channel: Channel, count: int) -> None:
    """Exactly `count` due messages, each of a case of its own, so that no order holds them."""
    at = datetime.now(UTC)
    rows = [
        {
            "dedupe": f"GZ-2026-{n:06}:1:{channel}:{BADGE}", "case_no": f"GZ-2026-{n:06}", "seq": 1, "channel": channel,
            "audience": Audience.HANDLER, "target": BADGE, "statutory": False, "title": TITLE, "body": BODY,
            "state": MessageState.READY, "due_at": at, "attempts": 0, "created_at": at,
        }
        for n in range(count)
    ]  # fmt: skip
    with store.write() as connection:
        connection.execute(delete(ATTEMPT))
        connection.execute(delete(OUTBOX))
        connection.execute(insert(OUTBOX), rows)
        # What the server does by itself within a minute; both ways of claiming gain by it.
        connection.execute(text("ANALYZE"))
