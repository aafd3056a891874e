"""Every committed event becomes one leaf, in the order of its chain, whoever seals, writes or dies meanwhile."""

import time
from collections.abc import Iterator
from datetime import date
from random import Random
from signal import SIGKILL
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Connection, delete, func, select, update

from models.merkle import root
from models.store import chain, sealing
from models.store.audit import verify
from models.store.engine import Store
from models.store.handles import EVENT, LOG_LEAF, LOG_STATE
from models.vocabulary import EventKind
from tests.builders import walk_to
from tests.store.racing import Pair, pair, processes
from tests.store.sealing_process import SealAll, seal_for_ever
from tests.store.writing import write

ROUNDS = [
    pytest.param(1, id="1 round"),
    pytest.param(10, marks=[pytest.mark.slow, pytest.mark.timeout(900)], id="10 rounds"),
]
SEED = 20260302


@pytest.fixture(scope="module")
def racers(key_file: object) -> Iterator[Pair]:
    with pair() as started:
        yield started


def refusal(connection: Connection) -> None:
    """One more event in the chain of no case."""
    event = chain.NewEvent(EventKind.REFUSAL, "case.close", "N001", date(2026, 4, 1))
    chain.append(connection, chain.SYSTEM, event, chain.now(connection))


def counts(store: Store) -> tuple[int, int, int]:
    """Events, leaves, and the size of the log."""
    with store.read() as connection:
        of: Any = lambda table: connection.execute(select(func.count()).select_from(table)).scalar_one()  # noqa: E731
        return of(EVENT), of(LOG_LEAF), connection.execute(select(LOG_STATE.c.size)).scalar() or 0


def whole(store: Store) -> None:
    """The log is dense, each event is one leaf, the edge is that of the leaves, and each chain is in its order."""
    events, leaves, size = counts(store)
    assert events == leaves == size
    with store.read() as connection:
        rows = connection.execute(select(LOG_LEAF).order_by(LOG_LEAF.c.position)).all()
        state = connection.execute(select(LOG_STATE)).one()
    assert [row.position for row in rows] == list(range(size))
    assert sealing.edge(state.size, state.edge).root == root(sealing.leaf(row.hash) for row in rows)
    seen: dict[str, int] = {}
    for row in rows:
        assert row.seq == seen.get(row.chain, 0) + 1
        seen[row.chain] = row.seq
    with store.read() as connection:
        assert verify(connection).first_bad is None


def test_nothing_is_sealed_twice_and_what_comes_later_is_found(shared: Store) -> None:
    walk_to(shared, "inspection approved")
    before = counts(shared)[0]
    assert sealing.seal_all(shared) >= 3
    assert sealing.seal_all(shared) == 0
    walk_to(shared, "case open")
    with shared.write() as connection:
        refusal(connection)
    assert sealing.seal_all(shared) == counts(shared)[0] - before
    whole(shared)


def test_a_batch_has_an_end(shared: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sealing.seal_all(shared)
    with shared.write() as connection:
        for _ in range(5):
            refusal(connection)
    monkeypatch.setattr(sealing, "BATCH", 2)
    done = []
    for _ in range(4):
        with shared.write() as connection:
            done.append(sealing.seal(connection))
    assert done == [2, 2, 1, 0]
    assert sealing.BATCH == 2
    whole(shared)


def test_sealing_that_is_undone_leaves_nothing_and_is_repeated(shared: Store) -> None:
    walk_to(shared, "case open")
    before = counts(shared)
    with pytest.raises(RuntimeError), shared.write() as connection:
        assert sealing.seal(connection) >= 1
        raise RuntimeError
    assert counts(shared) == before
    sealing.seal_all(shared)
    whole(shared)


def test_an_event_that_is_committed_late_is_sealed_then(shared: Store) -> None:
    """It was written before others that are sealed already; a watermark over times would pass it over."""
    if not shared.postgres:
        pytest.skip("SQLite has one writer at a time")
    case = walk_to(shared, "case open")
    sealing.seal_all(shared)
    with shared.writer.connect() as late, late.begin():
        refusal(late)
        walk_to(shared, "case open")
        sealed = sealing.seal_all(shared)
        assert sealed == 1
    assert sealing.seal_all(shared) == 1
    whole(shared)
    assert case


def test_a_second_sealer_waits_for_the_first(shared: Store) -> None:
    walk_to(shared, "inspection approved")
    found: list[int] = []
    with shared.write() as connection:
        first = sealing.seal(connection)
        other = Thread(target=lambda: found.append(sealing.seal_all(shared)))
        other.start()
        time.sleep(0.3)
        assert (first >= 3, found) == (True, [])
    other.join(60)
    assert found == [0]
    whole(shared)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_sealers_and_writers_race_and_every_event_is_one_leaf(shared: Store, racers: Pair, rounds: int) -> None:
    told, theirs = processes().Pipe()
    writer = processes().Process(target=write, args=(shared.url, SEED, theirs))
    writer.start()
    assert told.poll(120)
    for _ in range(rounds):
        one, other = racers.race(SealAll(shared.url), SealAll(shared.url))
        assert isinstance(one, int) and isinstance(other, int), (one, other)
    writer.kill()
    writer.join()
    writer.close()
    told.close()
    theirs.close()
    sealing.seal_all(shared)
    whole(shared)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_sealer_killed_at_any_moment_leaves_a_log_that_goes_on(shared: Store, rounds: int) -> None:
    chance = Random(SEED)  # noqa: S311 - moments to kill, no secret
    for n in range(rounds):
        told, theirs = processes().Pipe()
        sealer = processes().Process(target=seal_for_ever, args=(shared.url, n, theirs))
        sealer.start()
        assert told.poll(120)
        until = time.monotonic() + chance.uniform(0.02, 0.4)
        while time.monotonic() < until:
            walk_to(shared, "inspection approved")
        sealer.kill()
        sealer.join()
        assert sealer.exitcode == -SIGKILL
        for end in (told, theirs):
            end.close()
        sealer.close()
    sealing.seal_all(shared)
    whole(shared)


def test_a_spoiled_state_stops_the_sealer(store: Store) -> None:
    with store.write() as connection:
        refusal(connection)
        sealing.seal(connection)
        connection.execute(update(LOG_STATE).values(size=3))
    with pytest.raises(ValueError, match="no edge"), store.write() as connection:
        sealing.seal(connection)
    with store.write() as connection:
        refusal(connection)
        connection.execute(delete(LOG_STATE))
    with pytest.raises(Exception, match=r"UNIQUE|duplicate key"), store.write() as connection:
        sealing.seal(connection)
