"""Signs of life: given by the relay, idle or not, and missed after their time, on either database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import insert, select

from flows.alarms import alarm
from flows.silence import Watch
from models.store import heartbeats
from models.store.engine import Store, open_store
from models.store.handles import HEARTBEAT, INSTALLATION, OUTBOX
from models.vocabulary import Channel
from notifications import loop
from notifications.loop import Relay
from tests.delivery.outbox import register
from tests.delivery.robots import enter
from tests.delivery.senders import OK, always

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def silent(store: Store, now: datetime) -> set[str]:
    with store.read() as connection:
        return set(heartbeats.silent(connection, now))


def beat(store: Store, name: str, at: datetime) -> None:
    with store.write() as connection:
        heartbeats.beat(connection, name, at)


def made(store: Store, at: datetime) -> None:
    with store.write() as connection:
        connection.execute(insert(INSTALLATION).values(id=1, demo=False, created_at=at))


@pytest.mark.parametrize(
    ("name", "limit"),
    [("relay", timedelta(minutes=5)), ("dispatch", timedelta(minutes=20)), ("sweep", timedelta(hours=15))],
)
def test_who_gives_no_sign_for_longer_than_its_time_is_silent(sqlite: Store, name: str, limit: timedelta) -> None:
    for other in {"relay", "dispatch", "sweep"} - {name}:
        beat(sqlite, other, NOON + limit)
    beat(sqlite, name, NOON - timedelta(hours=1))
    beat(sqlite, name, NOON)
    assert silent(sqlite, NOON + limit) == set()
    assert silent(sqlite, NOON + limit + timedelta(seconds=1)) == {name}


def test_what_never_gave_a_sign_counts_from_when_the_database_was_made(store: Store) -> None:
    assert silent(store, NOON) == set(), "there is no installation yet"
    made(store, NOON)
    assert silent(store, NOON + timedelta(minutes=4)) == set()
    assert silent(store, NOON + timedelta(minutes=6)) == {"relay"}
    assert silent(store, NOON + timedelta(days=1)) == {"relay", "dispatch", "sweep"}


def beating(store: Store, do: Callable[[Event], None]) -> datetime:
    """When the relay beat last, after it has beaten twice."""
    twice, beats = Event(), [0]

    def on_beat() -> None:
        beats[0] += 1
        if beats[0] == 2:
            twice.set()

    with Relay(store, always(OK), poll=0.02, on_beat=on_beat):
        do(twice)
    with store.read() as connection:
        at: datetime = connection.execute(select(HEARTBEAT.c.at).where(HEARTBEAT.c.name == "relay")).scalar_one()
    return at


def test_an_idle_relay_gives_signs_of_life_now_and_then(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "BEAT_SECONDS", 0.1)
    before = datetime.now(UTC) - timedelta(minutes=1)
    assert beating(store, lambda twice: None if twice.wait(60) else pytest.fail("it beat once at most")) > before


def test_who_is_silent_is_told_of_once_a_day_and_the_relay_looks_after_its_patience(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.alarms.store", lambda: sqlite)
    register(sqlite)
    made(sqlite, datetime.now(UTC) - timedelta(days=3))
    beat(sqlite, "relay", datetime.now(UTC))
    beat(sqlite, "dispatch", datetime.now(UTC))
    Watch(sqlite).look()
    assert told(sqlite) == []
    for _ in range(3):
        Watch(sqlite, timedelta()).look()
    (title,) = told(sqlite)
    assert "sweep" in title


def test_without_mail_it_is_told_by_the_channel_the_administrators_read(
    sqlite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.alarms.store", lambda: sqlite)
    register(sqlite)
    enter(sqlite, "team", Channel.WECOM, "https://robot.example/?key=k")
    enter(sqlite, "duty", Channel.WECOM, "https://robot.example/?key=k", alarms=True)
    alarm("silent", "sweep")
    with sqlite.read() as connection:
        found = connection.execute(select(OUTBOX.c.channel, OUTBOX.c.via)).one()
    assert tuple(found) == (Channel.WECOM, "duty")


def test_a_look_that_fails_keeps_nobody_from_giving_a_sign(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    empty = open_store(f"sqlite:///{tmp_path}/empty.sqlite")
    Watch(empty, timedelta()).look()
    empty.close()
    assert caplog.messages == ["who is silent could not be told: OperationalError"]


def told(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.scalars(select(OUTBOX.c.title)))
