"""Two acts at the same moment: never both recorded, unless one after the other they are lawful."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import select, update

from models.acts import case as case_forms
from models.acts import transfer
from models.store.audit import verify
from models.store.engine import Store
from models.store.handles import EVENT, MANDATE
from models.vocabulary import EventKind, Stage
from tests.builders import approve, objection, reinspection, walk_to
from tests.store.racing import EndMandate, Pair, TakeAct, pair

ROUNDS = [
    pytest.param(2, id="2 rounds"),
    pytest.param(25, marks=[pytest.mark.slow, pytest.mark.timeout(900)], id="25 rounds"),
]
R, X = Stage.RECTIFICATION, Stage.TRANSFER


@pytest.fixture(scope="module")
def racers(key_file: object) -> Iterator[Pair]:
    with pair() as started:
        yield started


def order_of(store: Store, case: str, *acts: str) -> list[str]:
    """Which of these acts were recorded, in order; the whole chain holds."""
    with store.read() as connection:
        assert verify(connection, case).first_bad is None
    with store.read() as connection:
        found = select(EVENT.c.act).where(EVENT.c.chain == case, EVENT.c.kind == EventKind.ACT, EVENT.c.act.in_(acts))
        return list(connection.execute(found.order_by(EVENT.c.seq)).scalars())


@pytest.mark.parametrize("rounds", ROUNDS)
def test_an_objection_is_never_followed_by_not_met(shared: Store, racers: Pair, rounds: int) -> None:
    day = date(2026, 3, 27)
    for _ in range(rounds):
        case = walk_to(shared, "rectification reported")
        answers = racers.race(
            TakeAct(shared.url, R, objection(case), "N003", day),
            TakeAct(shared.url, R, reinspection(case, met=False), "N001", day),
        )
        recorded = order_of(shared, case, "rectification.object", "rectification.reinspect")
        if answers == ("recorded", "recorded"):
            assert recorded == ["rectification.reinspect", "rectification.object"]
        else:
            assert (answers, recorded) == (("recorded", "objection_open"), ["rectification.object"])


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_recused_officer_approves_nothing_afterwards(shared: Store, racers: Pair, rounds: int) -> None:
    day = date(2026, 3, 9)
    for _ in range(rounds):
        case = walk_to(shared, "rectification proposed")
        answers = racers.race(
            TakeAct(shared.url, Stage.CASE, case_forms.Recuse(case=case, officer="C100", reason="kin"), "P100", day),
            TakeAct(shared.url, R, approve(case), "C100", day),
        )
        recorded = order_of(shared, case, "case.recuse", "rectification.approve")
        if answers == ("recorded", "recorded"):
            assert recorded == ["rectification.approve", "case.recuse"]
        else:
            assert (answers, recorded) == (("recorded", "officer_recused"), ["case.recuse"])


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_transfer_is_withdrawn_or_accepted(shared: Store, racers: Pair, rounds: int) -> None:
    day = date(2026, 4, 2)
    for _ in range(rounds):
        case = walk_to(shared, "transfer sent")
        answers = racers.race(
            TakeAct(shared.url, X, transfer.Withdraw(case=case, reason="mistaken"), "N001", day),
            TakeAct(shared.url, X, transfer.Accept(case=case, received_on=day, receipt="A-1"), "N002", day),
        )
        recorded = order_of(shared, case, "transfer.withdraw", "transfer.accept")
        assert (answers, recorded) in (
            (("recorded", "wrong_state"), ["transfer.withdraw"]),
            (("wrong_state", "recorded"), ["transfer.accept"]),
        )


@pytest.mark.parametrize("rounds", ROUNDS)
def test_a_mandate_that_ended_approves_nothing_afterwards(shared: Store, racers: Pair, rounds: int) -> None:
    day = date(2026, 3, 9)
    for _ in range(rounds):
        case = walk_to(shared, "rectification proposed")
        before, answer = racers.race(
            EndMandate(shared.url, "C100", date(2026, 3, 8), case, "rectification.approve"),
            TakeAct(shared.url, R, approve(case), "C100", day),
        )
        recorded = order_of(shared, case, "rectification.approve")
        assert (before, answer, len(recorded)) in ((1, "recorded", 1), (0, "not_responsible_person", 0))
        with shared.write() as connection:
            connection.execute(update(MANDATE).values(valid_until=None))
