"""The files folder: ciphertexts, each under its own SHA-256, in a folder named by its first two digits."""

import os
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from models.store.settings import store_settings

DIGEST = re.compile(r"[0-9a-f]{64}")
DRAFT = re.compile(r"\.[0-9a-f]{64}\.[0-9a-f]{16}")


def write(digest: str, blob: bytes) -> None:
    """Put the bytes in their place. A draft is moved there when it is whole, so what is found there is whole."""
    folder = _folder(digest)
    draft = folder / f".{digest}.{secrets.token_hex(8)}"
    try:
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / digest)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    settle(folder)


def read(digest: str) -> bytes | None:
    """The bytes; None where there are none."""
    try:
        path = _place(digest)
        return path.read_bytes() if path else None
    except FileNotFoundError:
        return None


def state(digest: str) -> str | None:
    """What is wrong with the file itself: "document_missing", "document_altered", or None. Needs no key."""
    path = _place(digest)
    try:
        if path is None:
            return "document_missing"
        with path.open("rb") as file:
            return None if file_digest(file, "sha256").hexdigest() == digest else "document_altered"
    except FileNotFoundError:
        return "document_missing"


def remove(digest: str) -> None:
    """Remove the file, if it is there."""
    if path := _place(digest):
        path.unlink(missing_ok=True)


def older(before: datetime) -> Iterator[list[str]]:
    """Digests of the files written before that moment, some at a time."""
    for folder in _folders():
        names = (path.name for path in _written_before(folder, before))
        if found := [name for name in names if DIGEST.fullmatch(name) and name.startswith(folder.name)]:
            yield found


def remove_drafts(before: datetime) -> int:
    """Remove what interrupted writers left before that moment; returns how many there were."""
    drafts = [path for folder in _folders() for path in _written_before(folder, before) if DRAFT.fullmatch(path.name)]
    for draft in drafts:
        draft.unlink(missing_ok=True)
    return len(drafts)


def _place(digest: str) -> Path | None:
    """None for what is no digest: a row may have been changed by hand, and no other file is ever touched."""
    return store_settings().files_folder / digest[:2] / digest if DIGEST.fullmatch(digest) else None


def _folder(digest: str) -> Path:
    root = store_settings().files_folder
    folder = root / digest[:2]
    if not folder.exists():
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        settle(root)
    return folder


def settle(folder: Path) -> None:
    """Let the names in the folder outlive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _folders() -> list[Path]:
    root = store_settings().files_folder
    return [path for path in root.iterdir() if path.is_dir() and len(path.name) == 2] if root.is_dir() else []


def _written_before(folder: Path, before: datetime) -> Iterator[Path]:
    for path in list(folder.iterdir()):
        try:
            if path.stat().st_mtime < before.timestamp():
                yield path
        except FileNotFoundError:
            continue  # somebody else removed it meanwhile
