"""The key that signs packages handed over and receipts given, in a file outside the data folder."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.store import keyring
from models.store.canonical import digest

ID_LENGTH = 16


def secret(path: Path) -> bytes:
    """The signing key; made once, readable by its owner only. Raises BadInput where the file holds no key."""
    return keyring.key_encryption_key(path)[1]


def public_of(key: bytes) -> bytes:
    """The public half, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def key_id(public: bytes) -> str:
    """By which a signature names its key: the first digits of the SHA-256 of the public half."""
    return digest(public)[:ID_LENGTH]
