"""What a receiving organ has received: a small SQLite file of its own, apart from every case."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

_TABLE = """CREATE TABLE IF NOT EXISTS received (
    receipt TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, received_at TEXT NOT NULL,
    digest TEXT NOT NULL, state TEXT NOT NULL, package BLOB NOT NULL) STRICT"""


@dataclass(frozen=True)
class Receipt:
    """Proof of what arrived: `digest` is a Content-Digest field, `received_at` an ISO 8601 moment in UTC."""

    receipt: str
    received_at: str
    digest: str
    state: str


class Ledger:
    """The file. Each call is one transaction of its own; safe from several threads."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with self._transaction() as connection:
            connection.execute(_TABLE)

    def accept(self, key: str, digest: str, package: bytes) -> tuple[Receipt, bool] | None:
        """The receipt and whether it is new; None when `key` was used for another package."""
        with self._transaction() as connection:
            found = connection.execute(
                "SELECT receipt, received_at, digest, state FROM received WHERE key = ?", (key,)
            ).fetchone()
            if found:
                return (Receipt(*found), False) if found[2] == digest else None
            new = Receipt(uuid4().hex, datetime.now(UTC).isoformat(timespec="seconds"), digest, "received")
            connection.execute(
                "INSERT INTO received VALUES (?, ?, ?, ?, ?, ?)",
                (new.receipt, key, new.received_at, new.digest, new.state, package),
            )
            return new, True

    def all(self) -> list[Receipt]:
        """Every receipt, oldest first."""
        with self._transaction() as connection:
            rows = connection.execute("SELECT receipt, received_at, digest, state FROM received ORDER BY rowid")
            return [Receipt(*row) for row in rows]

    def one(self, receipt: str) -> tuple[Receipt, bytes] | None:
        """A receipt and its package, or None."""
        with self._transaction() as connection:
            row = connection.execute(
                "SELECT receipt, received_at, digest, state, package FROM received WHERE receipt = ?", (receipt,)
            ).fetchone()
            return (Receipt(*row[:4]), row[4]) if row else None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, isolation_level=None, timeout=30)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
