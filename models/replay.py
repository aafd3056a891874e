"""What the rows of a case must be, told by its events alone. Pure: bodies go in, in order; the image comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from models.amendments import Amendment, amended
from models.documents import named
from models.need_to_know import classified, people
from models.states import is_final
from models.vocabulary import EventKind, Stage

Body = Mapping[str, Any]
Entry = Mapping[str, Any]
ERASURE = "keys.destroy"
"""The event after which the case's key is gone."""

ACKNOWLEDGED = "notice.acknowledge"
"""The event by which an officer takes notice that a deadline passed."""

Identity = tuple[str | None, str, int, int]
"""(stage, clock, armed_seq, item) names a deadline for ever."""


@dataclass(frozen=True)
class CaseImage:
    """The case row as the events have it; dates are ISO text."""

    kind: str
    unit: str | None
    organ: str
    opened_on: str
    state: str
    version: int = 0
    handler: str | None = None
    closed_on: str | None = None
    acts: tuple[Entry, ...] = ()

    @property
    def classification(self) -> str:
        return classified(self.acts).value


@dataclass(frozen=True)
class StageImage:
    """One stage row."""

    kind: str
    state: str
    ground: str | None
    acts: tuple[Entry, ...]


@dataclass(frozen=True)
class DeadlineImage:
    """One deadline row with its ledger, each line as (kind, on, length, seq)."""

    length: int
    unit: str
    anchor_on: str
    state: str
    due_on: str
    provisional: bool
    settled_on: str | None
    ledger: tuple[tuple[str, str, int | None, int], ...] = ()


@dataclass
class Replay:
    """Folds the events of one case. `case` is None until the event that opens it.

    `rungs` holds each rung claimed, (deadline, due day, rung), with its day, whether it was sent, and the event; `told`
    what an event promises of its messages: their digest, or from an earlier release their number or nothing.
    `documents` holds each file an act names, with the event that named it first; `supervision` each line of a
    supervising organ's list, (event, why), with the organ and the day; `acknowledged` each deadline and due day that
    an officer took notice of, with the badge and the event; `erased` is whether the case's key was destroyed.
    """

    case: CaseImage | None = None
    stages: dict[str, StageImage] = field(default_factory=dict)
    deadlines: dict[Identity, DeadlineImage] = field(default_factory=dict)
    rungs: dict[tuple[Identity, str, str], tuple[str, bool, int]] = field(default_factory=dict)
    told: dict[int, str | int | None] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    supervision: dict[tuple[int, str], tuple[str, str]] = field(default_factory=dict)
    acknowledged: dict[tuple[Identity, str], tuple[str, int]] = field(default_factory=dict)
    erased: bool = False

    @property
    def officers(self) -> dict[str, bool]:
        """Who is on the case by its events, and whether that officer stands aside."""
        if self.case is None:
            return {}
        on, aside = people(self.case.handler, (*self.case.acts, *(e for s in self.stages.values() for e in s.acts)))
        return {badge: badge in aside for badge in on}

    def fold(self, body: Body) -> None:
        """Take the next event. Raises ValueError, KeyError or TypeError where it contradicts those before."""
        data, seq = body["data"], body["seq"]
        if body["kind"] == EventKind.REGISTER and body["act"] == ERASURE:
            _require(self.case is not None and self.case.closed_on is not None and not self.erased, "erased")
            self.erased = True
        if body["kind"] == EventKind.ACT:
            self._act(body, data, seq)
            for taken in (*data["moves"], *data["opens"]):
                for digest in named(taken["entry"]):
                    self.documents.setdefault(digest, seq)
        if body["kind"] in (EventKind.ACT, EventKind.REGISTER):
            for noted in data.get("noted", ()):
                self.supervision[seq, noted] = (data["supervisor"], body["effective_on"])
        if body["kind"] == EventKind.DEADLINE:
            for rung in data["rungs"]:
                self._rung(rung, seq)
        if body["kind"] == EventKind.DELIVERY and body["act"] == ACKNOWLEDGED:
            passed: Identity = (data["stage"], data["clock"], data["armed_seq"], data["item"])
            _require(passed in self.deadlines, "acknowledged")
            self.acknowledged[passed, data["due_on"]] = (body["actor"], seq)
        if body["kind"] in (EventKind.ACT, EventKind.DEADLINE) or "told" in data:
            self.told[seq] = data.get("told", data.get("notices"))
        if body["kind"] in (EventKind.ACT, EventKind.CALENDAR):
            for change in data["deadlines"]:
                self._deadline(change, seq)

    def _act(self, body: Body, data: Mapping[str, Any], seq: int) -> None:
        for move in data["moves"]:
            self._move(move["label"], move["from"], move["to"], {**move["entry"], "seq": seq})
        for opening in data["opens"]:
            entry = {**opening["entry"], "seq": seq}
            if opening["label"] is None:
                _require(self.case is None, "opened twice")
                self.case = CaseImage(
                    opening["kind"], data["unit"], data["organ"], body["effective_on"], opening["state"], acts=(entry,)
                )
            else:
                _require(opening["label"] not in self.stages, "stage opened twice")
                self.stages[opening["label"]] = StageImage(
                    opening["kind"], opening["state"], opening["ground"], (entry,)
                )
        for amendment in data.get("amends", ()):
            self._amend(amendment)
        case = self.case
        _require(case is not None and body["version"] == case.version + 1, "version")
        if case is not None:
            closed = closed_on(Stage(case.kind), case.state, case.acts)
            self.case = replace(case, version=body["version"], handler=data["handler"], closed_on=closed)

    def _amend(self, change: Mapping[str, Any]) -> None:
        """A correction: the entry holds the right value, and beside it what was recorded first."""
        amendment = Amendment(change["label"], change["seq"], change["field"], change["was"], change["right"])
        if amendment.label is None:
            case = self.case
            _require(case is not None, "no case")
            if case is not None:
                self.case = replace(case, acts=tuple(amended(e, amendment) for e in case.acts))
            return
        stage = self.stages[amendment.label]
        acts = tuple(amended(e, amendment) for e in stage.acts)
        self.stages[amendment.label] = replace(stage, acts=acts)

    def _move(self, label: str | None, source: str, target: str, entry: Entry) -> None:
        if label is None:
            case = self.case
            _require(case is not None and case.state == source, "case not in that state")
            if case is not None:
                self.case = replace(case, state=target, acts=(*case.acts, entry))
            return
        stage = self.stages[label]
        _require(stage.state == source, "stage not in that state")
        self.stages[label] = replace(stage, state=target, acts=(*stage.acts, entry))

    def _rung(self, rung: Mapping[str, Any], seq: int) -> None:
        of: Identity = (rung["stage"], rung["clock"], rung["armed_seq"], rung["item"])
        _require(of in self.deadlines, "rung")
        # A rung is claimed once for a due day: the first event that claims it is the one its row tells of.
        self.rungs.setdefault((of, rung["due_on"], rung["rung"]), (rung["day"], rung["sent"], seq))

    def _deadline(self, change: Mapping[str, Any], seq: int) -> None:
        name: Identity = (change["stage"], change["clock"], change["armed_seq"] or seq, change["item"])
        known = self.deadlines.get(name)
        # An event never speaks of a deadline that no event armed.
        _require((known is None) == (change["armed_seq"] == 0), "deadline")
        line = change["ledger"]
        lines = known.ledger if known else ()
        if change["mends"]:
            wrong, right = change["mends"]
            lines = tuple((kind, right if of == wrong else on, length, of) for kind, on, length, of in lines)
        self.deadlines[name] = DeadlineImage(
            length=change["length"],
            unit=change["unit"],
            anchor_on=change["anchor_on"],
            state=change["state"],
            due_on=change["due_on"],
            provisional=change["provisional"],
            settled_on=change["settled_on"],
            ledger=(*lines, *(((line[0], line[1], line[2], seq),) if line else ())),
        )


def _require(holds: bool, why: str) -> None:
    if not holds:
        raise ValueError(why)


def closed_on(kind: Stage, state: str, acts: tuple[Entry, ...]) -> str | None:
    """The legal day a file was closed, as ISO text; None while it is open."""
    if kind is not Stage.CASE:
        return str(acts[-1]["on"]) if is_final(kind, state) else None
    closing = next((e for e in reversed(acts) if e["act"] == "close"), None)
    return str(closing["on"]) if closing is not None and state == "closed" else None
