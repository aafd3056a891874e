"""Whatever is tried, in any order, by anybody: the procedure keeps its promises, and every case can be closed."""

from datetime import timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from models.deadline_changes import project
from models.decide import Decision
from models.facts import Facts
from models.lifecycle import next_acts
from models.vocabulary import DeadlineState
from tests.unit.papers import FIELDS, paper
from tests.unit.scenes import (
    accepted_transfer,
    approved_notice,
    extension_asked,
    held_interview,
    not_met_order,
    on,
    opened,
    proposed_notice,
    recorded,
    reported_order,
    running_order,
    suspended_order,
)
from tests.unit.test_lifecycle_golden import FINAL, STAGES
from tests.unit.walks import attempts, bring_to_close
from tests.unit.worlds import CALENDAR, grown, the_case

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
    accepted_transfer: on(5, 12),
}
ANY_ACT = [name for name in FIELDS if name != "case.open"]
OPEN = (DeadlineState.RUNNING, DeadlineState.SUSPENDED)

steps = st.tuples(st.integers(0, 3), st.integers(0, 999), st.integers(0, 255), st.integers(0, 6))
walks = st.tuples(st.sampled_from(list(STARTS)), st.lists(steps, min_size=12, max_size=30))


def chosen(facts: Facts, lawful: bool, pick: int) -> tuple[str, str | None]:
    """An act and the instance it is aimed at: one the state allows, or any at all."""
    if lawful:
        transition, label = next_acts(facts)[pick % len(next_acts(facts))]
        return transition.full_name, label
    name = ANY_ACT[pick % len(ANY_ACT)]
    labels = [s.label for s in facts.stages if s.kind == name.split(".")[0]]
    return name, labels[pick % len(labels)] if labels and "stage" in type(paper(name, on(3, 3))).model_fields else None


def keeps_its_promises(earlier: Facts, decision: Decision, facts: Facts) -> None:
    case, was = the_case(facts), the_case(earlier)
    assert case.version == was.version + 1
    if was.state == "closed":
        assert decision.transition.full_name == "case.reopen"
    for stage in facts.stages:
        assert stage.state in STAGES[stage.kind]
    for stage in earlier.stages:
        if stage.state in FINAL[stage.kind]:
            assert facts.stage(stage.label) == stage
    running = [s for s in facts.stages if s.kind == "inspection" and s.state not in FINAL["inspection"]]
    assert len(running) <= 1
    for kind in ("interview", "transfer"):
        grounds = [s.ground for s in facts.stages if s.kind == kind and s.state not in FINAL[kind]]
        assert kind == "transfer" or len(set(grounds)) == len(grounds)
    deadlines_keep_theirs(earlier, facts)


def deadlines_keep_theirs(earlier: Facts, facts: Facts) -> None:
    states = {s.label: (s.kind, s.state) for s in facts.stages}
    assert len({d.id for d in facts.deadlines}) == len(facts.deadlines)
    open_ones = [d for d in facts.deadlines if d.state in OPEN]
    assert len({(d.stage, d.clock) for d in open_ones}) == len(open_ones)
    for d in open_ones:
        if d.stage is None:
            assert the_case(facts).state == "open"
        else:
            kind, state = states[d.stage]
            assert state not in FINAL[kind]
    for d in earlier.deadlines:
        now = next(x for x in facts.deadlines if x.id == d.id)
        assert d.state in OPEN or now == d
    for d in facts.deadlines:
        if d.state is not DeadlineState.SUSPENDED:
            assert project(d, CALENDAR).due == d.due_on


@settings(max_examples=50, deadline=None)
@given(walks)
def test_any_walk_keeps_the_promises_and_can_be_closed(walk: tuple[object, list[tuple[int, int, int, int]]]) -> None:
    start, taken = walk
    facts: Facts = start()  # type: ignore[operator]
    today = STARTS[start]  # type: ignore[index]
    for lawful, pick, luck, days in taken:
        today += timedelta(days=days)
        name, label = chosen(facts, lawful > 0, pick)
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
