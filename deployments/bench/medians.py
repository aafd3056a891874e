"""Rounds in which everyone has a turn, and their medians; what the disk asks for a commit."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

Progress = Callable[[str], None]
Contestant = Callable[[int], float]
"""Does so many things and says how many seconds they took."""


def medians(
    title: str, named: Mapping[str, Contestant], counts: Mapping[str, int], rounds: int, progress: Progress
) -> dict[str, float]:
    """Medians in things a second; whatever else the machine does meets everyone alike, and who begins changes."""
    for name, run in named.items():
        run(min(counts[name], 5))  # what is loaded or compiled at first use is no part of it
    seen: dict[str, list[float]] = {name: [] for name in named}
    names = list(named)
    for number in range(1, rounds + 1):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            seen[name].append(counts[name] / named[name](counts[name]))
            progress(f"{title} {name} {number}/{rounds}: {seen[name][-1]:.0f}/s")
    return {name: round(median(rates), 1) for name, rates in seen.items()}


def fsync(folder: Path, times: int) -> float:
    """Milliseconds this disk takes to promise that a small write is kept: the floor under every commit."""
    took = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(times):
            file.write(b"x" * 512)
            began = perf_counter()
            os.fsync(file.fileno())
            took.append(perf_counter() - began)
    return round(1000 * median(took), 3)
