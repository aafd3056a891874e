"""Places in a minute are given once, whoever asks, on either database."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from random import SystemRandom

import pytest
from sqlalchemy import select

from models.store import channels
from models.store.engine import Store, open_store
from models.store.handles import CHANNEL_USE
from models.vocabulary import Channel, MessageState
from notifications.outcomes import Delivered, Later, Message, Outcome, gated
from notifications.pacing import Pacing
from notifications.relay import Drained, drain
from tests.delivery.outbox import Outbox
from tests.delivery.robots import enter, message

MINUTE = datetime(2026, 3, 2, 10, 5, tzinfo=UTC)
URL = "https://robot.example/send?key=k"


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """The database's clock stands still."""
    monkeypatch.setattr("notifications.pacing.chain.now", lambda connection: moment)


def minutes(put_off: Outcome | None) -> float:
    assert isinstance(put_off, Later)
    assert put_off.answer == "rate"
    return (put_off.until - MINUTE) / timedelta(minutes=1)


def test_who_asks_beyond_the_limit_is_put_off_the_further_the_later(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(store, "team", Channel.WECOM, URL, per_minute=2)
    at(monkeypatch, MINUTE + timedelta(seconds=40))
    pacing = Pacing(store, SystemRandom())
    asked = [pacing(message(Channel.WECOM, "team")) for _ in range(7)]
    assert asked[:2] == [None, None]
    assert [int(minutes(later)) for later in asked[2:]] == [1, 1, 2, 2, 3]
    assert all(minutes(later) % 1 <= 0.5 for later in asked[2:])
    at(monkeypatch, MINUTE + timedelta(seconds=60))
    assert pacing(message(Channel.WECOM, "team")) is None, "another minute has its own places"


def test_who_has_no_limit_and_who_goes_by_no_channel_is_never_put_off(sqlite: Store) -> None:
    enter(sqlite, "free", Channel.WECOM, URL)
    pacing = Pacing(sqlite)
    for via in ("free", "never there", None):
        assert {pacing(message(Channel.WECOM, via)) for _ in range(50)} == {None}  # type: ignore[arg-type]
    with sqlite.read() as connection:
        assert connection.execute(select(CHANNEL_USE)).all() == []


def test_two_machines_never_give_more_places_than_there_are(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    enter(store, "team", Channel.WECOM, URL, per_minute=20)
    enter(store, "other", Channel.WECOM, URL, per_minute=3)
    at(monkeypatch, MINUTE)
    elsewhere = open_store(store.url)
    try:
        gates = [Pacing(store), Pacing(elsewhere)]

        def ask(n: int) -> str | None:
            via = "other" if n % 5 == 0 else "team"
            return via if gates[n % 2](message(Channel.WECOM, via)) is None else None

        with ThreadPoolExecutor(8) as threads:
            given = Counter(threads.map(ask, range(60)))
    finally:
        elsewhere.close()
    assert given == {"team": 20, "other": 3, None: 37}


def test_a_message_put_off_has_used_no_attempt_and_goes_out_later(
    store: Store, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(store, "team", Channel.WECOM, URL, per_minute=2)
    sent: list[Message] = []

    def keep(told: Message) -> Outcome:
        sent.append(told)
        return Delivered("errcode 0")

    def drained(moment: datetime) -> Drained:
        at(monkeypatch, moment)
        outbox.make_due()
        return drain(store, {Channel.WECOM: gated(keep, Pacing(store))}, limit=5)

    for n in range(5):
        outbox.add(channel=Channel.WECOM, via="team", target=f"B-{n}", dedupe=str(n))
    # In the year 2126: what is put off stays put off, for the database's own clock decides what is due.
    far = MINUTE.replace(year=2126)
    assert drained(far) == Drained(sent=2, retried=3)
    put_off = [row for row in map(outbox.row, range(1, 6)) if row.attempts == 0]
    told = [(row.state, row.last_error, row.due_at.year) for row in put_off]
    assert told == [(MessageState.READY, "rate", 2126)] * 3
    assert drained(far + timedelta(minutes=1)) == Drained(sent=2, retried=1)
    assert drained(far + timedelta(minutes=2)) == Drained(sent=1)
    assert sorted(told.target for told in sent) == [f"B-{n}" for n in range(5)]
    assert {told.attempt for told in sent} == {1}


def test_what_was_used_long_ago_is_forgotten(store: Store) -> None:
    with store.write() as connection:
        for back in (0, 1, 2, 3):
            channels.ask_for_place(connection, "team", MINUTE - timedelta(hours=back))
        assert channels.sweep(connection, MINUTE - timedelta(hours=1)) == 2
        assert channels.ask_for_place(connection, "team", MINUTE) == 2
