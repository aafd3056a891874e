"""A writer killed at random moments leaves whole acts only."""

import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select, text

from models.store.audit import verify
from models.store.engine import Store
from models.store.handles import CASE_FILE, EVENT, RECEIPT
from models.vocabulary import EventKind, Outcome

ROUNDS = [pytest.param(4, id="4 rounds"), pytest.param(40, marks=pytest.mark.slow, id="40 rounds")]
SEED = 20260302


def killed_writer(url: str, seed: int, after: float) -> None:
    """Two writers at once, each killed without warning."""
    command = [sys.executable, str(Path(__file__).with_name("writing.py")), url]
    writers = [
        subprocess.Popen([*command, str(seed + n)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for n in range(2)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    time.sleep(after)
    for writer in writers:
        writer.kill()
    for writer in writers:
        _, errors = writer.communicate()
        assert (writer.returncode, errors) == (-9, "")


@pytest.mark.parametrize("rounds", ROUNDS)
def test_killed_writers_leave_whole_acts_only(shared: Store, rounds: int) -> None:
    chance = Random(SEED)  # noqa: S311 - moments to kill, no secret
    counts = [0]
    for n in range(rounds):
        killed_writer(shared.url, SEED + 2 * n, chance.uniform(0.1, 0.6))
        with shared.read() as connection:
            found = verify(connection)
            assert found.first_bad is None
            acts = select(func.count()).select_from(EVENT).where(EVENT.c.kind == EventKind.ACT)
            receipts = select(func.count()).select_from(RECEIPT).where(RECEIPT.c.outcome == Outcome.RECORDED)
            recorded = connection.execute(acts).scalar_one()
            assert connection.execute(receipts).scalar_one() == recorded
            versions = select(func.sum(CASE_FILE.c.version))
            assert connection.execute(versions).scalar_one() == recorded
            if not shared.postgres:
                assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
                assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        counts.append(recorded)
    assert all(a < b for a, b in zip(counts, counts[1:], strict=False)), "the kills came too early to mean anything"
