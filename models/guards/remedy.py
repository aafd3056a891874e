"""Mending mistakes and carrying out remedies: corrections, annulment, stay, reference to the criminal procedure."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from models.acts.named import form_of
from models.errors import Refusal
from models.facts import CaseFacts, Entry, Facts, StageFacts, day
from models.guards import rights
from models.guards.authority import deciding
from models.periods import Clock
from models.situation import Situation, no
from models.states import ANNULLED
from models.vocabulary import Noted, Stage

FACTS = frozenset(
    {
        "announced_on", "arrival", "attendance", "ended_at", "method", "occurred_on", "posted_on", "received_on",
        "served_on", "started_at",
    }
)  # fmt: skip
"""Fields that report a fact. What was decided is not corrected: it is withdrawn, annulled or decided anew."""

WITHOUT_EFFECT = ("refused", "withdrawn", "cancelled", ANNULLED)


def located(facts: Facts, seq: int) -> tuple[StageFacts | None, Entry] | None:
    """The entry an event left, with its stage instance (None: the case itself)."""
    for stage in facts.stages:
        for entry in stage.acts:
            if entry["seq"] == seq:
                return stage, entry
    own = facts.case.acts if facts.case else ()
    return next(((None, entry) for entry in own if entry["seq"] == seq), None)


def proposed(s: Situation) -> tuple[StageFacts | None, Entry, Entry, Any]:
    """The correction that waits: stage, the entry to correct, the proposal, the right value as it will be recorded."""
    waiting = _case(s).last("correct")
    assert waiting is not None  # noqa: S101  # `correction_waits` comes first
    found = located(s.facts, waiting["event"])
    assert found is not None  # noqa: S101  # it was there when the correction was proposed
    return found[0], found[1], waiting, waiting["right"]


def correctable(s: Situation) -> Refusal | None:
    """The event is an act of this case, the field a fact it reported, the value another one that can be read."""
    found = located(s.facts, s.get("event"))
    if found is None or s.get("field") not in FACTS or not _has(found, s.kind, s.get("field")):
        return no("not_correctable", str(s.get("event")), s.get("field"))
    right = _read(s, found)
    if right is None or right == found[1].get(s.get("field")):
        return no("correction_value", s.get("field"))
    if not s.get("field").endswith(("_on", "_at")):
        return None
    return no("date_in_future", s.get("field")) if right[:10] > s.today.isoformat() else _in_order(s, found, right)


def _in_order(s: Situation, found: tuple[StageFacts | None, Entry], right: str) -> Refusal | None:
    """Nothing is served before it was drawn up, and a suspension does not end before it begins."""
    stage, entry = found
    if stage is None:
        return None
    if s.get("field") in ("served_on", "announced_on"):
        drawn = [e for e in stage.acts if any(d["number"] == entry.get("document") for d in e.get("documents", ()))]
        return no("served_before_document", drawn[0]["on"]) if drawn and right < drawn[0]["on"] else None
    if entry["act"] not in ("suspend", "resume"):
        return None
    limit = s.facts.deadline(Clock.RECTIFICATION_LIMIT, stage.label)
    before, now = date.fromisoformat(entry[s.get("field")][:10]), date.fromisoformat(right[:10])
    for since, until in limit.suspensions if limit else ():
        begins = entry["act"] == "suspend" and since == before and until is not None and now > until
        ends = entry["act"] == "resume" and until == before and now < since
        if begins or ends:
            return no("dates_reversed", s.get("field"))
    return None


def _has(found: tuple[StageFacts | None, Entry], kind: Stage, field: str) -> bool:
    """Whether the act's form asks for the field; one that was left out can be added, such as a day of posting."""
    form = form_of(found[0].kind if found[0] else kind, found[1]["act"])
    return form is not None and field in form.model_fields


def read_value(s: Situation) -> Mapping[str, Any]:
    """Both values, as the record holds them."""
    found = located(s.facts, s.get("event"))
    return {"was": found[1].get(s.get("field")), "right": _read(s, found)} if found else {}


def _read(s: Situation, found: tuple[StageFacts | None, Entry]) -> Any:
    """The value in the field's own type; None where it cannot be read."""
    stage, entry = found
    form = form_of(stage.kind if stage else s.kind, entry["act"])
    info = form.model_fields.get(s.get("field")) if form else None
    if form is None or info is None:
        return None
    try:
        told: Any = Annotated[info.annotation, info]
        kind: TypeAdapter[Any] = TypeAdapter(told)
        return kind.dump_python(kind.validate_python(s.get("value")), mode="json")
    except ValidationError:
        return None


def no_correction_open(s: Situation) -> Refusal | None:
    return no("correction_open") if correction_open(s.facts) else None


def correction_waits(s: Situation) -> Refusal | None:
    return None if correction_open(s.facts) else no("no_open_correction")


def correction_open(facts: Facts) -> bool:
    newest = facts.case.last("correct", "confirm_correction", "reject_correction") if facts.case else None
    return newest is not None and newest["act"] == "correct"


def second_person(s: Situation) -> Refusal | None:
    """Neither who proposed the correction nor who recorded the fact confirms it, nor anybody on their behalf."""
    _, entry, waiting, _ = proposed(s)
    return no("second_person_required") if {waiting["by"], entry["by"]} & deciding(s) else None


def annullable(s: Situation) -> Refusal | None:
    """A stage that had an effect is annulled once."""
    stage = s.facts.stage(s.get("annulled"))
    if stage is None:
        return no("stage_unknown")
    return no("nothing_to_annul", stage.label, stage.state) if stage.state in WITHOUT_EFFECT else None


def ended(s: Situation) -> tuple[tuple[StageFacts, str], ...]:
    """The stage an annulment ends."""
    named = s.get("annulled") or (s.get("which") if s.get("decision") == "annulled too" else None)
    stage = s.facts.stage(named)
    return ((stage, ANNULLED),) if stage is not None and stage.state not in WITHOUT_EFFECT else ()


def listed(s: Situation) -> Mapping[str, Any]:
    """What rests on the stage now ended: each is listed, and each is to be decided."""
    gone = {stage.label for stage, _ in ended(s)}
    return {"resting": [x.label for x in s.facts.stages if _grounds(x) & gone and x.state not in WITHOUT_EFFECT]}


def _grounds(stage: StageFacts) -> set[str]:
    """The stages a stage rests on: its ground, the finding or the risk it names."""
    opening = stage.acts[0] if stage.acts else {}
    named = (stage.ground, opening.get("finding_in"), opening.get("risk_in"))
    return {short(label) for label in named if label}


def short(label: str) -> str:
    """The stage's own label, also of a full number."""
    return label.rsplit("/", 1)[-1]


def undecided(facts: Facts) -> tuple[str, ...]:
    """Stages that rest on an annulled one and still wait for their decision."""
    waiting: dict[str, None] = {}
    for entry in facts.case.acts if facts.case else ():
        if entry["act"] == "decide_resting":
            waiting.pop(short(entry["which"]), None)
        if entry["act"] in ("annul", "decide_resting"):
            waiting.update(dict.fromkeys(entry["resting"]))
    states = {x.label: x.state for x in facts.stages}
    return tuple(label for label in waiting if states.get(label) not in WITHOUT_EFFECT)


def rests_undecided(s: Situation) -> Refusal | None:
    return None if short(s.get("which")) in undecided(s.facts) else no("nothing_rests", short(s.get("which")))


def something_to_undo(s: Situation) -> str:
    """A closed case is open again where something rests on what is gone; else the state stays."""
    return "open" if listed(s)["resting"] else ""


def stayed(facts: Facts) -> bool:
    return _flag(facts, "stay", "lift_stay")


def referred(facts: Facts) -> bool:
    return _flag(facts, "refer_criminal", "end_reference")


def _flag(facts: Facts, begins: str, ends: str) -> bool:
    newest = facts.case.last(begins, ends) if facts.case else None
    return newest is not None and newest["act"] == begins


def not_stayed(s: Situation) -> Refusal | None:
    return no("case_stayed") if stayed(s.facts) else None


def clocks_may_run(s: Situation) -> Refusal | None:
    """Neither a stay nor a criminal reference holds the clocks."""
    return not_stayed(s) or (no("case_referred") if referred(s.facts) else None)


def lifted_after_stay(s: Situation) -> Refusal | None:
    began = _case(s).last("stay")
    early = began is not None and s.get("decided_on") < day(began, "decided_on")
    return no("dates_reversed", "decided_on") if early else None


def is_stayed(s: Situation) -> Refusal | None:
    return None if stayed(s.facts) else no("not_stayed")


def not_referred(s: Situation) -> Refusal | None:
    return no("already_referred") if referred(s.facts) else None


def is_referred(s: Situation) -> Refusal | None:
    return None if referred(s.facts) else no("not_referred")


def adverse_act_allowed(s: Situation) -> Refusal | None:
    """No adverse act while the procedure is stayed, nor in a stage whose ground is gone and undecided."""
    results = s.get("results")
    if results and all(result.met for result in results):
        return None  # a re-inspection that finds everything in order is in the unit's favour
    if stayed(s.facts):
        return no("case_stayed")
    below = _below(s)
    blocked = [label for label in undecided(s.facts) if label in below]
    return no("resting_undecided", *blocked) if blocked else None


def _below(s: Situation) -> set[str]:
    """The stage the act belongs to, or those it would rest on, and whatever they rest on in turn."""
    order = rights.order_named(s) if s.kind is Stage.INTERVIEW else None
    named = (s.facts.stage(s.get("ground")), s.facts.stage(s.get("finding_in")), order)
    waiting = [x for x in ((s.stage,) if s.stage else named) if x is not None]
    found: set[str] = set()
    while waiting:
        stage = waiting.pop()
        if stage.label not in found:
            found.add(stage.label)
            waiting += [x for x in s.facts.stages if x.label in _grounds(stage)]
    return found


def correction_noted(s: Situation) -> tuple[Noted, ...]:
    return (Noted.CORRECTED,)


def annulment_noted(s: Situation) -> tuple[Noted, ...]:
    return (Noted.ANNULLED,)


def told_of_annulled(s: Situation) -> tuple[int, ...]:
    """The events of the stage ended: whoever was told of one of them is told that it is gone."""
    return tuple(e["seq"] for stage, _ in ended(s) for e in stage.acts)


def told_of_corrected(s: Situation) -> tuple[int, ...]:
    """The event corrected: whoever was told of it is told again."""
    return (proposed(s)[1]["seq"],)


def _case(s: Situation) -> CaseFacts:
    assert s.facts.case is not None  # noqa: S101  # an act on the case has one
    return s.facts.case
