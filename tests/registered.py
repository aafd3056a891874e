"""The standard world of the registers: organs, officers, one unit, departments."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection
from stdnum.cn import uscc

from models.register_rows import DepartmentRow, OfficerRow, OrganRow, Row, UnitRow, UnitStatusRow
from models.store.registers import REGISTERS, add
from models.vocabulary import DepartmentKind, Level, Role, UnitKind, UnitStatus

UNIT_CODE = uscc.validate("91520102MA6DK4XJ2" + uscc.calc_check_digit("91520102MA6DK4XJ2"))
SUPERIOR, RECEIVER = "D-SUP", "D-REC"
OPENED = date(2026, 3, 2)

ORGANS = (
    ("GZ", Level.PROVINCE, "520000", None),
    ("GZ-GY", Level.CITY, "520100", "GZ"),
    ("GZ-ZY", Level.CITY, "520300", "GZ"),
    ("GZ-GY-NM", Level.COUNTY, "520102", "GZ-GY"),
)
OFFICERS = (
    *((badge, "GZ-GY-NM", Role.INSPECTOR) for badge in ("N001", "N002", "N003")),
    ("N100", "GZ-GY-NM", Role.RESPONSIBLE),
    *((badge, "GZ-GY", Role.INSPECTOR) for badge in ("C001", "C002")),
    *((badge, "GZ-GY", Role.RESPONSIBLE) for badge in ("C100", "C101")),
    ("P100", "GZ", Role.RESPONSIBLE),
    ("Z100", "GZ-ZY", Role.RESPONSIBLE),
)


def registers(connection: Connection) -> None:
    """The standard world, as an operator enters it; nothing of it may be there yet."""
    world: dict[str, list[Row]] = {
        "organ": [
            OrganRow(
                code=code, name=code, level=level, region=region, prefix="GZ", parent=parent,
                email=f"{code.lower()}@example.org",
            )
            for code, level, region, parent in ORGANS
        ],
        "department": [
            DepartmentRow(code=code, name=code, kind=kind, endpoint=endpoint, email=f"{code.lower()}@example.org")
            for code, kind, endpoint in (
                (SUPERIOR, DepartmentKind.SUPERIOR, None),
                (RECEIVER, DepartmentKind.RECEIVER, "http://127.0.0.1:9/"),
            )
        ],
        "unit": [
            UnitRow(
                code=UNIT_CODE, name="unit", kind=UnitKind.ENTERPRISE, industry="software", region="520102",
                superior=SUPERIOR, email="unit@example.org",
            )
        ],
        "unit_status": [
            UnitStatusRow(unit=UNIT_CODE, status=UnitStatus.KEY_UNIT, notice_no="K-1", served_on=date(2026, 1, 5))
        ],
        "officer": [
            OfficerRow(
                badge=badge, organ=organ, post="officer", email=f"{badge.lower()}@example.org", role=role,
                valid_from=date(2025, 1, 1),
            )
            for badge, organ, role in OFFICERS
        ],
    }  # fmt: skip
    for name, rows in world.items():
        add(connection, REGISTERS[name], [(0, row) for row in rows], "operator", OPENED)


def credit_code(n: int) -> str:
    """One of many codes of made-up units."""
    body = f"91520102MA6DK{n:04d}"
    return body + str(uscc.calc_check_digit(body))


def more_units(connection: Connection, regions: Mapping[str, str], keys: Mapping[str, date | None]) -> None:
    """Units by the region they lie in; `keys` are those on the list of key units, with the day it ended."""
    units: list[Row] = [
        UnitRow(code=code, name=code, kind=UnitKind.ENTERPRISE, industry="software", region=region)
        for code, region in regions.items()
    ]
    spells: list[Row] = [
        UnitStatusRow(
            unit=code, status=UnitStatus.KEY_UNIT, notice_no="K-1", served_on=date(2026, 1, 5), ended_on=ended
        )
        for code, ended in keys.items()
    ]
    for name, rows in (("unit", units), ("unit_status", spells)):
        add(connection, REGISTERS[name], [(0, row) for row in rows], "operator", OPENED)
