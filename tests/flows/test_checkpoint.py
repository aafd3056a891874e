"""The checkpoint flow: sealed, signed, brought outside; what a place does not take is kept and tried again."""

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from prefect.client.schemas.objects import State
from sqlalchemy import delete, select, update

from deployments.acts import scheduled_specs
from flows import anchoring, overview, stores
from flows.checkpoint import checkpoint
from flows.registry import FLOWS
from flows.settings import flow_settings
from models.signed_note import opened
from models.store import checkpoint_key, checkpoints, outside
from models.store.audit import verify
from models.store.engine import Store, open_store
from models.store.handles import CHECKPOINT, LOG_LEAF, LOG_STATE
from models.store.migrate import install
from models.store.settings import store_settings
from tests.builders import registers, walk_to
from tests.delivery.peers import Answer, Peer, peer


def forget() -> None:
    stores._opened.cache_clear()
    store_settings.cache_clear()
    flow_settings.cache_clear()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("CASEWORK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CASEWORK_KEY_FILE", str(tmp_path / "keys" / "key"))
    monkeypatch.delenv("CASEWORK_DATABASE_URL", raising=False)
    forget()
    yield monkeypatch
    forget()


@pytest.fixture
def store(settings: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Store]:
    """An installation with one case, whose checkpoints go to a folder."""
    settings.setenv("CASEWORK_CHECKPOINT_FOLDER", str(tmp_path / "outside"))
    (tmp_path / "data").mkdir()
    made = open_store(store_settings().url)
    install(made, demo=False, today=None)
    made.close()
    opened_store = stores.store()
    with opened_store.write() as connection:
        registers(connection)
    walk_to(opened_store, "inspection approved")
    yield opened_store
    opened_store.close()


def run() -> State:
    return asyncio.run(checkpoint.fn())


def sent(store: Store) -> dict[int, bool]:
    with store.read() as connection:
        rows = connection.execute(select(CHECKPOINT.c.size, CHECKPOINT.c.sent).order_by(CHECKPOINT.c.size))
        return {row.size: row.sent for row in rows}


def posting_to(settings: pytest.MonkeyPatch, url: str) -> None:
    settings.setenv("CASEWORK_CHECKPOINT_URL", url)
    flow_settings.cache_clear()


def test_the_flow_is_ours_and_runs_every_ten_minutes() -> None:
    (spec,) = [spec for spec in scheduled_specs() if spec.full_name == "checkpoint/sign"]
    assert spec.schedule is not None
    assert (spec.schedule.cron, spec.concurrency_limit) == ("*/10 * * * *", 1)
    assert FLOWS["checkpoint"] is checkpoint
    assert set(FLOWS) == set(overview.OURS)


def test_what_was_recorded_is_sealed_signed_and_stands_outside(store: Store, tmp_path: Path) -> None:
    state = run()
    assert (state.name, state.message) == ("Completed", "8 events sealed, size 8, 1 sent, 0 waiting")
    assert sent(store) == {8: True}
    folder = tmp_path / "outside"
    assert sorted(path.name for path in folder.iterdir()) == ["000000000008.checkpoint", "latest"]
    note = (folder / "latest").read_text("utf-8")
    assert note == (folder / "000000000008.checkpoint").read_text("utf-8")
    told = opened(note, checkpoint_key.public())
    assert (told.size, told.origin.startswith("casework/")) == (8, True)
    key = tmp_path / "keys" / "checkpoint_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_nothing_new_is_signed_while_nothing_is_recorded(store: Store) -> None:
    run()
    assert run().message == "0 events sealed, as before, 0 sent, 0 waiting"
    walk_to(store, "case open")
    assert run().message == "1 events sealed, size 9, 1 sent, 0 waiting"
    assert sent(store) == {8: True, 9: True}


def test_an_empty_log_is_not_signed(settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    made = open_store(store_settings().url)
    install(made, demo=False, today=None)
    assert anchoring.anchor(made) == anchoring.Anchored(0, None, 0, 0)
    assert sent(made) == {}
    made.close()


def test_without_a_place_outside_a_checkpoint_waits_for_one(
    store: Store, settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.delenv("CASEWORK_CHECKPOINT_FOLDER")
    store_settings.cache_clear()
    assert run().name == "Completed"
    assert sent(store) == {8: False}
    settings.setenv("CASEWORK_CHECKPOINT_FOLDER", str(tmp_path / "outside"))
    store_settings.cache_clear()
    assert run().message == "0 events sealed, as before, 1 sent, 0 waiting"
    assert sent(store) == {8: True}


def test_the_note_is_posted_as_it_was_signed(store: Store, settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with peer(lambda _: (201, {}, b"")) as witness:
        posting_to(settings, f"{witness.url}/notes")
        assert run().name == "Completed"
    (seen,) = witness.seen
    assert seen.body == (tmp_path / "outside" / "latest").read_bytes()
    assert (seen.path, seen.headers["Content-Type"]) == ("/notes", "text/plain; charset=utf-8")


def elsewhere(other: Peer) -> Answer:
    return lambda _: (307, {"Location": other.url}, b"")


@pytest.mark.parametrize("status", [307, 404, 500, None])
def test_what_an_address_does_not_take_waits_and_goes_next_time(
    store: Store, settings: pytest.MonkeyPatch, status: int | None
) -> None:
    with peer(lambda _: (200, {}, b"")) as good:
        answer = elsewhere(good) if status == 307 else lambda _: (status or 500, {}, b"no")
        with peer(answer) as bad:
            posting_to(settings, bad.url if status else "http://127.0.0.1:9/")
            state = run()
        assert (state.name, state.is_completed()) == ("Not sent", True)
        assert state.message == "8 events sealed, size 8, 0 sent, 1 waiting"
        assert sent(store) == {8: False}
        assert good.seen == [], "no redirect is followed"
        walk_to(store, "case open")
        posting_to(settings, good.url)
        assert run().message == "1 events sealed, size 9, 2 sent, 0 waiting"
        assert sent(store) == {8: True, 9: True}
        assert [seen.body.split(b"\n")[1] for seen in good.seen] == [b"9", b"8"], "the newest vouches for all"


def test_what_was_brought_outside_before_a_crash_is_brought_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(checkpoints, "mark_sent", killed)
        with pytest.raises(KeyboardInterrupt):
            anchoring.anchor(store)
    assert sent(store) == {8: False}
    before = (tmp_path / "outside" / "latest").read_bytes()
    assert anchoring.anchor(store) == anchoring.Anchored(0, None, 1, 0)
    assert sent(store) == {8: True}
    assert (tmp_path / "outside" / "latest").read_bytes() == before


def test_the_folder_keeps_what_it_has_and_latest_is_the_largest(tmp_path: Path) -> None:
    outside.put(tmp_path, 5, "five")
    outside.put(tmp_path, 3, "three")
    assert (tmp_path / "latest").read_text() == "five"
    outside.put(tmp_path, 3, "three")
    with pytest.raises(outside.Differs):
        outside.put(tmp_path, 3, "another")
    assert outside.notes(tmp_path) == {
        "000000000003.checkpoint": "three",
        "000000000005.checkpoint": "five",
        "latest": "five",
    }
    assert outside.sizes(tmp_path / "absent") == []


def test_another_note_of_the_same_size_outside_is_never_replaced(store: Store, tmp_path: Path) -> None:
    outside.put(tmp_path / "outside", 8, "of another log")
    assert run().name == "Not sent"
    assert sent(store) == {8: False}
    assert (tmp_path / "outside" / "latest").read_text() == "of another log"


def test_a_log_that_shrank_is_not_signed(store: Store) -> None:
    run()
    with store.write() as connection:
        connection.execute(delete(LOG_LEAF))
        connection.execute(update(LOG_STATE).values(size=0, edge=b""))
        connection.execute(delete(CHECKPOINT))
        with pytest.raises(checkpoints.Diverged, match="more of them stand outside"):
            checkpoints.sign_head(connection)


def test_fewer_leaves_than_were_signed_are_not_signed_again(store: Store, settings: pytest.MonkeyPatch) -> None:
    settings.delenv("CASEWORK_CHECKPOINT_FOLDER")
    store_settings.cache_clear()
    run()
    with store.write() as connection:
        connection.execute(update(LOG_STATE).values(size=0, edge=b""))
        with pytest.raises(checkpoints.Diverged, match="0 leaves, and 8 were signed"):
            checkpoints.sign_head(connection)


@pytest.mark.parametrize("how", ["gone", "another"])
def test_with_another_key_nothing_more_is_signed_and_none_is_made(store: Store, tmp_path: Path, how: str) -> None:
    run()
    key = tmp_path / "keys" / "checkpoint_key"
    key.unlink()
    if how == "another":
        key.write_text("11" * 32)
    walk_to(store, "case open")
    with pytest.raises(checkpoints.Diverged, match="key"):
        anchoring.anchor(store)
    assert key.exists() is (how == "another")
    assert sent(store) == {8: True}


def test_a_key_other_than_the_one_stated_signs_nothing(store: Store, settings: pytest.MonkeyPatch) -> None:
    settings.setenv("CASEWORK_CHECKPOINT_PUBLIC_KEY", str(checkpoint_key.public()))
    settings.setenv("CASEWORK_CHECKPOINT_ORIGIN", "example.org/log")
    store_settings.cache_clear()
    with pytest.raises(checkpoints.Diverged, match="public half"):
        anchoring.anchor(store)


def test_a_public_key_is_enough_to_verify(store: Store, settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.setenv("CASEWORK_CHECKPOINT_ORIGIN", "example.org/log")
    store_settings.cache_clear()
    run()
    settings.setenv("CASEWORK_CHECKPOINT_PUBLIC_KEY", str(checkpoint_key.public()))
    store_settings.cache_clear()
    (tmp_path / "keys" / "checkpoint_key").unlink()
    with store.read() as connection:
        found = verify(connection)
    assert found.ok
    assert found.log is not None
    assert (found.log.size, found.log.checkpoints, found.log.outside) == (8, 1, 1)
    assert found.unanchored is not None
    assert found.unanchored.events == 0
