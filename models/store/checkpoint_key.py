"""The key that signs checkpoints, in a file outside the data folder; who has the database has it not."""

from models.signed_note import BadNote, Checkpoint, PublicKey, opened, public_key, public_key_of
from models.store import keyring
from models.store.canonical import digest
from models.store.settings import store_settings


def secret() -> bytes:
    """The signing key; made once, readable by its owner only."""
    path = store_settings().checkpoint_key
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        keyring.make_key(path)
    return bytes.fromhex(path.read_text().strip())


def public() -> PublicKey:
    """The public half; the key is made where there is none."""
    return _named(secret())


def known() -> PublicKey | None:
    """The key to verify with, as it is stated, else that of the key file; None where there is neither: makes none.

    Raises BadNote where what is there is no key.
    """
    stated = store_settings().checkpoint_public_key
    if stated is not None:
        return public_key(stated)
    path = store_settings().checkpoint_key
    try:
        return _named(bytes.fromhex(path.read_text().strip()))
    except FileNotFoundError:
        return None
    except ValueError:
        raise BadNote("no signing key") from None


def vouched(note: str) -> Checkpoint | None:
    """The checkpoint in a note, if the key to verify with has signed it."""
    try:
        key = known()
        return opened(note, key) if key else None
    except BadNote:
        return None


def _named(key: bytes) -> PublicKey:
    """A log without a name of its own is called by its key: no two have the same."""
    stated = store_settings().checkpoint_origin
    return public_key_of(stated or f"casework/{digest(public_key_of('', key).raw)[:16]}", key)
