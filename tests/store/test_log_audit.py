"""What a chain alone cannot tell, the log tells: what was rewritten after it was sealed, signed or brought outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from flows.anchoring import anchor
from models.errors import Unknown
from models.store import anchors, checkpoint_key, sealing
from models.store.audit import Bad
from models.store.engine import Store
from models.store.handles import CHECKPOINT, EVENT, LOG_LEAF, LOG_STATE
from models.store.settings import store_settings
from tests.builders import walk_to
from tests.store.log_tampering import (
    LAST,
    SIGNED,
    at,
    both,
    checkpoint_says,
    everything,
    flipped,
    leaf_says,
    never_acted,
    raw,
    rechained,
    reordered,
    resealed,
    says_another,
    signed_anew,
    unlogged,
    vanished,
)
from tests.store.tampering import CASE, Tamper, audit, tampered

OTHER = "GZ-2026-000002"


@pytest.fixture(scope="module")
def world(shared: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    # Each database is a log of its own, with a folder of its own.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_CHECKPOINT_FOLDER", str(tmp_path_factory.mktemp("outside")))
        patch.setenv("CASEWORK_CHECKPOINT_KEY_FILE", str(tmp_path_factory.mktemp("signing") / "key"))
        store_settings.cache_clear()
        assert walk_to(shared, "inspection approved") == CASE
        assert walk_to(shared, "case open") == OTHER
        assert anchor(shared).signed == SIGNED
        walk_to(shared, "case open")
        walk_to(shared, "case open")
        assert anchor(shared).signed == SIGNED + 2
        walk_to(shared, "case open")
        sealing.seal_all(shared)
        yield shared
    store_settings.cache_clear()


@pytest.fixture
def nothing_outside(world: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if nobody had kept anything."""
    monkeypatch.delenv("CASEWORK_CHECKPOINT_FOLDER")
    store_settings.cache_clear()
    yield
    monkeypatch.undo()
    store_settings.cache_clear()


ZEROS = "0" * 64
TAMPERED: dict[str, tuple[Tamper, Bad]] = {
    "a flipped byte": (flipped, Bad(CASE, 2, "hash")),
    "a chain recomputed": (says_another, Bad(CASE, LAST, "log_leaf")),
    "events deleted, the chain recomputed": (never_acted, Bad(CASE, 2, "log_leaf")),
    "the first events deleted, the chain recomputed": (
        both(lambda c: c.execute(delete(EVENT).where(at(1))), rechained),
        Bad(CASE, 1, "replay"),
    ),
    "a case with all its rows": (vanished, Bad(CASE, 1, "log_leaf")),
    "a case with its rows and leaves": (unlogged, Bad("log", SIGNED, "log_root")),
    "a chain recomputed, its leaves too": (both(says_another, resealed), Bad("log", SIGNED, "log_root")),
    "two leaves reordered": (reordered, Bad("log", SIGNED, "log_root")),
    "a leaf's hash": (leaf_says(1, hash=ZEROS), Bad(CASE, 2, "log_leaf")),
    "a leaf that is no hash": (leaf_says(1, hash="x"), Bad(CASE, 2, "log_leaf")),
    "a leaf of another event": (leaf_says(1, seq=9), Bad(CASE, 9, "log_leaf")),
    "a leaf in another place": (leaf_says(1, position=99), Bad("log", 1, "log_leaf")),
    "a leaf deleted": (lambda c: c.execute(delete(LOG_LEAF).where(LOG_LEAF.c.position == 1)), Bad(CASE, 2, "log_leaf")),
    "the last leaf deleted": (
        lambda c: c.execute(delete(LOG_LEAF).where(LOG_LEAF.c.position == 11)),
        Bad("log", 11, "log_root"),
    ),
    "what was signed cut off": (
        lambda c: c.execute(delete(LOG_LEAF).where(LOG_LEAF.c.position >= SIGNED + 1)),
        Bad("log", SIGNED + 2, "log_root"),
    ),
    "the log's edge": (lambda c: c.execute(update(LOG_STATE).values(size=0, edge=b"")), Bad("log", 12, "log_root")),
    "the log's row gone": (lambda c: c.execute(delete(LOG_STATE)), Bad("log", 12, "log_root")),
    "a checkpoint's root": (checkpoint_says(root=ZEROS), Bad("log", SIGNED, "checkpoint")),
    "a checkpoint's note": (checkpoint_says(note="x"), Bad("log", SIGNED, "checkpoint")),
    "a checkpoint's origin": (checkpoint_says(origin="x"), Bad("log", SIGNED, "checkpoint")),
    "a checkpoint's size": (checkpoint_says(size=10), Bad("log", 10, "checkpoint")),
    "a checkpoint deleted": (
        lambda c: c.execute(delete(CHECKPOINT).where(CHECKPOINT.c.size == SIGNED)),
        Bad("log", SIGNED, "checkpoint"),
    ),
    "the checkpoints deleted": (lambda c: c.execute(delete(CHECKPOINT)), Bad("log", SIGNED, "checkpoint")),
    "everything, signed with another key": (
        both(says_another, resealed, lambda c: signed_anew(c, bytes(32))),
        Bad("log", SIGNED, "checkpoint"),
    ),
    "everything, signed with our own key": (everything, Bad("log", SIGNED, "checkpoint")),
    "a case, signed with our own key": (
        both(unlogged, lambda c: signed_anew(c, checkpoint_key.secret())),
        Bad("log", SIGNED, "checkpoint"),
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_every_change_is_found_and_named(world: Store, what: str) -> None:
    change, expected = TAMPERED[what]
    found = tampered(world, change)
    assert (found.ok, found.first_bad) == (False, expected)


UNSIGNED = {
    "a chain recomputed": (says_another, Bad(CASE, LAST, "log_leaf")),
    "its leaves too": (both(says_another, resealed), Bad("log", SIGNED, "log_root")),
    "signed with another key": (
        both(says_another, resealed, lambda c: signed_anew(c, bytes(32))),
        Bad("log", SIGNED, "checkpoint"),
    ),
    "by who has the signing key": (everything, None),
    "the checkpoints gone": (both(says_another, resealed, lambda c: c.execute(delete(CHECKPOINT))), None),
}


@pytest.mark.parametrize("what", UNSIGNED)
def test_only_what_stands_outside_tells_on_who_rewrites_everything(
    world: Store, nothing_outside: None, what: str
) -> None:
    change, expected = UNSIGNED[what]
    assert tampered(world, change).first_bad == expected


def test_the_log_vouches_for_one_case_too(world: Store) -> None:
    assert tampered(world, says_another, CASE).first_bad == Bad(CASE, LAST, "log_leaf")
    assert tampered(world, says_another, OTHER).ok
    assert tampered(world, vanished, CASE).first_bad == Bad(CASE, 1, "log_leaf")
    assert tampered(world, both(says_another, resealed), CASE).first_bad == Bad("log", SIGNED, "log_root")
    with pytest.raises(Unknown):
        audit(world, "GZ-2026-000099")


def test_the_audit_says_how_far_the_log_reaches(world: Store) -> None:
    found = audit(world)
    assert found.ok
    assert found.log is not None and found.unanchored is not None
    assert (found.log.size, found.log.checkpoints, found.log.outside) == (12, 2, 2)
    assert (found.unanchored.events, found.unanchored.oldest_minutes, found.unanchored.late) == (1, 0, False)
    one = audit(world, CASE).unanchored
    assert one is not None
    assert (one.events, one.oldest_minutes, one.late) == (0, None, False)


def test_what_does_not_stand_outside_for_long_is_late(world: Store, nothing_outside: None) -> None:
    before = "now() - interval '20 minutes'" if world.postgres else "datetime('now', '-20 minutes')"
    change = both(raw("UPDATE checkpoint SET sent = false"), raw(f"UPDATE case_event SET recorded_at = {before}"))
    found = tampered(world, change).unanchored
    assert found is not None
    assert (found.events, found.oldest_minutes, found.late) == (12, 20, True)
    assert getattr(audit(world).unanchored, "events", None) == 1, "without a folder the database's word counts"


def outside() -> Path:
    return store_settings().checkpoint_folder or Path()


@pytest.mark.parametrize("name", ["000000000009.checkpoint", "000000000011.checkpoint", "latest"])
def test_a_note_outside_that_was_changed_is_named(world: Store, name: str) -> None:
    path = outside() / name
    whole = path.read_text("utf-8")
    try:
        path.write_text(whole.replace("\n", "\n0", 1), "utf-8")
        found = audit(world)
    finally:
        path.write_text(whole, "utf-8")
    size = 0 if name == "latest" else int(name[:12])
    assert found.first_bad == Bad("log", size, "checkpoint")
    assert audit(world).ok


def test_a_note_under_another_size_is_named(world: Store) -> None:
    path = outside() / "000000000010.checkpoint"
    try:
        path.write_text((outside() / "latest").read_text("utf-8"), "utf-8")
        assert audit(world).first_bad == Bad("log", 10, "checkpoint")
    finally:
        path.unlink()


@pytest.mark.parametrize("how", ["swapped", "gone", "spoiled"])
def test_a_key_that_was_swapped_is_found_and_none_is_made(world: Store, how: str) -> None:
    path = store_settings().checkpoint_key
    whole = path.read_text()
    try:
        path.unlink()
        if how != "gone":
            path.write_text("22" * 32 if how == "swapped" else "no key")
        assert audit(world).first_bad == Bad("log", SIGNED, "checkpoint")
        assert path.exists() is (how != "gone")
    finally:
        path.unlink(missing_ok=True)
        path.write_text(whole)
    assert audit(world).ok


def test_what_is_signed_while_an_audit_begins_is_not_missing(world: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder is read before the database, so its notes are never newer than what the audit sees."""
    reading = anchors.notes_outside

    def overtaken() -> dict[str, str]:
        notes = reading()
        walk_to(world, "case open")
        anchor(world)
        return notes

    monkeypatch.setattr(anchors, "notes_outside", overtaken)
    assert audit(world).ok
