"""How much goes into one transaction of many: acts wait while SQLite's write lock is held."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

CHUNK_SECONDS = 0.06
"""What one chunk is to take unless told otherwise, to keep well below 0.1 s."""
SHORTEST = 0.001


@dataclass
class Pace:
    """The size of the next chunk; it follows how long the one before took, so that each takes about `seconds`."""

    size: int
    least: int
    most: int
    seconds: float = CHUNK_SECONDS

    @contextmanager
    def chunk(self) -> Iterator[int]:
        """One chunk: at most so many. The time its body takes sets the next size."""
        began = monotonic()
        yield self.size
        fitting = round(self.size * self.seconds / max(monotonic() - began, SHORTEST))
        self.size = min(self.most, max(self.least, fitting))
