"""Transfers to peers that drip or hang up."""

import socket
import time
from threading import Event

import pytest

from models.store.engine import Store
from models.vocabulary import Channel, MessageState
from notifications.backoff import Pace
from notifications.outcomes import Delivered, TryAgain
from notifications.relay import Drained, drain
from notifications.transfer import TransferSender
from tests.delivery.handing_over import PACKAGE, ours, send
from tests.delivery.outbox import Outbox, register
from tests.delivery.peers import raw


def drip(connection: socket.socket, stop: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    while not stop.wait(0.05):
        connection.sendall(b" ")


def hang_up(connection: socket.socket, stop: Event) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def test_a_dripping_peer_is_left(sqlite: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.peers.WHOLE_SECONDS", 0.5)
    with raw(drip) as there:
        started = time.monotonic()
        assert send(sqlite, there) == TryAgain("the receipt is not good: it cannot be read")
        assert time.monotonic() - started < 3


def test_a_dripping_peer_holds_up_no_other_message(store: Store, outbox: Outbox) -> None:
    with raw(drip) as there:
        register(store, there, ours())
        slow = outbox.add(channel=Channel.TRANSFER, target="D-1", sealed_id="s1")
        fine = outbox.add()
        with TransferSender(store, lambda sealed_id: PACKAGE) as sender:
            result = drain(
                store,
                {Channel.TRANSFER: sender, Channel.MAIL: lambda message: Delivered("ok")},
                pace=Pace(attempt=0.5, lease=5),
            )
    assert result == Drained(sent=1, retried=1)
    assert outbox.state(fine) is MessageState.DONE
    assert outbox.row(slow).last_error == "no answer within 0.5 s"


def test_a_peer_that_hangs_up_is_tried_again(sqlite: Store) -> None:
    with raw(hang_up) as there:
        outcome = send(sqlite, there)
    assert isinstance(outcome, TryAgain)
    assert outcome.answer in {"RemoteProtocolError", "ReadError"}
