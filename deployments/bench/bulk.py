"""Acts for many: a notice to every key unit, a ledger for every unit, every open deadline after a holiday notice."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine, event, insert, text

from deployments.bench import databases
from deployments.bench.medians import Progress
from deployments.bench.sweeping import code, fill
from deployments.bench.worlds import TEXT, world_in
from deployments.demo.world import COUNTY, INSPECTOR
from flows import to_many
from flows.calendar_import import import_notice
from flows.series import Series
from models.store.addressees import Meant
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.handles import UNIT, UNIT_STATUS
from models.vocabulary import UnitKind, UnitStatus

REGION = "520102"
AT_ONCE = 1000
TODAY, DUE_RUNG = date(2026, 11, 10), date(2026, 12, 29)
"""The day everything happens on, and the day of the reminder of deadlines whose last day the holiday moves."""
HOLIDAYS = {
    "year": 2027,
    "papers": ["https://example.org/notice"],
    "days": [{"name": "元旦", "date": f"2027-01-0{day}", "isOffDay": True} for day in (1, 2, 3)],
}


@dataclass(frozen=True)
class Size:
    """How many of each."""

    notices: int
    ledgers: int
    deadlines: int


FULL, QUICK = Size(5_000, 50_000, 100_000), Size(3, 6, 10)


def measured(folder: Path, size: Size, progress: Progress) -> dict[str, Any]:
    """By database and what was done: seconds, those of them this process computed, how many a second, and the longest
    transaction in milliseconds; and the peak of memory."""
    found: dict[str, Any] = {}
    for name, place in (("sqlite", databases.sqlite_url), ("postgresql", databases.postgresql_url)):
        with place(folder, "bulk") as url:
            if url is not None:
                with world_in(url) as store:
                    found[f"bulk_{name}"] = _on(store, f"bulk_{name}", size, progress)
    found["bulk_memory_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found


def _on(store: Store, title: str, size: Size, progress: Progress) -> dict[str, float]:
    _units(store, size)
    fill(store, 0, size.deadlines, DUE_RUNG, size.ledgers)
    with store.write() as connection:
        connection.execute(text("ANALYZE"))
        set_demo_today(connection, TODAY)
    figures: dict[str, float] = {}
    ways: dict[str, tuple[Callable[[Store], int], int]] = {
        "deadlines": (_deadlines, size.deadlines),  # first: those of the ledgers are not meant
        "notices": (_notices, size.notices + 1),  # the demo's own unit is one of them
        "ledgers": (_ledgers, size.ledgers + 1),
    }
    for name, (way, count) in ways.items():
        with _longest(store.writer) as transactions:
            began, busy = perf_counter(), process_time()
            done = way(store)
            took, spent = perf_counter() - began, process_time() - busy
        if done != count:
            raise RuntimeError(f"{name}: {done} of {count}")
        figures[f"{name}_s"] = round(took, 2)
        figures[f"{name}_cpu_s"] = round(spent, 2)
        figures[f"{name}_per_s"] = round(count / took, 1)
        figures[f"{name}_longest_ms"] = round(1000 * max(transactions), 1)
        progress(f"{title} {count} {name}: {took:.1f} s")
    return figures


def _notices(store: Store) -> int:
    notice = to_many.read_notice({"reason": TEXT, "form": "written guidance", "content": TEXT}, COUNTY, "bench")
    units = to_many.all_meant(Meant(REGION, key_on=TODAY), INSPECTOR)
    return sum(one.done for one in to_many.issue(notice, units, _series()))


def _ledgers(store: Store) -> int:
    units = to_many.all_meant(Meant(REGION, ledgerless=True), INSPECTOR)
    return sum(one.done for one in to_many.open_ledgers(COUNTY, units, _series()))


def _deadlines(store: Store) -> int:
    return import_notice(store, HOLIDAYS).recomputed


def _series() -> Series:
    return Series({"badge": INSPECTOR}, datetime.now(UTC))


def _units(store: Store, size: Size) -> None:
    """Units of the county; the first of them are key units."""
    unit = {"kind": UnitKind.ENTERPRISE, "industry": "research", "region": REGION}
    spell = {"status": UnitStatus.KEY_UNIT, "notice_no": "K-1", "served_on": date(2026, 1, 5)}
    for since in range(0, size.ledgers, AT_ONCE):
        codes = [code(n) for n in range(since, min(since + AT_ONCE, size.ledgers))]
        keys = codes[: max(0, size.notices - since)]
        with store.write() as connection:
            connection.execute(insert(UNIT), [{"code": one, "name": one, **unit} for one in codes])
            if keys:
                connection.execute(insert(UNIT_STATUS), [{"unit": one, **spell} for one in keys])


@contextmanager
def _longest(engine: Engine) -> Iterator[list[float]]:
    """How long connections were held, which is one transaction each time, commit included."""
    began: dict[int, float] = {}
    took: list[float] = [0.0]

    def out(_raw: Any, record: Any, _proxy: Any) -> None:
        began[id(record)] = perf_counter()

    def back(_raw: Any, record: Any) -> None:
        took[0] = max(took[0], perf_counter() - began.pop(id(record)))

    event.listen(engine, "checkout", out)
    event.listen(engine, "checkin", back)
    try:
        yield took
    finally:
        event.remove(engine, "checkout", out)
        event.remove(engine, "checkin", back)
