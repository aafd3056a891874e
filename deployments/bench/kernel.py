"""Transitions a second of the one road, beside the same rows by hand and by SQLModel, on each database."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from deployments.bench import databases
from deployments.bench.medians import Progress, medians
from deployments.bench.worlds import issue, opened, world_in
from deployments.bench.written import ByHand, BySession, pattern
from models.store.engine import Store

PER_CASE = 10


def measured(folder: Path, acts: int, rounds: int, progress: Progress) -> dict[str, dict[str, float]]:
    """Transitions a second by database and way."""
    rates: dict[str, dict[str, float]] = {}
    for name, place in (("sqlite", databases.sqlite_url), ("postgresql", databases.postgresql_url)):
        with place(folder, "kernel") as url:
            if url is not None:
                with world_in(url) as store:
                    rates[f"kernel_{name}"] = _on(store, f"kernel_{name}", acts, rounds, progress)
    return rates


def ratios(rates: dict[str, dict[str, float]]) -> dict[str, float]:
    """Ours beside the others; larger is better."""
    found: dict[str, float] = {}
    for name in ("sqlite", "postgres"):
        named = rates.get("kernel_postgresql" if name == "postgres" else "kernel_sqlite")
        if named is not None:
            found[f"kernel_vs_sql_{name}"] = named["ours"] / named["sql"]
            found[f"kernel_vs_sqlmodel_{name}"] = named["ours"] / named["sqlmodel"]
    return found


def _on(store: Store, title: str, acts: int, rounds: int, progress: Progress) -> dict[str, float]:
    first = opened()
    issue(first)
    of = pattern(store, first)
    hand, session = ByHand(store, of), BySession(store, of)
    ways: dict[str, Callable[[str], Any]] = {"ours": issue, "sql": hand.act, "sqlmodel": session.act}
    named = {way: partial(_timed, act) for way, act in ways.items()}
    try:
        return medians(title, named, dict.fromkeys(named, acts), rounds, progress)
    finally:
        hand.close()


def _timed(act: Callable[[str], Any], acts: int) -> float:
    """Seconds for so many acts, ten to a case; opening the cases is no part of it."""
    cases = [opened() for _ in range(-(-acts // PER_CASE))]
    began = perf_counter()
    for n in range(acts):
        act(cases[n // PER_CASE])
    return perf_counter() - began
