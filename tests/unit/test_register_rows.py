"""Regions at import: those of GB/T 2260 only, and none wider than the organ's level."""

import pytest
from pydantic import ValidationError

from models.register_rows import OrganRow, UnitRow
from models.vocabulary import Level, UnitKind
from tests.builders import UNIT_CODE


def unit(region: str) -> UnitRow:
    return UnitRow(code=UNIT_CODE, name="u", kind=UnitKind.OTHER, industry="x", region=region)


def organ(level: Level, region: str) -> OrganRow:
    return OrganRow(code="X", name="x", level=level, region=region, prefix="XX")


@pytest.mark.parametrize("region", ["520102", "520100", "520000", "110101", "659001"])
def test_a_unit_lies_in_a_region_that_exists(region: str) -> None:
    assert unit(region).region == region


@pytest.mark.parametrize("region", ["520199", "999999", "000000", "5201", "5201020", "52010x", "５２０１０２", ""])
def test_a_region_nobody_ever_named_is_refused(region: str) -> None:
    with pytest.raises(ValidationError, match="region"):
        unit(region)


@pytest.mark.parametrize(
    ("level", "fits", "too_wide"),
    [
        (Level.COUNTY, "520102", "520100"),
        (Level.CITY, "520100", "520000"),
        (Level.PROVINCE, "520000", "000000"),
    ],
)
def test_an_organ_has_no_region_wider_than_its_level(level: Level, fits: str, too_wide: str) -> None:
    assert organ(level, fits).region == fits
    with pytest.raises(ValidationError, match="wider"):
        organ(level, too_wide)


def test_only_the_ministry_has_the_nation() -> None:
    assert organ(Level.MINISTRY, "000000").region == "000000"


def test_a_city_without_counties_may_have_its_own_level() -> None:
    assert organ(Level.CITY, "659001").region == "659001"
