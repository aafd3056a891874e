"""Whether a backup is whole and can be opened here, looked at before anything is written."""

from collections.abc import Iterator
from hashlib import file_digest, sha256
from json import loads
from pathlib import Path

from sqlalchemy import Table

from models.store import backup_manifest, backup_rows, migrate, vault
from models.store.backup import FILES, TABLES, name_of
from models.store.backup_manifest import BadBackup, Manifest
from models.store.handles import DOCUMENT, KEPT_KEY
from models.store.keyring import Keyring
from models.store.tables import metadata


def checked(source: Path) -> Manifest:
    """The manifest of a backup that is whole, of this release, and opened by the keys at hand. Raises BadBackup."""
    ring = backup_manifest.at_hand()
    manifest = backup_manifest.read(source, ring)
    if manifest.schema_revision != migrate.newest():
        raise BadBackup("schema", what=manifest.schema_revision, ours=migrate.newest())
    if manifest.tables.keys() != metadata.tables.keys():
        raise BadBackup("altered", what=TABLES)
    for table in metadata.sorted_tables:
        for _ in lines(source, manifest, table):
            pass
    _files(source, manifest)
    _keys(source, manifest, ring)
    return manifest


def lines(source: Path, manifest: Manifest, table: Table) -> Iterator[bytes]:
    """The lines of a table's rows. Raises BadBackup, at the end at the latest, where they are not those vouched for."""
    path, told, hashed, count = source / TABLES / name_of(table), manifest.tables[table.name], sha256(), 0
    try:
        with path.open("rb") as file:
            for line in file:
                hashed.update(line)
                if count or line == backup_rows.line([c.name for c in table.c]):
                    count += 1
                if count > 1:
                    yield line
    except OSError:
        raise BadBackup("altered", what=path) from None
    if (hashed.hexdigest(), count - 1) != (told.sha256, told.rows):
        raise BadBackup("altered", what=path)


def digests(source: Path, manifest: Manifest) -> list[str]:
    """Names of the stored files that the backup holds."""
    rows = backup_rows.rows(DOCUMENT, lines(source, manifest, DOCUMENT))
    at = list(DOCUMENT.c.keys()).index("digest")
    return sorted({str(row[at]) for row in rows} - set(manifest.damaged))


def place(source: Path, name: str) -> Path:
    """Where a stored file lies in the backup."""
    return source / FILES / name[:2] / name


def _files(source: Path, manifest: Manifest) -> None:
    for name in digests(source, manifest):
        path = place(source, name)
        try:
            with path.open("rb") as file:
                whole = file_digest(file, "sha256").hexdigest() == name
        except OSError:
            whole = False
        if not whole:
            raise BadBackup("altered", what=path)


def _keys(source: Path, manifest: Manifest, ring: Keyring) -> None:
    """Every key that wraps something is at hand, or lies in the backup wrapped by one that is."""
    opened = set(ring.keys)
    for line in lines(source, manifest, KEPT_KEY):
        row = dict(zip(KEPT_KEY.c.keys(), loads(line), strict=True))
        opened |= {kid for kid in manifest.keys if row["name"] == vault.successor(kid) and row["kid"] in ring.keys}
    if missing := sorted(set(manifest.keys) - opened):
        raise BadBackup("keys", what=", ".join(missing))
