"""Officers who are cleared for informants, in the county and in the city above it, and a custodian of the vault."""

from datetime import date

from sqlalchemy import Connection

from models.classification import Classification
from models.register_rows import OfficerRow
from models.store.registers import REGISTERS, add
from models.vocabulary import Role
from tests.store.vaulted import custodians

KEEPER, SECOND, HEAD, CITY, CITY_SECOND = "G001", "G002", "G100", "H100", "H101"
COUNTY_ORGAN, CITY_ORGAN = "GZ-GY-NM", "GZ-GY"


def cleared(connection: Connection) -> None:
    """Enter them, once."""
    custodians(connection)
    rows = [
        OfficerRow(
            badge=badge, organ=organ, post="officer", email=f"{badge.lower()}@example.org", role=role,
            valid_from=date(2025, 1, 1), clearance=Classification.INFORMANT,
        )
        for badge, organ, role in (
            (KEEPER, COUNTY_ORGAN, Role.INSPECTOR),
            (SECOND, COUNTY_ORGAN, Role.INSPECTOR),
            (HEAD, COUNTY_ORGAN, Role.RESPONSIBLE),
            (CITY, CITY_ORGAN, Role.RESPONSIBLE),
            (CITY_SECOND, CITY_ORGAN, Role.RESPONSIBLE),
        )
    ]  # fmt: skip
    add(connection, REGISTERS["officer"], [(0, row) for row in rows], "operator", date(2026, 3, 2))
