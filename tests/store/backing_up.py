"""A backup and a restore in processes of their own, to be killed by the tests."""

from datetime import date
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from models.store import backup
from models.store.engine import open_store
from models.store.restore import restore
from models.store.settings import store_settings

DAY = date(2026, 4, 13)


def day(connection: Connection) -> date:
    return DAY


def make(url: str, folder: str, told: "Pipe[Any, Any]") -> None:
    """Tells when it begins."""
    store = open_store(url)
    with store.read():
        told.send("begins")
    backup.take(store, Path(folder))


def bring(url: str, folder: str, files: str, told: "Pipe[Any, Any]") -> None:
    """Tells when it begins."""
    store = open_store(url)
    store_settings().files = Path(files)
    told.send("begins")
    restore(store, Path(folder), "operator", "operator", day)
