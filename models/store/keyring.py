"""Key-encryption keys of this process, each with its id: the current one wraps, older ones still unwrap."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from models.errors import BadInput
from models.store.canonical import digest
from models.store.settings import store_settings

LENGTH = 32


@dataclass(frozen=True)
class Keyring:
    """The keys the settings give, by id; `current` is the id of the one that wraps."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)

    @property
    def key(self) -> bytes:
        """The key that wraps."""
        return self.keys[self.current]


def keyring() -> Keyring:
    """The keys of `CASEWORK_KEY_FILE` or `CASEWORK_KEY`, and of `CASEWORK_OLD_KEY_FILES`.

    The current file is made where there is none, an older one never. Raises BadInput where one holds no key.
    """
    settings = store_settings()
    stated = settings.key
    kid, key = _named(stated.get_secret_value(), "CASEWORK_KEY") if stated else key_encryption_key(settings.key_file)
    return Keyring(kid, {**dict(map(read, settings.old_key_files)), kid: key})


@cache
def key_encryption_key(path: Path) -> tuple[str, bytes]:
    """Key id and key; made once, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        make_key(path)
    return read(path)


@cache
def read(path: Path) -> tuple[str, bytes]:
    """Key id and key of a file that is there. Raises BadInput where it holds none."""
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{path}: no key can be read there") from None
    return _named(text, str(path))


def make_key(path: Path) -> None:
    """32 random bytes in hex, for their owner only. The whole key is written beside its place, then linked there: a
    process that starts meanwhile never reads half of it, and of two keys made at once the first stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(secrets.token_bytes(LENGTH).hex().encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _named(text: str, where: str) -> tuple[str, bytes]:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != LENGTH:
        raise BadInput(f"{where}: a key is {2 * LENGTH} hexadecimal digits")
    return digest(b"casework-kid" + key)[:16], key
