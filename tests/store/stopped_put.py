"""A process that stops while it puts a file, to be killed by the tests: before the row, or before the file is whole."""

import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any

from models.store import files
from models.store.engine import open_store
from models.store.settings import store_settings
from models.vocabulary import Evidence


def put(url: str, folder: str, case: str, where: str, pipe: "Pipe[Any, Any]") -> None:
    """Put one file; stop before its row (`row`) or before the draft is moved to its place (`draft`), and say so."""

    def stop(*_: object) -> None:
        pipe.send("there")
        time.sleep(600)

    store_settings().files = Path(folder)
    if where == "row":
        files.insert = stop  # type: ignore[attr-defined, assignment]
    else:
        Path.replace = stop  # type: ignore[method-assign, assignment]
    with open_store(url).write() as connection:
        at = datetime.now(UTC)
        files.put(connection, case, Evidence.OTHER, "a.pdf", b"%PDF", media="application/pdf", added_by="N001", at=at)
