"""Preconditions of the acts on the case itself."""

from models import need_to_know
from models.classification import Classification
from models.errors import Refusal
from models.guards import authority, correction, remedy, rights
from models.guards.authority import recused
from models.situation import Situation, no
from models.states import is_final
from models.vocabulary import Stage


def another_handler(s: Situation) -> Refusal | None:
    case = s.facts.case
    return no("already_handler") if case is not None and case.handler == s.get("handler") else None


def storable(s: Situation) -> Refusal | None:
    """State secrets have no place here; nobody gives a case a classification above the own clearance."""
    wanted: Classification = s.get("classification")
    if wanted.state_secret:
        return no("state_secret", wanted.value)
    return None if need_to_know.cleared(s.actor.clearance, wanted) else no("clearance_too_low", s.actor.badge)


def another_classification(s: Situation) -> Refusal | None:
    return no("already_classified") if s.get("classification") is _classified(s) else None


def lowered_by_head(s: Situation) -> Refusal | None:
    """Anybody on the case may raise the classification; lowering it needs a responsible person."""
    if s.get("classification").step >= _classified(s).step:
        return None
    return authority.head_in_line(s)


def _classified(s: Situation) -> Classification:
    return need_to_know.classified(s.facts.case.acts if s.facts.case else ())


def not_yet_recused(s: Situation) -> Refusal | None:
    if s.get("officer") not in s.facts.officers:
        return no("person_unknown", s.get("officer"))
    return no("already_recused") if s.get("officer") in recused(s) else None


def other_case(s: Situation) -> Refusal | None:
    if s.facts.case is not None and s.get("other") == s.facts.case.no:
        return no("self_relation")
    return None if s.facts.other_case_exists else no("not_a_working_case")


def nothing_open(s: Situation) -> Refusal | None:
    """A case is closed when no stage, right, deadline or statutory message is open; each is named."""
    if remedy.stayed(s.facts):
        return no("case_stayed")
    if remedy.correction_open(s.facts):
        return no("correction_open")
    if correction.one_waits(s.facts):
        return no("correction_asked")
    waiting = remedy.undecided(s.facts)
    if waiting:
        return no("resting_undecided", *waiting)
    stages = [x for x in s.facts.stages if not is_final(x.kind, x.state)]
    if stages:
        return no("stages_open", *(f"{x.label}: {x.state}" for x in stages))
    orders = [x for x in s.facts.stages if x.kind is Stage.RECTIFICATION]
    open_ones = [f"{x.label}: {r}" for x in orders for r in rights.open_rights(s, x) if r in _ANSWERS]
    if open_ones:
        return no("rights_open", *open_ones)
    deadlines = [d for d in s.facts.deadlines if d.open and d.stage is not None]
    if deadlines:
        return no("deadlines_open", *(f"{d.stage}: {d.clock.value}" for d in deadlines))
    return no("messages_undelivered", str(s.facts.undelivered)) if s.facts.undelivered else None


_ANSWERS = ("objection_open", "extension_open")
