"""Which prevention duties bind a unit on a given day (Regulations Art. 8, 9, 10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from models.vocabulary import UnitStatus

_DAY: Final = timedelta(days=1)
IN_FORCE: Final = date(2021, 4, 26)
"""First day of the Regulations; no earlier fact can breach them."""


class DutyItem(StrEnum):
    """A duty a finding may cite; the value is the id of its article."""

    ART_8_1 = "reg-8-1"
    ART_8_2 = "reg-8-2"
    ART_8_3 = "reg-8-3"
    ART_8_4 = "reg-8-4"
    ART_8_5 = "reg-8-5"
    ART_8_6 = "reg-8-6"
    ART_9_1 = "reg-9-1"
    ART_9_2 = "reg-9-2"
    ART_9_3 = "reg-9-3"
    ART_9_4 = "reg-9-4"
    ART_9_5 = "reg-9-5"
    ART_9_6 = "reg-9-6"
    ART_9_7 = "reg-9-7"
    ART_9_8 = "reg-9-8"
    ART_9_9 = "reg-9-9"
    ART_10_1 = "reg-10-1"
    ART_10_2 = "reg-10-2"
    ART_10_3 = "reg-10-3"


@dataclass(frozen=True)
class Spell:
    """One dated status of a unit: served on a day, binding from the next one, `ended_on` the last binding day.

    `listing` is the number of the file by which it was listed; None where it was entered in the register by hand.
    """

    status: UnitStatus
    served_on: date
    ended_on: date | None = None
    listing: str | None = None

    def binds(self, on: date) -> bool:
        return self.served_on < on and (self.ended_on is None or on <= self.ended_on)


def binding(on: date, spells: Iterable[Spell]) -> frozenset[DutyItem]:
    """The duties in force on that day: Art. 8 for every unit, united with Art. 9 and 10 while such a status binds."""
    if on < IN_FORCE:
        return frozenset()
    duties = _of("reg-8-")
    for spell in spells:
        if spell.binds(on):
            duties |= _ADDED[spell.status]
    return duties


def bound_since(duty: DutyItem, on: date, spells: Iterable[Spell]) -> date | None:
    """The first day of the time in which the duty binds on that day without a break; None where it does not."""
    if duty not in binding(on, spells := tuple(spells)):
        return None
    if duty in _of("reg-8-"):
        return IN_FORCE
    own = [s for s in spells if duty in _ADDED[s.status]]
    since = on
    # Spells that touch or overlap are one time: the duty never ceased between them.
    while earlier := [s.served_on for s in own if s.binds(since) or s.ended_on == since - _DAY]:
        first = max(min(earlier) + _DAY, IN_FORCE)
        if first >= since:
            break
        since = first
    return since


def _of(prefix: str) -> frozenset[DutyItem]:
    return frozenset(item for item in DutyItem if item.startswith(prefix))


_ADDED: Final = {UnitStatus.KEY_UNIT: _of("reg-9-"), UnitStatus.CII_OPERATOR: _of("reg-10-")}
