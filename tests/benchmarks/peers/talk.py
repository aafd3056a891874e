"""What every peer does alike: it says what it is, then does so many acts for each line it is sent, and times them."""

import json
import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

PER_CASE = 10
SPARE = 2
"""Acts a case can take beyond those that are timed."""


class Way(Protocol):
    """One way to take the act; `persisted.toml` says by its name what is durable afterwards and what is not."""

    def opened(self) -> Any:
        """A new case, ready for `PER_CASE` acts."""

    def act(self, case: Any) -> None:
        """Load the case, take the act, make it durable."""

    def counted(self, case: Any) -> int:
        """How many acts of the case a reader of the database finds."""


def serve(of: str, ways: Mapping[str, Way]) -> None:
    """Until the end of input. Lines in: `{"way", "acts"}`; out: first `{"of", "ways"}`, then `{"seconds"}` for each."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no answer

    def say(what: object) -> None:
        out.write(json.dumps(what, ensure_ascii=False) + "\n")
        out.flush()

    persisted = tomllib.loads(Path(__file__).with_name("persisted.toml").read_text("utf-8"))
    say({"of": of, "ways": {name: persisted[name] for name in ways}})
    for line in sys.stdin:
        asked = json.loads(line)
        say({"seconds": timed(ways[asked["way"]], asked["acts"])})


def timed(way: Way, acts: int) -> float:
    """Seconds for so many acts, ten to a case; opening the cases and counting afterwards are no part of it."""
    cases = [way.opened() for _ in range(-(-acts // PER_CASE))]
    began = perf_counter()
    for n in range(acts):
        way.act(cases[n // PER_CASE])
    seconds = perf_counter() - began
    if (found := sum(way.counted(case) for case in cases)) != acts:
        raise RuntimeError(f"{found} of {acts} acts are in the database")
    return seconds
