"""How often one may ask: per address and badge (or link) where codes are guessed, per session elsewhere.

On the pages for anybody no address is held, not even here: what stands for one cannot be turned back, and is another
one after a while.
"""

import secrets
import time
from hashlib import blake2b

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from deployments.desk.problems import TooMany

SIGN_IN = RateLimitItemPerMinute(10)
ASKING = RateLimitItemPerMinute(300)
LINK = RateLimitItemPerMinute(60)
FILING = RateLimitItemPerMinute(12)
WRITING = RateLimitItemPerMinute(60)
PUBLIC = RateLimitItemPerMinute(30)
CROWD = RateLimitItemPerMinute(120)
"""All that is posted to the pages for anybody, from wherever it comes."""

NAMELESS_SECONDS = 600


class Rates:
    """Counts in the memory of this process; the lock of a badge is in the database and counts for every desk."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._secret, self._until = secrets.token_bytes(32), 0.0

    def count(self, limit: RateLimitItemPerMinute, *of: str) -> None:
        """Raises TooMany with the seconds to wait."""
        if self._limiter.hit(limit, *of):
            return
        until = self._limiter.get_window_stats(limit, *of).reset_time
        raise TooMany(max(1, int(until - time.time()) + 1))

    def nameless(self, address: str) -> str:
        """What stands for an address for some minutes: made with a secret that is thrown away then."""
        if time.monotonic() >= self._until:
            self._secret, self._until = secrets.token_bytes(32), time.monotonic() + NAMELESS_SECONDS
        return blake2b(address.encode(), key=self._secret, digest_size=16).hexdigest()
