"""Files that commands write, readable by their owner only."""

import os
from pathlib import Path

from deployments.cli.exits import Failed
from deployments.cli.output import told
from models.errors import BadInput
from models.store.canonical import digest


def write(to: Path, content: bytes) -> dict[str, str | int]:
    """Write a file that is not there yet; its size and SHA-256. Raises BadInput, Failed."""
    try:
        with os.fdopen(os.open(to, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise BadInput(told("file_in_the_way")) from None
    except OSError as error:
        raise Failed("file", told("file_unusable", what=error.strerror)) from None
    return {"size": len(content), "sha256": digest(content)}
