"""Writers and relays at work in one database, and one who kills them at random moments and starts them again."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from random import Random
from signal import SIGKILL
from typing import Any

from sqlalchemy import select, update

from models.store.chain import now
from models.store.engine import Store
from models.store.handles import OUTBOX
from models.vocabulary import MessageState
from tests.kill.place import Site
from tests.kill.relaying import relay
from tests.kill.sinks import TAKES, Sinks
from tests.kill.writing import write
from tests.store.racing import processes

WRITER, RELAY = "writer", "relay"
LONGEST_START = 120.0
LONGEST_END = 120.0
SOON = 0.3
"""Seconds from a process being at work within which it is killed."""


@dataclass
class Fighter:
    """One process; it is `up` once it has said so."""

    role: str
    start: Callable[["Pipe[Any, Any]"], BaseProcess]
    process: BaseProcess
    told: "Pipe[Any, Any]"
    up: bool = False

    def wait_until_up(self) -> None:
        if not self.up:
            assert self.told.poll(LONGEST_START), f"a {self.role} did not start"
            assert self.told.recv() == "up"
            self.up = True


@dataclass
class Battle:
    """The fighters of one site. `killed` counts the kills by role; who dies when follows from `seed`."""

    site: Site
    store: Store
    sinks: Sinks
    seed: int
    threads: int = 1
    killed: Counter[str] = field(default_factory=Counter)
    _fighters: list[Fighter] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)  # noqa: S311 - who is killed and when, no secret

    def __enter__(self) -> "Battle":
        return self

    def __exit__(self, *_: object) -> None:
        for fighter in self._fighters:
            if fighter.process.is_alive():
                fighter.process.kill()
            self._bury(fighter)

    def begin(self, writers: int, relays: int) -> None:
        for n in range(writers):
            self._hire(WRITER, self._writer(f"writer-{n}"))
        self._relays(relays)

    def kill(self, times: int) -> None:
        """Kill one of them after another, each at a random moment of its work; it is started again at once.

        Every other relay dies as soon as a message has arrived somewhere, that is around its being ticked off.
        """
        for _ in range(times):
            victim = self.chance.choice(self._fighters)
            victim.wait_until_up()
            time.sleep(self.chance.uniform(0.0, SOON))
            if victim.role == RELAY and self.chance.random() < 0.5:
                self.sinks.await_next(SOON)
                time.sleep(self.chance.uniform(0.0, 2 * TAKES))
            self._kill(victim)
            self._hire(victim.role, victim.start)

    def acts(self) -> int:
        """How many answers the writers have got so far; after a kill some more than once."""
        return sum(path.read_text("utf-8").count('["answered"') for path in self.site.notes.iterdir())

    def let_leases_run_out(self) -> None:
        """Kill all relays, so that nobody holds a lease who still lives, and let a minute pass for the rows."""
        relays = len(self._of(RELAY))
        self.kill_relays()
        expire(self.store)
        self._relays(relays)

    def kill_relays(self) -> None:
        for fighter in self._of(RELAY):
            fighter.wait_until_up()
            self._kill(fighter)

    def until_nothing_waits(self) -> None:
        """The relays have sent all there is; or one of them would need longer than anybody waits."""
        until = time.monotonic() + LONGEST_END
        while open_rows(self.store):
            assert time.monotonic() < until, "messages are left"
            time.sleep(0.05)

    def stop_writers(self) -> None:
        """Each ends when it has got the answer to what it asked for last."""
        for fighter in self._of(WRITER):
            self._stop(fighter)

    def stop_relays(self) -> None:
        for fighter in self._of(RELAY):
            self._stop(fighter)

    def _writer(self, name: str) -> Callable[["Pipe[Any, Any]"], BaseProcess]:
        return lambda pipe: processes().Process(target=write, args=(self.site, name, pipe), daemon=True)

    def _relays(self, count: int) -> None:
        for _ in range(count):
            self._hire(
                RELAY, lambda pipe: processes().Process(target=relay, args=(self.site, self.threads, pipe), daemon=True)
            )

    def _hire(self, role: str, start: Callable[["Pipe[Any, Any]"], BaseProcess]) -> None:
        mine, theirs = processes().Pipe()
        process = start(theirs)
        process.start()
        theirs.close()
        self._fighters.append(Fighter(role, start, process, mine))

    def _kill(self, fighter: Fighter) -> None:
        fighter.process.kill()
        fighter.process.join()
        assert fighter.process.exitcode == -SIGKILL, f"a {fighter.role} had ended by itself"
        self.killed[fighter.role] += 1
        self._bury(fighter)
        self._fighters.remove(fighter)

    def _stop(self, fighter: Fighter) -> None:
        fighter.wait_until_up()
        fighter.told.send("stop")
        fighter.process.join(LONGEST_END)
        assert fighter.process.exitcode == 0, f"a {fighter.role} did not end in order"
        self._bury(fighter)
        self._fighters.remove(fighter)

    def _of(self, role: str) -> list[Fighter]:
        return [fighter for fighter in self._fighters if fighter.role == role]

    def _bury(self, fighter: Fighter) -> None:
        fighter.process.join()
        fighter.process.close()
        fighter.told.close()


def open_rows(store: Store) -> int:
    """Messages that wait, or are under way."""
    still = select(OUTBOX.c.id).where(OUTBOX.c.state.in_([MessageState.READY, MessageState.LEASED]))
    with store.read() as connection:
        return len(connection.execute(still).all())


def expire(store: Store) -> None:
    """Every lease has run out, and no pause is left."""
    with store.write() as connection:
        at = now(connection)
        leased = update(OUTBOX).where(OUTBOX.c.state == MessageState.LEASED)
        connection.execute(leased.values(lease_until=at))
        connection.execute(update(OUTBOX).where(OUTBOX.c.state == MessageState.READY).values(due_at=at))
