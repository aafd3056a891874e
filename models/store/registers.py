"""Writing the registers: every row is checked first, then all are written with their event, or none is."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, select

from models.errors import BadInput
from models.guards.authority import under
from models.register_rows import DepartmentRow, OfficerRow, OrganRow, Row, UnitRow, UnitStatusRow
from models.store import chain
from models.store.addresses import seal_addresses
from models.store.handles import DEPARTMENT, MANDATE, OFFICER, ORGAN, UNIT, UNIT_STATUS
from models.store.told_rows import tell
from models.vocabulary import EventKind, Level

Numbered = tuple[int, Any]
"""A row with the line it stands in."""

Fault = tuple[int, str, str]
"""Line, column, and what is wrong there."""

Written = Mapping[str, Sequence[Mapping[str, Any]]]
"""What was written, by table."""

AT_ONCE = 500
SHOWN = 10

UNKNOWN, PRESENT, TWICE = "is not in the register", "is in the register already", "stands in an earlier line too"


@dataclass(frozen=True)
class Register:
    """One register: its name, the column its events list, the form of a row, and how rows are checked and written."""

    name: str
    key: str
    form: type[Row]
    write: Callable[[Connection, Sequence[Numbered]], Written]


def add(connection: Connection, register: Register, rows: Sequence[Numbered], actor: str, today: date) -> int:
    """Write all rows, or none. Raises BadInput naming line and column of what is wrong; returns how many there were."""
    written = register.write(connection, rows)
    codes = [getattr(row, register.key) for _, row in rows]
    at = chain.now(connection)
    told = {table: [tell(table, values) for values in inserted] for table, inserted in written.items()}
    for part in _parts(list(dict.fromkeys(codes))):
        within = set(part)
        data = {"codes": part, "rows": {t: [row for row in lines if row[0] in within] for t, lines in told.items()}}
        event = chain.NewEvent(EventKind.REGISTER, f"register.{register.name}.add", actor, today, data=data)
        chain.append(connection, chain.SYSTEM, event, at)
    return len(rows)


def complain(faults: Sequence[Fault]) -> BadInput:
    """All that is wrong in one line of text, as far as it can be read; line 0 stands for a row not from a file."""
    told = [(f"line {line}, " if line else "") + f"{column}: {why}" for line, column, why in sorted(faults)]
    more = len(told) - SHOWN
    return BadInput("; ".join(told[:SHOWN]) + (f"; and {more} more" if more > 0 else ""))


def _organs(connection: Connection, rows: Sequence[Numbered]) -> Written:
    """An organ stands under one of a higher level and a wider region, known already or in an earlier line."""
    known = connection.execute(select(ORGAN.c.code, ORGAN.c.level, ORGAN.c.region))
    levels: dict[str, tuple[Level, str]] = {r.code: (r.level, r.region) for r in known}
    faults: list[Fault] = []
    for line, row in rows:
        if row.code in levels:
            faults.append((line, "code", PRESENT))
        if row.parent is not None and row.parent not in levels:
            faults.append((line, "parent", UNKNOWN))
        elif row.parent is not None:
            level, region = levels[row.parent]
            if level.rank <= row.level.rank:
                faults.append((line, "parent", "is not of a higher level"))
            if not under(region, row.region):
                faults.append((line, "region", "lies outside the region of the organ above"))
        levels[row.code] = (row.level, row.region)
    return _insert(connection, ORGAN, (row.model_dump() for _, row in rows), faults)


def _departments(connection: Connection, rows: Sequence[Numbered]) -> Written:
    faults = _new(connection, DEPARTMENT.c.code, rows)
    return _insert(connection, DEPARTMENT, (row.model_dump() for _, row in rows), faults)


def _units(connection: Connection, rows: Sequence[Numbered]) -> Written:
    faults = _new(connection, UNIT.c.code, rows) + _known(connection, DEPARTMENT.c.code, rows, "superior")
    return _insert(connection, UNIT, (row.model_dump() for _, row in rows), faults)


def _statuses(connection: Connection, rows: Sequence[Numbered]) -> Written:
    faults = _known(connection, UNIT.c.code, rows, "unit")
    faults += _fresh(connection, UNIT_STATUS.c["unit", "status", "served_on"], rows)
    return _insert(connection, UNIT_STATUS, (row.model_dump() for _, row in rows), faults)


def _officers(connection: Connection, rows: Sequence[Numbered]) -> Written:
    """A badge known already gets a further mandate, if organ and post are the same."""
    faults = _known(connection, ORGAN.c.code, rows, "organ")
    faults += _fresh(connection, MANDATE.c["badge", "role", "act", "valid_from"], rows)
    wanted = [row.badge for _, row in rows]
    people: dict[str, tuple[str, str]] = {}
    for part in _parts(wanted):
        found = select(OFFICER.c.badge, OFFICER.c.organ, OFFICER.c.post).where(OFFICER.c.badge.in_(part))
        people |= {r.badge: (r.organ, r.post) for r in connection.execute(found)}
    fresh: list[Mapping[str, Any]] = []
    for line, row in rows:
        if row.badge not in people:
            people[row.badge] = (row.organ, row.post)
            fresh.append(row.person())
        elif people[row.badge] != (row.organ, row.post):
            faults.append((line, "badge", "belongs to another organ or post"))
    people_written = _insert(connection, OFFICER, fresh, faults)
    return {**people_written, **_insert(connection, MANDATE, (row.mandate() for _, row in rows), [])}


def _insert(
    connection: Connection, into: Table, values: Iterable[Mapping[str, Any]], faults: Sequence[Fault]
) -> Written:
    if faults:
        raise complain(faults)
    written = seal_addresses(connection, into, list(values))
    for part in _parts(written):
        connection.execute(insert(into), part)
    return {into.name: written}


def _new(connection: Connection, key: Column[str], rows: Sequence[Numbered]) -> list[Fault]:
    present = _present(connection, key, {row.code for _, row in rows})
    faults: list[Fault] = []
    seen: set[str] = set()
    for line, row in rows:
        if row.code in present or row.code in seen:
            faults.append((line, "code", PRESENT if row.code in present else TWICE))
        seen.add(row.code)
    return faults


def _fresh(connection: Connection, columns: Any, rows: Sequence[Numbered]) -> list[Fault]:
    """A spell or mandate that begins on the same day as one of the same kind is the same one."""
    first, *rest = columns
    wanted = sorted({getattr(row, first.name) for _, row in rows})
    seen = {
        tuple(found)
        for part in _parts(wanted)
        for found in connection.execute(select(first, *rest).where(first.in_(part)))
    }
    faults: list[Fault] = []
    for line, row in rows:
        key = tuple(getattr(row, column.name) for column in columns)
        if key in seen:
            faults.append((line, first.name, PRESENT))
        seen.add(key)
    return faults


def _known(connection: Connection, key: Column[str], rows: Sequence[Numbered], field: str) -> list[Fault]:
    named = {getattr(row, field) for _, row in rows} - {None}
    present = _present(connection, key, named)
    return [
        (line, field, UNKNOWN)
        for line, row in rows
        if getattr(row, field) is not None and getattr(row, field) not in present
    ]


def _present(connection: Connection, key: Column[str], codes: Collection[str]) -> set[str]:
    return {code for part in _parts(sorted(codes)) for code in connection.scalars(select(key).where(key.in_(part)))}


def _parts(values: Iterable[Any]) -> Iterable[list[Any]]:
    rest = iter(values)
    return iter(lambda: list(islice(rest, AT_ONCE)), [])


REGISTERS: Mapping[str, Register] = {
    "organ": Register("organ", "code", OrganRow, _organs),
    "department": Register("department", "code", DepartmentRow, _departments),
    "unit": Register("unit", "code", UnitRow, _units),
    "unit_status": Register("unit_status", "unit", UnitStatusRow, _statuses),
    "officer": Register("officer", "badge", OfficerRow, _officers),
}
