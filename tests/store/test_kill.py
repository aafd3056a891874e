"""A writer killed at random moments leaves whole acts only."""

import time
from random import Random
from signal import SIGKILL

import pytest
from sqlalchemy import func, select, text

from models.store.audit import verify
from models.store.engine import Store
from models.store.handles import CASE_FILE, EVENT, RECEIPT
from models.vocabulary import EventKind, Outcome
from tests.store.racing import processes
from tests.store.writing import write

ROUNDS = [
    pytest.param(4, 1, id="4 rounds"),
    pytest.param(20, 2, marks=[pytest.mark.slow, pytest.mark.timeout(900)], id="20 rounds, two writers"),
]
SEED = 20260302


def killed_writers(url: str, seeds: range, after: float) -> None:
    """One writer for each seed, at once; each has recorded something, then is killed without warning."""
    pipes = [processes().Pipe() for _ in seeds]
    writers = [processes().Process(target=write, args=(url, s, p[1])) for s, p in zip(seeds, pipes, strict=True)]
    for writer in writers:
        writer.start()
    for mine, _ in pipes:
        assert mine.poll(120)
    time.sleep(after)
    for writer in writers:
        writer.kill()
    for writer in writers:
        writer.join()
        assert writer.exitcode == -SIGKILL
        writer.close()
    for pipe in pipes:
        pipe[0].close()
        pipe[1].close()


@pytest.mark.parametrize(("rounds", "writers"), ROUNDS)
def test_killed_writers_leave_whole_acts_only(shared: Store, rounds: int, writers: int) -> None:
    chance = Random(SEED)  # noqa: S311 - moments to kill, no secret
    recorded = 0
    for n in range(rounds):
        first = SEED + writers * n
        killed_writers(shared.url, range(first, first + writers), chance.uniform(0.05, 0.5))
        with shared.read() as connection:
            acts = select(func.count()).select_from(EVENT).where(EVENT.c.kind == EventKind.ACT)
            receipts = select(func.count()).select_from(RECEIPT).where(RECEIPT.c.outcome == Outcome.RECORDED)
            before, recorded = recorded, connection.execute(acts).scalar_one()
            assert recorded > before
            assert connection.execute(receipts).scalar_one() == recorded
            versions = select(func.sum(CASE_FILE.c.version))
            assert connection.execute(versions).scalar_one() == recorded
            if not shared.postgres:
                assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
                assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    # What breaks a chain stays in it, so one look at the end sees every round.
    with shared.read() as connection:
        assert verify(connection).first_bad is None
