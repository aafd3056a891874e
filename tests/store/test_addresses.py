"""Addresses of the registers are ciphertext in the database, bound to their row, and outlive the key that wraps."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, select, update

from models.store import audit, parties, rotation, vault
from models.store.addresses import open_address, seal_address
from models.store.engine import Store
from models.store.handles import DEPARTMENT, KEPT_KEY, OFFICER, ORGAN, UNIT
from models.store.settings import store_settings
from tests.builders import RECEIVER, UNIT_CODE
from tests.store.keys_set import DAY, setting

STANDING = (
    (ORGAN, "GZ-GY", "email", "gz-gy@example.org"),
    (DEPARTMENT, RECEIVER, "email", "d-rec@example.org"),
    (DEPARTMENT, RECEIVER, "endpoint", "http://127.0.0.1:9/"),
    (UNIT, UNIT_CODE, "email", "unit@example.org"),
    (OFFICER, "N001", "email", "n001@example.org"),
)


def held(connection: Connection, table: Table, code: str, column: str) -> str:
    (key,) = table.primary_key.columns
    return str(connection.execute(select(table.c[column]).where(key == code)).scalar_one())


def opened(store: Store) -> None:
    with store.read() as connection:
        for table, code, column, clear in STANDING:
            assert open_address(connection, table, code, column, held(connection, table, code, column)) == clear


def test_what_the_registers_were_told_opens_and_the_record_is_whole(world: Store) -> None:
    opened(world)
    with world.read() as connection:
        assert audit.verify(connection).first_bad is None


def test_an_instrument_prints_an_organs_address_opened_or_its_name(world: Store) -> None:
    with world.write() as connection:
        assert parties.issuer(connection, "GZ-GY").contact == "gz-gy@example.org"
        connection.execute(update(ORGAN).where(ORGAN.c.code == "GZ-GY").values(email="00" * 40))
        found = parties.issuer(connection, "GZ-GY")
        assert found.contact == found.name
        connection.execute(update(ORGAN).where(ORGAN.c.code == "GZ-GY").values(contact="Room 1"))
        assert parties.issuer(connection, "GZ-GY").contact == "Room 1"


@pytest.mark.parametrize("engine", ["sqlite"])
def test_no_address_stands_in_clear_in_the_bytes(world: Store) -> None:
    assert not world.postgres
    raw = sqlite3.connect(world.url.removeprefix("sqlite:///"))
    path = Path(str(raw.execute("PRAGMA database_list").fetchone()[2]))
    raw.close()
    written = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert UNIT_CODE.encode() in written
    assert b"example.org" not in written
    assert b"127.0.0.1:9" not in written
    assert b"example.org".hex().encode() not in written


@pytest.mark.parametrize(
    ("table", "code", "column"),
    [(OFFICER, "N002", "email"), (ORGAN, "N001", "email"), (OFFICER, "N001", "endpoint")],
)
def test_an_address_opens_in_no_other_row_table_or_column(world: Store, table: Table, code: str, column: str) -> None:
    with world.read() as connection:
        sealed = held(connection, OFFICER, "N001", "email")
        assert open_address(connection, OFFICER, "N001", "email", sealed) == "n001@example.org"
        with pytest.raises(vault.Sealed):
            open_address(connection, table, code, column, sealed)


@pytest.mark.parametrize("sealed", ["n001@example.org", "00", "ab" * 40])
def test_an_address_that_was_never_sealed_is_not_taken(world: Store, sealed: str) -> None:
    with world.read() as connection, pytest.raises(vault.Sealed):
        open_address(connection, OFFICER, "N001", "email", sealed)


def test_the_same_address_is_another_ciphertext_each_time(world: Store) -> None:
    with world.write() as connection:
        first, second = (seal_address(connection, UNIT, UNIT_CODE, "email", "a@example.org") for _ in range(2))
        assert first != second
        assert {open_address(connection, UNIT, UNIT_CODE, "email", one) for one in (first, second)} == {"a@example.org"}


def test_a_rotation_keeps_addresses_readable_and_the_old_key_opens_none(
    world: Store, key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "keys" / "new"
    with world.read() as connection:
        before = held(connection, UNIT, UNIT_CODE, "email")
    with monkeypatch.context() as patch:
        use = setting(patch)
        assert rotation.rotate(world, new, "operator", DAY).moved == 1
        opened(world)
        use(new, key_file)
        assert rotation.rotate(world, new, "operator", DAY).finished
        use(new)
        opened(world)
        use(key_file)
        with world.read() as connection, pytest.raises(vault.Sealed, match="key file"):
            open_address(connection, UNIT, UNIT_CODE, "email", before)
    store_settings.cache_clear()
    with world.read() as connection:
        assert held(connection, UNIT, UNIT_CODE, "email") == before, "one row is wrapped anew, no address"


def test_without_their_key_no_address_opens(world: Store) -> None:
    with world.write() as connection:
        connection.execute(KEPT_KEY.delete().where(KEPT_KEY.c.name == vault.ADDRESSES))
        sealed = held(connection, UNIT, UNIT_CODE, "email")
        with pytest.raises(vault.Sealed, match="gone"):
            open_address(connection, UNIT, UNIT_CODE, "email", sealed)
