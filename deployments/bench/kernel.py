"""Transitions a second of the one road, beside the same rows by hand and by SQLModel, and peers, on each database."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from deployments.bench import databases, peers
from deployments.bench.medians import Contestant, Progress, medians
from deployments.bench.worlds import issue, opened, world_in
from deployments.bench.written import ByHand, BySession, pattern
from models.store.engine import Store

PER_CASE = 10


def measured(
    folder: Path, acts: int, rounds: int, progress: Progress, commands: Sequence[str] = ()
) -> tuple[dict[str, dict[str, float]], dict[str, peers.Told]]:
    """Transitions a second by database and way; and what each of the ways is that `commands` bring (see `peers`)."""
    rates: dict[str, dict[str, float]] = {}
    told: dict[str, peers.Told] = {}
    for name, place in (("sqlite", databases.sqlite_url), ("postgresql", databases.postgresql_url)):
        with place(folder, "kernel") as url:
            if url is not None:
                with world_in(url) as store, peers.running(commands, store, folder) as (others, said):
                    rates[f"kernel_{name}"] = _on(store, f"kernel_{name}", others, acts, rounds, progress)
                    told |= said
    return rates, told


def ratios(rates: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Ours beside each of the others; larger is better."""
    return {
        f"kernel_vs_{way}_{name}": ways["ours"] / rate
        for name, ways in (("sqlite", rates.get("kernel_sqlite")), ("postgres", rates.get("kernel_postgresql")))
        if ways is not None
        for way, rate in ways.items()
        if way != "ours"
    }


def _on(
    store: Store, title: str, others: Mapping[str, Contestant], acts: int, rounds: int, progress: Progress
) -> dict[str, float]:
    first = opened()
    issue(first)
    of = pattern(store, first)
    hand, session = ByHand(store, of), BySession(store, of)
    ways: dict[str, Callable[[str], Any]] = {"ours": issue, "sql": hand.act, "sqlmodel": session.act}
    named: dict[str, Contestant] = {way: partial(_timed, act) for way, act in ways.items()}
    counts = {**dict.fromkeys(named, acts), **dict.fromkeys(others, max(PER_CASE, acts // 3))}
    try:
        return medians(title, {**named, **others}, counts, rounds, progress)
    finally:
        hand.close()


def _timed(act: Callable[[str], Any], acts: int) -> float:
    """Seconds for so many acts, ten to a case; opening the cases is no part of it."""
    cases = [opened() for _ in range(-(-acts // PER_CASE))]
    began = perf_counter()
    for n in range(acts):
        act(cases[n // PER_CASE])
    return perf_counter() - began
