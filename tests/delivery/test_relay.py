"""Claiming, leases, order, and how an attempt ends, on both databases."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import SystemRandom
from threading import Thread

import pytest
from sqlalchemy import select

from models.store.engine import Store, open_store
from models.store.handles import OUTBOX
from models.vocabulary import Channel, MessageState
from notifications.backoff import Pace
from notifications.claims import claim
from notifications.outcomes import Message, Outcome, Permanent, TryAgain
from notifications.relay import Drained, drain
from notifications.verdicts import Ledger
from tests.delivery.outbox import Outbox
from tests.delivery.senders import OK, always, collecting


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
    late, fresh = slow.messages[0], other.messages[0]
    assert ledger.settle(slow.lease, [(late, OK)]) == [(late, None)]
    assert outbox.row(one) == before
    assert outbox.attempts(one) == []
    assert ledger.settle(other.lease, [(fresh, OK)]) == [(fresh, MessageState.DONE)]
    assert ledger.settle(other.lease, [(fresh, Permanent("400"))]) == [(fresh, None)]
    assert outbox.attempts(one) == [(2, "delivered", "250")]


def test_drains_at_once_never_send_the_same_row_twice(store: Store, outbox: Outbox) -> None:
    for number in range(200):
        outbox.add(case_no=f"GZ-2026-{number % 40:06}")
    seen: list[Message] = []
    results: list[Drained] = []

    def elsewhere() -> None:
        own = open_store(store.url)
        results.append(drain(own, collecting(seen)))
        own.close()

    threads = [Thread(target=elsewhere) for _ in range(3)]
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


def test_a_row_that_killed_its_process_too_often_is_dead_and_taken_alone(store: Store, outbox: Outbox) -> None:
    poison = outbox.add(attempts=19)
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
    assert outbox.attempts(poison) == [(20, "poison", "its process ended during the last attempt")]
    assert outbox.row(poison).attempts == 20
    assert all(outbox.state(i) is MessageState.DONE for i in others)


def test_a_row_whose_lease_ran_out_is_taken_alone_and_before_what_is_due(store: Store, outbox: Outbox) -> None:
    left = outbox.add()
    claim(store, [Channel.MAIL], Pace(), 20)
    outbox.make_due()
    fresh = outbox.add(target="B-2")
    taken = [claim(store, [Channel.MAIL], Pace(), 20).messages for _ in range(3)]
    assert [[message.id for message in messages] for messages in taken] == [[left], [fresh], []]


def test_a_channel_without_a_sender_keeps_its_messages(store: Store, outbox: Outbox) -> None:
    one = outbox.add(channel=Channel.WEBHOOK)
    assert drain(store, {Channel.MAIL: lambda message: OK}) == Drained()
    assert drain(store, {}) == Drained()
    assert (outbox.state(one), outbox.row(one).attempts) == (MessageState.READY, 0)


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
