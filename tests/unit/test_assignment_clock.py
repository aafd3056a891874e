"""A case nobody handles warns each working day until a handler is named; approvals keep their own clock."""

from models.facts import Facts
from models.periods import Clock, DeadlineState, Holder
from tests.unit.scenes import allowed, approved, attempt, commented_record, go, on, opened
from tests.unit.worlds import ANN, BO, COUNTY_HEAD, NOTHING, the_case, the_deadline

MET, LATE, ENDED = DeadlineState.MET, DeadlineState.LATE, DeadlineState.ENDED


def unassigned() -> Facts:
    return go(NOTHING, "case.open", ANN, on(3, 2), handler=None)


def test_a_case_opened_without_handler_warns_from_the_same_day() -> None:
    change = allowed(attempt(NOTHING, "case.open", ANN, on(3, 2), handler=None)).deadlines[0]
    d = change.deadline
    assert (d.clock, d.stage, d.holder, d.length) == (Clock.ASSIGNMENT, None, Holder.ORGAN, 0)
    assert (d.anchor_on, d.due_on, change.next_rung_on) == (on(3, 2), on(3, 2), on(3, 2))
    assert opened().deadlines == ()


def test_naming_a_handler_ends_the_warnings() -> None:
    for day, state in ((on(3, 2), MET), (on(3, 3), LATE)):
        facts = go(unassigned(), "case.assign", COUNTY_HEAD, day, handler=BO)
        assert the_deadline(facts, Clock.ASSIGNMENT, None).state is state
        assert the_case(facts).handler == BO


def test_a_handler_who_stands_aside_starts_them_again() -> None:
    facts = go(unassigned(), "case.assign", COUNTY_HEAD, on(3, 3), handler=BO)
    facts = go(facts, "case.recuse", COUNTY_HEAD, on(3, 9), officer=BO)
    assert [(d.anchor_on, d.open) for d in facts.deadlines] == [(on(3, 2), False), (on(3, 9), True)]


def test_somebody_else_standing_aside_starts_nothing() -> None:
    assert allowed(attempt(opened(), "case.recuse", COUNTY_HEAD, on(3, 9), officer=BO)).deadlines == ()


def test_one_warning_runs_at_a_time() -> None:
    facts = go(unassigned(), "case.recuse", COUNTY_HEAD, on(3, 9), officer=BO)
    assert [(d.anchor_on, d.open) for d in facts.deadlines] == [(on(3, 2), True)]


def test_closing_ends_the_warnings() -> None:
    facts = go(unassigned(), "case.close", ANN, on(3, 9))
    assert [d.open for d in facts.deadlines] == [False]


def test_an_approval_is_valid_until_the_inspection_is_concluded_or_cancelled() -> None:
    clock = Clock.APPROVAL_VALIDITY
    assert (the_deadline(approved(), clock, "I1").due_on, approved().deadlines[0].roll) == (on(4, 3), False)
    done = go(commented_record(), "inspection.conclude", ANN, on(3, 9))
    assert the_deadline(done, clock, "I1").state is MET
    given_up = go(approved(), "inspection.cancel", ANN, on(5, 6))
    assert the_deadline(given_up, clock, "I1").state is ENDED
