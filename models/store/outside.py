"""The folder outside (`CASEWORK_CHECKPOINT_FOLDER`): one file for each checkpoint, and `latest`.

It is worth as much as it is out of reach: a share of another organ, a medium written once, another account's folder.
"""

import os
import re
import secrets
from pathlib import Path

from models.errors import CaseworkError
from models.store.folder import settle

NAME = re.compile(r"([0-9]{12})\.checkpoint")
LATEST = "latest"


class Differs(CaseworkError):
    """There is another checkpoint of that size already; it stays."""


def put(folder: Path, size: int, note: str) -> None:
    """Keep the note, whole or not at all; what is there is never replaced. Raises Differs, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{size:012}.checkpoint"
    if path.exists():
        if path.read_text("utf-8") != note:
            raise Differs(f"{path}: another checkpoint of this size")
    else:
        _write(path, note)
    newest = max(sizes(folder), default=size)
    if newest == size:
        _write(folder / LATEST, note)


def sizes(folder: Path) -> list[int]:
    """The sizes of which there is a checkpoint; none where there is no folder."""
    found = (NAME.fullmatch(path.name) for path in folder.iterdir()) if folder.is_dir() else ()
    return sorted(int(name[1]) for name in found if name)


def notes(folder: Path) -> dict[str, str]:
    """Every note in the folder by the name of its file. Bytes that are no text are shown as such, and sign nothing."""
    if not folder.is_dir():
        return {}
    named = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name) or path.name == LATEST)
    return {path.name: path.read_text("utf-8", errors="replace") for path in named}


def _write(path: Path, note: str) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        # Everybody may read what anybody is to verify with.
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644), "wb") as file:
            file.write(note.encode())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    settle(path.parent)
