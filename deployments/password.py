"""The string that opens Prefect's API and its pages: made once for an installation, readable by its owner alone."""

import os
import secrets
from pathlib import Path

USER = "casework"


def kept(path: Path) -> str:
    """The string in this file (`user:password`), made where there is none. Who deletes the file gets a new one at the
    next start."""
    try:
        found = path.read_text("utf-8").strip()
    except FileNotFoundError:
        found = ""
    return found or _made(path)


def _made(path: Path) -> str:
    made = f"{USER}:{secrets.token_urlsafe(32)}"
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(made + "\n")
    draft.replace(path)
    return made
