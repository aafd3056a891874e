"""Acts for many, killed at seeded moments and begun again: at the end each was taken once, and none is missing."""

import time
from collections import Counter
from random import Random
from signal import SIGKILL

import pytest
from sqlalchemy import func, select

from models.store.audit import verify
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.handles import CASE_FILE, EVENT, OUTBOX, RECEIPT
from models.vocabulary import Outcome
from tests.registered import OPENED, credit_code, more_units
from tests.store.many_process import serve
from tests.store.racing import processes

UNITS = 30
"""With the one of the standard world."""
STEPS = ("ledgers", "notices", "deadlines")
"""Until where each run comes that is killed."""
SEED = 20261127
WANTED = {
    "duties.open": UNITS, "case.open": UNITS, "guidance.issue": UNITS, "calendar.import": 1,
    "calendar.reproject": UNITS,
}  # fmt: skip


def run(url: str, until: str | None, after: float) -> None:
    """One run, killed so many seconds after it told that something stands of the step `until`; None: to its end."""
    mine, theirs = processes().Pipe(duplex=False)
    process = processes().Process(target=serve, args=(url, theirs))
    process.start()
    theirs.close()
    try:
        while mine.recv() != until:
            pass
        time.sleep(after)
        process.kill()
    except EOFError:
        pass
    process.join()
    assert process.exitcode == (0 if until is None else -SIGKILL)
    process.close()
    mine.close()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_acts_for_many_killed_again_and_again_are_each_taken_once(shared: Store) -> None:
    codes = [credit_code(n) for n in range(UNITS - 1)]
    with shared.write() as connection:
        more_units(connection, dict.fromkeys(codes, "520102"), dict.fromkeys(codes))
        set_demo_today(connection, OPENED)
    chance = Random(SEED)  # noqa: S311 - moments to kill, no secret
    for step in STEPS:
        run(shared.url, step, chance.uniform(0, 0.05))
    run(shared.url, None, 0)
    with shared.read() as connection:
        acts = select(EVENT.c.act).where(EVENT.c.act.in_(WANTED))
        assert Counter(connection.scalars(acts)) == WANTED
        twice = select(EVENT.c.chain).group_by(EVENT.c.chain, EVENT.c.act).having(func.count() > 1)
        assert connection.scalars(twice.where(EVENT.c.act.in_(WANTED))).all() == []
        files = select(CASE_FILE.c.unit, CASE_FILE.c.kind).group_by(CASE_FILE.c.unit, CASE_FILE.c.kind)
        assert connection.execute(files.having(func.count() > 1)).all() == []
        told = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.audience == "unit")
        assert connection.execute(told).scalar_one() == 2 * UNITS
        given = select(func.count()).select_from(RECEIPT).where(RECEIPT.c.outcome == Outcome.RECORDED)
        assert connection.execute(given).scalar_one() == 3 * UNITS
    with shared.read() as connection:
        assert verify(connection).first_bad is None
