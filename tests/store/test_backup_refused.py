"""A backup that is not whole, not of this release, or not opened by the keys at hand is refused: nothing is written."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from models.store import backup, keyring, rotation
from models.store.audit import verify
from models.store.backup_manifest import BadBackup
from models.store.engine import Store, open_store
from models.store.handles import CASE_FILE
from models.store.restore import restore
from models.store.settings import store_settings
from tests.builders import walk_to
from tests.store.full_record import FULL
from tests.store.keys_set import setting
from tests.store.worlds import Worlds

DAY = date(2026, 4, 13)


@pytest.fixture(scope="module")
def whole(worlds: Worlds, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a full record, to be copied and spoiled."""
    folder = tmp_path_factory.mktemp("whole") / "kept"
    with worlds.copy("sqlite", *FULL) as store:
        backup.take(store, folder)
    return folder


@pytest.fixture
def kept(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, of the test's own."""
    return shutil.copytree(whole, tmp_path / "kept")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the restore would put database and files; nothing is there, but for the key."""
    keyring.keyring()
    monkeypatch.setattr(store_settings(), "files", tmp_path / "back" / "files")
    return tmp_path / "back"


def refused(kept: Path, place: Path) -> BadBackup:
    """Why it is refused; neither a table nor a file was written."""
    store = open_store(f"sqlite:///{place}/casework.db")
    try:
        with pytest.raises(BadBackup) as bad:
            restore(store, kept, "operator", "operator", lambda connection: DAY)
    finally:
        store.close()
    written = [path for path in place.rglob("*") if path.is_file() and path.stat().st_size]
    assert written == []
    return bad.value


def one(kept: Path, pattern: str) -> Path:
    """The largest of the files that fit."""
    return max(kept.rglob(pattern), key=lambda path: path.stat().st_size)


def flipped(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def shortened(path: Path) -> None:
    """One line less."""
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def gone(path: Path) -> None:
    path.unlink()


PARTS = {"a table": "case_event.jsonl", "an empty table's file": "chain_head.jsonl", "a stored file": "files/*/*",
         "the seal": "manifest.mac", "the manifest": "manifest.json"}  # fmt: skip
SPOILED: tuple[Callable[[Path], None], ...] = (flipped, cut, shortened, emptied, gone)


@pytest.mark.parametrize(
    "how",
    [pytest.param(how, id=how.__name__, marks=() if how in (flipped, gone) else pytest.mark.slow) for how in SPOILED],
)
@pytest.mark.parametrize("part", PARTS)
def test_whatever_is_spoiled_is_found_before_anything_is_written(
    kept: Path, place: Path, part: str, how: Callable[[Path], None]
) -> None:
    how(one(kept, PARTS[part]))
    assert refused(kept, place).code in ("altered", "unreadable", "keys")


def test_who_has_no_key_cannot_make_an_altered_table_pass(kept: Path, place: Path) -> None:
    table = kept / "tables" / "outbox_message.jsonl"
    raw = table.read_bytes().replace(b'"N001"', b'"N002"')
    assert raw != table.read_bytes()
    table.write_bytes(raw)
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["tables"]["outbox_message"]["sha256"] = hashlib.sha256(raw).hexdigest()
    (kept / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    bad = refused(kept, place)
    assert (bad.code, bad.values["what"]) == ("altered", "manifest.json")


def test_a_folder_that_is_no_backup_is_refused(place: Path, tmp_path: Path) -> None:
    assert refused(tmp_path, place).code == "unreadable"
    (tmp_path / "manifest.json").write_bytes(b"\xff{")
    (tmp_path / "manifest.mac").write_bytes(b"")
    assert refused(tmp_path, place).code == "unreadable"


def test_a_backup_of_another_schema_says_which_and_what_to_do(
    kept: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.store.migrate.newest", lambda: "9999")
    bad = refused(kept, place)
    assert (bad.code, bad.values["ours"]) == ("schema", "9999")


def test_without_its_key_it_is_refused_with_the_keys_it_needs_and_none_is_made(
    kept: Path, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = keyring.keyring().current
    monkeypatch.setattr(store_settings(), "key_file", tmp_path / "absent")
    assert refused(kept, place).code == "no_key"
    assert not (tmp_path / "absent").exists()
    keyring.make_key(tmp_path / "absent")
    bad = refused(kept, place)
    assert (bad.code, bad.values["what"]) == ("keys", needed)


@pytest.fixture
def rotating(worlds: Worlds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Store, Path, Path]]:
    """A record whose keys are being changed: the first run was made, and processes still have the old key."""
    use, files = setting(monkeypatch), store_settings().files_folder
    monkeypatch.setenv("CASEWORK_CHECKPOINT_KEY_FILE", str(store_settings().checkpoint_key))
    old, new = tmp_path / "old", tmp_path / "new"
    keyring.keyring()  # makes the session's key, where no test before has
    shutil.copyfile(store_settings().key_file, old)
    with worlds.copy("sqlite", *FULL) as store:
        use(old)
        monkeypatch.setenv("CASEWORK_FILES", str(files))
        rotation.rotate(store, new, "operator", DAY)
        yield store, old, new
    store_settings.cache_clear()


def test_amid_a_change_of_keys_the_old_key_leads_to_the_new_one_and_the_new_alone_is_not_enough(
    rotating: tuple[Store, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, old, new = rotating
    use = setting(monkeypatch)
    taken = backup.take(store, tmp_path / "kept")
    assert taken.manifest.key == keyring.read(old)[0]
    use(new)
    place = tmp_path / "back"
    monkeypatch.setattr(store_settings(), "files", place / "files")
    bad = refused(tmp_path / "kept", place)
    assert (bad.code, bad.values["what"]) == ("keys", keyring.read(old)[0])
    use(old)
    monkeypatch.setattr(store_settings(), "files", place / "files")
    back = open_store(f"sqlite:///{place}/casework.db")
    restore(back, tmp_path / "kept", "operator", "operator", lambda connection: DAY)
    with back.read() as connection:
        assert verify(connection).first_bad is None
        assert rotation.unopened_cases(connection) == 0
        assert connection.execute(CASE_FILE.select()).first() is not None
    back.close()


def test_what_an_older_key_still_wraps_needs_that_key_too(
    rotating: tuple[Store, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, old, new = rotating
    use, files = setting(monkeypatch), store_settings().files_folder
    walk_to(store, "case open")  # by a process that was not started again yet
    use(new, old)
    monkeypatch.setattr(store_settings(), "files", files)
    taken = backup.take(store, tmp_path / "kept")
    ids = {keyring.read(path)[0] for path in (old, new)}
    assert taken.manifest.key == keyring.read(new)[0]
    assert set(taken.manifest.keys) == ids
    use(new)
    monkeypatch.setattr(store_settings(), "files", tmp_path / "back" / "files")
    bad = refused(tmp_path / "kept", tmp_path / "back")
    assert (bad.code, bad.values["what"]) == ("keys", keyring.read(old)[0])
