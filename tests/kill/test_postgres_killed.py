"""PostgreSQL killed while acts are committed: what was answered stands, and everybody comes back by himself."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from models.store.engine import open_store
from tests.kill.battle import RELAY, Battle
from tests.kill.conftest import Field, RecordProperty, undated
from tests.kill.own_postgres import WAYS, KilledPostgres, own_postgres
from tests.kill.place import Site
from tests.kill.reckoning import acts_are_as_answered, arrivals_are_as_written, record_is_whole
from tests.kill.sinks import sinks
from tests.store.worlds import standing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SEED = 20261128
KILLS = 8
RELAYS = WRITERS = 2
THREADS = 8
LONGEST_PAUSE = 120.0


@pytest.fixture
def server() -> Iterator[KilledPostgres]:
    with own_postgres() as running:
        yield running


@pytest.fixture
def place(server: KilledPostgres, key_file: Path, tmp_path: Path) -> Iterator[Field]:
    notes = tmp_path / "notes"
    notes.mkdir()
    store = open_store(server.store_url)
    undated(store)
    standing(store)
    with sinks() as there:
        yield Field(
            Site(server.store_url, key_file, key_file.with_name("files"), notes, there.mail.url, there.hook.url),
            store,
            there,
        )
    store.close()


def goes_on(count: Callable[[], int], more: int) -> None:
    """Wait until there are so many more than now."""
    wanted, until = count() + more, time.monotonic() + LONGEST_PAUSE
    while count() < wanted:
        assert time.monotonic() < until, "nothing goes on"
        time.sleep(0.02)


def test_a_killed_postgresql_keeps_what_was_answered_and_everybody_comes_back(
    server: KilledPostgres, place: Field, record_property: RecordProperty
) -> None:
    chance = Random(SEED)  # noqa: S311 - how and when it is killed, no secret
    with Battle(place.site, place.store, place.sinks, SEED, THREADS) as battle:
        battle.begin(WRITERS, RELAYS)
        for n in range(KILLS):
            goes_on(battle.acts, WRITERS + 1)
            goes_on(lambda: len(place.sinks.keys()), 1)
            time.sleep(chance.uniform(0.0, 0.3))
            server.kill(WAYS[n % len(WAYS)])
            time.sleep(chance.uniform(0.0, 0.5))
            server.start()
        goes_on(battle.acts, WRITERS + 1)
        battle.stop_writers()
        # What a relay had sent and could not tick off is leased to it for another minute.
        battle.let_leases_run_out()
        battle.until_nothing_waits()
        battle.stop_relays()
    acts = acts_are_as_answered(place.store, place.site.notes)
    record_is_whole(place.store)
    doubles = arrivals_are_as_written(
        place.store, place.sinks.keys(), (KILLS * RELAYS + battle.killed[RELAY]) * THREADS
    )
    record_property(
        "figures", f"{KILLS} kills of PostgreSQL: {acts} acts, {len(place.sinks.keys())} messages, {doubles} doubles"
    )
