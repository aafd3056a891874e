"""The relay's thread: woken by its own process and by others, survives errors, stops clean."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event

import pytest
from sqlalchemy import text

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
print("ready", flush=True)
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
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if outbox.state(message_id) is state:
            return True
        time.sleep(0.02)
    return False


@contextmanager
def writing(store: Store) -> Iterator[Callable[[], None]]:
    """Another process; told to, it commits a row."""
    command = [sys.executable, "-c", WRITER, store.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        asked, answered = writer.stdin, writer.stdout
        assert asked is not None
        assert answered is not None
        assert answered.readline() == "ready\n"

        def write() -> None:
            asked.write("go\n")
            asked.flush()
            assert answered.readline() == "written\n"

        yield write


def test_an_idle_relay_is_woken_by_another_process(store: Store, outbox: Outbox) -> None:
    arrivals = Arrivals()
    outbox.add()
    # Polling would come too late for this test.
    with Relay(store, {Channel.MAIL: arrivals}, poll=600), writing(store) as write:
        assert arrivals.came.wait(30)
        arrivals.came.clear()
        write()
        assert arrivals.came.wait(30)


def test_a_relay_that_lost_its_line_to_the_server_listens_again(
    store: Store, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not store.postgres:
        pytest.skip("SQLite has no server")
    monkeypatch.setattr("notifications.wake.RECONNECT_SECONDS", 0.05)
    listening = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")

    def listener(but: int | None = None) -> int:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with store.read() as connection:
                if found := [pid for pid in connection.scalars(listening) if pid != but]:
                    return int(found[0])
            time.sleep(0.02)
        raise AssertionError("nobody listens")

    arrivals = Arrivals()
    with Relay(store, {Channel.MAIL: arrivals}, poll=600):
        first = listener()
        with store.read() as connection:
            connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": first})
        listener(but=first)
        outbox.add()
        with store.write() as connection:
            connection.execute(text("NOTIFY casework_outbox"))
        assert arrivals.came.wait(30)


def test_a_nudge_wakes_it_and_without_a_relay_it_does_nothing(store: Store, outbox: Outbox) -> None:
    nudge()
    arrivals = Arrivals()
    relay = Relay(store, {Channel.MAIL: arrivals}, poll=600)
    with relay:
        outbox.add()
        nudge()
        assert arrivals.came.wait(30)
    nudge()


def test_polling_finds_what_nobody_announced(store: Store, outbox: Outbox) -> None:
    arrivals = Arrivals()
    with Relay(store, {Channel.MAIL: arrivals}, poll=0.2):
        outbox.add()
        assert arrivals.came.wait(30)


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
        assert arrivals.came.wait(30)
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
    assert begun.wait(30)
    relay.stop()
    relay.stop()
    assert outbox.states() == {"done": 1, "ready": 5}
    assert [outbox.row(i).attempts for i in ids] == [1, 0, 0, 0, 0, 0]
    assert not [thread for thread in threading.enumerate() if thread.name in {"casework-relay", "casework-listen"}]
    with relay:
        assert all(settled(outbox, i, MessageState.DONE) for i in ids)
