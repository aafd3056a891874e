"""The sweep of deadlines that are due among many that are open, beside the same rows by hand; set-based, both."""

import resource
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import text

from deployments.bench import databases
from deployments.bench.medians import Progress
from deployments.bench.rungs_by_hand import by_hand
from deployments.bench.worlds import TODAY, world_in
from deployments.demo.world import INSPECTOR, UNIT_CODE
from flows.sweeping import sweep
from models.store.engine import Store

FAR = date(2029, 1, 5)
"""When the deadlines that are only open owe something."""

# A reminder three working days before the last day, to the handler and the unit.
CASES = """
INSERT INTO case_file (no, kind, unit, organ, handler, state, version, head_seq, head_hash, opened_on, acts,
                       classification)
SELECT {number}, 'case', {of}, 'GZ-NM', :handler, 'open', 1, 1, 'h', :today, '[]', 'internal' FROM ({numbers}) AS c
"""
DEADLINES = """
INSERT INTO deadline (case_no, stage, clock, holder, length, unit, roll, anchor_on, region, state, due_on, provisional,
                      next_rung_on, calendar_version, armed_seq, item)
SELECT {number}, 'R1', 'rectification_limit', 'unit', 30, 'day', {true}, :anchor, '520102', 'running', :due, {false},
       :rung, 1, 1, 0 FROM ({numbers}) AS c
"""


def measured(folder: Path, sizes: Sequence[int], due: int, rounds: int, progress: Progress) -> dict[str, Any]:
    """Seconds by database and number of open deadlines: `ours_1000`, `sql_1000`; and the peak of memory."""
    found: dict[str, Any] = {}
    for name, place in (("sqlite", databases.sqlite_url), ("postgresql", databases.postgresql_url)):
        for size in sizes:
            with place(folder, f"sweep{size}") as url:
                if url is not None:
                    with world_in(url) as store:
                        took = _on(store, f"sweep_{name}", size, due, rounds, progress)
                        found.setdefault(f"sweep_{name}", {}).update(took)
    found["sweep_memory_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found


def ratios(found: dict[str, Any], sizes: Sequence[int]) -> dict[str, float]:
    """How many times ours is as fast as the rows by hand, at the largest size (larger is better); how ours grows with
    what is open, divided by how the other grows."""
    first, last, named = sizes[0], sizes[-1], {}
    for name, suffix in (("sqlite", ""), ("postgresql", "_postgres")):
        took = found.get(f"sweep_{name}")
        if took is not None:
            named[f"sweep_vs_sql{suffix}"] = took[f"sql_{last}"] / took[f"ours_{last}"]
            ours, theirs = (took[f"{who}_{last}"] / took[f"{who}_{first}"] for who in ("ours", "sql"))
            named[f"sweep_growth{suffix}"] = ours / theirs
    return named


def _on(store: Store, title: str, size: int, due: int, rounds: int, progress: Progress) -> dict[str, float]:
    """Each turn has its own `due` deadlines, of a day that none before had."""
    days = [date(2026, 3, 4) + timedelta(days=7 * n) for n in range(2 * rounds)]
    fill(store, 0, max(0, size - due), FAR)
    for n, day in enumerate(days):
        start = max(0, size - due) + n * due
        fill(store, start, start + due, day)
    with store.write() as connection:
        connection.execute(text("ANALYZE"))
    seen: dict[str, list[float]] = {"ours": [], "sql": []}
    for n, day in enumerate(days):
        who = ("ours", "sql")[(n + n // 2) % 2]  # who begins changes
        began = perf_counter()
        claimed = sweep(store, day).rungs if who == "ours" else by_hand(store, day)
        seen[who].append(perf_counter() - began)
        _forget(store, day)
        if claimed != due:
            raise RuntimeError(f"{who} claimed {claimed} of {due}")
        progress(f"{title} {size} open, {who}: {seen[who][-1]:.2f} s for {due} due")
    return {f"{who}_{size}": round(median(took), 4) for who, took in seen.items()}


def fill(store: Store, since: int, until: int, day: date, units: int | None = None) -> None:
    """One deadline in each of the cases from number `since` to `until`, whose reminder of `day` is its next.

    The cases are about one unit, or about so many `units` in turn, whose codes `code` gives.
    """
    if until <= since:
        return
    series = "SELECT generate_series(:since, :until - 1) AS n"
    walk = "WITH RECURSIVE r(n) AS (SELECT :since UNION ALL SELECT n + 1 FROM r WHERE n < :until - 1) SELECT n FROM r"
    seven = "lpad(({})::text, 7, '0')" if store.postgres else "printf('%07d', {})"
    spelled = {
        "numbers": series if store.postgres else walk,
        "number": f"'GZ-2001-' || {seven.format('n')}",
        "of": ":unit" if units is None else f"'{code(0)[:-7]}' || {seven.format(f'n % {units}')}",
        "true": "true" if store.postgres else "1",
        "false": "false" if store.postgres else "0",
    }
    values = {
        "since": since, "until": until, "unit": UNIT_CODE, "handler": INSPECTOR, "today": TODAY.isoformat(),
        "anchor": (day - timedelta(days=60)).isoformat(), "due": _due(day).isoformat(), "rung": day.isoformat(),
    }  # fmt: skip
    typed = {name: date.fromisoformat(values[name]) for name in ("today", "anchor", "due", "rung")}  # type: ignore[arg-type]
    with store.write() as connection:
        for statement in (CASES, DEADLINES):
            connection.execute(text(statement.format(**spelled)), {**values, **(typed if store.postgres else {})})


def code(number: int) -> str:
    """The code of one of many units."""
    return f"91520102{number:010d}"


def _due(day: date) -> date:
    """The last day of which `day`, a Wednesday, is the third working day before."""
    return day + timedelta(days=5)


def _forget(store: Store, day: date) -> None:
    """What was claimed owes nothing to the turns that follow."""
    with store.write() as connection:
        statement = "UPDATE deadline SET next_rung_on = NULL WHERE next_rung_on < :later AND due_on = :due"
        values = {"later": day + timedelta(days=7), "due": _due(day)}
        plain = {name: value.isoformat() for name, value in values.items()}
        connection.execute(text(statement), values if store.postgres else plain)
