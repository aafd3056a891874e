"""Which units a command for many is about, how far it is, and what came of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from deployments.cli import csv_rows, database
from deployments.cli.output import listing
from deployments.cli.progress import progress
from flows import to_many
from flows.to_many import Addressee, Told
from models.errors import Unknown
from models.register_rows import AddressedUnit
from models.store import addressees
from models.store.addressees import Meant
from models.store.engine import Store


@dataclass
class Reckoning:
    """How many units were served now and before, how many were not, and the rows that are kept of it."""

    done: int = 0
    already: int = 0
    failed: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)

    def table(self) -> RenderableType:
        """The units that were not served, for people."""
        heads = ("line", "unit", "case", "refusal", "article")
        names = ("line", "unit", "case", "code", "article")
        rows = [[row[name] for name in names] for row in self.rows if row["code"] is not None]
        return listing(None, heads, rows)


def reckon(results: Iterable[Told], total: int, *, every: bool) -> Reckoning:
    """Let each unit be served, showing how far it is. Of those that were served rows are kept where `every` one is
    asked for."""
    sum_ = Reckoning()
    with progress() as said:
        for n, one in enumerate(results, 1):
            sum_.done += one.done and not one.already
            sum_.already += one.done and one.already
            sum_.failed += not one.done
            if every or not one.done:
                sum_.rows.append(as_row(one))
            said(n, max(n, total))
    return sum_


def as_row(one: Told) -> dict[str, Any]:
    """What came of one unit, in plain values."""
    why = one.refused
    return {
        "unit": one.to.unit,
        "line": one.to.line,
        "case": one.case,
        "code": "lost_race" if one.raced else why.code if why else None,
        "article": why.article if why else None,
        "detail": list(why.detail) if why else [],
    }


def organ(store: Store, badge: str) -> tuple[str, str]:
    """Code and region of the officer's organ. Raises Unknown."""
    with store.read() as connection:
        found = addressees.organ_of(connection, badge)
    if found is None:
        raise Unknown(badge)
    return found


def listed(file: Path, badge: str | None) -> tuple[Iterator[Addressee], int]:
    """The units of a CSV file, and how many they are; `badge` handles where none is named."""
    rows = csv_rows.read(file, AddressedUnit)
    return (Addressee(row.unit, row.handler or badge, line) for line, row in rows), len(rows)


def meant(
    store: Store, region: str, badge: str, *, key_units: bool, ledgerless: bool
) -> tuple[Iterator[Addressee], int]:
    """The units in the region, and how many they are."""
    with store.read() as connection:
        which = Meant(region, database.today(connection) if key_units else None, ledgerless)
        total = addressees.count(connection, which)
    return to_many.all_meant(which, badge), total
