"""Addresses of registers and channels, where notices and packages go: ciphertext in their columns, opened at sending.

Their key is the database's own, made once and kept wrapped by the key-encryption key. Each is bound to table, row and
column: one moved to another row does not open. Stored as hexadecimal digits of nonce and ciphertext.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from models.store import vault

COLUMNS = ("email", "endpoint", "url")


def seal_address(connection: Connection, table: Table, code: str, column: str, text: str) -> str:
    """What the column holds for this address. Raises vault.Sealed where the key of the addresses cannot be opened."""
    return _locked(vault.own_key(connection, vault.ADDRESSES), table, code, column, text)


def seal_addresses(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as they are written: their addresses sealed, with one look for the key. Raises vault.Sealed."""
    if not any(row.get(column) for row in rows for column in COLUMNS):
        return [dict(row) for row in rows]
    key, code = vault.own_key(connection, vault.ADDRESSES), _code(table)
    return [
        {
            name: _locked(key, table, row[code], name, value) if name in COLUMNS and value else value
            for name, value in row.items()
        }
        for row in rows
    ]


def open_address(connection: Connection, table: Table, code: str, column: str, sealed: str) -> str:
    """The address in clear. Raises vault.Sealed where it cannot be opened: another key, altered, moved, or never
    sealed."""
    try:
        blob = bytes.fromhex(sealed)
    except ValueError:
        raise vault.Sealed("not an address that was sealed") from None
    key = vault.standing_key(connection, vault.ADDRESSES)
    if key is None:
        raise vault.Sealed("the key of the addresses is gone")
    return vault.decrypt(key, blob, _bound(table, code, column)).decode()


def _locked(key: bytes, table: Table, code: str, column: str, text: str) -> str:
    return vault.encrypt(key, text.encode(), _bound(table, code, column)).hex()


def _bound(table: Table, code: str, column: str) -> str:
    return f"address|{table.name}|{code}|{column}"


def _code(table: Table) -> str:
    """The column that names a row."""
    return str(next(iter(table.primary_key.columns)).name)
