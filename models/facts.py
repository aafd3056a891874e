"""The frozen snapshot a decision rests on. Loaded once, inside the transaction that records the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from models.classification import Classification
from models.law.duties import Spell
from models.periods import Clock, DeadlineState, Holder, Unit
from models.vocabulary import DepartmentKind, File, Level, RevealState, Role, Stage

Entry = Mapping[str, Any]
"""The open fields of one act taken, with `act`, `by` (badge), `on` (ISO date) and `seq`."""


def day(entry: Entry, name: str) -> date:
    """A date field of an entry."""
    return date.fromisoformat(entry[name])


@dataclass(frozen=True)
class MandateFacts:
    """A role an officer holds, for one act or all (`*`), on days within the bounds, both included.

    `delegator` is who lent it; None for a mandate of the officer's own.
    """

    role: Role
    act: str
    valid_from: date
    valid_until: date | None
    revoked_on: date | None = None
    delegator: "OfficerFacts | None" = None

    def covers(self, role: Role, act: str, on: date) -> bool:
        """Whether it is for this role and act and runs on that day."""
        return self.role is role and self.act in ("*", act) and self.runs(on)

    def runs(self, on: date) -> bool:
        """Whether it is in force on that day; the day of revocation is outside."""
        if self.revoked_on is not None and on >= self.revoked_on:
            return False
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True)
class OfficerFacts:
    """An officer with the place and level of the organ."""

    badge: str
    organ: str
    level: Level
    active: bool
    mandates: tuple[MandateFacts, ...] = ()
    clearance: Classification = Classification.INTERNAL

    def holds(self, role: Role, act: str, on: date) -> bool:
        """Whether a mandate of the officer's own for this role covers the act (`stage.act`) on that day."""
        return self.active and any(m.delegator is None and m.covers(role, act, on) for m in self.mandates)

    def delegators(self, act: str, on: date) -> "tuple[OfficerFacts, ...]":
        """Who delegated the act to this officer and could still take it: in the same organ, by a mandate of their own.

        So a delegation ends with the mandate it came from, and is never passed on.
        """
        lent = [m.delegator for m in self.mandates if m.delegator and m.covers(Role.RESPONSIBLE, act, on)]
        able = (d for d in lent if d.organ == self.organ and d.holds(Role.RESPONSIBLE, act, on))
        return tuple(able) if self.active else ()


@dataclass(frozen=True)
class OrganFacts:
    """The organ in charge and the organs above it, nearest first (`line` begins with itself, `levels` beside it)."""

    code: str
    region: str
    prefix: str
    line: tuple[str, ...]
    levels: tuple[Level, ...] = ()

    @property
    def supervisor(self) -> str:
        """The organ that supervises this one; the topmost supervises itself."""
        return self.line[1] if len(self.line) > 1 else self.code


@dataclass(frozen=True)
class UnitFacts:
    """The unit, with its dated statuses."""

    code: str
    region: str
    superior: str | None
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True)
class StageFacts:
    """One stage instance and what was done in it, in order."""

    label: str
    kind: Stage
    state: str
    ground: str | None
    acts: tuple[Entry, ...]

    def all(self, act: str) -> tuple[Entry, ...]:
        return tuple(e for e in self.acts if e["act"] == act)

    def last(self, *acts: str) -> Entry | None:
        """The newest entry of any of these acts."""
        return next((e for e in reversed(self.acts) if e["act"] in acts), None)

    def awaits(self, act: str, answer: str) -> bool:
        """Whether an `act` was recorded that no `answer` followed."""
        newest = self.last(act, answer)
        return newest is not None and newest["act"] == act


@dataclass(frozen=True)
class DeadlineFacts:
    """A deadline with its ledger. (stage, clock, armed_seq, item) names it for ever."""

    id: int
    stage: str | None
    clock: Clock
    holder: Holder
    length: int
    unit: Unit
    roll: bool
    anchor_on: date
    state: DeadlineState
    due_on: date
    provisional: bool
    armed_seq: int
    item: int = 0
    settled_on: date | None = None
    extension: int = 0
    suspensions: tuple[tuple[date, date | None], ...] = ()

    @property
    def open(self) -> bool:
        return self.state in (DeadlineState.RUNNING, DeadlineState.SUSPENDED)


@dataclass(frozen=True)
class CaseFacts:
    """The file itself: a case, or an activity for many units."""

    no: str
    state: str
    version: int
    handler: str | None
    acts: tuple[Entry, ...]
    kind: File = File.CASE

    @property
    def own(self) -> StageFacts:
        """A file that is one procedure of its own, as its only stage instance; that has no label."""
        return StageFacts("", self.kind.stage, self.state, None, self.acts)

    def last(self, *acts: str) -> Entry | None:
        """The newest entry of any of these acts."""
        return next((e for e in reversed(self.acts) if e["act"] in acts), None)


@dataclass(frozen=True)
class RevealFacts:
    """A request for an informant's identity, and what became of it. Moments are UTC."""

    id: str
    alias: str
    case: str
    requested_by: str
    state: RevealState
    decided_at: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True)
class DepartmentFacts:
    """A body outside the state security organs: whether it has a receiving service, and whether a mail address."""

    code: str
    kind: DepartmentKind
    online: bool
    mail: bool = True


@dataclass(frozen=True)
class ComplainedFacts:
    """What a complaint is about: the organ (None: there is none of that code), whether the case it names is known,
    the badges of who had a part in that case, and the departments with which an act in it was taken."""

    organ: OrganFacts | None
    case_known: bool = True
    hands: frozenset[str] = frozenset()
    jointly_with: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LinkId:
    """A one-purpose link of a case or a duties ledger by its number; written `GZ-2026-000123-2`."""

    case: str
    number: int

    def __str__(self) -> str:
        return f"{self.case}-{self.number}"


@dataclass(frozen=True)
class Facts:
    """Everything a guard may look at. `case` is None while it is being opened; an activity has `units`, no `unit`.

    `documents` are the stored files of this case that the form names, with what they are; `alias_known` says whether
    the informant vault has the alias it names, `other_kind` what kind of file it names as the report. `same_year` is
    whether the organ has another file of the kind being opened for the year the form names, not refused. `activities`
    are the organ's guidance activities that an education plan names, by number.
    `link` is set where the unit files the act itself, through a link: there is no `actor` then.
    `complained` is set for a complaint.
    While a file of a kind of its own is being opened, `same_kind_open` is whether one of that kind about the unit is
    open already, `running` the number of the own organ's.
    """

    case: CaseFacts | None
    unit: UnitFacts | None
    organ: OrganFacts | None
    actor: OfficerFacts | None
    officers: Mapping[str, OfficerFacts] = field(default_factory=dict)
    departments: Mapping[str, DepartmentFacts] = field(default_factory=dict)
    units: Mapping[str, UnitFacts] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    stages: tuple[StageFacts, ...] = ()
    deadlines: tuple[DeadlineFacts, ...] = ()
    undelivered: int = 0
    other_case_exists: bool = False
    running: str | None = None
    same_year: bool = False
    activities: Mapping[str, CaseFacts] = field(default_factory=dict)
    same_kind_open: bool = False
    alias_known: bool = False
    other_kind: File | None = None
    link: LinkId | None = None
    complained: ComplainedFacts | None = None

    def stage(self, label: str | None) -> StageFacts | None:
        """The stage instance with this label; a full number (`GZ-2026-000123/R2`) is understood too."""
        short = label.rsplit("/", 1)[-1] if label else None
        return next((s for s in self.stages if s.label == short), None)

    def deadline(self, clock: Clock, stage: str | None, item: int | None = None) -> DeadlineFacts | None:
        """The newest deadline of this kind in that stage (None or no label: of the file), of that item if one is
        named."""
        where = stage or None
        found = [d for d in self.deadlines if d.clock is clock and d.stage == where and item in (None, d.item)]
        return max(found, key=lambda d: d.armed_seq, default=None)
