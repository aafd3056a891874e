"""Preconditions of working with departments (Regulations Art. 7): which one, and what holds while it is silent."""

from models.errors import Refusal
from models.periods import Clock, DeadlineState
from models.situation import Guard, Situation, no
from models.states import is_final
from models.vocabulary import DepartmentKind

PARTNERS = (DepartmentKind.INDUSTRY, DepartmentKind.SUPERIOR)


def of_industry(s: Situation) -> Refusal | None:
    """A requirement is set by an industry department of the register."""
    return _of_kind(s, (DepartmentKind.INDUSTRY,))


def partner(s: Situation) -> Refusal | None:
    """Consulted, and partner in joint acts, is the industry department or the superior department of a unit."""
    return _of_kind(s, PARTNERS)


def registered(s: Situation) -> Refusal | None:
    """Information goes to a department of the register only."""
    return _of_kind(s, tuple(DepartmentKind))


def _of_kind(s: Situation, kinds: tuple[DepartmentKind, ...]) -> Refusal | None:
    found = s.facts.departments.get(s.get("department"))
    if found is None:
        return no("department_unknown", s.get("department"), article="reg-7")
    return None if found.kind in kinds else no("department_not_competent", s.get("department"), found.kind.value)


def one_open_with_it(s: Situation) -> Refusal | None:
    """With one department one of a kind is open at a time; with several side by side."""
    for stage in s.facts.stages:
        opening = stage.acts[0] if stage.acts else {}
        same = stage.kind is s.kind and opening.get("department") == s.get("department")
        if same and not is_final(stage.kind, stage.state):
            return no("stage_already_open", stage.label)
    return None


def silent(clock: Clock) -> Guard:
    """The time for the answer has passed: its last day is known, is over, and nothing holds the clock."""

    def guard(s: Situation) -> Refusal | None:
        found = s.facts.deadline(clock, s.here.label)
        if found is None or found.state is DeadlineState.SUSPENDED or found.provisional:
            return no("answer_still_possible", *((found.due_on.isoformat(),) if found else ()))
        return None if s.today > found.due_on else no("answer_still_possible", found.due_on.isoformat())

    return guard
