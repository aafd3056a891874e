"""What a receiving organ has received: a small SQLite file of its own, apart from every case, and whom it trusts."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from models.errors import BadInput, LostRace, Unknown
from models.store.transfer_key import key_id
from models.vocabulary import TransferState
from notifications.statements import Statement, sign

_TABLES = (
    "CREATE TABLE IF NOT EXISTS sender (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, public_key TEXT NOT NULL)"
    " STRICT",
    "CREATE TABLE IF NOT EXISTS transfer (receipt TEXT PRIMARY KEY, sender TEXT NOT NULL, key TEXT NOT NULL,"
    " received_at TEXT NOT NULL, digest TEXT NOT NULL, letter TEXT NOT NULL, unit TEXT NOT NULL, breach TEXT NOT NULL,"
    " state TEXT NOT NULL, number TEXT, package BLOB NOT NULL, UNIQUE (sender, key)) STRICT",
    "CREATE TABLE IF NOT EXISTS statement (id INTEGER PRIMARY KEY, receipt TEXT NOT NULL REFERENCES transfer (receipt),"
    " said TEXT NOT NULL) STRICT",
)
_SHOWN = "receipt, sender, key, received_at, digest, letter, unit, breach, state, number"


@dataclass(frozen=True)
class Preview:
    """What is shown of a package before it is accepted: the letter's number, the unit's code, the articles."""

    letter: str
    unit: str
    breach: str


@dataclass(frozen=True)
class Taken:
    """How a package was taken: what was said about it so far, signed, and whether it is new."""

    statements: list[str]
    new: bool


class Ledger:
    """The file. Each call is one transaction of its own; safe from several threads and processes.

    What is said of a transfer is signed in the transaction that decides it, so two answers can never both be first.
    """

    def __init__(self, path: Path, secret: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path, self._secret = path, secret
        with self._transaction() as connection:
            for table in _TABLES:
                connection.execute(table)

    def trust(self, name: str, public_key: bytes) -> str:
        """Take packages signed with this key from now on; returns its id. A new key for a known name replaces it."""
        found = key_id(public_key)
        with self._transaction() as connection:
            row = connection.execute("SELECT name FROM sender WHERE id = ?", (found,)).fetchone()
            if row is not None and row["name"] != name:
                raise BadInput(f"the key belongs to {row['name']} already")
            connection.execute("DELETE FROM sender WHERE name = ?", (name,))
            connection.execute("INSERT INTO sender VALUES (?, ?, ?)", (found, name, public_key.hex()))
        return found

    def key_of(self, key: str) -> bytes | None:
        """The public key with this id, where it is trusted."""
        with self._transaction() as connection:
            row = connection.execute("SELECT public_key FROM sender WHERE id = ?", (key,)).fetchone()
        return bytes.fromhex(row["public_key"]) if row else None

    def name_of(self, key: str) -> str:
        """Whose key this is. Raises Unknown where it was taken away meanwhile."""
        with self._transaction() as connection:
            row = connection.execute("SELECT name FROM sender WHERE id = ?", (key,)).fetchone()
        if row is None:
            raise Unknown(key)
        return str(row["name"])

    def take(self, sender: str, key: str, digest: str, package: bytes, preview: Preview) -> Taken | None:
        """Keep a package and say so; None when the sender (its name here) used `key` for another one."""
        with self._transaction() as connection:
            found = self._of(connection, sender, key)
            if found is not None:
                return Taken(_said(connection, found["receipt"]), new=False) if found["digest"] == digest else None
            receipt = uuid4().hex
            shown = (preview.letter, preview.unit, preview.breach, TransferState.PENDING.value)
            connection.execute(
                "INSERT INTO transfer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
                (receipt, sender, key, _now(), digest, *shown, package),
            )
            self._say(connection, receipt)
            return Taken(_said(connection, receipt), new=True)

    def statements(self, sender: str, key: str) -> list[str] | None:
        """All that was said of a transfer, oldest first; None where it never came."""
        with self._transaction() as connection:
            found = self._of(connection, sender, key)
            return None if found is None else _said(connection, found["receipt"])

    def withdraw(self, sender: str, key: str) -> tuple[bool, list[str]] | None:
        """Whether it is withdrawn now, or was, and all that was said of it; None where it never came.

        What was accepted or returned first stays so.
        """
        with self._transaction() as connection:
            found = self._of(connection, sender, key)
            if found is None:
                return None
            if found["state"] == TransferState.PENDING:
                self._move(connection, found["receipt"], TransferState.WITHDRAWN)
            gone = found["state"] in (TransferState.PENDING, TransferState.WITHDRAWN)
            return gone, _said(connection, found["receipt"])

    def accept(self, receipt: str) -> str:
        """Accept what is pending; returns its number in the register here, which a case may refer to.

        Raises LostRace where something was decided before, such as its withdrawal; Unknown for no such receipt.
        """
        with self._transaction() as connection:
            _pending(connection, receipt)
            rows = connection.execute("SELECT count(*) FROM transfer WHERE number IS NOT NULL").fetchone()[0]
            number = f"CLUE-{datetime.now(UTC).year}-{rows + 1:06d}"
            connection.execute("UPDATE transfer SET number = ? WHERE receipt = ?", (number, receipt))
            self._move(connection, receipt, TransferState.ACCEPTED)
            return number

    def give_back(self, receipt: str, reason: str) -> None:
        """Return what is pending. Raises LostRace, Unknown."""
        with self._transaction() as connection:
            _pending(connection, receipt)
            self._move(connection, receipt, TransferState.RETURNED, reason=reason)

    def conclude(self, receipt: str, outcome: str, content: str) -> None:
        """Say what came of a transfer that was accepted. Raises LostRace, Unknown."""
        with self._transaction() as connection:
            found = _one(connection, receipt)
            if found["state"] != TransferState.ACCEPTED:
                raise LostRace(receipt, (found["state"],))
            self._move(connection, receipt, TransferState.CONCLUDED, outcome=outcome, content=content)

    def all(self) -> list[dict[str, Any]]:
        """Every transfer, oldest first, without its package."""
        with self._transaction() as connection:
            rows = connection.execute(
                f"SELECT {_SHOWN} FROM transfer ORDER BY rowid"  # noqa: S608
            )
            return [dict(row) for row in rows]

    def one(self, receipt: str) -> tuple[dict[str, Any], bytes | None]:
        """A transfer, and its package once it was accepted. Raises Unknown."""
        with self._transaction() as connection:
            found = _one(connection, receipt)
            package: bytes = found.pop("package")
            return found, package if found["number"] is not None else None

    def _move(self, connection: sqlite3.Connection, receipt: str, state: TransferState, **said: str) -> None:
        connection.execute("UPDATE transfer SET state = ? WHERE receipt = ?", (state.value, receipt))
        self._say(connection, receipt, **said)

    def _say(self, connection: sqlite3.Connection, receipt: str, **said: str) -> None:
        at = connection.execute("SELECT * FROM transfer WHERE receipt = ?", (receipt,)).fetchone()
        statement = Statement(
            at["key"], receipt, at["digest"], at["received_at"], TransferState(at["state"]), _now(),
            at["number"], **said,
        )  # fmt: skip
        text = sign(statement, self._secret)
        connection.execute("INSERT INTO statement (receipt, said) VALUES (?, ?)", (receipt, text))

    def _of(self, connection: sqlite3.Connection, sender: str, key: str) -> Any:
        wanted = "SELECT receipt, digest, state FROM transfer WHERE sender = ? AND key = ?"
        return connection.execute(wanted, (sender, key)).fetchone()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, isolation_level=None, timeout=30)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


def _one(connection: sqlite3.Connection, receipt: str) -> dict[str, Any]:
    row = connection.execute(
        f"SELECT {_SHOWN}, package FROM transfer WHERE receipt = ?",  # noqa: S608
        (receipt,),
    ).fetchone()
    if row is None:
        raise Unknown(receipt)
    return dict(row)


def _pending(connection: sqlite3.Connection, receipt: str) -> None:
    state = _one(connection, receipt)["state"]
    if state != TransferState.PENDING:
        raise LostRace(receipt, (state,))


def _said(connection: sqlite3.Connection, receipt: str) -> list[str]:
    rows: Sequence[Any] = connection.execute(
        "SELECT said FROM statement WHERE receipt = ? ORDER BY id", (receipt,)
    ).fetchall()
    return [row["said"] for row in rows]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
