"""The relay's thread: woken by its own process and by others, survives errors, stops clean."""

import logging
import subprocess
import sys
import threading
import time
from threading import Event

import pytest

from models.store.engine import Store
from models.vocabulary import Channel, MessageState
from notifications.backoff import Pace
from notifications.loop import Relay, nudge
from notifications.outcomes import Delivered, Message, Outcome
from tests.delivery.outbox import Outbox

# Another process: plain SQL, the notification in the same transaction as the row.
WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from sqlalchemy import insert, text
from models.store.engine import open_store
from models.store.tables.outbox import OutboxMessage
store = open_store(sys.argv[1])
sys.stdin.readline()
now = datetime.now(UTC)
with store.write() as connection:
    connection.execute(insert(OutboxMessage.__table__).values(dedupe="other", case_no="GZ-2026-000009", seq=1,
        channel="mail", audience="handler", target="B-1", statutory=False, title="t", body="b", state="ready",
        due_at=now - timedelta(seconds=1), attempts=0, created_at=now))
    if store.postgres:
        connection.execute(text("NOTIFY casework_outbox"))
print("written", flush=True)
"""


class Arrivals:
    """A sender that notes when it was called."""

    def __init__(self) -> None:
        self.came = Event()

    def __call__(self, message: Message) -> Outcome:
        self.came.set()
        return Delivered("ok")


def settled(outbox: Outbox, message_id: int, state: MessageState) -> bool:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if outbox.state(message_id) is state:
            return True
        time.sleep(0.02)
    return False


def test_an_idle_relay_wakes_within_a_second_of_another_process(store: Store, outbox: Outbox) -> None:
    arrivals = Arrivals()
    with (
        Relay(store, {Channel.MAIL: arrivals}, poll=60),
        subprocess.Popen(
            [sys.executable, "-c", WRITER, store.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as writer,
    ):
        assert writer.stdin is not None
        assert writer.stdout is not None
        time.sleep(2)
        assert not arrivals.came.is_set()
        writer.stdin.write("go\n")
        writer.stdin.flush()
        assert writer.stdout.readline() == "written\n"
        assert arrivals.came.wait(1.0)
        writer.communicate()


def test_a_nudge_wakes_at_once_and_without_a_relay_it_does_nothing(store: Store, outbox: Outbox) -> None:
    nudge()
    arrivals = Arrivals()
    relay = Relay(store, {Channel.MAIL: arrivals}, poll=60)
    with relay:
        time.sleep(0.5)
        outbox.add()
        started = time.monotonic()
        nudge()
        assert arrivals.came.wait(1.0)
        assert time.monotonic() - started < 0.5
    nudge()


def test_polling_finds_what_nobody_announced(store: Store, outbox: Outbox) -> None:
    arrivals = Arrivals()
    with Relay(store, {Channel.MAIL: arrivals}, poll=0.2):
        time.sleep(0.5)
        outbox.add()
        assert arrivals.came.wait(3.0)


def test_an_error_ends_a_round_and_only_its_type_is_logged(
    sqlite: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox(sqlite)
    one = outbox.add()
    rounds: list[int] = []

    def on_dead(ids: list[int]) -> None:
        rounds.append(1)
        raise ConnectionError("password=hunter2")

    monkeypatch.setattr("notifications.loop.ERROR_BASE_SECONDS", 0.05)
    outbox.set(one, attempts=20)
    arrivals = Arrivals()
    with (
        caplog.at_level(logging.DEBUG, logger="casework.relay"),
        Relay(sqlite, {Channel.MAIL: arrivals}, poll=0.1, on_dead=on_dead),
    ):
        assert settled(outbox, one, MessageState.DEAD)
        outbox.add()
        assert arrivals.came.wait(3.0)
    assert rounds == [1]
    assert "round failed: ConnectionError" in caplog.text
    assert "hunter2" not in caplog.text


def test_stop_waits_for_attempts_under_way_and_gives_the_rest_back(store: Store, outbox: Outbox) -> None:
    ids = [outbox.add(target=f"B-{n}") for n in range(6)]
    begun = Event()

    def slow(message: Message) -> Outcome:
        begun.set()
        time.sleep(0.3)
        return Delivered("ok")

    relay = Relay(store, {Channel.MAIL: slow}, pace=Pace(threads=1))
    relay.start()
    with pytest.raises(RuntimeError, match="running"):
        relay.start()
    assert begun.wait(3)
    relay.stop()
    relay.stop()
    assert outbox.states() == {"done": 1, "ready": 5}
    assert [outbox.row(i).attempts for i in ids] == [1, 0, 0, 0, 0, 0]
    assert not [thread for thread in threading.enumerate() if thread.name in {"casework-relay", "casework-listen"}]
    with relay:
        assert all(settled(outbox, i, MessageState.DONE) for i in ids)
