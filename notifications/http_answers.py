"""What another service answered over HTTP, read within limits."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

import httpx

from notifications.outcomes import Permanent, TryAgain

LARGEST_BYTES = 64 * 1024
PASSING = {408, 425, 429}
"""Refusals that say nothing about the request itself."""


def body(response: httpx.Response, seconds: float) -> bytes | None:
    """What a streamed answer holds, as it came; None where it is longer than 64 KiB or takes longer than that."""
    until = monotonic() + seconds
    found = b""
    for chunk in response.iter_raw():
        found += chunk
        if len(found) > LARGEST_BYTES or monotonic() > until:
            return None
    return found


def refusal(response: httpx.Response) -> Permanent | TryAgain:
    """How an attempt ends that was not answered with 2xx; a redirect is never followed."""
    status = response.status_code
    if 400 <= status < 500 and status not in PASSING:
        return Permanent(str(status))
    return TryAgain(str(status), retry_after(response.headers.get("Retry-After")))


def retry_after(field: str | None) -> float | None:
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
