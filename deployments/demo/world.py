"""The organs, officers, unit and departments of the demo. All are invented; the places are real regions."""

from datetime import date

from sqlalchemy import Connection

from deployments.cli.options import OPERATOR
from models.register_rows import DepartmentRow, OfficerRow, OrganRow, Row, UnitRow, UnitStatusRow
from models.store import registers
from models.store.registers import REGISTERS
from models.vocabulary import DepartmentKind, Level, Role, UnitKind, UnitStatus

UNIT_CODE = "12520102MB0DEM0X0D"
COUNTY, CITY, PROVINCE = "GZ-NM", "GZ-GY", "GZ"
INSPECTOR, COLLEAGUE, THIRD = "N001", "N002", "N003"
RESPONSIBLE = "C100"
SUPERIOR, RECEIVER = "SUP-1", "REC-1"
SINCE = date(2022, 2, 15)


def populate(connection: Connection, receiver_url: str, receiver_key: str | None) -> None:
    """Fill the registers of an empty database, as an operator does."""
    for name, rows in (
        ("organ", _organs()),
        ("department", _departments(receiver_url, receiver_key)),
        ("unit", [_unit()]),
        ("unit_status", [_status()]),
        ("officer", _officers()),
    ):
        registers.add(connection, REGISTERS[name], [(0, row) for row in rows], OPERATOR, SINCE)


def _organs() -> list[Row]:
    printed = {"contact": "1 Example Road, telephone 0851-0000000", "court": "Nanming District People's Court"}
    organs = (
        (PROVINCE, "Guizhou", Level.PROVINCE, "520000", None),
        (CITY, "Guiyang", Level.CITY, "520100", PROVINCE),
        (COUNTY, "Nanming", Level.COUNTY, "520102", CITY),
    )
    return [
        OrganRow(
            code=code, name=name, level=level, region=region, prefix="GZ", parent=parent,
            email=f"{code.lower()}@organ.example", **printed,
        )
        for code, name, level, region, parent in organs
    ]  # fmt: skip


def _departments(receiver_url: str, receiver_key: str | None) -> list[Row]:
    departments = (
        (SUPERIOR, "Superior department", DepartmentKind.SUPERIOR, None, None),
        (RECEIVER, "Receiving organ", DepartmentKind.RECEIVER, receiver_url, receiver_key),
    )
    return [
        DepartmentRow(
            code=code, name=name, kind=kind, email=f"{code.lower()}@department.example", endpoint=endpoint,
            public_key=key,
        )
        for code, name, kind, endpoint, key in departments
    ]  # fmt: skip


def _unit() -> Row:
    return UnitRow(
        code=UNIT_CODE,
        name="A key unit",
        kind=UnitKind.INSTITUTION,
        industry="research",
        region="520102",
        superior=SUPERIOR,
        email="security@unit.example",
    )


def _status() -> Row:
    served = date(2024, 5, 6)
    return UnitStatusRow(unit=UNIT_CODE, status=UnitStatus.KEY_UNIT, notice_no="GZ-KEY-2024-017", served_on=served)


def _officers() -> list[Row]:
    officers = (
        (INSPECTOR, COUNTY, "inspector", Role.INSPECTOR),
        (COLLEAGUE, COUNTY, "inspector", Role.INSPECTOR),
        (THIRD, COUNTY, "inspector", Role.INSPECTOR),
        (RESPONSIBLE, CITY, "head", Role.RESPONSIBLE),
    )
    return [
        OfficerRow(
            badge=badge, organ=organ, post=post, email=f"{badge.lower()}@organ.example", role=role, valid_from=SINCE
        )
        for badge, organ, post, role in officers
    ]
