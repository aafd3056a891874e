"""What a transition and a case's page cost after so many past events."""

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import text

from deployments.bench import databases
from deployments.bench.medians import Progress
from deployments.bench.worlds import TODAY, issue, opened, world_in
from models.store import casebook
from models.store.engine import Store

PER_CASE = 20
COLUMNS = "kind, act, stage, version, actor, recorded_at, effective_on, prev, hash, sealed, body"


def measured(folder: Path, sizes: Sequence[int], acts: int, progress: Progress) -> dict[str, dict[str, float]]:
    """Milliseconds by database; `act_1000` is a transition after 1,000 past events, `page_1000` a case's page."""
    found: dict[str, dict[str, float]] = {}
    for name, place in (("sqlite", databases.sqlite_url), ("postgresql", databases.postgresql_url)):
        with place(folder, "growth") as url:
            if url is not None:
                with world_in(url) as store:
                    found[f"growth_{name}"] = _on(store, f"growth_{name}", sizes, acts, progress)
    return found


def ratios(found: dict[str, dict[str, float]], sizes: Sequence[int]) -> dict[str, float]:
    """A transition at the largest size beside the same at the smallest; 1 is flat."""
    named = {"growth_sqlite": "history_growth", "growth_postgresql": "history_growth_postgres"}
    return {
        ratio: found[name][f"act_{sizes[-1]}"] / found[name][f"act_{sizes[0]}"]
        for name, ratio in named.items()
        if name in found
    }


def _on(store: Store, title: str, sizes: Sequence[int], acts: int, progress: Progress) -> dict[str, float]:
    shown, there = opened(), 0
    for _ in range(PER_CASE // 2):
        issue(shown)
    milliseconds: dict[str, float] = {}
    for size in sizes:
        _age(store, shown, there, size)
        there = size
        cases = [opened() for _ in range(-(-acts // 10) + 1)]
        issue(cases[-1])
        milliseconds[f"act_{size}"] = _median(lambda n, of=cases: issue(of[n // 10]), acts)  # type: ignore[misc]
        milliseconds[f"page_{size}"] = _median(lambda n: _page(store, shown), acts)
        progress(f"{title} {size} events: act {milliseconds[f'act_{size}']} ms, page {milliseconds[f'page_{size}']} ms")
    return milliseconds


def _page(store: Store, case: str) -> None:
    with store.read() as connection:
        casebook.show(connection, case, TODAY)


def _median(act: Callable[[int], Any], times: int) -> float:
    took = []
    for n in range(times):
        began = perf_counter()
        act(n)
        took.append(perf_counter() - began)
    return round(1000 * median(took), 3)


def _age(store: Store, case: str, since: int, until: int) -> None:
    """Events of long ago, of other cases: copies of one, from number `since` to `until`."""
    numbers = (
        "SELECT generate_series(:since, :until - 1) AS n"
        if store.postgres
        else "WITH RECURSIVE r(n) AS (SELECT :since UNION ALL SELECT n + 1 FROM r WHERE n < :until - 1) SELECT n FROM r"
    )
    number = f"'GZ-2001-' || substr('000000' || (n / {PER_CASE}), -6)"
    if store.postgres:
        number = f"'GZ-2001-' || lpad((n / {PER_CASE})::text, 6, '0')"
    copied = text(
        f"INSERT INTO case_event (chain, seq, {COLUMNS}) SELECT {number}, n % {PER_CASE} + 1, {COLUMNS} "  # noqa: S608
        f"FROM ({numbers}) AS past, (SELECT {COLUMNS} FROM case_event WHERE chain = :case AND seq = 2) AS one"
    )
    with store.write() as connection:
        connection.execute(copied, {"since": since, "until": until, "case": case})
    with store.write() as connection:
        connection.execute(text("ANALYZE"))
