"""The informants' own key pair (X25519): who enters an identity needs only its public half, opening needs the private.

Each text has a key of its own (AES-256-GCM), which is wrapped for the holder of the private key: an ephemeral key
agreement, HKDF-SHA256, AES-256-GCM. So the pair can be changed while the ciphertext that the events commit to stays.
Associated data bind both to table, row and column.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, select

from models.errors import BadInput
from models.store import keyring, vault
from models.store.canonical import digest
from models.store.handles import INFORMANT
from models.store.settings import store_settings

LENGTH = 32
PADDED = 512
"""Texts are padded to a multiple of this many bytes: their length tells nothing of a name."""


@dataclass(frozen=True)
class Box:
    """A sealed text, its wrapped key, and the id of the pair it is wrapped for."""

    kid: str
    wrapped: bytes
    sealed: bytes


def public_key(connection: Connection) -> bytes:
    """The public key to seal with: the one stated, else that of the key file, which the first informant makes.

    Raises BadInput where there is neither although informants were entered: their key is elsewhere.
    """
    settings = store_settings()
    if settings.informant_public_key is not None:
        return bytes.fromhex(settings.informant_public_key)
    path = settings.informant_key
    if not path.exists() and connection.execute(select(INFORMANT.c.alias).limit(1)).first() is not None:
        raise BadInput("the informants' key is elsewhere: set CASEWORK_INFORMANT_PUBLIC_KEY")
    return public_of(keyring.key_encryption_key(path)[1])


def private_key(path: Path | None = None) -> bytes:
    """The private key of that file, else of the settings. Raises BadInput where it cannot be read; makes none."""
    return keyring.read(path or store_settings().informant_key)[1]


def public_of(private: bytes) -> bytes:
    """The public half."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def kid_of(public: bytes) -> str:
    """The pair's id."""
    return digest(b"casework-informant-kid" + public)[:16]


def seal(public: bytes, text: str, bound_to: str) -> Box:
    """Encrypt for the holder of the private key; what it is `bound_to` must be stated again to open it."""
    plain, key = text.encode(), secrets.token_bytes(LENGTH)
    padded = len(plain).to_bytes(4, "big") + plain
    padded += bytes(-len(padded) % PADDED)
    return Box(kid_of(public), wrap(public, key, bound_to), vault.encrypt(key, padded, bound_to))


def opened(private: bytes, box: Box, bound_to: str) -> str:
    """The text. Raises vault.Sealed where this key does not open it, or it was altered or moved."""
    padded = vault.decrypt(unwrap(private, box.wrapped, bound_to), box.sealed, bound_to)
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")].decode()


def wrap(public: bytes, key: bytes, bound_to: str) -> bytes:
    """A text's key, encrypted for the holder of the private key."""
    ephemeral = X25519PrivateKey.generate()
    mine = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    return mine + vault.encrypt(_derived(shared, mine, public), key, f"{bound_to}|key")


def unwrap(private: bytes, wrapped: bytes, bound_to: str) -> bytes:
    """The text's key. Raises vault.Sealed."""
    theirs = wrapped[:LENGTH]
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(theirs))
    except ValueError:  # cut short, or a point that gives no secret
        raise vault.Sealed("altered") from None
    return vault.decrypt(_derived(shared, theirs, public_of(private)), wrapped[LENGTH:], f"{bound_to}|key")


def _derived(shared: bytes, ephemeral: bytes, public: bytes) -> bytes:
    info = b"casework informant key 1" + ephemeral + public
    return HKDF(algorithm=hashes.SHA256(), length=LENGTH, salt=None, info=info).derive(shared)
