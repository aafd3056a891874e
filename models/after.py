"""The facts after a decision, without a database: what the next acts are, and where a walk of the lifecycle stands."""

from dataclasses import replace

from models.amendments import amended
from models.decide import Decision
from models.facts import CaseFacts, DeadlineFacts, Entry, Facts, StageFacts
from models.spells import changed
from models.vocabulary import File


def after(facts: Facts, decision: Decision, case_no: str, seq: int) -> Facts:
    """What a snapshot taken after the act would hold; new deadlines get ids that no stored one has."""
    stages = list(facts.stages)
    case = facts.case
    for move in decision.moves:
        entry = {**move.entry, "seq": seq}
        if move.label is None and case is not None:
            case = replace(case, state=move.target, acts=(*case.acts, entry))
        stages = [replace(s, state=move.target, acts=(*s.acts, entry)) if s.label == move.label else s for s in stages]
    for opening in decision.openings:
        entry = {**opening.entry, "seq": seq}
        if opening.label is not None:
            stages.append(StageFacts(opening.label, opening.kind, opening.state, opening.ground, (entry,)))
        else:
            kind = File(opening.kind.value)
            case = CaseFacts(case_no, opening.state, 0, decision.handler, (entry,), kind)
    if decision.amendments:
        stages = [replace(s, acts=_amended(decision, s.label, s.acts)) for s in stages]
    if case is not None:
        acts = _amended(decision, None, case.acts)
        case = replace(case, version=case.version + 1, handler=decision.handler, acts=acts)
    unit = changed(facts.unit, decision.spells, case_no) if facts.unit else None
    return replace(facts, case=case, unit=unit, stages=tuple(stages), deadlines=_deadlines(facts, decision, seq))


def _amended(decision: Decision, label: str | None, acts: tuple[Entry, ...]) -> tuple[Entry, ...]:
    for amendment in decision.amendments:
        if amendment.label == label:
            acts = tuple(amended(entry, amendment) for entry in acts)
    return acts


def _deadlines(facts: Facts, decision: Decision, seq: int) -> tuple[DeadlineFacts, ...]:
    changed = {c.deadline.id: c.deadline for c in decision.deadlines if c.deadline.id}
    kept = [changed.get(d.id, d) for d in facts.deadlines]
    fresh = [c.deadline for c in decision.deadlines if not c.deadline.id]
    return (*kept, *(replace(d, id=-seq * 100 - n, armed_seq=seq) for n, d in enumerate(fresh, 1)))
