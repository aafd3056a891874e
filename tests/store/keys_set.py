"""Setting key files for a process, and a rotation in a process of its own, for the tests."""

import os
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

import pytest

from models.store import rotation
from models.store.engine import open_store
from models.store.settings import store_settings

DAY = date(2026, 4, 2)
OF_KEYS = ("CASEWORK_KEY", "CASEWORK_KEY_FILE", "CASEWORK_OLD_KEY_FILES")

Use = Callable[..., None]


def setting(monkeypatch: pytest.MonkeyPatch) -> Use:
    """What a process started now would find: the key's file, then older ones."""

    def use(current: Path, *older: Path) -> None:
        for name in OF_KEYS:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("CASEWORK_KEY_FILE", str(current))
        if older:
            monkeypatch.setenv("CASEWORK_OLD_KEY_FILES", os.pathsep.join(map(str, older)))
        store_settings.cache_clear()

    return use


def rotate_slowly(url: str, new: str, told: "Pipe[Any, Any]") -> None:
    """Rotate, two rows to a transaction; tells of each one and waits to hear that it may go on."""
    rotation.CHUNK = 2
    chunk = rotation._chunk

    def told_of(*arguments: Any) -> Any:
        found = chunk(*arguments)
        if found[0]:
            told.send(found[0])
            told.recv()
        return found

    rotation._chunk = told_of  # type: ignore[assignment]
    rotation.rotate(open_store(url), Path(new), "operator", DAY)
