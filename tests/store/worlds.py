"""What has happened in a database before a test begins; and databases copied from those in which it has."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from models.store.engine import Store, open_store
from models.store.migrate import install
from tests.acceptance.hearing import CITY_HEAD, OFFICER, PAIR, Hearing, directly, on, ordered
from tests.builders import SUPERIOR, registers, walk_to
from tests.store.outbox_rows import sent

World = Callable[[Store], None]

mostly_sqlite = pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
"""For a test in which the engine makes no difference but by accident: PostgreSQL has its turn in the long round."""

CASE = "GZ-2026-000001"
"""The one case of the worlds that have one."""


def installed(store: Store) -> None:
    """A demo, migrated and seeded; nobody is registered."""
    install(store, demo=True, today=date(2026, 3, 2))


def standing(store: Store) -> None:
    """The standard world's organs, officers, unit and departments."""
    with store.write() as connection:
        registers(connection)


def running(store: Store) -> None:
    """The order of one case is served, without notices; the last day is Wednesday 25 March 2026."""
    assert walk_to(store, "rectification running") == CASE


def heard_order(store: Store) -> None:
    """The same on the product's own road: with notices, which wait, and the documents drawn up."""
    with heard(store) as hearing:
        ordered(hearing)
        assert hearing.no == CASE


def breach(store: Store) -> None:
    """The notices so far went out, the last day has passed; handler and head are told the next night."""
    sent(store, CASE)
    with heard(store, CASE) as hearing:
        hearing.swept(on(3, 26))


def superior_told(store: Store) -> None:
    """No report came; the interview was held, and its superior department was notified of the unit."""
    with heard(store, CASE) as hearing:
        hearing.act(on(3, 26), OFFICER, "interview.propose", order="R1", reason="No report came.")
        hearing.act(on(3, 27), CITY_HEAD, "interview.approve")
        hearing.served(
            on(3, 30), "interview.summon", meeting_on="2026-04-03", meeting_at="09:30", place="Our office.",
            interviewee="principal", person="The principal.",
        )  # fmt: skip
        hearing.act(
            on(4, 3), OFFICER, "interview.hold", occurred_on="2026-04-03", present=PAIR, persons="The principal.",
            points="The limit.", statement="We forgot.", signing="signed",
        )  # fmt: skip
        hearing.act(on(4, 7), OFFICER, "interview.propose_notice", department=SUPERIOR, necessity="It must help.")
        hearing.act(on(4, 7), CITY_HEAD, "interview.approve_notice")
        hearing.act(on(4, 8), OFFICER, "interview.draw_up_letter")
        hearing.act(on(4, 8), OFFICER, "interview.notify_superior")


@contextmanager
def heard(store: Store, case: str = "") -> Iterator[Hearing]:
    """A case whose acts go the product's own road to this database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.advance.store", lambda: store)
        patch.setattr("flows.digest.store", lambda: store)
        yield Hearing(store, directly, case)


class Worlds:
    """Makes each world once per engine; a test gets a copy, since that is faster than to let it happen again."""

    def __init__(self, folder: Path, postgres: Callable[[], str]) -> None:
        self._folder = folder
        self._postgres = postgres
        self._made: dict[tuple[str, tuple[World, ...]], str] = {}

    @contextmanager
    def copy(self, engine: str, *worlds: World) -> Iterator[Store]:
        """A database in which these have happened, one after another; none leaves it without tables."""
        url = self._copied(engine, worlds)
        store = open_store(url)
        try:
            yield store
        finally:
            store.close()
            self._drop(url)

    def _ready(self, engine: str, worlds: tuple[World, ...]) -> str:
        """The address of the database all copies are made of; nobody may be connected to it."""
        if (engine, worlds) not in self._made:
            url = self._copied(engine, worlds[:-1])
            store = open_store(url)
            worlds[-1](store)
            store.close()
            self._made[engine, worlds] = url
        return self._made[engine, worlds]

    def _copied(self, engine: str, worlds: tuple[World, ...]) -> str:
        name = f"t{uuid4().hex}"
        if engine == "sqlite":
            path = self._folder / name / "casework.sqlite"
            path.parent.mkdir()
            if worlds:
                shutil.copyfile(self._ready(engine, worlds).removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        source = make_url(self._ready(engine, worlds)).database if worlds else "template1"
        self._said(f"CREATE DATABASE {name} TEMPLATE {source}")
        return self._postgres().format(name).replace("postgresql://", "postgresql+psycopg://")

    def _drop(self, url: str) -> None:
        if url.startswith("sqlite"):
            shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent)
        else:
            self._said(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _said(self, statement: str) -> None:
        with psycopg.connect(self._postgres().format("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())
