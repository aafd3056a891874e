"""After a restore nothing goes out until an officer resumes, and what might go out twice may be held back."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from flows.checkpoint import checkpoint
from flows.deadlines import deadlines
from flows.dispatch import dispatch
from flows.housekeeping import housekeeping
from flows.overview import markdown
from flows.sweeping import sweep
from models.errors import BadInput
from models.store import backup, pausing, sessions, submissions
from models.store.audit import verify
from models.store.engine import Store
from models.store.handles import ATTEMPT, CASE_FILE, DOCUMENT, EVENT, OUTBOX
from models.store.overview import overview
from models.store.restore import restore
from models.store.submissions import Submitted
from models.vocabulary import Channel, MessageState, Stage
from notifications.loop import Relay
from notifications.outcomes import Message
from notifications.relay import Drained, drain
from notifications.replay import replay
from tests.acceptance.hearing import OFFICER, on
from tests.delivery.senders import OK, collecting
from tests.store.full_record import everything
from tests.store.worlds import CASE, World, Worlds, heard, heard_order, installed, mostly_sqlite, standing

TODAY = on(3, 26)
"""The day after the order's last day: rungs are due."""


@pytest.fixture(scope="module")
def token() -> list[str]:
    """What the officer holds who was signed in when the backup was made."""
    return []


@pytest.fixture(scope="module")
def brought_back(worlds: Worlds, tmp_path_factory: pytest.TempPathFactory, token: list[str]) -> World:
    """A record with a running order whose notices were not sent yet, as it comes back from its backup."""
    kept = tmp_path_factory.mktemp("backup") / "kept"
    with worlds.copy("sqlite", installed, standing, heard_order) as store:
        with store.write() as connection:
            token.append(waiting_form(connection))
        backup.take(store, kept)

    def come_back(store: Store) -> None:
        restore(store, kept, "operator", "operator", lambda connection: TODAY)

    return come_back


def waiting_form(connection: Connection) -> str:
    """A form of the desk that no run has taken yet, a file of long ago no act has named, and an officer signed in."""
    now = datetime.now(UTC)
    form = Submitted(Stage.CASE, {"act": "close", "case": CASE}, "N001", now - timedelta(hours=1))
    submissions.enter(connection, "6b1f5c0e-4d0a-5d6e-9f53-2f5f0a1c7e11", "digest", form)
    old = {"digest": "a" * 64, "case_no": CASE, "kind": "other", "media": "application/pdf", "size": 1}
    connection.execute(insert(DOCUMENT).values(added_by="N001", added_at=now - timedelta(days=90), **old))
    return sessions.begin(connection, "N001", now)


@pytest.fixture
def restored(worlds: Worlds, engine: str, brought_back: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """It was just brought back."""
    with worlds.copy(engine, brought_back) as store:
        for flow in ("dispatch", "checkpoint", "housekeeping", "deadlines"):
            monkeypatch.setattr(f"flows.{flow}.store", lambda: store)
        yield store


def resumed(store: Store, *, hold: bool) -> int:
    with store.write() as connection:
        return pausing.resume(connection, "looked at it", "N100", TODAY, hold=hold)


def messages(store: Store) -> dict[int, tuple[Channel, MessageState]]:
    with store.read() as connection:
        rows = connection.execute(select(OUTBOX.c.id, OUTBOX.c.channel, OUTBOX.c.state).order_by(OUTBOX.c.id))
        return {row.id: (row.channel, row.state) for row in rows}


def standing_now(store: Store) -> dict[str, list[dict[str, Any]]]:
    with store.read() as connection:
        return everything(connection)


def test_no_message_is_taken_and_what_is_scheduled_says_paused_and_changes_nothing(
    restored: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    async def written(store: Store, day: Any) -> None:
        with store.read() as connection:
            pages.append(markdown(overview(connection, day, datetime.now(UTC)), [], "en"))

    monkeypatch.setattr("flows.overview.refresh", written)  # the page is Prefect's, which is not needed here
    before, seen = standing_now(restored), list[Message]()
    assert drain(restored, collecting(seen)) == Drained()
    for flow in (dispatch, checkpoint, housekeeping, deadlines):
        ended = asyncio.run(flow.fn())
        assert (ended.name, ended.is_completed()) == ("Paused", True), flow.name
        assert "casework resume" in str(ended.message)
    assert (seen, standing_now(restored)) == ([], before)
    (page,) = pages
    assert page.startswith("**Nothing is sent, claimed or signed since ")


def test_a_relay_that_runs_already_goes_on_once_an_officer_has_resumed(restored: Store) -> None:
    arrived, seen = Event(), list[Message]()

    def came(message: Message) -> Any:
        if len(seen) == count:
            arrived.set()
        return OK

    count = len(messages(restored))
    with Relay(restored, collecting(seen, came), poll=0.05):
        assert drain(restored, collecting([])) == Drained()
        assert seen == []
        assert resumed(restored, hold=False) == 0
        assert arrived.wait(60)
    assert {state for _, state in messages(restored).values()} == {MessageState.DONE}
    assert sweep(restored, TODAY).rungs > 0
    with restored.read() as connection:
        assert verify(connection).first_bad is None


def test_what_was_unsent_in_the_backup_can_be_held_and_replayed_one_by_one(restored: Store) -> None:
    came_with = messages(restored)
    # An act taken before anybody resumes: its notices were never anywhere else, so they are not held.
    with heard(restored, CASE) as hearing:
        hearing.act(TODAY, OFFICER, "case.open", unit=_unit(restored), handler=OFFICER, reason="Another one.")
    since = messages(restored).keys() - came_with.keys()
    notices = {id for id, (channel, _) in came_with.items() if channel is not Channel.RUN}
    assert since and notices < came_with.keys()
    with restored.read() as connection:
        told = pausing.waiting(connection, TODAY)
    assert told.restored == len(notices)
    assert sum(told.messages.values()) == len(notices | since)
    assert (told.forms, told.deadlines) == (1, 1)
    assert resumed(restored, hold=True) == len(notices)
    states = {id: state for id, (_, state) in messages(restored).items()}
    assert {id for id, state in states.items() if state is MessageState.DEAD} == notices
    with restored.read() as connection:
        assert verify(connection).first_bad is None
        tried = connection.execute(select(ATTEMPT)).all()
    assert {(row.message_id, row.outcome, row.answer) for row in tried} == {
        (id, "held", "held after restore") for id in notices
    }
    seen: list[Message] = []
    drain(restored, collecting(seen))
    assert {message.id for message in seen} == since | (came_with.keys() - notices)
    with restored.write() as connection:
        replay(connection, min(notices), "N100", TODAY)
    drain(restored, collecting(seen))
    assert seen[-1].id == min(notices)


def _unit(store: Store) -> str:
    with store.read() as connection:
        return str(connection.scalar(select(CASE_FILE.c.unit)))


@mostly_sqlite
def test_resuming_is_an_event_with_its_reason_and_ends_the_pause_once(restored: Store) -> None:
    with restored.write() as connection:
        for reason in ("", " ", "two\nlines", "x" * 501):
            with pytest.raises(BadInput):
                pausing.resume(connection, reason, "N100", TODAY, hold=False)
        assert pausing.paused(connection) is not None
    resumed(restored, hold=False)
    with restored.read() as connection:
        assert pausing.paused(connection) is None
        last = connection.execute(select(EVENT).where(EVENT.c.chain == "system").order_by(EVENT.c.seq.desc())).first()
    assert last is not None
    assert (last.act, last.actor, last.effective_on) == ("installation.resume", "N100", TODAY)
    assert json.loads(last.body)["data"]["reason"] == "looked at it"
    with pytest.raises(BadInput, match="nothing is paused"):
        resumed(restored, hold=False)


@mostly_sqlite
def test_nobody_is_signed_in_after_a_restore(restored: Store, token: list[str]) -> None:
    with restored.read() as connection:
        assert sessions.holder(connection, token[0], datetime.now(UTC)) is None
