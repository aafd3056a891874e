"""Sealing of free text and files: AES-256-GCM, one data key per case, wrapped by the current key-encryption key.

Associated data bind each ciphertext to its table, row and case, so that it cannot be moved.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Engine, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from models.errors import CaseworkError, Unknown
from models.store.canonical import digest
from models.store.engine import Store
from models.store.handles import CASE_KEY, KEPT_KEY, SEALED
from models.store.keyring import keyring
from models.store.prepared import Asked, Prepared

NONCE = 12
_SEAL, _NEW_KEY = Prepared(insert(SEALED)), Prepared(insert(CASE_KEY))
_KEY = Prepared(select(*CASE_KEY.c["kid", "wrapped"]).where(CASE_KEY.c.case_no == bindparam("no", None)))
FINGERPRINT, ADDRESSES, UNIT_LINKS = "fingerprint", "addresses", "unit_links"
OWN = (FINGERPRINT, ADDRESSES, UNIT_LINKS)
"""Names of the database's own keys, which a rotation wraps anew."""

_FINGERPRINTS: WeakKeyDictionary[Engine, bytes] = WeakKeyDictionary()
"""The key of digests never changes: each process opens it once."""


class Sealed(CaseworkError):
    """The content cannot be opened: another key, or bytes that were altered or moved."""


class Erased(Sealed):
    """The case's key was destroyed: nobody opens its content again, and nothing more can be sealed for it."""


def wrap(plain: bytes, bound_to: str) -> tuple[str, bytes]:
    """Encrypt a small secret that belongs to no case; returns the key's id and the ciphertext."""
    ring = keyring()
    return ring.current, encrypt(ring.key, plain, bound_to)


def unwrap(connection: Connection, kid: str, blob: bytes, bound_to: str) -> bytes:
    """Open what `wrap` gave. Raises Sealed when it cannot be opened."""
    return decrypt(outer_key(connection, kid), blob, bound_to)


def rewrap(connection: Connection, kid: str, blob: bytes, bound: tuple[str, str], key: bytes) -> bytes:
    """The same small secret encrypted with another key, bound to the second. Raises Sealed when it cannot be opened."""
    then, now = bound
    return encrypt(key, unwrap(connection, kid, blob, then), now)


def outer_key(connection: Connection, kid: str) -> bytes:
    """The key-encryption key with this id. Raises Sealed where nothing here leads to it.

    While keys are being changed, a process that still knows only the old key finds the new one in the database,
    wrapped by the old.
    """
    keys = keyring().keys
    if kid in keys:
        return keys[kid]
    name = successor(kid)
    row = connection.execute(select(KEPT_KEY.c.kid, KEPT_KEY.c.wrapped).where(KEPT_KEY.c.name == name)).first()
    if row is None or row.kid not in keys:
        raise Sealed("no key file holds the key this was sealed with")
    return decrypt(keys[row.kid], row.wrapped, of_kept(name))


def new_case_key(connection: Connection, case_no: str) -> bytes:
    """Give a new case its data key, and answer it."""
    ring, key = keyring(), secrets.token_bytes(32)
    wrapped = encrypt(ring.key, key, of_case(case_no, ring.current))
    _NEW_KEY.run(connection, {"case_no": case_no, "kid": ring.current, "wrapped": wrapped})
    return key


def of_case(case_no: str, kid: str) -> str:
    """What a case's key is bound to."""
    return f"case_key|{case_no}|{kid}"


def of_kept(name: str) -> str:
    """What a kept key is bound to."""
    return f"kept_key|{name}"


def of_passcode(badge: str) -> str:
    """What an officer's passcode secret is bound to."""
    return f"passcode|{badge}"


def of_submission(id: str) -> str:
    """What a form sealed at the desk is bound to."""
    return f"submission|{id}"


def opens(connection: Connection, case_no: str) -> bool:
    """Whether the case's key is there and can be opened."""
    try:
        _case_key(connection, case_no)
    except Sealed:
        return False
    return True


def successor(kid: str) -> str:
    """The name under which a new key-encryption key is kept, wrapped by the one before."""
    return f"key:{kid}"


def seal(connection: Connection, case_no: str, content: Mapping[str, Any]) -> tuple[str, str]:
    """Store content encrypted; returns its id and the SHA-256 of the ciphertext, which the event commits to."""
    row = sealed(_case_key(connection, case_no), case_no, content)
    keep(connection, row)
    return row["id"], row["digest"]


def sealed(key: bytes, case_no: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The row of content encrypted with the case's key, for `keep`; its `digest`, the SHA-256 of the ciphertext, is
    what the event commits to."""
    row = secrets.token_hex(16)
    plain = json.dumps(content, ensure_ascii=False).encode()
    blob = encrypt(key, plain, f"sealed_content|{row}|{case_no}")
    return {"id": row, "case_no": case_no, "digest": digest(blob), "blob": blob}


def keep(connection: Connection, row: Mapping[str, Any]) -> None:
    """Store what `sealed` made."""
    _SEAL.run(connection, row)


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
    return encrypt(_case_key(connection, case_no), plain, bound_to)


def decrypt_for_case(connection: Connection, case_no: str, blob: bytes, bound_to: str) -> bytes:
    """Open what was encrypted for the case. Raises Sealed when it cannot be opened."""
    return decrypt(_case_key(connection, case_no), blob, bound_to)


def fingerprint(store: Store, data: bytes) -> str:
    """A keyed digest: equal inputs are recognised, but short ones cannot be guessed from it.

    Its key is the database's own, made once and kept wrapped: digests stay the same when the key that wraps changes,
    and after the old one is gone.
    """
    key = _FINGERPRINTS.get(store.writer)
    if key is None:
        with store.read() as connection:
            key = standing_key(connection, FINGERPRINT)
        if key is None:
            with store.write() as connection:
                key = own_key(connection, FINGERPRINT)
        _FINGERPRINTS[store.writer] = key
    return hmac.new(key, data, hashlib.sha256).hexdigest()


def own_key(connection: Connection, name: str) -> bytes:
    """The database's own key of this name, made where there is none: for a transaction that writes. Raises Sealed."""
    key = standing_key(connection, name)
    if key is None:
        kid, wrapped = wrap(secrets.token_bytes(32), of_kept(name))
        make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        first = make(KEPT_KEY).values(name=name, kid=kid, wrapped=wrapped).on_conflict_do_nothing()
        connection.execute(first)
        key = standing_key(connection, name)
    assert key is not None  # noqa: S101  # ours, or that of who was faster
    return key


def standing_key(connection: Connection, name: str) -> bytes | None:
    """The database's own key of this name, or None where none was made yet. Raises Sealed where it cannot be opened."""
    row = connection.execute(select(KEPT_KEY.c.kid, KEPT_KEY.c.wrapped).where(KEPT_KEY.c.name == name)).first()
    return unwrap(connection, row.kid, row.wrapped, of_kept(name)) if row else None


def ask_key(connection: Connection, case_no: str | None) -> Asked:
    """A case's key as it is kept, asked together with other things; `open_key` opens it."""
    return _KEY.ask(connection, no=case_no)


def _case_key(connection: Connection, case_no: str) -> bytes:
    return open_key(connection, case_no, ask_key(connection, case_no))


def open_key(connection: Connection, case_no: str, asked: Asked) -> bytes:
    """The case's data key. Raises Erased where it was destroyed, Sealed where nothing here opens it."""
    row = asked.first()
    if row is None:
        raise Erased("the case's key is gone")
    return decrypt(outer_key(connection, row.kid), row.wrapped, of_case(case_no, row.kid))


def encrypt(key: bytes, plain: bytes, bound_to: str) -> bytes:
    """Encrypt with this very key."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def decrypt(key: bytes, blob: bytes, bound_to: str) -> bytes:
    """Open what `encrypt` gave. Raises Sealed when it cannot be opened."""
    try:
        return AESGCM(key).decrypt(blob[:NONCE], blob[NONCE:], bound_to.encode())
    except (InvalidTag, ValueError):  # ValueError: cut so short that not even the nonce is whole
        raise Sealed("altered, moved, or sealed with another key") from None
