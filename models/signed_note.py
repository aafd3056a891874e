"""Checkpoints of the log as signed notes: c2sp.org/tlog-checkpoint in c2sp.org/signed-note, with Ed25519. Pure."""

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.errors import CaseworkError

ED25519 = b"\x01"
KEY_ID_SIZE = 4
LARGEST = 64 * 1024
"""A note of ours has some 200 bytes; with the signatures of witnesses it may have more."""


class BadNote(CaseworkError):
    """No checkpoint, or none that the key has signed."""


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: its name, how many leaves it has, and their root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True)
class PublicKey:
    """A key that signs notes, under its name."""

    name: str
    raw: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature line names its key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.raw).digest()[:KEY_ID_SIZE]

    def __str__(self) -> str:
        """The key as verifiers of signed notes read it: `name+id+key`."""
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.raw).decode()}"


def is_name(text: str) -> bool:
    """Whether a log and its key may be called so."""
    return bool(text) and "+" not in text and not any(c.isspace() or ord(c) < ord(" ") for c in text)


def public_key(text: str) -> PublicKey:
    """The key from its text. Raises BadNote."""
    try:
        name, key_id, encoded = text.strip().split("+", 2)
        raw = b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise BadNote("no public key") from None
    found = PublicKey(name, raw[1:])
    if not is_name(name) or raw[:1] != ED25519 or len(raw) != 33 or found.id.hex() != key_id:
        raise BadNote("no public key")
    return found


def public_key_of(name: str, secret: bytes) -> PublicKey:
    """The public half of a secret key of 32 bytes."""
    return PublicKey(name, Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw())


def sign(checkpoint: Checkpoint, secret: bytes) -> str:
    """The note, signed under the log's own name. The same checkpoint always gives the same note."""
    signature = Ed25519PrivateKey.from_private_bytes(secret).sign(checkpoint.text.encode())
    signed = public_key_of(checkpoint.origin, secret).id + signature
    return f"{checkpoint.text}\n— {checkpoint.origin} {b64encode(signed).decode()}\n"


def opened(note: str, key: PublicKey) -> Checkpoint:
    """The checkpoint in a note that the key has signed; signatures by others are passed over. Raises BadNote."""
    text, gap, lines = note.rpartition("\n\n")
    if not gap or len(note) > LARGEST or not lines.endswith("\n") or any("\ud800" <= c <= "\udfff" for c in note):
        raise BadNote("no signed note")
    text += "\n"
    # Each line is looked at: one that claims to be the key's own and is not spoils the note.
    if True not in [_holds(line, text, key) for line in lines.removesuffix("\n").split("\n")]:
        raise BadNote("not signed by this key")
    return _read(text)


def _holds(line: str, text: str, key: PublicKey) -> bool:
    """Whether a signature line is the key's own. Raises BadNote where it claims to be and is not."""
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    try:
        signed = b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise BadNote("no signature line") from None
    if dash != "—" or not is_name(name) or len(signed) <= KEY_ID_SIZE:
        raise BadNote("no signature line")
    if (name, signed[:KEY_ID_SIZE]) != (key.name, key.id):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signed[KEY_ID_SIZE:], text.encode())
    except InvalidSignature:
        raise BadNote("the signature does not hold") from None
    return True


def _read(text: str) -> Checkpoint:
    try:
        origin, size, root = text.removesuffix("\n").split("\n")[:3]
        found = Checkpoint(origin, int(size), b64decode(root, validate=True))
    except (ValueError, binascii.Error):
        raise BadNote("no checkpoint") from None
    # Written back, it is the same: no second way to write a number, nothing that others could read otherwise.
    if not origin or found.size < 0 or len(found.root) != sha256().digest_size or found.text != text:
        raise BadNote("no checkpoint")
    return found
