"""Writers and relays killed at random moments: nothing is lost, taken twice or out of order; doubles stay few."""

import pytest

from tests.kill.battle import RELAY, Battle
from tests.kill.conftest import Field, RecordProperty
from tests.kill.reckoning import acts_are_as_answered, arrivals_are_as_written, record_is_whole

SEED = 20261127
ROUNDS = [
    pytest.param(1, 3, 2, 1, id="3 kills"),
    pytest.param(8, 10, 3, 1, marks=[pytest.mark.slow, pytest.mark.timeout(900)], id="hundreds"),
    pytest.param(2, 10, 3, 8, marks=[pytest.mark.slow, pytest.mark.timeout(900)], id="many at a time"),
]


@pytest.mark.parametrize(("rounds", "kills", "each", "threads"), ROUNDS)
def test_killed_writers_and_relays_lose_nothing_and_double_little(
    field: Field, rounds: int, kills: int, each: int, threads: int, record_property: RecordProperty
) -> None:
    with Battle(field.site, field.store, field.sinks, SEED, threads) as battle:
        battle.begin(writers=each - 1, relays=each)
        for _ in range(rounds):
            battle.kill(kills)
            battle.let_leases_run_out()
        battle.stop_writers()
        battle.until_nothing_waits()
        battle.stop_relays()
    acts = acts_are_as_answered(field.store, field.site.notes)
    record_is_whole(field.store)
    doubles = arrivals_are_as_written(field.store, field.sinks.keys(), battle.killed[RELAY] * threads)
    record_property(
        "figures", f"{dict(battle.killed)} killed: {acts} acts, {len(field.sinks.keys())} messages, {doubles} doubles"
    )
