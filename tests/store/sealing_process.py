"""A sealer in a process of its own, to race others and to be killed by the tests."""

import time
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from random import Random

from models.store import sealing
from models.store.engine import open_store
from tests.store.racing import opened


@dataclass(frozen=True)
class SealAll:
    """Seals until nothing is left; answers with how many events."""

    url: str

    def __call__(self) -> int:
        return sealing.seal_all(opened(self.url))


def seal_for_ever(url: str, seed: int, told: "Pipe[int, int]") -> None:
    """Seal again and again, three events at a time, so that a kill comes in the middle; tells when it begins."""
    store, chance = open_store(url), Random(seed)  # noqa: S311 - moments, no secret
    sealing.BATCH = 3
    told.send(0)
    while True:
        sealing.seal_all(store)
        time.sleep(chance.uniform(0, 0.01))
