"""Handing a package of clues to the receiving organ's service, and reading its receipt."""

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from time import monotonic
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from models.store.engine import Store
from models.store.vault import Sealed
from notifications.outcomes import Delivered, Message, NoRecipient, Outcome, Permanent, TryAgain
from notifications.recipients import UNOPENED, endpoint

TIMEOUT = httpx.Timeout(15.0, connect=3.0, pool=5.0)
WHOLE_SECONDS = 18.0
"""A peer that sends its answer drop by drop is left after this; below the relay's limit for one attempt."""

LARGEST_RECEIPT = 64 * 1024
# 409: the peer is still at work on the same key, by the draft of the Idempotency-Key header.
PASSING = {408, 409, 425, 429}


class TransferSender:
    """POSTs the opened package with the same Idempotency-Key on every try; delivered means: a receipt over our digest.

    `open_package` gives the bytes (JSON) of a sealed package. The peer is the department's registered endpoint only.
    """

    def __init__(self, store: Store, open_package: Callable[[str], bytes]) -> None:
        self._store = store
        self._open = open_package
        # One client for all: building one costs a TLS context each time.
        self._client = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)

    def __call__(self, message: Message) -> Outcome:
        try:
            with self._store.read() as connection:
                base = endpoint(connection, message.target)
        except Sealed:
            return UNOPENED
        if base is None:
            return NoRecipient("no endpoint")
        if not _acceptable(base):
            return Permanent("the endpoint is not a plain http(s) address")
        if message.sealed_id is None:
            return Permanent("no package")
        package = self._open(message.sealed_id)
        digest = content_digest(package)
        headers = {
            "Content-Type": "application/json",
            "Content-Digest": digest,
            "Idempotency-Key": f'"{message.dedupe}"',
        }
        try:
            with self._client.stream(
                "POST", f"{base.rstrip('/')}/transfers", content=package, headers=headers
            ) as response:
                if response.is_success:
                    return _receipt(_body(response), digest)
                return _refusal(response)
        except httpx.HTTPError as error:
            return TryAgain(type(error).__name__)

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def content_digest(body: bytes) -> str:
    """The Content-Digest field of RFC 9530 over SHA-256."""
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


def _acceptable(base: str) -> bool:
    try:
        url = urlsplit(base)
    except ValueError:
        return False
    # No name and password in it: httpx logs addresses.
    return url.scheme in {"http", "https"} and bool(url.hostname) and not ("@" in base or url.query or url.fragment)


def _body(response: httpx.Response) -> bytes | None:
    until = monotonic() + WHOLE_SECONDS
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > LARGEST_RECEIPT or monotonic() > until:
            return None
    return body


def _receipt(body: bytes | None, digest: str) -> Outcome:
    try:
        answer = json.loads(body or b"")
        receipt, theirs = answer["receipt"], answer["digest"]
    except (ValueError, TypeError, KeyError):
        return TryAgain("the receipt cannot be read")
    if not isinstance(receipt, str) or not receipt:
        return TryAgain("the receipt cannot be read")
    return Delivered(receipt) if theirs == digest else TryAgain("the receipt is for other content")


def _refusal(response: httpx.Response) -> Outcome:
    status = response.status_code
    if 400 <= status < 500 and status not in PASSING:
        return Permanent(str(status))
    return TryAgain(str(status), _retry_after(response.headers.get("Retry-After")))


def _retry_after(field: str | None) -> float | None:
    """Seconds to wait; the field holds seconds or an HTTP date, anything else counts as absent."""
    if field is None:
        return None
    if field.strip().isdecimal():
        return float(field)
    try:
        moment = parsedate_to_datetime(field)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
