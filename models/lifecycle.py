"""The one lifecycle table, and the check of the whole graph. Everything else is derived from here."""

from collections.abc import Iterable, Mapping
from functools import cache

from models.acts.form import RESERVED
from models.errors import DefinitionError
from models.facts import Facts
from models.law import article
from models.procedure import (
    activity,
    case,
    commendation,
    complaint,
    consultation,
    correction,
    duties,
    education,
    exchange,
    guidance,
    inspection,
    interview,
    joint,
    link,
    listing,
    protection,
    rectification,
    report,
    requirement,
    technical,
    transfer,
)
from models.states import ANNULLED, STATES, is_final
from models.transition import Transition
from models.vocabulary import File, Stage

VERSION = 1
"""Kept with each stage instance, so that a later table can tell which one it was opened under."""

LIFECYCLE: tuple[Transition, ...] = (
    *case.TABLE,
    *correction.TABLE,
    *link.TABLE,
    *activity.TABLE,
    *commendation.TABLE,
    *listing.TABLE,
    *requirement.TABLE,
    *duties.TABLE,
    *report.TABLE,
    *complaint.TABLE,
    *protection.TABLE,
    *guidance.TABLE,
    *inspection.TABLE,
    *technical.TABLE,
    *rectification.TABLE,
    *interview.TABLE,
    *transfer.TABLE,
    *consultation.TABLE,
    *joint.TABLE,
    *exchange.TABLE,
    *education.TABLE,
)


def check(table: Iterable[Transition]) -> Mapping[tuple[Stage, str], Transition]:
    """Index the table. Raises DefinitionError for: an act twice, an unknown state or article, an exit from a final
    state, a state no act leads to, a state from which the stage cannot end, an adverse act nobody hears of, a form
    whose field would overwrite what an entry says of itself."""
    index: dict[tuple[Stage, str], Transition] = {}
    for t in table:
        if (t.stage, t.act) in index:
            raise DefinitionError(f"{t.full_name} is declared twice")
        index[t.stage, t.act] = t
        if taken := RESERVED & t.form.model_fields.keys():
            raise DefinitionError(f"{t.full_name}: its form has a field named {', '.join(sorted(taken))}")
        for state in (*t.sources, *t.targets, *((t.opens_next,) if t.opens_next else ())):
            if state not in STATES[t.stage]:
                raise DefinitionError(f"{t.full_name}: unknown state {state}")
        if t.targets and any(is_final(t.stage, source) for source in t.sources):
            raise DefinitionError(f"{t.full_name} leaves a final state")
        if t.opens and len(t.targets) != 1:
            raise DefinitionError(f"{t.full_name} opens an instance and needs one target")
        if not t.basis or not t.who or not t.audience:
            raise DefinitionError(f"{t.full_name} needs basis, authority and audience")
        for cited in t.basis:
            article(cited)
    for stage in STATES:
        _check_graph(stage, [t for t in index.values() if t.stage is stage])
    return index


def _check_graph(stage: Stage, table: list[Transition]) -> None:
    edges = {(s, target) for t in table for s in t.sources for target in t.targets}
    reached = {target for t in table if t.opens for target in t.targets}
    reached |= {t.opens_next for t in table if t.opens_next}
    while more := {b for a, b in edges if a in reached} - reached:
        reached |= more
    lost = set(STATES[stage]) - reached - {ANNULLED}
    if lost:
        raise DefinitionError(f"{stage}: no act leads to {', '.join(sorted(lost))}")
    ends = {s for s in STATES[stage] if is_final(stage, s)} if stage is not Stage.CASE else {"closed"}
    while more := {a for a, b in edges if b in ends} - ends:
        ends |= more
    stuck = set(STATES[stage]) - ends
    if stuck:
        raise DefinitionError(f"{stage}: cannot end from {', '.join(sorted(stuck))}")


_INDEX = check(LIFECYCLE)
_OPENING = tuple(t for t in LIFECYCLE if t.opens and not t.on_file)


def find(stage: Stage, act: str) -> Transition | None:
    """The transition of this name, if the procedure has it."""
    return _INDEX.get((stage, act))


@cache
def of_stage(stage: Stage) -> tuple[Transition, ...]:
    """The acts of one stage, in the order of the table."""
    return tuple(t for t in LIFECYCLE if t.stage is stage)


@cache
def _continuing(stage: Stage, state: str) -> tuple[Transition, ...]:
    """The acts of one stage that its state allows."""
    return tuple(t for t in of_stage(stage) if state in t.sources)


def opening(stage: Stage, act: str) -> File | None:
    """The kind of its own that the act opens a file of; None for a case, and for an act that opens none."""
    found = find(stage, act)
    opens = found is not None and found.on_file and found.opens and stage is not Stage.CASE
    return File(stage.value) if opens else None


def next_acts(facts: Facts) -> list[tuple[Transition, str | None]]:
    """Acts whose state allows them now, each with the stage instance it would continue; guards may still refuse."""
    if facts.case is None:
        return []
    own = facts.case.kind.stage
    working = own is Stage.CASE and facts.case.state == "open"
    found: list[tuple[Transition, str | None]] = [
        (t, s.label) for s in facts.stages for t in _continuing(s.kind, s.state) if working
    ]
    found += [(t, None) for t in _continuing(own, facts.case.state)]
    found += [(t, None) for t in _OPENING if working]
    return [(t, label) for t, label in found if t.offered is None or t.offered(facts)]
