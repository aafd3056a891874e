"""The desk as its users meet it: a real server on the loopback address, over a database of the test's own."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import func, select

from deployments.desk.app import PREFIX, create
from deployments.desk.rates import Rates
from deployments.server import free_port
from flows import stores
from flows.advance import advance_sealed
from models.errors import CaseworkError
from models.store import sessions
from models.store.engine import Store, open_store
from models.store.handles import EVENT, SUBMISSION
from models.store.migrate import install
from models.store.settings import store_settings
from tests import builders
from tests.acceptance.conftest import forget_settings

QUICK = 0.2
"""Seconds the desk waits for an answer where nobody gives one."""


@dataclass
class AtDesk:
    """A desk that answers; without `engine` nobody takes what is submitted there."""

    store: Store
    app: FastAPI
    http: httpx.Client

    def officer(self, badge: str) -> dict[str, str]:
        """The header of an officer signed in this moment, without the road of signing in."""
        with self.store.write() as connection:
            return {"Authorization": f"Bearer {sessions.begin(connection, badge, datetime.now(UTC))}"}

    def get(self, badge: str, path: str, **more: Any) -> httpx.Response:
        return self.http.get(PREFIX + path, headers=self.officer(badge), **more)

    def act(self, badge: str, name: str, key: str, code: str | None = None, **fields: Any) -> httpx.Response:
        """Submit one act."""
        stage, act = name.split(".")
        body = {"stage": stage, "act": {"act": act, **fields}, "code": code}
        return self.http.post(f"{PREFIX}/acts", json=body, headers=self.officer(badge) | {"Idempotency-Key": key})

    def forget_rates(self) -> None:
        self.app.state.desk = replace(self.app.state.desk, rates=Rates())

    def refusals(self, badge: str) -> list[tuple[str, str, str]]:
        """What this officer was refused: chain, act and code of each event."""
        wanted = select(EVENT.c.chain, EVENT.c.act, EVENT.c.dedupe).where(
            EVENT.c.actor == badge, EVENT.c.kind == "refusal"
        )
        with self.store.read() as connection:
            rows = connection.execute(wanted.order_by(EVENT.c.chain, EVENT.c.seq)).all()
        return [(row.chain, row.act, row.dedupe.split(":")[3]) for row in rows]

    def rows(self, table: Any) -> int:
        with self.store.read() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()

    def answer_all(self) -> None:
        """What the engine does: take each submission that waits."""
        with self.store.read() as connection:
            waiting = select(SUBMISSION.c.id, SUBMISSION.c.stage).where(SUBMISSION.c.answered_at.is_(None))
            found = connection.execute(waiting.order_by(SUBMISSION.c.received_at)).all()
        for row in found:
            try:
                advance_sealed(row.stage, row.id)
            except CaseworkError:
                continue  # somebody was faster: the submission says so


@contextmanager
def opened(store: Store) -> Iterator[AtDesk]:
    """The desk over this database, until the end of the block."""
    app, port = create(store), free_port()
    server = uvicorn.Server(uvicorn.Config(app, "127.0.0.1", port, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.005)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
        yield AtDesk(store, app, http)
    server.should_exit = True
    thread.join(10)


@contextmanager
def engine(desk: AtDesk) -> Iterator[None]:
    """Somebody takes what is submitted, while the block runs."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            desk.answer_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("deployments.desk.taking.PATIENCE", 20.0)
            yield
    finally:
        over.set()
        thread.join(10)


@contextmanager
def desk_in(home: Path) -> Iterator[AtDesk]:
    """A desk over a demo database of its own with the standard world, on the day the case of `builders` is opened."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("CASEWORK_DATA", str(home / "data"))
        patch.setenv("CASEWORK_KEY_FILE", str(home / "key"))
        patch.setenv("CASEWORK_LOCALE", "en")
        patch.setenv("CASEWORK_FILE_LIMIT_MB", "6")
        patch.setattr("deployments.desk.taking.PATIENCE", QUICK)
        forget_settings()
        made = open_store(store_settings().url)
        install(made, demo=True, today=builders.OPENED)
        with made.write() as connection:
            builders.registers(connection)
        made.close()
        with opened(stores.store()) as desk:
            yield desk
        stores.store().close()
        forget_settings()
