"""The parts of the benchmark by name, each with its full and its tiny sizes."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from deployments.bench import acts, bulk, growth, kernel, relay, sweeping
from deployments.bench.medians import Progress, fsync


class Figures(NamedTuple):
    """What was measured, the ratios made of it, and what each peer is."""

    rates: Mapping[str, Any]
    ratios: Mapping[str, float]
    peers: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Round:
    """What a part needs to know: where to work, whether in tiny sizes, whom to tell, which peers to ask."""

    folder: Path
    quick: bool
    progress: Progress
    peers: Sequence[str] = ()


def measured(part: str, of: Round) -> dict[str, Any]:
    """One part of `PARTS`: `rates` (what was measured), `ratios`, `peers`, and where and when: `fsync_ms`, `cores`,
    `at` (UTC)."""
    figures = PARTS[part](of)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)),
        "fsync_ms": fsync(of.folder, 5 if of.quick else 200),
        "rates": dict(figures.rates),
        "ratios": {name: round(ratio, 2) for name, ratio in figures.ratios.items()},
        "peers": dict(figures.peers),
    }


def _relay(of: Round) -> Figures:
    rates = relay.measured(of.folder, relay.QUICK if of.quick else relay.FULL, of.progress)
    return Figures(rates, relay.ratios(rates))


def _acts(of: Round) -> Figures:
    found = acts.measured(of.folder, acts.Size(1, 1, 1, 1) if of.quick else acts.Size(40, 80, 5, 8), of.progress)
    return Figures(found, acts.ratios(found))


def _kernel(of: Round) -> Figures:
    acts, rounds = (10, 1) if of.quick else (300, 5)
    rates, told = kernel.measured(of.folder, acts, rounds, of.progress, of.peers)
    return Figures(rates, kernel.ratios(rates), told)


def _sweep(of: Round) -> Figures:
    sizes, due = ((10, 20), 5) if of.quick else ((10_000, 100_000, 1_000_000), 10_000)
    found = sweeping.measured(of.folder, sizes, due, 1 if of.quick else 3, of.progress)
    return Figures(found, sweeping.ratios(found, sizes))


def _growth(of: Round) -> Figures:
    sizes = (20, 40) if of.quick else (1_000, 100_000, 1_000_000)
    found = growth.measured(of.folder, sizes, 3 if of.quick else 200, of.progress)
    return Figures(found, growth.ratios(found, sizes))


def _bulk(of: Round) -> Figures:
    return Figures(bulk.measured(of.folder, bulk.QUICK if of.quick else bulk.FULL, of.progress), {})


PARTS: Mapping[str, Callable[[Round], Figures]] = {
    "acts": _acts, "kernel": _kernel, "sweep": _sweep, "bulk": _bulk, "growth": _growth, "relay": _relay,
}  # fmt: skip
