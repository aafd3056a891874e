"""What an act does to the dated statuses of a unit: a spell begins with service of one notice, ends with another's."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from models.facts import UnitFacts
from models.law.duties import Spell
from models.vocabulary import UnitStatus


@dataclass(frozen=True)
class SpellChange:
    """The spell that began with service on `served_on`: it begins now, by this notice, or ends on `ended_on`."""

    status: UnitStatus
    served_on: date
    notice_no: str | None = None
    ended_on: date | None = None


def changed(unit: UnitFacts, changes: Iterable[SpellChange], file_no: str) -> UnitFacts:
    """The unit as it stands after the changes an act on that file made."""
    spells = list(unit.spells)
    for change in changes:
        if change.ended_on is None:
            spells.append(Spell(change.status, change.served_on, None, file_no))
        spells = [
            replace(s, ended_on=change.ended_on)
            if change.ended_on is not None and (s.status, s.served_on) == (change.status, change.served_on)
            else s
            for s in spells
        ]
    return replace(unit, spells=tuple(spells))
