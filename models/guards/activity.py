"""Preconditions of guidance for many units."""

from models.errors import Refusal
from models.guards.authority import under
from models.situation import Situation, no


def units_known(s: Situation) -> Refusal | None:
    """Each unit invited is registered, and named once."""
    named: list[str] = s.get("units")
    unknown = [code for code in named if code not in s.facts.units]
    if unknown:
        return no("unit_unknown", *unknown[:5])
    return None if len(set(named)) == len(named) else no("unit_twice")


def in_jurisdiction(s: Situation) -> Refusal | None:
    """Each lies under the organ that plans the activity."""
    organ = s.facts.organ
    if organ is None:
        return no("not_organ_in_charge")
    outside = [u.code for u in s.facts.units.values() if not under(organ.region, u.region)]
    return no("outside_jurisdiction", *outside[:5]) if outside else None


def attended_were_invited(s: Situation) -> Refusal | None:
    planned = s.facts.case.last("plan") if s.facts.case else None
    strangers = [code for code in s.get("attended") if planned is None or code not in planned["units"]]
    return no("unit_not_invited", *strangers[:5]) if strangers else None
