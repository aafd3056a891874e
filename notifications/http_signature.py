"""HTTP Message Signatures (RFC 9421) with Ed25519: one signature, no parameters on components. Pure."""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from secrets import token_urlsafe
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.errors import CaseworkError

LABEL = "casework"
LIFE_SECONDS = 300
"""A signature holds so long after it was made; clocks of two organs may differ by as much."""

_INPUT = re.compile(
    r'(?P<label>[a-z*][a-z0-9_.*-]*)=(?P<params>\((?P<names>"[a-z0-9@-]+"(?: "[a-z0-9@-]+")*)\)'
    r'(?P<stated>(?:;[a-z]+=(?:[0-9]{1,12}|"[ !#-\[\]-~]*"))*))'
)
_SIGNATURE = re.compile(r"(?P<label>[a-z*][a-z0-9_.*-]*)=:(?P<value>[A-Za-z0-9+/=]+):")


class BadSignature(CaseworkError):
    """No signature, one that does not hold, or one made too long ago."""


def content_digest(body: bytes) -> str:
    """The Content-Digest field of RFC 9530 over SHA-256."""
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


def signed(
    method: str, url: str, headers: Mapping[str, str], covered: Sequence[str], secret: bytes, key_id: str, at: int
) -> dict[str, str]:
    """`Signature-Input` and `Signature` over the components `covered`; `headers` by name in lower case, `at` in seconds
    since 1970."""
    names = " ".join(f'"{name}"' for name in covered)
    params = (
        f'({names});created={at};expires={at + LIFE_SECONDS};nonce="{token_urlsafe(16)}";keyid="{key_id}";alg="ed25519"'
    )
    text = base([(name, component(name, method, url, headers)) for name in covered], params)
    value = b64encode(Ed25519PrivateKey.from_private_bytes(secret).sign(text)).decode()
    return {"Signature-Input": f"{LABEL}={params}", "Signature": f"{LABEL}=:{value}:"}


def verified(
    method: str,
    url: str,
    headers: Mapping[str, str],
    required: Sequence[str],
    key_of: Callable[[str], bytes | None],
    at: int,
) -> str:
    """The id of the key that signed all components `required`. Raises BadSignature.

    The nonce only makes signatures differ, it is not remembered: every request that is signed may be repeated.
    """
    stated = _INPUT.fullmatch(headers.get("signature-input", "").strip())
    found = _SIGNATURE.fullmatch(headers.get("signature", "").strip())
    if stated is None or found is None or stated["label"] != found["label"]:
        raise BadSignature("no signature that could be read")
    names = re.findall(r'"([^"]+)"', stated["names"])
    if len(set(names)) != len(names) or not set(required) <= set(names):
        raise BadSignature("the signature does not cover what it must")
    told: dict[str, str] = {
        name: text or number for name, number, text in re.findall(r';([a-z]+)=(?:([0-9]+)|"([^"]*)")', stated[4])
    }
    _in_time(told, at)
    key = key_of(told.get("keyid", ""))
    if key is None or told.get("alg", "ed25519") != "ed25519":
        raise BadSignature("signed with a key that is not known here")
    text = base([(name, component(name, method, url, headers)) for name in names], stated["params"])
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(b64decode(found["value"], validate=True), text)
    except (InvalidSignature, binascii.Error):
        raise BadSignature("the signature does not hold") from None
    return told["keyid"]


def base(components: Sequence[tuple[str, str]], params: str) -> bytes:
    """What is signed (RFC 9421, 2.5)."""
    lines = [f'"{name}": {value}' for name, value in components]
    return "\n".join([*lines, f'"@signature-params": {params}']).encode()


def component(name: str, method: str, url: str, headers: Mapping[str, str]) -> str:
    """The value of one component. Raises BadSignature for one that is not there or not supported."""
    match name:
        case "@method":
            return method
        case "@target-uri":
            return url
        case "@authority":
            return urlsplit(url).netloc.lower()
        case "@path":
            return urlsplit(url).path or "/"
        case _ if name in headers:
            return headers[name].strip()
    raise BadSignature("a signed component is not there")


def _in_time(told: Mapping[str, str], at: int) -> None:
    try:
        created, expires = int(told["created"]), int(told.get("expires", at))
    except (KeyError, ValueError):
        raise BadSignature("it is not said when it was signed") from None
    if abs(at - created) > LIFE_SECONDS or expires < at:
        raise BadSignature("signed too long ago, or clocks differ")
