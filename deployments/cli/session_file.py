"""What signs a command line in at a desk: a file of its owner's only, with the desk's address and a token."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from deployments.settings import deployment_settings


@dataclass(frozen=True)
class Session:
    """Who is signed in where; the token is never shown."""

    url: str
    badge: str
    token: str = field(repr=False)


def load(url: str) -> Session | None:
    """The session at that desk; None where there is none. A token is never sent to another address."""
    try:
        found = Session(**json.loads(_file().read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    return found if found.url == url else None


def save(session: Session) -> None:
    """Write the file, mode 0600 from its first moment."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as written:
        json.dump(asdict(session), written)
    draft.replace(file)


def forget() -> None:
    """Remove the file, if there is one."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return deployment_settings().session_file
