"""Making a backup while acts go on: every table of one moment, then every file; the keys are none of it.

The folder appears under its name when it is whole; a process killed before leaves a draft beside it, never half of one.
"""

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Table, func, select, text, union_all
from sqlalchemy.engine import make_url

from models.store import backup_manifest, backup_rows, chain, folder, informant_rekey, migrate, rotation, sealing
from models.store.backup_manifest import BadBackup, Content, Manifest
from models.store.canonical import digest
from models.store.engine import BUSY_SECONDS, Store, open_store
from models.store.handles import CASE_FILE, CHAIN_HEAD, DOCUMENT, EVENT, LOG_STATE
from models.store.tables import metadata

TABLES, FILES = "tables", "files"
AT_ONCE = 4
"""Files copied side by side: most of the time goes by until each is on the disk."""


@dataclass(frozen=True)
class Taken:
    """What was made. `lost` are files an act has named that were missing or altered, so no backup holds them."""

    manifest: Manifest
    rows: int
    lost: list[str]


def take(store: Store, to: Path) -> Taken:
    """Back everything up into the folder `to`, which must be absent or empty.

    Raises BadBackup where it is neither, or without the key-encryption key, OSError where it cannot be written.
    """
    ring = backup_manifest.at_hand()
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise BadBackup("taken", what=to)
    to.parent.mkdir(parents=True, exist_ok=True)
    draft = to.parent / f".{to.name}.{secrets.token_hex(8)}"
    draft.mkdir(mode=0o700)
    try:
        with _moment(store, draft) as connection:
            manifest, lost = _write(connection, draft, store, ring.current)
        for name, raw in backup_manifest.written(manifest, ring.key).items():
            _file(draft / name, [raw])
        _settle(draft)
        draft.rename(to)
        folder.settle(to.parent)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return Taken(manifest, sum(table.rows for table in manifest.tables.values()), lost)


@contextmanager
def _moment(store: Store, beside: Path) -> Iterator[Connection]:
    """One moment of the database, to be read at leisure.

    Of SQLite a copy is made first: where it has no WAL, who reads long keeps writers from committing.
    """
    if store.postgres:
        with store.read() as connection:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield connection
        return
    place = beside / "moment"
    place.mkdir()
    live = sqlite3.connect(make_url(store.url).database or "", timeout=BUSY_SECONDS)
    with closing(live), closing(sqlite3.connect(place / "copy")) as copy:
        live.backup(copy)
    copied = open_store(f"sqlite:///{place / 'copy'}")
    try:
        with copied.read() as connection:
            yield connection
    finally:
        copied.close()
        shutil.rmtree(place)


def _write(connection: Connection, to: Path, store: Store, key: str) -> tuple[Manifest, list[str]]:
    at = chain.now(connection)
    (to / TABLES).mkdir()
    tables = {table.name: _table(connection, table, to / TABLES) for table in metadata.sorted_tables}
    files = connection.execute(select(DOCUMENT.c.digest, DOCUMENT.c.seq).order_by(DOCUMENT.c.digest)).all()
    with ThreadPoolExecutor(AT_ONCE) as side:
        whole = list(side.map(lambda row: _kept(row.digest, to / FILES), files))
    damaged = [row for row, kept in zip(files, whole, strict=True) if not kept]
    size, root = _log(connection)
    manifest = Manifest(
        schema_revision=migrate.newest(), taken_at=at, engine=store.writer.dialect.name, key=key,
        keys=[use.kid for use in rotation.uses(connection) if use.wraps],
        informant_keys=[use.kid for use in informant_rekey.uses(connection)],
        events=connection.scalar(select(func.count()).select_from(EVENT)) or 0, chains=_chains(connection),
        log_size=size, log_root=root, tables=tables, files=sum(whole), damaged=[row.digest for row in damaged],
    )  # fmt: skip
    return manifest, [row.digest for row in damaged if row.seq is not None]


def _table(connection: Connection, table: Table, to: Path) -> Content:
    hashed, count = sha256(), -1  # the first line names the columns

    def counted() -> Iterator[bytes]:
        nonlocal count
        for line in backup_rows.lines(connection, table):
            hashed.update(line)
            count += 1
            yield line

    _file(to / name_of(table), counted())
    return Content(rows=count, sha256=hashed.hexdigest())


def name_of(table: Table) -> str:
    """The name of a table's file."""
    return f"{table.name}.jsonl"


def _kept(name: str, to: Path) -> bool:
    """Copy one stored file, if it is there and is what its name says."""
    blob = folder.read(name)
    if blob is None or digest(blob) != name:
        return False
    place = to / name[:2]
    place.mkdir(parents=True, exist_ok=True)
    _file(place / name, [blob])
    return True


def _chains(connection: Connection) -> str:
    """The SHA-256 over the heads of all chains: two records with the same one are the same to the last event."""
    heads = union_all(
        select(CASE_FILE.c.no.label("chain"), CASE_FILE.c.head_seq, CASE_FILE.c.head_hash),
        select(CHAIN_HEAD.c.chain, CHAIN_HEAD.c.head_seq, CHAIN_HEAD.c.head_hash),
    ).subquery()
    hashed = sha256()
    for chain_name, seq, head in sorted(tuple(row) for row in connection.execute(select(heads))):
        hashed.update(f"{chain_name} {seq} {head}\n".encode())
    return hashed.hexdigest()


def _log(connection: Connection) -> tuple[int, str]:
    """Size and root of the log. A spoiled log is backed up too: the audit tells of it, not the backup."""
    row = connection.execute(select(LOG_STATE.c.size, LOG_STATE.c.edge)).first()
    try:
        return (row.size, sealing.edge(row.size, row.edge).root.hex()) if row else (0, "")
    except ValueError:
        return row.size if row else 0, ""


def _file(path: Path, parts: Iterable[bytes]) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())


def _settle(draft: Path) -> None:
    for within in [draft, *(path for path in draft.rglob("*") if path.is_dir())]:
        folder.settle(within)
