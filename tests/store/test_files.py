"""Stored files: opened only whole, in their place and with their key; nothing an act names is ever swept."""

import os
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from models.errors import LostRace, Unknown
from models.store import files, vault
from models.store.canonical import digest
from models.store.engine import Store
from models.store.handles import CASE_FILE, CASE_KEY, DOCUMENT, ORGAN
from models.store.settings import store_settings
from models.vocabulary import Evidence, File, Level
from tests.store import stopped_put
from tests.store.racing import processes

CASE, OTHER = "GZ-2026-000001", "GZ-2026-000002"
NAME, CONTENT = "张三的陈述.pdf", "%PDF-1.7 张三说".encode() * 50
NOW, KEEP = datetime(2026, 5, 1, 3, 20, tzinfo=UTC), timedelta(days=30)
LONG_AGO, LATELY = NOW - timedelta(days=31), NOW - timedelta(days=29)
NOTHING = files.Swept(0, 0, 0)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files folder of one test."""
    monkeypatch.setattr(store_settings(), "files", tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def cases(store: Store, folder: Path) -> Store:
    """Two cases with their keys, and nothing else."""
    with store.write() as connection:
        organ = {"code": "GZ", "name": "GZ", "level": Level.PROVINCE, "region": "520000", "prefix": "GZ"}
        connection.execute(insert(ORGAN).values(organ))
        for number in (CASE, OTHER):
            case = {"no": number, "kind": File.ACTIVITY, "organ": "GZ", "state": "open", "version": 0, "head_seq": 0}
            connection.execute(
                insert(CASE_FILE).values(**case, head_hash="", opened_on=date(2026, 3, 2), acts=[]),
            )
            vault.new_case_key(connection, number)
    return store


def put(store: Store, case: str = CASE, at: datetime = NOW, kind: str = Evidence.STATEMENT) -> str:
    with store.write() as connection:
        return files.put(connection, case, kind, NAME, CONTENT, media="application/pdf", added_by="N001", at=at)


def fetch(store: Store, found: str) -> files.Fetched:
    with store.read() as connection:
        return files.fetch(connection, found)


def change(store: Store, found: str, **values: Any) -> None:
    with store.write() as connection:
        connection.execute(update(DOCUMENT).where(DOCUMENT.c.digest == found).values(**values))


def name(store: Store, *found: str, case: str = CASE, seq: int = 7) -> None:
    with store.write() as connection:
        files.name_all(connection, case, found, seq)


def rows(store: Store) -> dict[str, int | None]:
    with store.read() as connection:
        return {r.digest: r.seq for r in connection.execute(select(DOCUMENT.c.digest, DOCUMENT.c.seq))}


def lying(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def aged(path: Path, at: datetime = LONG_AGO) -> Path:
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def test_what_was_put_is_fetched_again_with_its_name_and_type(cases: Store) -> None:
    found = fetch(cases, put(cases))
    expected = files.Fetched(NAME, "application/pdf", CONTENT, digest(CONTENT), Evidence.STATEMENT, CASE)
    assert found == expected
    with pytest.raises(Unknown):
        fetch(cases, "ab" * 32)


def test_a_file_lies_under_the_digest_of_its_ciphertext_readable_by_its_owner_only(cases: Store, folder: Path) -> None:
    one, two = put(cases), put(cases)
    assert one != two, "the same content twice makes two files"
    path = folder / one[:2] / one
    assert digest(path.read_bytes()) == one
    assert lying(folder) == {one, two}
    assert path.stat().st_mode & 0o777 == 0o600
    assert {p.stat().st_mode & 0o777 for p in (folder, path.parent)} == {0o700}
    with cases.read() as connection:
        row = connection.execute(select(DOCUMENT).where(DOCUMENT.c.digest == one)).one()
    assert (row.case_no, row.kind, row.size, row.seq) == (CASE, Evidence.STATEMENT, len(CONTENT), None)
    assert (row.added_by, row.added_at) == ("N001", NOW)


def test_neither_content_nor_name_stands_in_clear(cases: Store, folder: Path) -> None:
    found = put(cases)
    blob = (folder / found[:2] / found).read_bytes()
    assert not any(needle in blob for needle in ("张三".encode(), b"%PDF", b"name", NAME.encode("unicode_escape")))


def test_a_missing_file_is_told_as_missing(cases: Store, folder: Path) -> None:
    found = put(cases)
    assert files.state(found) is None
    (folder / found[:2] / found).unlink()
    assert files.state(found) == "document_missing"
    with pytest.raises(files.FileMissing) as told:
        fetch(cases, found)
    assert str(folder) not in str(told.value)


@pytest.mark.parametrize("where", [0, 11, 40, -1])
def test_one_bit_changed_is_found_with_and_without_the_key(cases: Store, folder: Path, where: int) -> None:
    found = put(cases)
    path = folder / found[:2] / found
    blob = bytearray(path.read_bytes())
    blob[where] ^= 1
    path.write_bytes(blob)
    assert files.state(found) == "document_altered"
    with pytest.raises(vault.Sealed):
        fetch(cases, found)


@pytest.mark.parametrize("length", [0, 5, 12, 100])
def test_a_file_cut_short_is_found(cases: Store, folder: Path, length: int) -> None:
    found = put(cases)
    path = folder / found[:2] / found
    path.write_bytes(path.read_bytes()[:length])
    assert files.state(found) == "document_altered"
    with pytest.raises(vault.Sealed):
        fetch(cases, found)
    cut = path.read_bytes()
    path.parent.with_name(digest(cut)[:2]).mkdir(exist_ok=True)
    path.rename(path.parent.with_name(digest(cut)[:2]) / digest(cut))
    change(cases, found, digest=digest(cut))
    with pytest.raises(vault.Sealed):
        fetch(cases, digest(cut))


def test_a_file_given_to_another_case_or_called_another_kind_is_refused(cases: Store) -> None:
    for moved in ({"case_no": OTHER}, {"kind": Evidence.CONSENT.value}):
        found = put(cases)
        change(cases, found, **moved)
        assert files.state(found) is None, "the file itself is whole"
        with pytest.raises(vault.Sealed):
            fetch(cases, found)


def test_without_the_key_of_its_case_a_file_is_refused(cases: Store) -> None:
    found = put(cases)
    with cases.write() as connection:
        connection.execute(delete(CASE_KEY).where(CASE_KEY.c.case_no == CASE))
    with pytest.raises(vault.Sealed):
        fetch(cases, found)
    with pytest.raises(vault.Sealed):
        put(cases)


def test_a_row_that_names_no_digest_leads_to_no_other_file(cases: Store, folder: Path) -> None:
    outside = folder.parent / "outside"
    outside.write_text("x")
    aged(outside)
    found = put(cases, at=LONG_AGO)
    change(cases, found, digest="../../outside")
    assert files.state("../../outside") == "document_missing"
    with pytest.raises(files.FileMissing):
        fetch(cases, "../../outside")
    files.sweep(cases, NOW, KEEP)
    assert outside.exists()


def test_the_first_event_that_names_a_file_stays(cases: Store) -> None:
    one, two = put(cases), put(cases)
    name(cases, one, seq=7)
    name(cases, one, two, seq=9)
    assert rows(cases) == {one: 7, two: 9}


def test_naming_a_file_that_was_swept_or_is_another_cases_loses_the_race(cases: Store) -> None:
    ours, theirs, gone = put(cases), put(cases, OTHER), put(cases, at=LONG_AGO)
    assert files.sweep(cases, NOW, KEEP).unnamed == 1
    for lost in (theirs, gone):
        with pytest.raises(LostRace):
            name(cases, ours, lost)
    assert rows(cases) == {ours: None, theirs: None}, "the act's transaction is rolled back"


def test_known_tells_the_kinds_of_this_cases_files_only(cases: Store) -> None:
    ours, consent, theirs = put(cases), put(cases, kind=Evidence.CONSENT), put(cases, OTHER)
    with cases.read() as connection:
        found = files.known(connection, CASE, [ours, consent, theirs, "ab" * 32, ours])
        assert found == {ours: Evidence.STATEMENT, consent: Evidence.CONSENT}
        assert files.known(connection, CASE, []) == {}


def test_the_sweep_takes_what_no_act_named_in_time(cases: Store, folder: Path) -> None:
    assert files.sweep(cases, NOW, KEEP) == NOTHING, "there is not even a folder"
    old, young, named = put(cases, at=LONG_AGO), put(cases, at=LATELY), put(cases, at=LONG_AGO)
    name(cases, named)
    assert files.sweep(cases, NOW, KEEP) == files.Swept(1, 0, 0)
    assert rows(cases) == {young: None, named: 7}
    assert lying(folder) == {young, named}
    assert files.state(old) == "document_missing"
    assert files.sweep(cases, NOW, KEEP) == NOTHING


def test_the_sweep_takes_old_files_without_a_row_and_drafts_and_nothing_else(cases: Store, folder: Path) -> None:
    kept, named, lost, fresh = (put(cases, at=LATELY) for _ in range(4))
    name(cases, named)
    for found in (kept, named, lost):
        aged(folder / found[:2] / found)
    with cases.write() as connection:
        connection.execute(delete(DOCUMENT).where(DOCUMENT.c.digest.in_([lost, fresh])))
    drafts = [folder / kept[:2] / f".{kept}.{n:016x}" for n in range(2)]
    foreign = [folder / "README", folder / kept[:2] / "notes", folder / kept[:2] / ("f" * 63)]
    for path in (*drafts, *foreign):
        path.write_bytes(b"x")
    for path in (drafts[0], *foreign):
        aged(path)
    os.utime(folder / fresh[:2] / fresh, (LATELY.timestamp(), LATELY.timestamp()))
    aged(drafts[1], LATELY)
    assert files.sweep(cases, NOW, KEEP) == files.Swept(0, 1, 1)
    assert lying(folder) == {kept, named, fresh, drafts[1].name, *(path.name for path in foreign)}


def test_a_file_that_an_act_is_naming_is_not_swept(cases: Store, folder: Path) -> None:
    found = put(cases, at=LONG_AGO)
    swept: list[files.Swept] = []
    sweeper = threading.Thread(target=lambda: swept.append(files.sweep(cases, NOW, KEEP)))
    with cases.write() as connection:
        files.name_all(connection, CASE, [found], 7)
        sweeper.start()
        sweeper.join(0.3)
        assert sweeper.is_alive(), "it waits for the act"
    sweeper.join(30)
    assert swept == [NOTHING]
    assert fetch(cases, found).content == CONTENT


def test_a_transaction_rolled_back_leaves_a_file_and_no_row(cases: Store, folder: Path) -> None:
    with pytest.raises(RuntimeError), cases.write() as connection:
        files.put(connection, CASE, Evidence.OTHER, NAME, CONTENT, media="application/pdf", added_by="N001", at=NOW)
        raise RuntimeError
    (orphan,) = lying(folder)
    assert rows(cases) == {}
    aged(folder / orphan[:2] / orphan)
    assert files.sweep(cases, NOW, KEEP) == files.Swept(0, 1, 0)
    assert lying(folder) == set()


def test_a_disk_that_fails_leaves_neither_draft_nor_row(
    cases: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(cases)
    before, known = lying(folder), rows(cases)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            put(cases)
    assert (lying(folder), rows(cases)) == (before, known)


@pytest.mark.parametrize(("stop", "swept"), [("row", files.Swept(0, 1, 0)), ("draft", files.Swept(0, 0, 1))])
def test_a_process_killed_before_the_row_leaves_only_what_the_sweep_takes(
    cases: Store, folder: Path, stop: str, swept: files.Swept
) -> None:
    mine, other = processes().Pipe()
    writer = processes().Process(target=stopped_put.put, args=(cases.url, str(folder), CASE, stop, other))
    writer.start()
    assert mine.poll(120)
    writer.kill()
    writer.join()
    assert writer.exitcode == -SIGKILL
    for end in (mine, other, writer):
        end.close()
    assert rows(cases) == {}
    (left,) = lying(folder)
    path = next(folder.rglob(left))
    assert files.sweep(cases, datetime.now(UTC), KEEP) == NOTHING, "a file just written may get its row yet"
    assert path.exists()
    aged(path)
    assert files.sweep(cases, NOW, KEEP) == swept
    assert lying(folder) == set()
    assert fetch(cases, put(cases)).content == CONTENT
