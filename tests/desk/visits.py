"""A browser without a screen: keeps cookies, fills the forms it is shown, and says where they come from."""

import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import FromClause, func, select
from uvicorn import Config, Server

from deployments.server import free_port
from flows.advance import advance_sealed
from models.errors import LostRace
from models.passcode import STEP_SECONDS
from models.store import passcodes, sessions
from models.store.engine import Store, open_store
from models.store.handles import SUBMISSION
from models.store.migrate import install
from models.store.settings import store_settings
from tests.builders import registers
from tests.unit.browsing import Page

SECRET = "Weak prevention <b>here</b>."
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""One for all browsers: none is used, and to make one takes a while."""

Fields = Mapping[str, str | list[str]]


@contextmanager
def world(folder: Path, *, demo: bool = False) -> Iterator[Store]:
    """The standard world, as the database of this process; it asks for codes unless it is a demo."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_KEY_FILE", str(folder / "key"))
        patch.setenv("CASEWORK_DATA", str(folder))
        store_settings.cache_clear()
        opened = open_store(f"sqlite:///{folder}/casework.sqlite")
        install(opened, demo=demo, today=None)
        with opened.write() as connection:
            registers(connection)
        patch.setattr("flows.advance.store", lambda: opened)
        patch.setattr("flows.digest.store", lambda: opened)
        yield opened
        opened.close()
    store_settings.cache_clear()


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application behind a real server; its address."""
    port = free_port()
    server = Server(Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            threading.Event().wait(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


LASTS = 10
"""Seconds between giving out a code and its receipt, at most."""


@dataclass
class Codes:
    """The authenticators of all officers. A step counts once, so each code is given once."""

    store: Store
    _secrets: dict[str, str] = field(default_factory=dict)
    _given: dict[str, int] = field(default_factory=dict)

    def next(self, badge: str) -> str:
        """A code of this officer that counts now and for ten seconds more, and was not used yet; waited for, if need
        be."""
        while True:
            now = int(time.time())
            current, left = now // STEP_SECONDS, STEP_SECONDS - now % STEP_SECONDS
            first = current - 1 if left >= LASTS else current
            step = max(first, self._given.get(badge, 0) + 1)
            if step <= current + 1:
                self._given[badge] = step
                return self.of(badge).at(step * STEP_SECONDS)
            time.sleep(left)

    def of(self, badge: str) -> pyotp.TOTP:
        """The officer's authenticator, enrolled at the first use."""
        if badge not in self._secrets:
            with self.store.write() as connection:
                self._secrets[badge] = passcodes.enroll(connection, badge, "operator", datetime.now(UTC).date())
        return pyotp.TOTP(self._secrets[badge])


@dataclass
class Visit:
    """One browser. `last` is the answer to the last request, redirects followed."""

    url: str
    store: Store
    client: httpx.Client = field(init=False)
    last: httpx.Response = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(
            base_url=self.url, cookies={"language": "en"}, follow_redirects=True, trust_env=False, timeout=30,
            verify=PLAIN, limits=httpx.Limits(max_keepalive_connections=0),
        )  # fmt: skip

    def begin(self, badge: str) -> None:
        """A session that began elsewhere, so that no code is used up."""
        with self.store.write() as connection:
            self.client.cookies.set("session", sessions.begin(connection, badge, datetime.now(UTC)))

    def get(self, path: str) -> Page:
        self.last = self.client.get(path)
        return Page(self.last.text)

    def post(self, path: str, fields: Fields, **more: str) -> Page:
        """Post as the desk's own page would; `more` replaces headers (`origin`)."""
        self.last = self.client.post(path, data=fields, headers={"origin": self.url, **more})
        return Page(self.last.text)

    def fill(self, path: str, fields: Fields, code: str | None = None) -> Page:
        """Open the form, fill it, send it."""
        shown = dict(self.get(path).pairs)
        sent = {**shown, **fields, **({"_code": code} if code else {})}
        return self.post(path, sent)

    @property
    def path(self) -> str:
        return self.last.url.path


@contextmanager
def worker(store: Store) -> Iterator[None]:
    """Takes what was sealed, as the runs do."""
    ended = threading.Event()

    def work() -> None:
        while not ended.wait(0.01):
            take_sealed(store)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def take_sealed(store: Store) -> None:
    """Answer every submission that waits."""
    waiting = select(SUBMISSION.c.id, SUBMISSION.c.stage).where(SUBMISSION.c.answered_at.is_(None))
    with store.read() as connection:
        rows = connection.execute(waiting).all()
    for row in rows:
        try:
            advance_sealed(row.stage, row.id)
        except LostRace:
            continue


def other(visit: Visit, badge: str) -> Visit:
    """Another officer in another browser."""
    found = Visit(visit.url, visit.store)
    found.begin(badge)
    return found


def sign_in(visit: Visit, badge: str, code: str, back: str = "/") -> Page:
    return visit.post("/sign-in", {"badge": badge, "_code": code, "_back": back})


def count(store: Store, table: FromClause) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
