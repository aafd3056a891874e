"""Sealing of free text and files: AES-256-GCM, one data key per case, wrapped by the key in `CASEWORK_KEY_FILE`.

Associated data bind each ciphertext to its table, row and case, so that it cannot be moved.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, insert, select

from models.errors import CaseworkError, Unknown
from models.store.canonical import digest
from models.store.handles import CASE_KEY, SEALED
from models.store.settings import store_settings

NONCE = 12


class Sealed(CaseworkError):
    """The content cannot be opened: another key, or bytes that were altered or moved."""


@cache
def key_encryption_key(path: Path) -> tuple[str, bytes]:
    """Key id and key; made once, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        make_key(path)
    key = bytes.fromhex(path.read_text().strip())
    return digest(b"casework-kid" + key)[:16], key


def make_key(path: Path) -> None:
    """32 random bytes in hex, for their owner only. The whole key is written beside its place, then linked there: a
    process that starts meanwhile never reads half of it, and of two keys made at once the first stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(secrets.token_bytes(32).hex().encode())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def wrap(plain: bytes, bound_to: str) -> tuple[str, bytes]:
    """Encrypt a small secret that belongs to no case; returns the key's id and the ciphertext."""
    kid, outer = key_encryption_key(store_settings().key_file)
    return kid, _encrypt(outer, plain, bound_to)


def unwrap(kid: str, blob: bytes, bound_to: str) -> bytes:
    """Open what `wrap` gave. Raises Sealed when it cannot be opened."""
    known, outer = key_encryption_key(store_settings().key_file)
    if kid != known:
        raise Sealed("the key file does not hold the key this was sealed with")
    return _decrypt(outer, blob, bound_to)


def new_case_key(connection: Connection, case_no: str) -> None:
    """Give a new case its data key."""
    kid, outer = key_encryption_key(store_settings().key_file)
    wrapped = _encrypt(outer, secrets.token_bytes(32), f"case_key|{case_no}|{kid}")
    connection.execute(insert(CASE_KEY).values(case_no=case_no, kid=kid, wrapped=wrapped))


def seal(connection: Connection, case_no: str, content: Mapping[str, Any]) -> tuple[str, str]:
    """Store content encrypted; returns its id and the SHA-256 of the ciphertext, which the event commits to."""
    row = secrets.token_hex(16)
    plain = json.dumps(content, ensure_ascii=False).encode()
    blob = encrypt_for_case(connection, case_no, plain, f"sealed_content|{row}|{case_no}")
    connection.execute(insert(SEALED).values(id=row, case_no=case_no, digest=digest(blob), blob=blob))
    return row, digest(blob)


def unseal(connection: Connection, row_id: str) -> dict[str, Any]:
    """Open sealed content. Raises Unknown when there is none, Sealed when it cannot be opened."""
    row = connection.execute(select(SEALED.c.case_no, SEALED.c.blob).where(SEALED.c.id == row_id)).first()
    if row is None:
        raise Unknown("sealed content")
    plain = decrypt_for_case(connection, row.case_no, row.blob, f"sealed_content|{row_id}|{row.case_no}")
    found: dict[str, Any] = json.loads(plain)
    return found


def encrypt_for_case(connection: Connection, case_no: str, plain: bytes, bound_to: str) -> bytes:
    """Encrypt under the case's data key; what it is `bound_to` must be stated again to open it."""
    return _encrypt(_case_key(connection, case_no), plain, bound_to)


def decrypt_for_case(connection: Connection, case_no: str, blob: bytes, bound_to: str) -> bytes:
    """Open what was encrypted for the case. Raises Sealed when it cannot be opened."""
    return _decrypt(_case_key(connection, case_no), blob, bound_to)


def fingerprint(data: bytes) -> str:
    """A keyed digest: equal inputs are recognised, but short ones cannot be guessed from it."""
    _, outer = key_encryption_key(store_settings().key_file)
    return hmac.new(outer, data, hashlib.sha256).hexdigest()


def _case_key(connection: Connection, case_no: str) -> bytes:
    kid, outer = key_encryption_key(store_settings().key_file)
    row = connection.execute(select(CASE_KEY.c.kid, CASE_KEY.c.wrapped).where(CASE_KEY.c.case_no == case_no)).first()
    if row is None:
        raise Sealed("the case's key is gone")
    if row.kid != kid:
        raise Sealed("the key file does not hold the key this case was sealed with")
    return _decrypt(outer, row.wrapped, f"case_key|{case_no}|{kid}")


def _encrypt(key: bytes, plain: bytes, bound_to: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def _decrypt(key: bytes, blob: bytes, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(blob[:NONCE], blob[NONCE:], bound_to.encode())
    except (InvalidTag, ValueError):  # ValueError: cut so short that not even the nonce is whole
        raise Sealed("altered, moved, or sealed with another key") from None
