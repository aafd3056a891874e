"""A process that stops while it puts a file, to be killed by the tests: before the row, or before the file is whole."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from models.store import files
from models.store.engine import open_store
from models.store.settings import store_settings
from models.vocabulary import Evidence


def stop(*_: object) -> None:
    sys.stdout.write("there\n")
    sys.stdout.flush()
    time.sleep(600)


def put(url: str, folder: str, case: str, where: str) -> None:
    """Put one file, and stop before its row (`row`) or before the draft is moved to its place (`draft`)."""
    store_settings().files = Path(folder)
    if where == "row":
        files.insert = stop  # type: ignore[attr-defined, assignment]
    else:
        Path.replace = stop  # type: ignore[method-assign, assignment]
    with open_store(url).write() as connection:
        at = datetime.now(UTC)
        files.put(connection, case, Evidence.OTHER, "a.pdf", b"%PDF", media="application/pdf", added_by="N001", at=at)


if __name__ == "__main__":
    put(*sys.argv[1:])
