"""A deadline passed: those above are told one after another until somebody takes notice, ten days typed by hand.

The limit of the order ended on Wednesday 25 March 2026; the case is the county's, the city and the province above it.
"""

from datetime import date
from typing import Any

import pyotp
import pytest
from sqlalchemy import Update, func, select, update

from flows import sweeping
from flows.acknowledging import acknowledge
from flows.signature import Proven, Signed
from models.errors import TransitionRefused, Unknown
from models.ladders import BREACH
from models.periods import DeadlineState
from models.rules import Rules
from models.store import inbox, passcodes, silences
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.handles import (
    ACKNOWLEDGEMENT,
    CASE_OFFICER,
    DEADLINE,
    EVENT,
    INSTALLATION,
    OFFICER,
    OUTBOX,
    PASSCODE_STEP,
    RUNG,
)
from models.store.sweep import Swept
from tests.store.acknowledged import acknowledged, waiting
from tests.store.outbox_rows import states, told
from tests.store.tampering import audit, tampered
from tests.store.worlds import CASE

THURSDAY = date(2026, 3, 26)
HANDLER, HEAD, CITY, PROVINCE = ("handler", "N001"), ("head", "GZ-GY-NM"), ("supervisor", "GZ-GY"), ("supervisor", "GZ")
LADDER = [BREACH, "after-5", "after-10"]
WALK = [
    (THURSDAY, {HANDLER, HEAD}),  # the ladder's own breach
    (date(2026, 3, 27), set()),
    (date(2026, 3, 28), set()),  # Saturday
    (date(2026, 3, 29), set()),
    (date(2026, 3, 30), {CITY}),  # Thursday and Friday passed
    (date(2026, 3, 31), set()),
    (date(2026, 4, 1), {PROVINCE, HEAD}),  # Monday and Tuesday; and the ladder's own fifth working day
    (date(2026, 4, 2), set()),
    (date(2026, 4, 3), set()),  # nobody is above the province
    (date(2026, 4, 9), {CITY}),  # the ladder's own tenth working day
]  # fmt: skip


@pytest.fixture
def world(with_order: Store) -> Store:
    return with_order


def swept(store: Store, *days: date) -> None:
    for day in days:
        with store.write() as connection:
            set_demo_today(connection, day)
        sweeping.sweep(store, day)


def everybody(store: Store) -> list[tuple[str, str]]:
    late = select(OUTBOX.c.audience, OUTBOX.c.target).where(OUTBOX.c.rung.in_(LADDER) | OUTBOX.c.rung.like("after-s%"))
    with store.read() as connection:
        return [(row.audience.value, row.target) for row in connection.execute(late.order_by(OUTBOX.c.id))]


def number(store: Store, badge: str, today: date) -> int:
    with store.read() as connection:
        return int(inbox.of(connection, badge, today, Rules()).to_acknowledge[0]["id"])


def row(store: Store) -> Any:
    with store.read() as connection:
        return connection.execute(select(ACKNOWLEDGEMENT)).one()


def test_each_day_the_right_one_is_told_and_nobody_twice_on_the_way_up(world: Store) -> None:
    for day, expected in WALK:
        before = len(everybody(world))
        swept(world, day, day)
        assert set(everybody(world)[before:]) == expected, day
        assert len(everybody(world)) - before == len(expected), day
    with world.read() as connection:
        claimed = select(RUNG.c.rung, RUNG.c.rung_on).where(RUNG.c.rung.like("after-s%")).order_by(RUNG.c.rung)
        assert [tuple(r) for r in connection.execute(claimed)] == [
            ("after-silence-2", date(2026, 3, 30)), ("after-silence-3", date(2026, 4, 1)),
        ]  # fmt: skip
    assert {audience for audience, _ in everybody(world)} == {"handler", "head", "supervisor"}
    assert audit(world).ok


def test_after_an_outage_only_the_latest_step_is_sent(world: Store) -> None:
    swept(world, THURSDAY, date(2026, 4, 2))
    assert told(world, CASE, "after-silence-2") == []
    assert told(world, CASE, "after-silence-3") == [PROVINCE]
    with world.read() as connection:
        found = connection.execute(select(RUNG.c.rung, RUNG.c.sent).where(RUNG.c.rung.like("after-s%")))
        sent = {row.rung: row.sent for row in found}
    assert sent == {"after-silence-2": False, "after-silence-3": True}
    assert audit(world).ok


def test_who_acknowledges_ends_the_climb_and_is_recorded(world: Store) -> None:
    swept(world, THURSDAY)
    assert waiting(world, "N001", "GZ-GY-NM") == [("N001", BREACH), ("GZ-GY-NM", BREACH)]
    notice = number(world, "N001", THURSDAY)
    done = acknowledge(world, notice, Signed("N001"))
    assert done == {
        "case": CASE, "clock": "rectification_limit", "stage": "R1", "armed_seq": done["armed_seq"], "item": 0,
        "due_on": "2026-03-25", "message": notice, "rung": BREACH,
    }  # fmt: skip
    assert (row(world).badge, row(world).message_id, row(world).next_on) == ("N001", notice, None)
    assert waiting(world, "N001", "GZ-GY-NM") == []
    swept(world, date(2026, 3, 30), date(2026, 4, 1))
    assert everybody(world) == [HANDLER, HEAD, HEAD]
    with world.read() as connection:
        event = connection.execute(select(EVENT).where(EVENT.c.act == "notice.acknowledge")).one()
    assert (event.chain, event.kind.value, event.actor, event.effective_on) == (CASE, "delivery", "N001", THURSDAY)
    assert audit(world).ok


def test_the_head_acknowledges_for_the_organ_and_the_one_above_for_its_own(world: Store) -> None:
    swept(world, THURSDAY, date(2026, 3, 30))
    for badge in ("N002", "C001", "Z100"):
        with world.read() as connection:
            assert inbox.of(connection, badge, THURSDAY, Rules()).to_acknowledge == [], badge
    assert number(world, "N100", THURSDAY) != number(world, "C100", THURSDAY)
    acknowledge(world, number(world, "C100", THURSDAY), Proven("C100"))
    assert row(world).badge == "C100"
    assert waiting(world, "N001", "GZ-GY-NM", "GZ-GY") == []


def test_what_waits_for_others_cannot_be_acknowledged(world: Store) -> None:
    swept(world, THURSDAY)
    notice = number(world, "N001", THURSDAY)
    for badge, message in (("N002", notice), ("N001", notice + 1), ("N001", 999), ("X999", notice)):
        with pytest.raises((Unknown, TransitionRefused)):
            acknowledge(world, message, Signed(badge))
    first = acknowledge(world, notice, Signed("N001"))
    assert acknowledge(world, notice, Signed("N001")) == first
    with pytest.raises(Unknown):
        acknowledge(world, notice + 1, Signed("N100"))
    with world.read() as connection:
        assert connection.scalar(select(func.count()).where(EVENT.c.act == "notice.acknowledge")) == 1


@pytest.mark.parametrize(
    "change",
    [
        update(CASE_OFFICER).values(recused=True),
        update(OFFICER).values(clearance="public"),
        update(OFFICER).values(active=False),
    ],
    ids=["recused", "not cleared", "out of service"],
)
def test_who_may_not_know_of_the_case_any_more_has_nothing_to_acknowledge(world: Store, change: Update) -> None:
    swept(world, THURSDAY)
    notice = number(world, "N001", THURSDAY)
    with world.write() as connection:
        connection.execute(change.where(change.table.c.badge == "N001"))
        assert inbox.to_acknowledge(connection, "N001", THURSDAY) == []
    with pytest.raises((Unknown, TransitionRefused)):
        acknowledge(world, notice, Signed("N001"))
    assert number(world, "N100", THURSDAY) == notice + 1, "the head's own notice waits still"


def test_a_notice_on_its_way_up_is_called_off_by_an_acknowledgement(world: Store) -> None:
    swept(world, THURSDAY, date(2026, 3, 30))
    acknowledged(world, CASE, "N001", date(2026, 3, 30))
    assert states(world, CASE, "after-silence-2") == {"GZ-GY": ("cancelled", "acknowledged")}
    assert audit(world).ok


def test_a_deadline_that_is_settled_or_moved_is_climbed_no_further(world: Store) -> None:
    swept(world, THURSDAY)
    for values in ({"state": DeadlineState.MET}, {"due_on": date(2026, 4, 20)}):
        with world.write() as connection:
            connection.execute(update(ACKNOWLEDGEMENT).values(next_on=date(2026, 3, 30)))
            connection.execute(update(DEADLINE).values(state=DeadlineState.RUNNING, due_on=date(2026, 3, 25)))
            connection.execute(update(DEADLINE).values(**values))
        assert waiting(world, "N001") == []
        assert (
            sweeping._through(world, date(2026, 3, 30), silences.chunk, sweeping.unacknowledged, Swept(), None).rungs
            == 0
        )
        assert row(world).next_on is None


def test_without_silence_the_second_part_of_the_sweep_costs_nothing(world: Store) -> None:
    assert sweeping._through(world, THURSDAY, silences.chunk, sweeping.unacknowledged, Swept(), None) == Swept()


def test_an_acknowledgement_asks_for_a_code_that_counts_once(world: Store) -> None:
    swept(world, THURSDAY)
    notice = number(world, "N001", THURSDAY)
    with world.write() as connection:
        secret = passcodes.enroll(connection, "N001", "operator", THURSDAY)
        connection.execute(update(INSTALLATION).values(demo=False, demo_today=None))
    with pytest.raises(TransitionRefused) as refused:
        acknowledge(world, notice, Signed("N001", "000000"))
    assert refused.value.refusal.code == "passcode_wrong"
    acknowledge(world, notice, Signed("N001", pyotp.TOTP(secret).now()))
    with world.read() as connection:
        assert connection.scalar(select(func.count()).select_from(PASSCODE_STEP)) == 1


def test_a_forged_or_vanished_acknowledgement_is_found(world: Store) -> None:
    swept(world, THURSDAY)
    forged = tampered(world, lambda c: c.execute(update(ACKNOWLEDGEMENT).values(badge="N002")))
    assert forged.first_bad is not None and forged.first_bad.why == "acknowledgement_row"
    acknowledged(world, CASE, "N001", THURSDAY)
    vanished = tampered(world, lambda c: c.execute(update(ACKNOWLEDGEMENT).values(badge=None)))
    assert vanished.first_bad is not None and vanished.first_bad.why == "acknowledgement_row"
    assert audit(world).ok
