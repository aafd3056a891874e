"""The sweep: each rung once, in order, to the right people; and never on a deadline that ended meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from flows.deadlines import now_and_then
from flows.sweeping import day_of, sweep
from models.acts import case as case_forms
from models.acts import rectification
from models.acts.choices import Arrival
from models.errors import TransitionRefused
from models.periods import Clock, DeadlineState
from models.store.audit import verify
from models.store.engine import Store
from models.store.handles import CASE_FILE, DEADLINE, EVENT, INSTALLATION, OUTBOX, RUNG
from models.store.rungs import regional
from models.store.sweep import Swept, chunk
from models.vocabulary import EventKind, Stage
from tests.builders import OPENED, SECRET, opening, take, walk_to
from tests.store.acknowledged import acknowledged
from tests.store.racing import Pair, TakeAct, opened, pair
from tests.store.worlds import CASE

ROUNDS = [
    pytest.param(2, id="2 rounds"),
    pytest.param(25, marks=[pytest.mark.slow, pytest.mark.timeout(900)], id="25 rounds"),
]
R = Stage.RECTIFICATION
LIMIT = Clock.RECTIFICATION_LIMIT
# Served on Tuesday 10 March 2026, 15 days: Wednesday 25 March is the last day.
DUE = date(2026, 3, 25)
BEFORE_7, BEFORE_3, BEFORE_1 = date(2026, 3, 16), date(2026, 3, 20), date(2026, 3, 24)
BREACH, AFTER_5, AFTER_10 = date(2026, 3, 26), date(2026, 4, 1), date(2026, 4, 9)


@dataclass(frozen=True)
class Sweep:
    """Sweeps once; answers with what was done."""

    url: str
    today: date

    def __call__(self) -> Swept:
        return sweep(opened(self.url), self.today)


@pytest.fixture(scope="module")
def racers(key_file: object) -> Iterator[Pair]:
    with pair() as started:
        yield started


def rungs(store: Store, case: str, clock: Clock = LIMIT) -> list[tuple[str, bool]]:
    """The rungs claimed, in the order of their days, each with whether it was sent."""
    found = (
        select(RUNG.c.rung, RUNG.c.sent)
        .join(DEADLINE, DEADLINE.c.id == RUNG.c.deadline_id)
        .where(DEADLINE.c.case_no == case, DEADLINE.c.clock == clock)
        .order_by(RUNG.c.rung_on)
    )
    with store.read() as connection:
        return [(row.rung, row.sent) for row in connection.execute(found)]


def events(store: Store, case: str) -> list[Any]:
    found = select(EVENT).where(EVENT.c.chain == case, EVENT.c.kind == EventKind.DEADLINE).order_by(EVENT.c.seq)
    with store.read() as connection:
        return list(connection.execute(found))


def told(store: Store, case: str) -> list[tuple[str, str]]:
    found = select(OUTBOX.c.audience, OUTBOX.c.target).where(OUTBOX.c.case_no == case).order_by(OUTBOX.c.id)
    with store.read() as connection:
        return [(row.audience.value, row.target) for row in connection.execute(found)]


def deadline(store: Store, case: str, clock: Clock = LIMIT) -> Any:
    found = select(DEADLINE).where(DEADLINE.c.case_no == case, DEADLINE.c.clock == clock)
    with store.read() as connection:
        return connection.execute(found).one()


def whole(store: Store) -> bool:
    with store.read() as connection:
        return verify(connection).first_bad is None


def test_a_rung_is_claimed_once_and_journaled(with_order: Store) -> None:
    world, case = with_order, CASE
    with world.read() as connection:
        before = connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == case)).one()
    assert sweep(world, BEFORE_7 - timedelta(days=1)) == Swept()
    assert sweep(world, BEFORE_7) == Swept(1, 1, 1)
    assert sweep(world, BEFORE_7) == Swept()
    assert rungs(world, case) == [("before-7", True)]
    assert told(world, case) == [("handler", "N001"), ("unit", before.unit)]
    (event,) = events(world, case)
    with world.read() as connection:
        after = connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == case)).one()
    assert (event.act, event.actor, event.version) == ("deadline.sweep", "system", before.version)
    assert (after.version, after.head_seq) == (before.version, before.head_seq + 1)
    assert deadline(world, case).next_rung_on == BEFORE_3
    assert whole(world)


def test_after_ten_days_the_missed_rungs_come_in_order_and_only_the_latest_true_one_is_sent(with_order: Store) -> None:
    world, case = with_order, CASE
    sweep(world, BEFORE_7)
    assert sweep(world, BREACH) == Swept(1, 3, 1)
    assert rungs(world, case) == [("before-7", True), ("before-3", False), ("before-1", False), ("breach", True)]
    assert told(world, case)[2:] == [("handler", "N001"), ("head", "GZ-GY-NM")]
    assert len(events(world, case)) == 2


def test_after_the_last_day_no_reminder_is_sent(with_order: Store) -> None:
    world, case = with_order, CASE
    sweep(world, AFTER_5 + timedelta(days=1))
    assert [rung for rung, sent in rungs(world, case) if sent] == ["after-5"]
    assert told(world, case) == [("head", "GZ-GY-NM")]


def test_the_ladder_day_by_day_ends_with_the_supervisor(with_order: Store) -> None:
    world, case = with_order, CASE
    sent = {}
    for n in range(60):
        today = date(2026, 3, 11) + timedelta(days=n)
        before = len(rungs(world, case))
        if sweep(world, today).sent:
            sent[rungs(world, case)[before][0]] = today
        if today == BREACH:
            acknowledged(world, case, "N001", today)
    assert sent == {
        "before-7": BEFORE_7, "before-3": BEFORE_3, "before-1": BEFORE_1,
        "breach": BREACH, "after-5": AFTER_5, "after-10": AFTER_10,
    }  # fmt: skip
    assert told(world, case)[-1] == ("supervisor", "GZ-GY")
    assert deadline(world, case).next_rung_on is None
    assert whole(world)


def test_overdue_is_never_stored(with_order: Store) -> None:
    world, case = with_order, CASE
    before = deadline(world, case)
    sweep(world, AFTER_10)
    after = deadline(world, case)
    assert (after.state, after.due_on, after.settled_on) == (DeadlineState.RUNNING, DUE, None)
    assert {**before._mapping, "next_rung_on": None} == {**after._mapping}


def test_a_case_without_handler_warns_the_head_at_once_and_each_working_day(world: Store) -> None:
    friday, head = date(2026, 3, 6), ("head", "GZ-GY-NM")
    form = opening().model_copy(update={"handler": None})
    case = str(take(world, Stage.CASE, form, "N001", friday).body["case"])
    days = []
    for n in range(6):
        if sweep(world, friday + timedelta(days=n)).sent:
            days.append(friday + timedelta(days=n))
    assert days == [friday, date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11)]
    assert told(world, case) == [head] * 4
    assign = case_forms.Assign(case=case, handler="N002")
    take(world, Stage.CASE, assign, "N100", date(2026, 3, 11))
    assert sweep(world, date(2026, 3, 20)) == Swept()
    assert whole(world)


def test_the_text_of_a_warning_holds_the_case_number_and_no_content(with_order: Store) -> None:
    world, case = with_order, CASE
    sweep(world, BREACH)
    with world.read() as connection:
        message = connection.execute(select(OUTBOX).where(OUTBOX.c.case_no == case).limit(1)).one()
    assert case in message.title
    assert f"/c/{case}" in message.body
    assert DUE.isoformat() in message.body
    assert SECRET not in message.title + message.body
    assert not message.statutory


def test_a_deadline_met_in_time_gets_no_breach(world: Store) -> None:
    case = walk_to(world, "rectification reported")
    sweep(world, AFTER_10)
    assert deadline(world, case).state is DeadlineState.MET
    assert rungs(world, case) == []


def test_a_suspended_deadline_rests_and_goes_on_without_the_rungs_that_passed(with_order: Store) -> None:
    world, case = with_order, CASE
    suspend = rectification.Suspend(case=case, occurred_on=date(2026, 3, 13), reason=SECRET)
    take(world, R, suspend, "N100", date(2026, 3, 13))
    assert sweep(world, AFTER_10) == Swept()
    # Resumed on Thursday 9 April: neither it nor 13 March counts, 13 of 15 days are left.
    take(world, R, rectification.Resume(case=case, occurred_on=date(2026, 4, 9)), "N001", date(2026, 4, 14))
    assert deadline(world, case).due_on == date(2026, 4, 22)
    sweep(world, date(2026, 4, 23))
    assert rungs(world, case) == [("before-3", False), ("before-1", False), ("breach", True)]


def test_a_deadline_that_ended_with_its_stage_gets_no_breach(with_order: Store) -> None:
    world, case = with_order, CASE
    take(world, R, rectification.Withdraw(case=case, reason=SECRET), "C100", date(2026, 3, 12))
    assert sweep(world, AFTER_10) == Swept()
    assert rungs(world, case) == []


def test_two_deadlines_of_one_case_reaching_the_same_rung_are_both_told(world: Store) -> None:
    case = walk_to(world, "rectification reported")
    received = date(2026, 3, 24)
    arrived = rectification.Object(case=case, received_on=received, arrival=Arrival.POST, content=SECRET)
    take(world, R, arrived, "N001", received)
    late = date(2026, 6, 1)
    assert sweep(world, late).sent == 2
    assert len(events(world, case)) == 1
    assert len(told(world, case)) == len(set(told(world, case))) * 2
    assert whole(world)


def test_a_chunk_takes_so_many_cases_and_none_means_done(world: Store) -> None:
    for _ in range(5):
        walk_to(world, "rectification running")
    counts = []
    for _ in range(4):
        with world.write() as connection:
            done = chunk(connection, BREACH, regional(connection), lambda *_: [], 2)
        counts.append(done.cases)
    assert counts == [2, 2, 1, 0]
    assert whole(world)


def test_a_sweep_says_how_far_it_is(with_order: Store, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Swept] = []
    with caplog.at_level("INFO", "casework.flows"):
        for every in (0.0, 60.0):
            for hear in (now_and_then(BEFORE_7, every), heard.append):
                hear(Swept(2, 1, 1))
    assert heard == [Swept(2, 1, 1)] * 2
    assert caplog.messages == ["2026-03-16: 2 cases, 1 rungs, 1 sent, so far"]
    done = sweep(with_order, BREACH, heard.append)
    assert heard[2:] == [done] == [Swept(1, 4, 1)]


def test_another_day_is_for_a_demo_only(world: Store) -> None:
    assert day_of(world, None) == OPENED
    assert day_of(world, BREACH) == BREACH
    with world.write() as connection:
        connection.execute(INSTALLATION.update().values(demo=False))
    with pytest.raises(TransitionRefused) as refused:
        day_of(world, BREACH)
    assert refused.value.refusal.code == "demo_clock_refused"


@pytest.mark.parametrize("rounds", ROUNDS)
def test_two_sweeps_at_once_claim_each_rung_once(world: Store, racers: Pair, rounds: int) -> None:
    for _ in range(rounds):
        cases = [walk_to(world, "rectification running") for _ in range(4)]
        one, other = racers.race(Sweep(world.url, BREACH), Sweep(world.url, BREACH))
        assert (one + other).rungs == 4 * len(cases)
        assert (one + other).sent == len(cases)
        for case in cases:
            assert len(events(world, case)) == 1
            assert told(world, case) == [("handler", "N001"), ("head", "GZ-GY-NM")]
    assert whole(world)


def acts(store: Store, case: str) -> list[str]:
    with store.read() as connection:
        found = select(EVENT.c.act).where(EVENT.c.chain == case, EVENT.c.kind != EventKind.REFUSAL)
        return list(connection.scalars(found.order_by(EVENT.c.seq)))


@pytest.mark.parametrize("rounds", ROUNDS)
@pytest.mark.parametrize("act", ["report", "suspend"])
def test_no_breach_after_the_act_that_stopped_the_clock(world: Store, racers: Pair, rounds: int, act: str) -> None:
    for _ in range(rounds):
        case = walk_to(world, "rectification running")
        report = rectification.Report(case=case, received_on=DUE, arrival=Arrival.POST, content=SECRET)
        suspend = rectification.Suspend(case=case, occurred_on=DUE, reason=SECRET)
        taken = TakeAct(world.url, R, report, "N002", DUE)
        if act == "suspend":
            taken = TakeAct(world.url, R, suspend, "N100", DUE)
        answers = racers.race(taken, Sweep(world.url, BREACH))
        assert answers[0] == "recorded"
        # On PostgreSQL the sweep leaves a busy case to the next round, which finds the clock stopped.
        sweep(world, BREACH)
        recorded = acts(world, case)
        claimed = [rung for rung, _ in rungs(world, case)]
        breached = "breach" in claimed
        swept_first = recorded[-2:] == ["deadline.sweep", f"rectification.{act}"]
        assert breached == swept_first
        assert answers[1].rungs == (4 if breached else 0)
    assert whole(world)
