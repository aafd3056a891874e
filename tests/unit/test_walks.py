"""Whatever is tried, in any order, by anybody: the procedure keeps its promises, and every case can be closed."""

from datetime import timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from models.deadline_changes import project
from models.decide import Decision
from models.facts import Entry, Facts
from models.lifecycle import next_acts
from models.periods import Clock, DeadlineState
from tests.unit.closings import bring_to_close
from tests.unit.papers import FIELDS, paper
from tests.unit.scenes import (
    accepted_transfer,
    approved_notice,
    drawn_letter,
    drawn_summons,
    drawn_transfer,
    extension_asked,
    held_interview,
    not_met_order,
    on,
    opened,
    proposed_notice,
    recorded,
    reported_order,
    running_order,
    summoned_interview,
    suspended_order,
)
from tests.unit.scenes_cooperation import announced_joint, approved_exchange, consulted
from tests.unit.scenes_remedy import annulled, correction_proposed, referred, stayed
from tests.unit.scenes_technical import measured, recorded_technical
from tests.unit.test_lifecycle_golden import FINAL, STAGES
from tests.unit.walks import attempts
from tests.unit.worlds import CALENDAR, grown, the_case, the_stage

STARTS = {
    opened: on(3, 3),
    recorded: on(3, 9),
    running_order: on(3, 16),
    extension_asked: on(4, 8),
    suspended_order: on(3, 23),
    reported_order: on(4, 13),
    not_met_order: on(4, 16),
    held_interview: on(5, 6),
    proposed_notice: on(5, 7),
    approved_notice: on(5, 8),
    drawn_summons: on(4, 20),
    summoned_interview: on(4, 30),
    drawn_letter: on(5, 8),
    drawn_transfer: on(5, 8),
    accepted_transfer: on(5, 12),
    recorded_technical: on(3, 13),
    measured: on(3, 13),
    annulled: on(3, 17),
    correction_proposed: on(3, 17),
    stayed: on(3, 17),
    referred: on(3, 17),
    consulted: on(3, 10),
    announced_joint: on(3, 6),
    approved_exchange: on(3, 11),
}
EVEN_CLOSED = (
    "case.revoke_link",
    "case.classify",
    "case.correct",
    "case.confirm_correction",
    "case.reject_correction",
    "case.annul",
    "case.note_penalty",
)
ANY_ACT = [name for name in FIELDS if name != "case.open"]
OPEN = (DeadlineState.RUNNING, DeadlineState.SUSPENDED)

steps = st.tuples(st.integers(0, 3), st.integers(0, 999), st.integers(0, 255), st.integers(0, 6))
walks = st.tuples(st.sampled_from(list(STARTS)), st.lists(steps, min_size=12, max_size=30))


def chosen(facts: Facts, how: int, pick: int) -> tuple[str, str | None]:
    """An act and the instance it is aimed at: one that goes on with a stage, one the state allows, or any at all."""
    offered = next_acts(facts)
    going_on = [found for found in offered if found[1] is not None]
    if how > 0:
        among = going_on if how > 1 and going_on else offered
        transition, label = among[pick % len(among)]
        return transition.full_name, label
    name = ANY_ACT[pick % len(ANY_ACT)]
    labels = [s.label for s in facts.stages if s.kind == name.split(".")[0]]
    return name, labels[pick % len(labels)] if labels and "stage" in type(paper(name, on(3, 3))).model_fields else None


def keeps_its_promises(earlier: Facts, decision: Decision, facts: Facts) -> None:
    case, was, name = the_case(facts), the_case(earlier), decision.transition.full_name
    assert case.version == was.version + 1
    if was.state == "closed":
        assert name in ("case.reopen", *EVEN_CLOSED)
    for stage in facts.stages:
        assert stage.state in STAGES[stage.kind]
    for stage in earlier.stages:
        now = the_stage(facts, stage.label)
        annulled = now.state == "annulled" and name in ("case.annul", "case.decide_resting")
        assert stage.state not in FINAL[stage.kind] or now.state == stage.state or annulled
        assert all(kept(old, new, name) for old, new in zip(stage.acts, now.acts, strict=False))
        assert len(now.acts) >= len(stage.acts)
    for kind in ("inspection", "technical"):
        assert sum(s.kind == kind and s.state not in FINAL[kind] for s in facts.stages) <= 1
    grounds = [s.ground for s in facts.stages if s.kind == "interview" and s.state not in FINAL["interview"]]
    assert len(set(grounds)) == len(grounds)
    deadlines_keep_theirs(earlier, facts, name)


def kept(old: Entry, new: Entry, name: str) -> bool:
    """Nothing recorded is lost: a correction changes one field and keeps what was recorded beside it."""
    if old == new:
        return True
    changed = {field for field in old if field != "corrected" and old[field] != new[field]}
    first = {**{field: old[field] for field in changed}, **old.get("corrected", {})}
    return name == "case.confirm_correction" and len(changed) == 1 and new["corrected"] == first


def deadlines_keep_theirs(earlier: Facts, facts: Facts, name: str) -> None:
    states = {s.label: (s.kind, s.state) for s in facts.stages}
    assert len({d.id for d in facts.deadlines}) == len(facts.deadlines)
    open_ones = [d for d in facts.deadlines if d.state in OPEN]
    assert len({(d.stage, d.clock, d.item) for d in open_ones}) == len(open_ones)
    for d in open_ones:
        if d.stage is None:
            assert the_case(facts).state == "open"
        else:
            kind, state = states[d.stage]
            owed = d.clock is Clock.OBJECTION_ANSWER and state == "accepted"
            assert state not in FINAL[kind] or owed
    for d in earlier.deadlines:
        now = next(x for x in facts.deadlines if x.id == d.id)
        judged_again = name in ("case.confirm_correction", "rectification.decide_extension")
        assert d.state in OPEN or now == d or judged_again
    for d in facts.deadlines:
        if d.state is not DeadlineState.SUSPENDED:
            assert project(d, CALENDAR).due == d.due_on


@settings(max_examples=80)
@given(walks)
def test_any_walk_keeps_the_promises_and_can_be_closed(walk: tuple[object, list[tuple[int, int, int, int]]]) -> None:
    start, taken = walk
    facts: Facts = start()  # type: ignore[operator]
    today = STARTS[start]  # type: ignore[index]
    for how, pick, luck, days in taken:
        today += timedelta(days=days)
        name, label = chosen(facts, how, pick)
        decision = attempts(name, facts, label, today, luck)
        if decision is not None:
            event(decision.transition.full_name)
            later = grown(facts, decision)
            keeps_its_promises(facts, decision, later)
            facts = later
    ended = bring_to_close(facts, today + timedelta(days=1))
    assert the_case(ended).state == "closed"
    assert all(s.state in FINAL[s.kind] for s in ended.stages)
    assert not any(d.open for d in ended.deadlines)
