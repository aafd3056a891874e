"""Claiming, leases, order, and how an attempt ends, on both databases."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from threading import Event, Lock, Thread

import pytest
from sqlalchemy import select

from models.store.engine import Store
from models.store.handles import OUTBOX
from models.vocabulary import Channel, MessageState
from notifications.backoff import Pace
from notifications.claims import claim
from notifications.outcomes import Delivered, Message, Moot, NoRecipient, Outcome, Permanent, Sender, TryAgain
from notifications.relay import Drained, drain
from notifications.verdicts import Ledger
from tests.delivery.conftest import Outbox

OK = Delivered("250")


def always(outcome: Outcome) -> dict[Channel, Sender]:
    return {channel: lambda message: outcome for channel in Channel}


def collecting(seen: list[Message], outcome: Callable[[Message], Outcome] = lambda m: OK) -> dict[Channel, Sender]:
    guard = Lock()

    def send(message: Message) -> Outcome:
        with guard:
            seen.append(message)
        return outcome(message)

    return dict.fromkeys(Channel, send)


def test_a_due_message_is_delivered_once_and_its_attempt_is_kept(store: Store, outbox: Outbox) -> None:
    one = outbox.add()
    later = outbox.add(target="B-9", due_at=datetime.now(UTC) + timedelta(hours=1))
    seen: list[Message] = []
    assert drain(store, collecting(seen)) == Drained(sent=1)
    assert drain(store, collecting(seen)) == Drained()
    assert [message.id for message in seen] == [one]
    assert outbox.attempts(one) == [(1, "delivered", "250")]
    row = outbox.row(one)
    assert (row.state, row.attempts, row.lease, row.lease_until) == (MessageState.DONE, 1, None, None)
    assert abs(row.done_at - datetime.now(UTC)) < timedelta(seconds=30)
    assert outbox.state(later) is MessageState.READY


def test_a_late_answer_after_the_lease_was_lost_changes_nothing(store: Store, outbox: Outbox) -> None:
    one = outbox.add()
    slow = claim(store, [Channel.MAIL], Pace(), 20)
    outbox.make_due()
    other = claim(store, [Channel.MAIL], Pace(), 20)
    assert [message.attempt for message in other.messages] == [2]
    ledger = Ledger(store, 10, SystemRandom())
    before = outbox.row(one)
    assert ledger.settle(slow.messages[0], slow.lease, OK) is None
    assert outbox.row(one) == before
    assert outbox.attempts(one) == []
    assert ledger.settle(other.messages[0], other.lease, OK) is MessageState.DONE
    assert ledger.settle(other.messages[0], other.lease, Permanent("400")) is None
    assert outbox.attempts(one) == [(2, "delivered", "250")]


def test_drains_at_once_never_send_the_same_row_twice(store: Store, outbox: Outbox) -> None:
    for number in range(200):
        outbox.add(case_no=f"GZ-2026-{number % 40:06}")
    seen: list[Message] = []
    results: list[Drained] = []
    threads = [Thread(target=lambda: results.append(drain(store, collecting(seen)))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # One that found only rows behind a locked head has ended early: what is left is taken by the next round.
    results.append(drain(store, collecting(seen)))
    assert Counter(Counter(message.id for message in seen).values()) == {1: 200}
    assert sum(result.sent for result in results) == 200
    by_case: dict[str | None, list[int]] = {}
    for message in seen:
        by_case.setdefault(message.case_no, []).append(message.id)
    assert all(ids == sorted(ids) for ids in by_case.values())


def test_a_message_waits_for_the_earlier_one_to_the_same_recipient(store: Store, outbox: Outbox) -> None:
    first, second = outbox.add(), outbox.add()
    other_case = outbox.add(case_no="GZ-2026-000002")
    assert drain(store, always(TryAgain("451"))).retried == 2
    assert [outbox.row(i).attempts for i in (first, second, other_case)] == [1, 0, 1]
    outbox.make_due()
    seen: list[Message] = []
    assert drain(store, collecting(seen)).sent == 3
    assert [message.id for message in seen if message.id != other_case] == [first, second]


@pytest.mark.parametrize("end", [MessageState.DEAD, MessageState.NO_RECIPIENT])
def test_a_dead_notice_releases_those_behind_it_and_a_dead_transfer_holds_them(
    store: Store, outbox: Outbox, end: MessageState
) -> None:
    outbox.add(state=end)
    notice = outbox.add()
    dead = outbox.add(channel=Channel.TRANSFER, target="D-1", state=end)
    held = outbox.add(channel=Channel.TRANSFER, target="D-1")
    elsewhere = outbox.add(channel=Channel.TRANSFER, target="D-2")
    drain(store, always(OK))
    assert [outbox.state(i) for i in (notice, held, elsewhere)] == ["done", "ready", "done"]
    outbox.set(dead, state=MessageState.CANCELLED)
    drain(store, always(OK))
    assert outbox.state(held) is MessageState.DONE


def test_pauses_grow_and_a_message_dies_after_the_last_attempt_and_is_kept(store: Store, outbox: Outbox) -> None:
    one = outbox.add()
    told: list[int] = []
    for attempt in range(1, 11):
        result = drain(store, always(TryAgain("451")), on_dead=told.extend)
        if attempt < 10:
            nominal = min(3600.0, 5.0 * 2 ** (attempt - 1))
            wait = (outbox.row(one).due_at - datetime.now(UTC)).total_seconds()
            assert 0.5 * nominal - 5 <= wait <= 1.5 * nominal
            assert result == Drained(retried=1)
            assert told == []
        outbox.make_due()
    assert result == Drained(dead=1)
    assert told == [one]
    assert [attempt for attempt, _, _ in outbox.attempts(one)] == list(range(1, 11))
    row = outbox.row(one)
    assert (row.state, row.last_error, row.title) == (MessageState.DEAD, "451", "title 1")
    assert drain(store, always(OK)) == Drained()


def test_the_peers_wish_to_wait_is_honoured(store: Store, outbox: Outbox) -> None:
    one = outbox.add()
    drain(store, always(TryAgain("429", after=600.0)))
    assert 590 <= (outbox.row(one).due_at - datetime.now(UTC)).total_seconds() <= 601


@pytest.mark.parametrize(
    ("outcome", "state", "count"),
    [
        (Permanent("400"), MessageState.DEAD, Drained(dead=1)),
        (Moot("withdrawn"), MessageState.CANCELLED, Drained(cancelled=1)),
        (NoRecipient(), MessageState.NO_RECIPIENT, Drained(no_recipient=1)),
    ],
)
def test_an_end_without_another_attempt(
    store: Store, outbox: Outbox, outcome: Outcome, state: MessageState, count: Drained
) -> None:
    one = outbox.add()
    told: list[int] = []
    assert drain(store, always(outcome), on_dead=told.extend) == count
    assert outbox.state(one) is state
    assert len(outbox.attempts(one)) == 1
    assert told == ([one] if state is MessageState.DEAD else [])


def test_a_row_that_killed_its_process_too_often_is_dead_and_taken_alone(store: Store, outbox: Outbox) -> None:
    poison = outbox.add(attempts=9)
    others = [outbox.add(target=f"B-{n}") for n in range(2, 7)]
    assert len(claim(store, [Channel.MAIL], Pace(), 20).messages) == 6
    outbox.make_due()
    # The process died here. Each is now tried alone, so that the culprit takes no other with it.
    told: list[int] = []
    assert drain(store, always(OK), limit=1, on_dead=told.extend) == Drained(dead=1)
    assert told == [poison]
    assert len(claim(store, [Channel.MAIL], Pace(), 20).messages) == 1
    outbox.make_due()
    assert drain(store, always(OK)) == Drained(sent=5)
    assert outbox.attempts(poison) == [(10, "poison", "its process ended during the last attempt")]
    assert outbox.row(poison).attempts == 10
    assert all(outbox.state(i) is MessageState.DONE for i in others)


def test_an_error_of_a_sender_is_tried_again_and_only_its_type_is_kept(store: Store, outbox: Outbox) -> None:
    one = outbox.add()

    def broken(message: Message) -> Outcome:
        raise LookupError("secret text")

    assert drain(store, {Channel.MAIL: broken}).retried == 1
    assert outbox.attempts(one) == [(1, "try_again", "LookupError")]
    assert outbox.row(one).last_error == "LookupError"


def test_a_channel_without_a_sender_keeps_its_messages(store: Store, outbox: Outbox) -> None:
    one = outbox.add(channel=Channel.WEBHOOK)
    assert drain(store, {Channel.MAIL: lambda message: OK}) == Drained()
    assert drain(store, {}) == Drained()
    assert (outbox.state(one), outbox.row(one).attempts) == (MessageState.READY, 0)


def test_a_stuck_sender_is_left_behind_and_its_late_answer_is_not_read(store: Store, outbox: Outbox) -> None:
    stuck, fine = outbox.add(), outbox.add(target="B-2")

    def send(message: Message) -> Outcome:
        time.sleep(1.4 if message.id == stuck else 0.7)
        return OK

    # The late answer comes while the second message is under way.
    pace = Pace(threads=1, attempt=1.0, lease=10)
    assert drain(store, {Channel.MAIL: send}, pace=pace) == Drained(sent=1, retried=1)
    assert outbox.attempts(stuck) == [(1, "try_again", "no answer within 1 s")]
    assert outbox.state(fine) is MessageState.DONE


def test_what_cannot_start_within_the_lease_goes_back_uncounted(store: Store, outbox: Outbox) -> None:
    ids = [outbox.add(target=f"B-{n}") for n in range(4)]
    stop = Event()

    def send(message: Message) -> Outcome:
        stop.set()
        return OK

    assert drain(store, {Channel.MAIL: send}, pace=Pace(threads=1), stop=stop).sent == 1
    assert [outbox.row(i).attempts for i in ids] == [1, 0, 0, 0]
    assert outbox.states() == {"done": 1, "ready": 3}

    def slow(message: Message) -> Outcome:
        time.sleep(0.2)
        return OK

    # The second could start 0.2 s after the claim and last 0.4 s: longer than the lease.
    assert drain(store, {Channel.MAIL: slow}, pace=Pace(threads=1, attempt=0.4, lease=0.5), limit=3).sent == 1
    assert sorted(outbox.row(i).attempts for i in ids) == [0, 0, 1, 1]


def test_limit_bounds_what_is_taken(store: Store, outbox: Outbox) -> None:
    for number in range(7):
        outbox.add(target=f"B-{number}")
    assert drain(store, always(OK), batch=2, limit=5).sent == 5
    assert outbox.states() == {"done": 5, "ready": 2}


def test_sending_holds_no_lock(store: Store, outbox: Outbox) -> None:
    outbox.add()

    def send(message: Message) -> Outcome:
        outbox.add(target="B-2", due_at=datetime.now(UTC) + timedelta(hours=1))
        return OK

    assert drain(store, {Channel.MAIL: send}).sent == 1
    assert outbox.states() == {"done": 1, "ready": 1}


def test_a_row_somebody_else_is_taking_is_passed_over(store: Store, outbox: Outbox) -> None:
    if not store.postgres:
        pytest.skip("SQLite has one writer at a time")
    busy, free = outbox.add(), outbox.add(target="B-2")
    with store.write() as connection:
        connection.execute(select(OUTBOX.c.id).where(OUTBOX.c.id == busy).with_for_update())
        taken: list[Message] = []
        other = Thread(target=lambda: taken.extend(claim(store, [Channel.MAIL], Pace(), 20).messages))
        other.start()
        other.join(10)
        assert [message.id for message in taken] == [free]
    other.join()
