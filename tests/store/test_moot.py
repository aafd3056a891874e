"""Before a message is sent its point is looked at again: what lost it is cancelled with its reason, the rest sent."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from models.acts import transfer
from models.ladders import BREACH
from models.store import chain, submissions
from models.store.engine import Store
from models.store.handles import EVENT, OUTBOX
from models.store.posting import post
from models.vocabulary import Audience, Channel, MessageState, Stage
from notifications.moot import deadline_gate, run_gate, transfer_gate
from notifications.outcomes import Delivered, gated
from notifications.relay import drain
from notifications.replay import replay
from tests.acceptance.hearing import CITY_HEAD, COUNTY_HEAD, OFFICER, Hearing, on
from tests.builders import RECEIVER, take, walk_to
from tests.store.outbox_rows import mark, sent, states
from tests.store.worlds import CASE, Worlds, breach, heard, heard_order, installed, standing

DONE = ("done", None)
REMINDER = "before-7"


@pytest.fixture
def reminded(order_hearing: Hearing) -> Hearing:
    """Handler and unit are to be told, seven working days before, that the last day is 25 March."""
    sent(order_hearing.store, CASE)
    order_hearing.swept(on(3, 16))
    assert set(states(order_hearing.store, CASE, REMINDER).values()) == {("ready", None)}
    return order_hearing


@pytest.fixture
def passed(worlds: Worlds, engine: str) -> Iterator[Hearing]:
    """The last day has passed; handler and head are to be told."""
    with worlds.copy(engine, installed, standing, heard_order, breach) as store, heard(store, CASE) as hearing:
        yield hearing


def drained(store: Store) -> None:
    sender = gated(lambda message: Delivered("250"), deadline_gate(store), transfer_gate(store))
    drain(store, {Channel.MAIL: sender, Channel.TRANSFER: sender})


def ends(hearing: Hearing, rung: str) -> set[tuple[str, str | None]]:
    drained(hearing.store)
    return set(states(hearing.store, CASE, rung).values())


def reported(hearing: Hearing, month: int, day: int, today: int) -> None:
    late = {"late_reason": "Away."} if today - day > 1 else {}
    hearing.act(
        on(month, today), OFFICER, "rectification.report", received_on=str(on(month, day)), content="Done.", **late
    )


def test_a_reminder_of_a_running_deadline_goes_out(reminded: Hearing) -> None:
    assert ends(reminded, REMINDER) == {DONE}


def test_a_reminder_is_moot_once_the_report_came(reminded: Hearing) -> None:
    reported(reminded, 3, 17, 17)
    assert ends(reminded, REMINDER) == {("cancelled", "deadline_met")}
    assert reminded.record_is_whole()


def test_a_reminder_is_moot_while_its_deadline_is_suspended(reminded: Hearing) -> None:
    reminded.act(on(3, 17), COUNTY_HEAD, "rectification.suspend", occurred_on="2026-03-17", reason="A fire.")
    assert ends(reminded, REMINDER) == {("cancelled", "deadline_suspended")}


def test_a_reminder_is_moot_once_the_order_is_withdrawn(reminded: Hearing) -> None:
    reminded.act(on(3, 17), COUNTY_HEAD, "rectification.withdraw", reason="It was mistaken.")
    assert ends(reminded, REMINDER) == {("cancelled", "deadline_ended")}


def test_a_reminder_is_moot_once_the_last_day_was_moved(reminded: Hearing) -> None:
    reminded.act(
        on(3, 17), OFFICER, "rectification.request_extension", received_on="2026-03-17", length=10, cause="Ill."
    )
    reminded.act(
        on(3, 18), CITY_HEAD, "rectification.decide_extension", decision="granted", length=10, reason="Justified."
    )
    assert ends(reminded, REMINDER) == {("cancelled", "deadline_moved")}


def test_a_breach_is_told_although_the_order_is_withdrawn_afterwards(passed: Hearing) -> None:
    passed.act(on(3, 27), COUNTY_HEAD, "rectification.withdraw", reason="It was mistaken.")
    assert ends(passed, BREACH) == {DONE}


def test_a_breach_is_told_although_the_report_came_afterwards(passed: Hearing) -> None:
    reported(passed, 3, 26, 27)
    assert ends(passed, BREACH) == {DONE}


def test_a_dead_notice_of_a_breach_taken_back_ends_cancelled_when_it_is_replayed(passed: Hearing) -> None:
    mark(passed.store, CASE, OFFICER, state=MessageState.DEAD, attempts=8)
    reported(passed, 3, 25, 28)
    with passed.store.write() as connection:
        wanted = select(OUTBOX.c.id).where(OUTBOX.c.rung == BREACH, OUTBOX.c.state == MessageState.DEAD)
        replay(connection, connection.execute(wanted).scalar_one(), "operator", on(3, 28))
    drained(passed.store)
    assert states(passed.store, CASE, BREACH)[OFFICER] == ("cancelled", "breach_taken_back")
    # That it was taken back is told, whatever became of the notice.
    assert set(states(passed.store, CASE, "taken_back").values()) == {DONE}


def test_an_escalation_is_moot_once_the_report_came(passed: Hearing) -> None:
    sent(passed.store, CASE)
    passed.swept(on(4, 1))
    assert set(states(passed.store, CASE, "after-5").values()) == {("ready", None)}
    reported(passed, 4, 2, 2)
    assert ends(passed, "after-5") == {("cancelled", "deadline_late")}


def test_an_escalation_of_a_period_still_open_goes_out(passed: Hearing) -> None:
    sent(passed.store, CASE)
    passed.swept(on(4, 1))
    assert ends(passed, "after-5") == {DONE}


def handed_over(store: Store) -> int:
    """The package of a transfer that was sent waits; its row's id."""
    case = walk_to(store, "transfer sent")
    with store.write() as connection:
        seq = connection.execute(select(EVENT.c.seq).where(EVENT.c.act == "transfer.send")).scalar_one()
        at = chain.now(connection)
        post(
            connection,
            [
                {
                    "dedupe": f"{case}:{seq}:transfer", "case_no": case, "seq": seq, "channel": Channel.TRANSFER,
                    "audience": Audience.RECEIVER, "target": RECEIVER, "statutory": True, "title": "t", "body": "b",
                    "state": MessageState.READY, "attempts": 0, "created_at": at, "due_at": at,
                }
            ],
        )  # fmt: skip
        return int(connection.execute(select(OUTBOX.c.id).where(OUTBOX.c.channel == Channel.TRANSFER)).scalar_one())


def end_of(store: Store, message: int) -> tuple[str, str | None]:
    with store.read() as connection:
        row = connection.execute(select(OUTBOX.c.state, OUTBOX.c.last_error).where(OUTBOX.c.id == message)).one()
    return row.state.value, row.last_error


def test_a_package_of_a_transfer_that_stands_goes_out(world: Store) -> None:
    message = handed_over(world)
    drained(world)
    assert end_of(world, message) == DONE


def test_a_package_of_a_transfer_withdrawn_before_it_left_is_never_sent(world: Store) -> None:
    message = handed_over(world)
    withdrawn = transfer.Withdraw(case=CASE, reason="It was mistaken.")
    take(world, Stage.TRANSFER, withdrawn, OFFICER, on(4, 2))
    drained(world)
    assert end_of(world, message) == ("cancelled", "transfer_withdrawn")


def test_the_start_of_a_run_is_moot_once_the_submission_was_answered(world: Store) -> None:
    form = {"act": "open", "case": None}
    with world.write() as connection:
        for name in ("s-answered", "s-waiting"):
            submitted = submissions.Submitted(Stage.CASE, form, OFFICER, datetime.now(UTC))
            submissions.enter(connection, name, "0" * 64, submitted)
        submissions.answered(connection, "s-answered", datetime.now(UTC))
    drain(world, {Channel.RUN: gated(lambda message: Delivered("run"), run_gate(world))})
    with world.read() as connection:
        rows = connection.execute(select(OUTBOX.c.dedupe, OUTBOX.c.state, OUTBOX.c.last_error))
        found = {row.dedupe: (row.state.value, row.last_error) for row in rows}
    assert found == {"run:s-answered": ("cancelled", "submission_answered"), "run:s-waiting": DONE}


def test_a_later_start_is_moot_as_well(world: Store) -> None:
    with world.write() as connection:
        submitted = submissions.Submitted(Stage.CASE, {"act": "open", "case": None}, OFFICER, datetime.now(UTC))
        submissions.enter(connection, "s", "0" * 64, submitted)
        connection.execute(update(OUTBOX).values(dedupe="run:s/2"))
        submissions.answered(connection, "s", datetime.now(UTC))
    drain(world, {Channel.RUN: gated(lambda message: Delivered("run"), run_gate(world))})
    with world.read() as connection:
        assert connection.execute(select(OUTBOX.c.last_error)).scalar_one() == "submission_answered"
