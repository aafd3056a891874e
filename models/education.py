"""What an education plan holds by its acts: its activities, what became of each, and the year in numbers. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from models.acts.education_choices import Became, StatutoryDay
from models.facts import Entry, day

STATUTORY: tuple[tuple[StatutoryDay, int, int], ...] = (
    (StatutoryDay.SECURITY_EDUCATION, 4, 15),
    (StatutoryDay.COUNTER_ESPIONAGE_LAW, 11, 1),
)
"""The day, its month, its day of the month (National Security Law Art. 14; Guizhou Art. 12)."""


@dataclass(frozen=True)
class Activity:
    """One activity of the plan. `day` is the statutory day it is for; `other` the file it has of its own."""

    item: int
    planned_on: date
    day: str | None
    units: tuple[str, ...] = ()
    other: str | None = None
    became: Became = Became.PLANNED
    held: Entry | None = None


def activities(acts: Iterable[Entry]) -> dict[int, Activity]:
    """The activities of a plan by their number, as its acts leave them."""
    found: dict[int, Activity] = {}
    for entry in acts:
        for planned in entry.get("activities", ()):
            n, on = planned["item"], day(planned, "planned_on")
            fresh = Activity(n, on, planned.get("day"), tuple(entry.get("units", ())), entry.get("other"))
            found[n] = replace(found[n], planned_on=on) if n in found else fresh
        if entry["act"] == "hold":
            found[entry["item"]] = replace(found[entry["item"]], became=Became.HELD, held=entry)
        elif entry["act"] == "cancel_activity":
            found[entry["item"]] = replace(found[entry["item"]], became=Became.CANCELLED)
    return found


def statutory(year: int) -> list[dict[str, Any]]:
    """The activities that plan themselves with the plan of a year."""
    return [
        {"item": n, "planned_on": date(year, month, of).isoformat(), "day": name.value}
        for n, (name, month, of) in enumerate(STATUTORY, 1)
    ]


def last_day(year: int) -> date:
    """The last of the year's statutory days: before it the year is not reported on."""
    return max(date(year, month, of) for _, month, of in STATUTORY)


def counts(acts: Iterable[Entry]) -> Mapping[str, Any]:
    """The year in numbers: activities, those who came, contributions of the media. Nobody is ranked by them."""
    acts = tuple(acts)
    known = activities(acts).values()
    held = [a.held for a in known if a.held is not None]
    media = [entry for entry in acts if entry["act"] == "media_contribution"]
    return {
        "planned": len(known),
        "held": len(held),
        "cancelled": sum(a.became is Became.CANCELLED for a in known),
        "attendance": sum(entry["attendance"] for entry in held),
        "forms": _counted(form for entry in held for form in set(entry["forms"])),
        "partners": _counted(partner for entry in held for partner in set(entry.get("partners", ()))),
        "media": _counted(entry["kind"] for entry in media),
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def year_of(acts: Iterable[Entry]) -> int:
    """The year a plan is for."""
    return int(next(iter(acts))["year"])
