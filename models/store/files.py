"""Evidence and instruments as files, encrypted with the key of their case; a row for each.

A file is whole on the disk before its row is written: a crash leaves a file without a row, never the contrary.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from models.errors import CaseworkError, LostRace, Unknown
from models.store import folder, vault
from models.store.canonical import digest as digest_of
from models.store.engine import Store
from models.store.folder import state as state
from models.store.handles import DOCUMENT


class FileMissing(CaseworkError):
    """The row is there, the file is not."""


@dataclass(frozen=True)
class Kept:
    """A file that lies in the folder and has no row yet; `sha256` and `size` are those of the content."""

    digest: str
    case_no: str
    kind: str
    media: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Fetched:
    """A file as it was given to us."""

    name: str
    media: str
    content: bytes
    sha256: str
    kind: str
    case_no: str


@dataclass(frozen=True)
class Swept:
    """How many rows (with their files), files without a row and drafts were removed."""

    unnamed: int
    orphans: int
    drafts: int


def put(
    connection: Connection, case_no: str, kind: str, name: str, content: bytes, *, media: str, added_by: str,
    at: datetime, number: str | None = None, locale: str | None = None,
) -> str:  # fmt: skip
    """Keep a file and enter its row; returns its digest. Other writers wait meanwhile (SQLite): for small files."""
    kept = keep(connection, case_no, kind, name, content, media=media)
    enter(connection, kept, added_by=added_by, at=at, number=number, locale=locale)
    return kept.digest


def keep(connection: Connection, case_no: str, kind: str, name: str, content: bytes, *, media: str) -> Kept:
    """Write the file only; a reading transaction is enough. Raises vault.Sealed where the case has no key."""
    sha256 = digest_of(content)
    head = json.dumps({"name": name, "sha256": sha256, "media": media}, ensure_ascii=False).encode()
    blob = vault.encrypt_for_case(connection, case_no, head + b"\n" + content, _bound(case_no, kind))
    kept = Kept(digest_of(blob), case_no, kind, media, len(content), sha256)
    folder.write(kept.digest, blob)
    return kept


def enter(
    connection: Connection, kept: Kept, *, added_by: str, at: datetime, number: str | None = None,
    locale: str | None = None,
) -> None:  # fmt: skip
    """Enter the row of a file that was kept."""
    connection.execute(
        insert(DOCUMENT).values(
            digest=kept.digest, case_no=kept.case_no, kind=kept.kind, number=number, locale=locale, media=kept.media,
            size=kept.size, added_by=added_by, added_at=at,
        )
    )  # fmt: skip


def fetch(connection: Connection, digest: str) -> Fetched:
    """Open a file. Raises Unknown where no row has it, FileMissing, vault.Sealed where it cannot be opened."""
    row = connection.execute(select(DOCUMENT.c.case_no, DOCUMENT.c.kind).where(DOCUMENT.c.digest == digest)).first()
    if row is None:
        raise Unknown("document")
    blob = folder.read(digest)
    if blob is None:
        raise FileMissing(f"document {digest[:12]}: its file is missing")
    if digest_of(blob) != digest:
        raise vault.Sealed(f"document {digest[:12]}: its file was altered")
    plain = vault.decrypt_for_case(connection, row.case_no, blob, _bound(row.case_no, row.kind))
    head, _, content = plain.partition(b"\n")
    told: dict[str, Any] = json.loads(head)
    if digest_of(content) != told["sha256"]:
        raise vault.Sealed(f"document {digest[:12]}: the content is not the one that was given")
    return Fetched(told["name"], told["media"], content, told["sha256"], row.kind, row.case_no)


def name_all(connection: Connection, case_no: str, digests: Collection[str], seq: int) -> None:
    """Note the event that first names these files. Raises LostRace where one was swept since it was looked up."""
    wanted = set(digests)
    if not wanted:
        return
    ours = (DOCUMENT.c.case_no == case_no, DOCUMENT.c.digest.in_(wanted))
    connection.execute(update(DOCUMENT).where(*ours, DOCUMENT.c.seq.is_(None)).values(seq=seq))
    if connection.execute(select(func.count()).select_from(DOCUMENT).where(*ours)).scalar_one() < len(wanted):
        raise LostRace(case_no)


def known(connection: Connection, case_no: str, digests: Collection[str]) -> dict[str, str]:
    """Those of the digests that are files of this case, each with its kind."""
    if not digests:
        return {}
    ours = (DOCUMENT.c.case_no == case_no, DOCUMENT.c.digest.in_(set(digests)))
    return {row.digest: row.kind for row in connection.execute(select(DOCUMENT.c.digest, DOCUMENT.c.kind).where(*ours))}


def sweep(store: Store, now: datetime, keep: timedelta) -> Swept:
    """Remove what no act has named within `keep`, what has no row, and drafts. Safe beside writers and acts."""
    before = now - keep
    stale = delete(DOCUMENT).where(DOCUMENT.c.seq.is_(None), DOCUMENT.c.added_at < before)
    # The row first, unless an act has named it meanwhile; only then its file.
    with store.write() as connection:
        unnamed = connection.execute(stale.returning(DOCUMENT.c.digest)).scalars().all()
    for digest in unnamed:
        folder.remove(digest)
    orphans = 0
    for digests in folder.older(before):
        with store.read() as connection:
            rows = connection.execute(select(DOCUMENT.c.digest).where(DOCUMENT.c.digest.in_(digests))).scalars()
            lost = set(digests) - set(rows)
        for digest in lost:
            folder.remove(digest)
        orphans += len(lost)
    return Swept(len(unnamed), orphans, folder.remove_drafts(before))


def _bound(case_no: str, kind: str) -> str:
    return f"document|{case_no}|{kind}"
