"""A relay killed at the two moments that matter: before the message left, and before it was ticked off."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event

import pytest

from models.vocabulary import Channel, MessageState
from tests.delivery.faults import listening
from tests.delivery.outbox import Outbox
from tests.delivery.peers import Peer, Seen, peer
from tests.kill.battle import LONGEST_START, Battle, expire
from tests.kill.conftest import Field


@pytest.fixture
def outbox(field: Field) -> Outbox:
    return Outbox(field.store)


@contextmanager
def relay_to(field: Field, hook_url: str) -> Iterator[Battle]:
    with Battle(replace(field.site, webhook_url=hook_url), field.store, field.sinks, seed=0) as battle:
        battle.begin(writers=0, relays=1)
        yield battle


def delivered(field: Field, outbox: Outbox, message: int, hook: Peer) -> None:
    """Another relay takes over when the lease has run out."""
    expire(field.store)
    with relay_to(field, hook.url) as battle:
        battle.until_nothing_waits()
        battle.stop_relays()
    assert outbox.state(message) is MessageState.DONE


def test_killed_before_the_message_left_it_is_sent_once(field: Field, outbox: Outbox) -> None:
    reached = Event()

    def take_nothing(connection: socket.socket, stop: Event) -> None:
        reached.set()
        stop.wait()

    one = outbox.add(channel=Channel.WEBHOOK, dedupe="one")
    with listening(take_nothing) as port, relay_to(field, f"http://127.0.0.1:{port}") as battle:
        assert reached.wait(LONGEST_START)
        battle.kill_relays()
    row = outbox.row(one)
    assert (row.state, row.attempts, outbox.attempts(one)) == (MessageState.LEASED, 1, [])
    with peer(lambda seen: (204, {}, b"")) as hook:
        delivered(field, outbox, one, hook)
    assert [seen.headers["X-Casework-Message"] for seen in hook.seen] == ["one"]


def test_killed_before_it_was_ticked_off_it_comes_twice_under_one_key(field: Field, outbox: Outbox) -> None:
    reached, over = Event(), Event()

    def think(seen: Seen) -> tuple[int, dict[str, str], bytes]:
        reached.set()
        over.wait()
        return 204, {}, b""

    one, behind = (outbox.add(channel=Channel.WEBHOOK, dedupe=key) for key in ("one", "behind"))
    with peer(think) as hook:
        with relay_to(field, hook.url) as battle:
            assert reached.wait(LONGEST_START)
            battle.kill_relays()
        over.set()
        assert outbox.state(one) is MessageState.LEASED
        delivered(field, outbox, behind, hook)
    assert [seen.headers["X-Casework-Message"] for seen in hook.seen] == ["one", "one", "behind"]
    assert [attempt for attempt, *_ in outbox.attempts(one)] == [2]
