"""What another service answered over HTTP, read within limits."""

from time import monotonic

import httpx

from notifications.backoff import retry_after
from notifications.outcomes import Permanent, TryAgain

LARGEST_BYTES = 64 * 1024
PASSING = frozenset({408, 409, 425, 429})
"""Refusals that say nothing about the request itself. 409: the peer is still at work on the same key, by the draft of
the Idempotency-Key header."""


def body(response: httpx.Response, seconds: float) -> bytes | None:
    """What a streamed answer holds, as it came; None where it is longer than 64 KiB or takes longer than that."""
    until = monotonic() + seconds
    found = b""
    for chunk in response.iter_raw():
        found += chunk
        if len(found) > LARGEST_BYTES or monotonic() > until:
            return None
    return found


def refusal(status: int, wish: str | None) -> Permanent | TryAgain:
    """How an attempt ends that was not answered with 2xx; a redirect is never followed. `wish` is Retry-After."""
    if 400 <= status < 500 and status not in PASSING:
        return Permanent(str(status))
    return TryAgain(str(status), retry_after(wish))
