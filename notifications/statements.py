"""The signed word of a receiving organ about one package: its receipt, and every answer after it. Pure."""

import binascii
import json
import re
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.acts.form import CODE
from models.errors import CaseworkError
from models.store.canonical import canonical
from models.vocabulary import TransferState

KIND = "casework-transfer-statement"
"""In what is signed, so that the key's signature on something else is never taken for one of these."""

LARGEST = 64 * 1024


class BadStatement(CaseworkError):
    """No statement, one the key has not signed, or one about another package."""


@dataclass(frozen=True)
class Statement:
    """What the receiver says. `digest` is a Content-Digest field over the package, `number` that in the receiver's
    register; moments are ISO 8601 in UTC. A receipt (pending) has none of the last four: it holds no content."""

    key: str
    receipt: str
    digest: str
    received_at: str
    state: TransferState
    stated_at: str
    number: str | None = None
    reason: str | None = None
    outcome: str | None = None
    content: str | None = None


def sign(statement: Statement, secret: bytes) -> str:
    """The statement and its signature as one JSON text; the bytes that are signed stand in it as they are."""
    said = canonical({"kind": KIND, **{k: v for k, v in asdict(statement).items() if v is not None}})
    signature = Ed25519PrivateKey.from_private_bytes(secret).sign(said)
    return canonical({"statement": said.decode(), "signature": b64encode(signature).decode()}).decode()


def opened(text: str, public_key: bytes, *, key: str, digest: str | None = None) -> Statement:
    """The statement, if that key signed it and it is about the transfer `key`, and that `digest` where one is given.

    Raises BadStatement.
    """
    if len(text) > LARGEST:
        raise BadStatement("too long")
    try:
        wrapped: Any = json.loads(text)
        said = wrapped["statement"].encode()
        Ed25519PublicKey.from_public_bytes(public_key).verify(b64decode(wrapped["signature"], validate=True), said)
        told: Any = json.loads(said)
        kind = told.pop("kind")
        found = Statement(**{**told, "state": TransferState(told["state"])})
    except InvalidSignature:
        raise BadStatement("not signed by the key in the register") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, binascii.Error):
        raise BadStatement("it cannot be read") from None
    if kind != KIND or found.key != key:
        raise BadStatement("about something else")
    if not _well_formed(found):
        raise BadStatement("it cannot be read")
    if digest is not None and found.digest != digest:
        raise BadStatement("about other content")
    return found


def _well_formed(said: Statement) -> bool:
    """Codes are codes and moments moments: these stand in clear in our record, which cannot be repaired later."""
    if not all(value is None or isinstance(value, str) for value in asdict(said).values()):
        return False
    try:
        moments = [datetime.fromisoformat(text) for text in (said.received_at, said.stated_at)]
    except ValueError:
        return False
    more = (said.number, said.reason, said.outcome, said.content)
    return (
        all(moment.tzinfo is not None for moment in moments)
        and all(code is None or re.fullmatch(CODE, code) for code in (said.receipt, said.number))
        and (said.state is not TransferState.PENDING or not any(more))
    )
