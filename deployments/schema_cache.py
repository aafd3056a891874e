"""An empty Prefect database, kept once migrated, so that the next new one need not be migrated again.

Prefect replays more than a hundred migrations on a new SQLite database; on a small machine that is two thirds of the
first start. The kept copy holds the schema and the migration mark, no row, and is bound to one version of Prefect;
the server still runs its migrations over it, so a copy that is behind is brought up to date.
"""

import logging
import os
import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

log = logging.getLogger("casework.worker")

KEPT = "alembic_version"  # the mark of the last migration; every other table is emptied


def cached_schema() -> Path:
    """Where the empty database of the installed Prefect is kept."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "casework" / f"prefect-{version('prefect')}.sqlite"


def seed(database: Path, source: Path) -> bool:
    """Create `database` from the kept copy; whether there was one. An existing database is left alone."""
    if database.exists() or not source.exists():
        return False
    try:
        _copy(source, database)
    except (OSError, sqlite3.Error) as error:
        log.warning("the kept Prefect schema %s cannot be used: %s", source, error)
        database.unlink(missing_ok=True)
        return False
    return True


def keep(database: Path, target: Path) -> None:
    """Keep an emptied copy of a migrated `database`, which may be in use; failing is only slower next time."""
    if target.exists():
        return
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _copy(database, draft)
        _empty(draft)
        draft.replace(target)
    except (OSError, sqlite3.Error) as error:
        log.warning("the Prefect schema was not kept in %s: %s", target, error)
        draft.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    target.touch(mode=0o600)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _empty(database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        for (name,) in names.fetchall():
            if name != KEPT:
                connection.execute(f'DELETE FROM "{name}"')  # noqa: S608 - a name from the schema itself
        connection.execute("PRAGMA journal_mode = DELETE")  # one file, no write-ahead log beside it
        connection.execute("VACUUM")
