"""A backup holds everything but the keys, is whole or refused, and comes back into either database as it was."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, Float, inspect, select, text
from sqlalchemy.exc import DBAPIError

from models.errors import DefinitionError, Unknown
from models.store import backup, backup_rows, vault
from models.store.audit import verify
from models.store.backup_manifest import BadBackup
from models.store.engine import Store
from models.store.handles import CASE_KEY, DOCUMENT, KEPT_KEY, PASSCODE
from models.store.restore import Restored, restore
from models.store.settings import store_settings
from models.store.tables import metadata
from tests import builders
from tests.builders import SECRET
from tests.store.full_record import FULL, counts, everything
from tests.store.vaulted import NAME
from tests.store.worlds import Worlds, mostly_sqlite

OPERATOR = "operator"
CHANGED = {"installation": {"paused_since", "backup_taken_at"}, "desk_session": {"ended_at"},
           "chain_head": {"head_seq", "head_hash"}}  # fmt: skip
"""What a restore adds to what it brings back, besides one event."""


@pytest.fixture
def full(worlds: Worlds, engine: str) -> Iterator[Store]:
    with worlds.copy(engine, *FULL) as store:
        yield store


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of files that restores in this test fill."""
    folder = tmp_path / "files restored"
    monkeypatch.setattr(store_settings(), "files", folder)
    return folder


def day(connection: Connection) -> date:
    return date(2026, 4, 13)


def brought_back(store: Store, folder: Path, actor: str = OPERATOR) -> Restored:
    return restore(store, folder, actor, OPERATOR, day)


def test_the_record_of_these_tests_has_something_in_every_table(full: Store) -> None:
    assert [name for name, rows in counts(full).items() if not rows] == []


def test_every_table_is_in_the_backup_with_every_row(full: Store, tmp_path: Path) -> None:
    taken = backup.take(full, tmp_path / "kept")
    assert {name: table.rows for name, table in taken.manifest.tables.items()} == counts(full)
    assert taken.manifest.tables.keys() == metadata.tables.keys()
    assert taken.lost == []
    assert not list(tmp_path.glob(".kept*")), "no draft stays"


@pytest.mark.parametrize(
    ("engine", "target"),
    [
        ("sqlite", "postgresql"),
        ("postgresql", "sqlite"),
        pytest.param("sqlite", "sqlite", marks=pytest.mark.slow),
        pytest.param("postgresql", "postgresql", marks=pytest.mark.slow),
    ],
    indirect=["engine"],
)
def test_what_comes_back_is_what_was_there_whichever_database_it_goes_to(
    worlds: Worlds, full: Store, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.take(full, tmp_path / "kept")
    with full.read() as connection:
        before = everything(connection)
    monkeypatch.setattr(store_settings(), "files", tmp_path / "elsewhere")
    with worlds.copy(target) as store:
        done = brought_back(store, tmp_path / "kept", "N001")
        with store.read() as connection:
            after = everything(connection)
        added = after["case_event"].pop()
        assert (added["chain"], added["act"], added["actor"]) == ("system", "installation.restore", "N001")
        for name in before:
            left_out = CHANGED.get(name, set())
            kept, found = ([{k: v for k, v in row.items() if k not in left_out} for row in side[name]]
                           for side in (before, after))  # fmt: skip
            assert found == kept, name
        assert [row["ended_at"] is None for row in after["desk_session"]] == [False], "nobody stays signed in"
        with store.read() as connection:
            assert verify(connection).first_bad is None
            digests = set(connection.scalars(select(DOCUMENT.c.digest)))
        assert {path.name for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()} == digests
        assert done.manifest.files == len(digests)
        goes_on(store)


def goes_on(store: Store) -> None:
    """Acts are taken as before, their numbers follow, and the chain is still closed to everything but additions."""
    number = builders.walk_to(store, "rectification running")
    assert number == "GZ-2026-000003"
    with store.read() as connection:
        assert verify(connection).first_bad is None
    for statement in ("UPDATE case_event SET actor = 'X'", "DELETE FROM case_event WHERE seq = 1"):
        with pytest.raises(DBAPIError, match="append-only"), store.write() as connection:
            connection.execute(text(statement))


def test_a_moment_is_read_at_leisure_while_acts_go_on(full: Store, tmp_path: Path) -> None:
    with backup._moment(full, tmp_path) as moment:
        before = everything(moment)
        builders.walk_to(full, "rectification running")
        assert everything(moment) == before
    assert counts(full)["case_file"] == len(before["case_file"]) + 1


@mostly_sqlite
def test_no_key_and_no_word_of_narrative_is_in_the_backup(full: Store, tmp_path: Path) -> None:
    backup.take(full, tmp_path / "kept")
    settings = store_settings()
    files = (settings.key_file, settings.informant_key, settings.checkpoint_key)
    secrets = {path.name: bytes.fromhex(path.read_text().strip()) for path in files}
    with full.read() as connection:
        for row in connection.execute(select(KEPT_KEY)):
            secrets[row.name] = vault.unwrap(connection, row.kid, row.wrapped, vault.of_kept(row.name))
        for row in connection.execute(select(PASSCODE)):
            secrets[row.badge] = vault.unwrap(connection, row.kid, row.secret, vault.of_passcode(row.badge))
        for case in connection.scalars(select(CASE_KEY.c.case_no)):
            secrets[case] = vault._case_key(connection, case)
    words = {"narrative": SECRET.encode(), "informant": NAME.encode(), "mail": b"n001@example.org"}
    held = b"\n".join(path.read_bytes() for path in (tmp_path / "kept").rglob("*") if path.is_file())
    # Bytes stand in the tables as base64, where a key could hide at three offsets: so they are looked at decoded, too.
    for path in (tmp_path / "kept" / "tables").iterdir():
        for line in path.read_bytes().splitlines():
            held += b"\n" + b"\n".join(_decoded(value) for value in json.loads(line) if isinstance(value, str))
    assert len(secrets) >= 6
    for name, secret in {**secrets, **words}.items():
        for form in (secret, secret.hex().encode(), b64encode(secret).rstrip(b"=")):
            assert form not in held, name


def _decoded(value: str) -> bytes:
    try:
        return b64decode(value, validate=True)
    except ValueError:
        return b""


@mostly_sqlite
def test_a_backup_overwrites_nothing_and_a_restore_neither(
    full: Store, empty: Store, tmp_path: Path, elsewhere: Path
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").touch()
    for place in (tmp_path / "other", tmp_path / "other" / "file"):
        with pytest.raises(BadBackup) as bad:
            backup.take(full, place)
        assert bad.value.code == "taken"
    taken = tmp_path / "there already"
    taken.mkdir()
    elsewhere.mkdir()
    backup.take(full, taken)
    before = counts(full)
    with pytest.raises(BadBackup) as bad:
        brought_back(full, taken)
    assert (bad.value.code, counts(full)) == ("not_empty", before)
    with empty.write() as connection:
        connection.execute(text("CREATE TABLE somebody_elses (id INTEGER PRIMARY KEY)"))
    with pytest.raises(BadBackup) as bad:
        brought_back(empty, taken)
    assert bad.value.code == "not_empty"


@mostly_sqlite
def test_a_file_that_is_missing_is_told_and_the_rest_is_kept(
    full: Store, empty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with full.read() as connection:
        named = connection.scalars(select(DOCUMENT.c.digest).where(DOCUMENT.c.seq.is_not(None))).all()
        loose = connection.scalars(select(DOCUMENT.c.digest).where(DOCUMENT.c.seq.is_(None))).all()
    source = store_settings().files_folder
    monkeypatch.setattr(store_settings(), "files", tmp_path / "some")
    for digest in [*named, *loose]:
        place = tmp_path / "some" / digest[:2] / digest
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes((source / digest[:2] / digest).read_bytes())
    missing, altered = sorted(named)[:2]
    (tmp_path / "some" / missing[:2] / missing).unlink()
    (tmp_path / "some" / altered[:2] / altered).write_bytes(b"altered")
    (tmp_path / "some" / loose[0][:2] / loose[0]).unlink()
    taken = backup.take(full, tmp_path / "kept")
    assert taken.lost == [missing, altered]
    assert taken.manifest.damaged == sorted([missing, altered, loose[0]])
    monkeypatch.setattr(store_settings(), "files", tmp_path / "back")
    brought_back(empty, tmp_path / "kept")
    with empty.read() as connection:
        found = verify(connection)
    assert found.first_bad is not None and found.first_bad.why == "document_missing"


@mostly_sqlite
def test_who_is_named_must_be_in_the_register_that_comes_back(
    full: Store, empty: Store, tmp_path: Path, elsewhere: Path
) -> None:
    backup.take(full, tmp_path / "kept")
    with pytest.raises(Unknown):
        brought_back(empty, tmp_path / "kept", "X999")
    with empty.read() as connection:
        assert inspect(connection).get_table_names() == []


def test_a_column_of_a_type_that_no_backup_can_hold_is_a_bug_found_here() -> None:
    for table in metadata.sorted_tables:
        for column in table.c:
            backup_rows.plain(column)
    with pytest.raises(DefinitionError):
        backup_rows.plain(Column("amount", Float()))
