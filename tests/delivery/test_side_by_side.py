"""How many messages are under way together: after a kill so many may arrive twice, and a slow peer holds nobody up."""

import time
from threading import Event, Lock, Thread

import pytest

from models.store.engine import Store
from models.vocabulary import Channel, MessageState
from notifications.backoff import Pace
from notifications.outcomes import Message, Outcome
from notifications.relay import drain
from tests.delivery.outbox import Outbox
from tests.delivery.senders import OK


@pytest.fixture
def store(sqlite: Store) -> Store:
    """The engine makes no difference here."""
    return sqlite


class Counting:
    """A sender that takes its time and counts how many of its messages were under way together."""

    def __init__(self) -> None:
        self.now, self.most, self.guard = 0, 0, Lock()

    def __call__(self, message: Message) -> Outcome:
        with self.guard:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.01)
        with self.guard:
            self.now -= 1
        return OK


@pytest.mark.parametrize("at_once", [1, 3])
def test_no_more_are_under_way_than_the_pace_says(store: Store, outbox: Outbox, at_once: int) -> None:
    for n in range(9):
        outbox.add(target=f"B-{n}")
    send = Counting()
    assert drain(store, {Channel.MAIL: send}, pace=Pace(at_once=at_once)).sent == 9
    assert send.most == at_once


def test_a_peer_that_is_slow_holds_nobody_up_for_longer_than_the_patience(store: Store, outbox: Outbox) -> None:
    stuck = outbox.add()
    others = [outbox.add(target=f"C-{n}") for n in range(20)]
    arrived: list[int] = []
    rest = Event()

    def send(message: Message) -> Outcome:
        if message.id == stuck:
            assert rest.wait(15), "they waited for the slow one"
        arrived.append(message.id)
        if len(arrived) == len(others):
            rest.set()
        return OK

    assert drain(store, {Channel.MAIL: send}, pace=Pace(patience=0.1)).sent == 1 + len(others)
    assert arrived == [*others, stuck]


def test_relay_and_safety_net_of_one_process_keep_one_pace(store: Store, outbox: Outbox) -> None:
    for n in range(20):
        outbox.add(target=f"B-{n}")
    send = Counting()
    drains = [Thread(target=lambda: drain(store, {Channel.MAIL: send}, batch=4)) for _ in range(3)]
    for thread in drains:
        thread.start()
    for thread in drains:
        thread.join()
    assert outbox.states() == {"done": 20} and send.most == 1


def test_who_waited_for_a_lease_goes_on_beside_a_drain_that_is_stuck(store: Store, outbox: Outbox) -> None:
    stuck, free = outbox.add(), Event()

    def send(message: Message) -> Outcome:
        free.wait(30)
        return OK

    first = Thread(target=lambda: drain(store, {Channel.MAIL: send}))
    first.start()
    while outbox.state(stuck) is not MessageState.LEASED:
        time.sleep(0.01)
    other = outbox.add(target="B-2")
    assert drain(store, {Channel.MAIL: lambda message: OK}, pace=Pace(lease=0.3, attempt=0.2)).sent == 1
    free.set()
    first.join()
    assert (outbox.state(stuck), outbox.state(other)) == (MessageState.DONE, MessageState.DONE)
