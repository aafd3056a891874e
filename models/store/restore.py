"""Bringing a backup into an empty database, and its files into the folder; afterwards everything stands still.

Whatever is wrong with the backup is found before anything is written. The database is filled in one transaction:
killed anywhere, it is as empty as before, and files that were brought already are kept for the next try.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text, update

from models.errors import Unknown
from models.store import backup_check, backup_rows, chain, folder, migrate, outside, pausing
from models.store.backup import AT_ONCE
from models.store.backup_manifest import BadBackup, Manifest
from models.store.canonical import digest
from models.store.engine import Store
from models.store.handles import OFFICER, OUTBOX, SESSION
from models.store.settings import store_settings
from models.store.tables import metadata
from models.vocabulary import EventKind


@dataclass(frozen=True)
class Restored:
    """What was brought back. `signed_outside` is the size of the newest checkpoint in the folder outside: where it is
    beyond the log's, so many events were lost after the backup."""

    manifest: Manifest
    signed_outside: int

    @property
    def lost(self) -> int:
        """Events that were signed after the backup, as far as the folder outside tells."""
        return max(0, self.signed_outside - self.manifest.log_size)


def require_empty(connection: Connection) -> None:
    """Raises BadBackup where the database has a table, be it ours or not."""
    if inspect(connection).get_table_names():
        raise BadBackup("not_empty")


def restore(store: Store, source: Path, actor: str, operator: str, today: Callable[[Connection], date]) -> Restored:
    """Check, then bring everything back and stand still.

    `actor` is `operator` or an officer of the backup, else Unknown. Raises BadBackup, OSError; then no table is there.
    """
    manifest = backup_check.checked(source)
    with store.read() as connection:
        require_empty(connection)
    with ThreadPoolExecutor(AT_ONCE) as side:
        list(side.map(lambda name: _bring(source, name), backup_check.digests(source, manifest)))
    with store.write() as connection:
        require_empty(connection)
        migrate.upgrade(connection)
        if not store.postgres:
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))  # rows may refer to later ones
        for table in metadata.sorted_tables:
            rows = backup_rows.rows(table, backup_check.lines(source, manifest, table))
            backup_rows.load(connection, table, rows)
        if actor != operator and connection.scalar(select(OFFICER.c.badge).where(OFFICER.c.badge == actor)) is None:
            raise Unknown(actor)
        _stand_still(connection, manifest, actor, today(connection))
    beyond = store_settings().checkpoint_folder
    return Restored(manifest, max(outside.sizes(beyond), default=0) if beyond else 0)


def _bring(source: Path, name: str) -> None:
    if folder.state(name) is None:
        return
    blob = backup_check.place(source, name).read_bytes()
    if digest(blob) != name:
        raise BadBackup("altered", what=backup_check.place(source, name))
    folder.write(name, blob)


def _stand_still(connection: Connection, manifest: Manifest, actor: str, today: date) -> None:
    """Pause, end every session of the desk (one that was ended later would live again), and enter both in the chain."""
    at = chain.now(connection)
    pausing.begin(connection, manifest.taken_at, at)
    connection.execute(update(SESSION).where(SESSION.c.ended_at.is_(None)).values(ended_at=at))
    data = {
        "taken_at": manifest.taken_at.isoformat(), "events": manifest.events, "chains": manifest.chains,
        "log_size": manifest.log_size, "outbox": connection.scalar(select(func.max(OUTBOX.c.id))) or 0,
    }  # fmt: skip
    event = chain.NewEvent(EventKind.REGISTER, pausing.RESTORED, actor, today, data=data)
    chain.append(connection, chain.SYSTEM, event, at)
