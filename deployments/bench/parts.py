"""The parts of the benchmark by name, each with its full and its tiny sizes."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from deployments.bench import acts, growth, kernel, relay, sweeping
from deployments.bench.medians import Progress, fsync

Figures = tuple[Mapping[str, Any], Mapping[str, float]]
"""What was measured, and the ratios made of it."""


def measured(part: str, folder: Path, quick: bool, progress: Progress) -> dict[str, Any]:
    """One part of `PARTS`: `fsync_ms`, `rates` (what was measured), and `ratios`."""
    rates, ratios = PARTS[part](folder, quick, progress)
    rounded = {name: round(ratio, 2) for name, ratio in ratios.items()}
    return {"fsync_ms": fsync(folder, 5 if quick else 200), "rates": dict(rates), "ratios": rounded}


def _relay(folder: Path, quick: bool, progress: Progress) -> Figures:
    rates = relay.measured(folder, relay.QUICK if quick else relay.FULL, progress)
    return rates, relay.ratios(rates)


def _acts(folder: Path, quick: bool, progress: Progress) -> Figures:
    found = acts.measured(folder, acts.Size(1, 1, 1, 1) if quick else acts.Size(40, 80, 5, 8), progress)
    return found, acts.ratios(found)


def _kernel(folder: Path, quick: bool, progress: Progress) -> Figures:
    rates = kernel.measured(folder, 10 if quick else 300, 1 if quick else 5, progress)
    return rates, kernel.ratios(rates)


def _sweep(folder: Path, quick: bool, progress: Progress) -> Figures:
    sizes, due = ((10, 20), 5) if quick else ((10_000, 100_000, 1_000_000), 10_000)
    found = sweeping.measured(folder, sizes, due, 1 if quick else 3, progress)
    return found, sweeping.ratios(found, sizes)


def _growth(folder: Path, quick: bool, progress: Progress) -> Figures:
    sizes = (20, 40) if quick else (1_000, 100_000, 1_000_000)
    found = growth.measured(folder, sizes, 3 if quick else 200, progress)
    return found, growth.ratios(found, sizes)


PARTS: Mapping[str, Callable[[Path, bool, Progress], Figures]] = {
    "acts": _acts, "kernel": _kernel, "sweep": _sweep, "growth": _growth, "relay": _relay,
}  # fmt: skip
