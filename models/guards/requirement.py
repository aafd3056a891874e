"""What is derived of an industry's requirement: the units it is told to."""

from collections.abc import Mapping
from typing import Any

from models.errors import Refusal
from models.facts import day
from models.guards.authority import under
from models.situation import Situation, no


def told_to(s: Situation) -> Mapping[str, Any]:
    """The units of the industry that lie under the organ on that day; the notices follow this list."""
    organ = s.facts.organ
    units = [u.code for u in s.facts.units.values() if organ is not None and under(organ.region, u.region)]
    return {"units": sorted(units)}


def ends_in_order(s: Situation) -> Refusal | None:
    """It does not end before it began."""
    began = s.facts.case.last("record", "amend") if s.facts.case else None
    early = began is not None and s.get("ends_on") < day(began, "valid_from")
    return no("dates_reversed", "valid_from", "ends_on") if early else None
