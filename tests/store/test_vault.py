"""Sealed content: opened only in its place and with its key, and never in clear on the disk."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from models.errors import Unknown
from models.store import keyring, vault
from models.store.engine import Store
from models.store.handles import CASE_KEY, SEALED
from models.store.settings import store_settings
from tests.builders import SECRET, walk_to


def rows(store: Store, case: str) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(SEALED.c.id).where(SEALED.c.case_no == case)).scalars())


def test_what_was_sealed_is_opened_again(shared: Store) -> None:
    case = walk_to(shared, "case open")
    with shared.read() as connection:
        assert [vault.unseal(connection, row) for row in rows(shared, case)] == [{"reason": SECRET}]
        with pytest.raises(Unknown):
            vault.unseal(connection, "nothing")


def test_a_ciphertext_moved_to_another_row_is_refused(shared: Store) -> None:
    case, other = walk_to(shared, "inspection requested"), walk_to(shared, "case open")
    first, second = rows(shared, case)
    (foreign,) = rows(shared, other)
    for source in (second, foreign):
        with shared.write() as connection:
            blob = connection.execute(select(SEALED.c.blob).where(SEALED.c.id == source)).scalar_one()
            connection.execute(update(SEALED).where(SEALED.c.id == first).values(blob=blob))
        with shared.read() as connection, pytest.raises(vault.Sealed):
            vault.unseal(connection, first)


def test_a_row_or_a_key_given_to_another_case_is_refused(shared: Store) -> None:
    case, other = walk_to(shared, "case open"), walk_to(shared, "case open")
    (row,) = rows(shared, case)
    with shared.write() as connection:
        connection.execute(update(SEALED).where(SEALED.c.id == row).values(case_no=other))
    with shared.read() as connection, pytest.raises(vault.Sealed):
        vault.unseal(connection, row)
    with shared.write() as connection:
        wrapped = connection.execute(select(CASE_KEY.c.wrapped).where(CASE_KEY.c.case_no == case)).scalar_one()
        connection.execute(update(CASE_KEY).where(CASE_KEY.c.case_no == other).values(wrapped=wrapped))
    with shared.read() as connection, pytest.raises(vault.Sealed):
        vault.unseal(connection, row)


def test_another_key_is_refused(shared: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (row,) = rows(shared, walk_to(shared, "case open"))
    with monkeypatch.context() as patch:
        patch.setenv("CASEWORK_KEY_FILE", str(tmp_path / "another"))
        store_settings.cache_clear()
        with shared.read() as connection, pytest.raises(vault.Sealed, match="key file"):
            vault.unseal(connection, row)
    store_settings.cache_clear()
    with shared.read() as connection:
        assert vault.unseal(connection, row) == {"reason": SECRET}


def test_no_narrative_stands_in_clear(shared: Store) -> None:
    walk_to(shared, "transfer sent")
    needle = SECRET.encode()
    # JSON may have written it with escapes; base64 and UTF-16 nobody uses here.
    escaped = SECRET.encode("unicode_escape")
    if shared.postgres:
        with shared.read() as connection:
            connection.execute(text("SET LOCAL bytea_output = 'escape'"))
            tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
            dump = "".join(
                str(line) for t in tables.all() for line in connection.execute(text(f'SELECT x::text FROM "{t}" x'))
            )
            bodies = connection.execute(text("SELECT string_agg(body, '' ORDER BY seq) FROM case_event")).scalar_one()
        found = dump.encode() + bytes(bodies)
    else:
        path = Path(str(shared.writer.url.database))
        found = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert b"GZ-2026-000001" in found
    assert needle not in found
    assert escaped not in found


def test_a_key_is_made_once_and_whole(tmp_path: Path) -> None:
    path, keys = tmp_path / "new" / "key", []
    threads = [
        threading.Thread(target=lambda: keys.append(keyring.key_encryption_key.__wrapped__(path))) for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1
    assert len(keys) == 16
    assert len(keys[0][1]) == 32
    assert [p.name for p in path.parent.iterdir()] == ["key"]
    assert path.stat().st_mode & 0o777 == 0o600
