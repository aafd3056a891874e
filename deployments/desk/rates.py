"""How often one may ask: per address and badge (or link) where codes are guessed, per session elsewhere."""

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from deployments.desk.problems import TooMany

SIGN_IN = RateLimitItemPerMinute(10)
ASKING = RateLimitItemPerMinute(300)
LINK = RateLimitItemPerMinute(60)
FILING = RateLimitItemPerMinute(12)
WRITING = RateLimitItemPerMinute(60)


class Rates:
    """Counts in the memory of this process; the lock of a badge is in the database and counts for every desk."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, limit: RateLimitItemPerMinute, *of: str) -> None:
        """Raises TooMany with the seconds to wait."""
        if self._limiter.hit(limit, *of):
            return
        until = self._limiter.get_window_stats(limit, *of).reset_time
        raise TooMany(max(1, int(until - time.time()) + 1))
