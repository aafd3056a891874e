"""Two processes that take acts at the same moment, for the tests: each waits for the other before every act."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Barrier
from random import Random
from typing import Any

from sqlalchemy import func, select, update

from models.acts.form import Part
from models.errors import TransitionRefused
from models.store import journal
from models.store.engine import Store, open_store
from models.store.handles import EVENT, MANDATE
from models.store.migrate import migrate
from models.vocabulary import EventKind, Stage
from tests.builders import request, take_in


@dataclass(frozen=True)
class TakeAct:
    """One act by one officer: answers with "recorded", or with the code of the refusal, which is recorded too."""

    url: str
    stage: Stage
    form: Part
    badge: str
    today: date

    def __call__(self) -> str:
        store, asked, case = opened(self.url), request(), getattr(self.form, "case", None)
        try:
            with store.write() as connection:
                take_in(connection, self.stage, self.form, self.badge, self.today, asked)
        except TransitionRefused as refused:
            with store.write() as connection:
                act = f"{self.stage}.{self.form.act}"  # type: ignore[attr-defined]
                journal.refuse(connection, case, self.badge, act, refused.refusal, self.today, asked)
            return refused.refusal.code
        return "recorded"


@dataclass(frozen=True)
class EndMandate:
    """Ends an officer's mandates; answers with how many of `act` the case held at that moment."""

    url: str
    badge: str
    last: date
    case: str
    act: str

    def __call__(self) -> int:
        with opened(self.url).write() as connection:
            connection.execute(update(MANDATE).where(MANDATE.c.badge == self.badge).values(valid_until=self.last))
            there = select(func.count()).where(
                EVENT.c.chain == self.case, EVENT.c.act == self.act, EVENT.c.kind == EventKind.ACT
            )
            return int(connection.execute(there).scalar_one())


@dataclass(frozen=True)
class Migrate:
    """Migrates; answers with the revision."""

    url: str

    def __call__(self) -> str:
        return migrate(opened(self.url))


@cache
def opened(url: str) -> Store:
    return open_store(url)


def runner(pipe: "Pipe[Any, Any]", barrier: Barrier, seed: int) -> None:
    """Do what the pipe says, together with the other one, until it says nothing more."""
    chance = Random(seed)  # noqa: S311 - moments, no secret
    while (task := pipe.recv()) is not None:
        barrier.wait()
        time.sleep(chance.uniform(0, 0.004))
        try:
            pipe.send(task())
        except BaseException as error:
            pipe.send(error)


class Pair:
    """The two processes; `race` gives each one task and returns both answers, a fault as an exception."""

    def __init__(self, pipes: "list[Pipe[Any, Any]]") -> None:
        self._pipes = pipes

    def race(self, one: Any, other: Any) -> tuple[Any, Any]:
        for pipe, task in zip(self._pipes, (one, other), strict=True):
            pipe.send(task)
        first, second = (pipe.recv() for pipe in self._pipes)
        return first, second


def processes() -> ForkServerContext:
    """Processes forked from one that has imported what they need and nothing of the test's own connections. There is
    one for all tests of a process: it imports what any of them needs."""
    context = get_context("forkserver")
    context.set_forkserver_preload(
        ["tests.store.racing", "tests.store.writing", "tests.store.stopped_put", "tests.kill.preloaded"]
    )
    return context


@contextmanager
def pair() -> Iterator[Pair]:
    """Two processes, waiting for tasks."""
    context = processes()
    barrier = context.Barrier(2, timeout=120)
    ends = [context.Pipe() for _ in range(2)]
    runners = [context.Process(target=runner, args=(end[1], barrier, n)) for n, end in enumerate(ends)]
    for process in runners:
        process.start()
    try:
        yield Pair([end[0] for end in ends])
    finally:
        for end in ends:
            end[0].send(None)
        for process in runners:
            process.join(10)
            process.close()
        for end in ends:
            end[0].close()
            end[1].close()
