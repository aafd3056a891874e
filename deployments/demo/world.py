"""The organs, officers, unit and departments of the demo. All are invented; the places are real regions."""

from datetime import date

from sqlalchemy import Connection, insert

from models.store.handles import DEPARTMENT, MANDATE, OFFICER, ORGAN, UNIT, UNIT_STATUS
from models.vocabulary import DepartmentKind, Level, Role, UnitKind, UnitStatus

UNIT_CODE = "12520102MB0DEM0X0D"
COUNTY, CITY, PROVINCE = "GZ-NM", "GZ-GY", "GZ"
INSPECTOR, COLLEAGUE, THIRD = "N001", "N002", "N003"
RESPONSIBLE = "C100"
SUPERIOR, RECEIVER = "SUP-1", "REC-1"
SINCE = date(2022, 2, 15)


def populate(connection: Connection, receiver_url: str) -> None:
    """Fill the registers of an empty database."""
    organs = (
        (PROVINCE, "Guizhou", Level.PROVINCE, "520000", None),
        (CITY, "Guiyang", Level.CITY, "520100", PROVINCE),
        (COUNTY, "Nanming", Level.COUNTY, "520102", CITY),
    )
    for code, name, level, region, parent in organs:
        printed = {"contact": "1 Example Road, telephone 0851-0000000", "court": "Nanming District People's Court"}
        row = {"code": code, "name": name, "level": level, "region": region, "prefix": "GZ", "parent": parent}
        connection.execute(insert(ORGAN).values(**row, email=f"{code.lower()}@organ.example", **printed))
    departments = (
        (SUPERIOR, "Superior department", DepartmentKind.SUPERIOR, None),
        (RECEIVER, "Receiving organ", DepartmentKind.RECEIVER, receiver_url),
    )
    for code, name, kind, endpoint in departments:
        email = f"{code.lower()}@department.example"
        connection.execute(insert(DEPARTMENT).values(code=code, name=name, kind=kind, email=email, endpoint=endpoint))
    _unit(connection)
    for badge, organ, post, role in (
        (INSPECTOR, COUNTY, "inspector", Role.INSPECTOR),
        (COLLEAGUE, COUNTY, "inspector", Role.INSPECTOR),
        (THIRD, COUNTY, "inspector", Role.INSPECTOR),
        (RESPONSIBLE, CITY, "head", Role.RESPONSIBLE),
    ):
        email = f"{badge.lower()}@organ.example"
        connection.execute(insert(OFFICER).values(badge=badge, organ=organ, post=post, email=email, active=True))
        connection.execute(insert(MANDATE).values(badge=badge, role=role, act="*", valid_from=SINCE))


def _unit(connection: Connection) -> None:
    connection.execute(
        insert(UNIT).values(
            code=UNIT_CODE,
            name="A key unit",
            kind=UnitKind.INSTITUTION,
            industry="research",
            region="520102",
            superior=SUPERIOR,
            email="security@unit.example",
        )
    )
    connection.execute(
        insert(UNIT_STATUS).values(
            unit=UNIT_CODE, status=UnitStatus.KEY_UNIT, notice_no="GZ-KEY-2024-017", served_on=date(2024, 5, 6)
        )
    )
