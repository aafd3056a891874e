"""What a backup says of itself, bound to the key-encryption key without holding it.

Whoever has the key can tell a backup that was altered from one that is whole; who has only the backup can neither read
a word of narrative nor alter a line unseen.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from models.errors import BadInput
from models.store import keyring
from models.store.keyring import Keyring
from models.store.settings import store_settings

FORMAT = "casework-backup/1"
MANIFEST, SEAL = "manifest.json", "manifest.mac"


class BadBackup(BadInput):
    """A backup that cannot be made there, or not be restored; `code` and `values` say why to whoever words it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(": ".join([code, *map(str, values.values())]))
        self.code = code
        self.values = values


class Content(BaseModel):
    """One table: how many rows, and the SHA-256 of its file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rows: int
    sha256: str


class Manifest(BaseModel):
    """What is in the backup, of when, and which keys open it.

    `key` is the id of the key that vouches for this; `keys` are all that wrap something. `chains` is the SHA-256 over
    the heads of all chains. `damaged` are files that were missing or altered when it was made.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: str = FORMAT
    schema_revision: str
    taken_at: datetime
    engine: str
    key: str
    keys: list[str]
    informant_keys: list[str]
    events: int
    chains: str
    log_size: int
    log_root: str
    tables: Mapping[str, Content]
    files: int
    damaged: list[str]


def at_hand() -> Keyring:
    """The keys of this process. Raises BadBackup where there is no key; makes none."""
    settings = store_settings()
    if settings.key is None and not settings.key_file.exists():
        raise BadBackup("no_key", file=settings.key_file)
    return keyring.keyring()


def written(manifest: Manifest, key: bytes) -> dict[str, bytes]:
    """The two files that vouch for all others."""
    raw = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1).encode()
    return {MANIFEST: raw, SEAL: _seal(raw, key).encode()}


def read(source: Path, ring: Keyring) -> Manifest:
    """The manifest, vouched for by a key at hand. Raises BadBackup."""
    try:
        raw, seal = (source / MANIFEST).read_bytes(), (source / SEAL).read_bytes()
        manifest = Manifest.model_validate_json(raw)
    except (OSError, ValidationError):
        raise BadBackup("unreadable", what=source / MANIFEST) from None
    if manifest.format != FORMAT:
        raise BadBackup("format", what=manifest.format)
    if manifest.key not in ring.keys:
        raise BadBackup("keys", what=", ".join(sorted({manifest.key, *manifest.keys} - ring.keys.keys())))
    if not hmac.compare_digest(_seal(raw, ring.keys[manifest.key]).encode(), seal.strip()):
        raise BadBackup("altered", what=MANIFEST)
    return manifest


def _seal(raw: bytes, key: bytes) -> str:
    own = hmac.digest(key, FORMAT.encode(), "sha256")  # no use of a key in two trades
    return hmac.new(own, raw, "sha256").hexdigest()
