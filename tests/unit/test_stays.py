"""Stay and reference to the criminal procedure: clocks stop and run again. Every day was counted by hand for 2026."""

from datetime import date

import pytest

from models.acts.remedy import ReferCriminal
from models.facts import DeadlineFacts, Facts
from models.periods import Clock, DeadlineState
from models.rules import Rules
from models.vocabulary import Audience, Level
from tests.unit.moments import before
from tests.unit.scenes import (
    allowed,
    attempt,
    closed,
    go,
    issued,
    objected_order,
    on,
    opened,
    refusal,
    running_order,
    suspended_order,
)
from tests.unit.scenes_remedy import referred, stay_lifted, stayed
from tests.unit.worlds import (
    ADMIN,
    ANN,
    CITY_HEAD,
    CITY_INSPECTOR,
    COUNTY_HEAD,
    OTHER_CITY_HEAD,
    PROVINCE_HEAD,
    UNKNOWN_FILE,
    the_deadline,
)

STAY, LIFT = "case.stay", "case.lift_stay"
REFER, END = "case.refer_criminal", "case.end_reference"
RUNNING, SUSPENDED = DeadlineState.RUNNING, DeadlineState.SUSPENDED


def limit(facts: Facts) -> DeadlineFacts:
    return the_deadline(facts, Clock.RECTIFICATION_LIMIT, "R1")


def lifted(facts: Facts, day: date) -> Facts:
    return go(facts, LIFT, COUNTY_HEAD, day)


def ended(facts: Facts, day: date) -> Facts:
    return go(facts, END, COUNTY_HEAD, day)


def both() -> Facts:
    """Stayed on 16 March, referred on the 18th."""
    return go(stayed(), REFER, CITY_HEAD, on(3, 18))


@pytest.mark.parametrize("facts", [stayed(), referred()])
def test_the_clock_stands_still(facts: Facts) -> None:
    assert (limit(facts).state, limit(facts).suspensions) == (SUSPENDED, ((on(3, 16), None),))


@pytest.mark.parametrize("facts", [stay_lifted(), ended(referred(), on(3, 23))])
def test_the_clock_runs_again_and_the_days_between_do_not_count(facts: Facts) -> None:
    """From 16 to 23 March, 8 days: 11 April and 8 days end on Sunday the 19th, so on Monday the 20th."""
    assert (limit(facts).state, limit(facts).due_on) == (RUNNING, on(4, 20))
    assert limit(facts).suspensions == ((on(3, 16), on(3, 23)),)


def test_of_stay_and_reference_the_later_end_counts() -> None:
    """From 16 to 27 March, 12 days, end on Thursday 23 April; from 16 to 23 March on Monday the 20th."""
    first_lifted = lifted(both(), on(3, 23))
    assert limit(first_lifted).state is SUSPENDED
    assert (limit(ended(first_lifted, on(3, 27))).state, limit(ended(first_lifted, on(3, 27))).due_on) == (
        RUNNING,
        on(4, 23),
    )
    first_ended = ended(both(), on(3, 20))
    assert limit(first_ended).state is SUSPENDED
    assert (limit(lifted(first_ended, on(3, 23))).state, limit(lifted(first_ended, on(3, 23))).due_on) == (
        RUNNING,
        on(4, 20),
    )


def test_a_second_stay_counts_beside_the_first() -> None:
    """8 days of March, and 3 from 1 to 3 April: 11 April and 11 days, Wednesday the 22nd."""
    facts = lifted(go(stay_lifted(), STAY, COUNTY_HEAD, on(4, 1)), on(4, 3))
    assert limit(facts).due_on == on(4, 22)


@pytest.mark.parametrize(("begin", "badge", "end"), [(STAY, COUNTY_HEAD, LIFT), (REFER, CITY_HEAD, END)])
def test_a_suspension_of_its_own_outlasts_them(begin: str, badge: str, end: str) -> None:
    """Suspended on 20 March, resumed on 1 April: 13 days, Friday 24 April."""
    facts = go(suspended_order(), begin, badge, on(3, 23))
    facts = go(facts, end, COUNTY_HEAD, on(3, 30))
    assert (limit(facts).state, limit(facts).suspensions) == (SUSPENDED, ((on(3, 20), None),))
    assert limit(go(facts, "rectification.resume", ANN, on(4, 1))).due_on == on(4, 24)


def test_a_limit_is_not_resumed_while_the_procedure_is_stayed() -> None:
    facts = go(suspended_order(), STAY, COUNTY_HEAD, on(3, 23))
    assert refusal(facts, "rectification.resume", ANN, on(3, 30)) == "case_stayed"
    assert refusal(lifted(facts, on(3, 30)), "rectification.resume", ANN, on(3, 30)) is None
    # What the stay stopped was not suspended by itself.
    assert refusal(stay_lifted(), "rectification.resume", ANN, on(3, 30)) == "not_suspended"
    assert refusal(referred(), "rectification.resume", ANN, on(3, 30)) == "case_referred"


def test_the_organs_answer_runs_again_beside_a_limit_still_suspended() -> None:
    """Due on 30 March; from Monday 23 to Wednesday 25 March three working days do not count: Thursday 2 April."""
    facts = go(objected_order(), "rectification.suspend", COUNTY_HEAD, on(3, 20))
    facts = go(facts, STAY, COUNTY_HEAD, on(3, 23))
    assert the_deadline(facts, Clock.OBJECTION_ANSWER, "R1").state is SUSPENDED
    facts = lifted(facts, on(3, 25))
    answer = the_deadline(facts, Clock.OBJECTION_ANSWER, "R1")
    assert (answer.state, answer.due_on, limit(facts).state) == (RUNNING, on(4, 2), SUSPENDED)


@pytest.mark.parametrize(
    ("act", "clock", "label"),
    [
        ("inspection.notify", Clock.APPROVAL_VALIDITY, "I1"),
        ("technical.review_measure", Clock.MEASURE_REVIEW, "T1"),
        ("technical.ratify_measure", Clock.MEASURE_RATIFICATION, "T1"),
    ],
)
@pytest.mark.parametrize(("begin", "badge"), [(STAY, COUNTY_HEAD), (REFER, CITY_HEAD)])
def test_limits_on_the_organ_that_protect_the_unit_run_on(
    begin: str, badge: str, act: str, clock: Clock, label: str
) -> None:
    scene = before(act)
    facts = go(scene.facts, begin, badge, scene.today)
    assert the_deadline(facts, clock, label) == the_deadline(scene.facts, clock, label)


def test_a_report_during_the_stay_is_in_time() -> None:
    facts = go(stayed(), "rectification.report", ANN, on(6, 1))
    assert (limit(facts).state, limit(facts).settled_on) == (DeadlineState.MET, on(6, 1))
    too_late = go(running_order(), STAY, COUNTY_HEAD, on(4, 14))
    assert limit(go(too_late, "rectification.report", ANN, on(4, 20))).state is DeadlineState.LATE


def test_each_is_begun_and_ended_once() -> None:
    day = on(3, 24)
    for act, badge, facts, expected in (
        (STAY, COUNTY_HEAD, stayed(), "case_stayed"),
        (LIFT, COUNTY_HEAD, running_order(), "not_stayed"),
        (LIFT, COUNTY_HEAD, stay_lifted(), "not_stayed"),
        (REFER, CITY_HEAD, referred(), "already_referred"),
        (END, COUNTY_HEAD, running_order(), "not_referred"),
        (END, COUNTY_HEAD, ended(referred(), on(3, 23)), "not_referred"),
        (STAY, COUNTY_HEAD, stay_lifted(), None),
        (REFER, CITY_HEAD, ended(referred(), on(3, 23)), None),
        (STAY, COUNTY_HEAD, referred(), None),
        (STAY, COUNTY_HEAD, closed(), "case_closed"),
    ):
        assert refusal(facts, act, badge, day) == expected


@pytest.mark.parametrize(("act", "facts"), [(STAY, running_order()), (LIFT, stayed())])
def test_a_stay_carries_out_a_decision_on_file(act: str, facts: Facts) -> None:
    assert refusal(facts, act, COUNTY_HEAD, on(3, 23), files=[UNKNOWN_FILE]) == "document_unknown"
    assert refusal(facts, act, COUNTY_HEAD, on(3, 23), decided_on=on(3, 24)) == "date_in_future"
    for badge, expected in (
        (CITY_HEAD, None),
        (OTHER_CITY_HEAD, "approver_not_in_line"),
        (ANN, "not_responsible_person"),
        (ADMIN, "not_responsible_person"),
    ):
        assert refusal(facts, act, badge, on(3, 23)) == expected


ADVERSE = [
    "technical.order_measure",
    "technical.ratify_measure",
    "rectification.propose",
    "rectification.approve",
    "rectification.serve",
    "rectification.reinspect",
    "rectification.renew",
    "interview.propose",
    "interview.approve",
    "interview.summon",
    "interview.propose_notice",
    "interview.approve_notice",
    "interview.draw_up_letter",
    "interview.notify_superior",
    "transfer.propose",
    "transfer.approve",
    "transfer.draw_up",
    "transfer.send",
    "exchange.propose",
    "exchange.approve",
    "exchange.disclose",
]


@pytest.mark.parametrize("act", ADVERSE)
def test_no_adverse_act_is_taken_while_the_procedure_is_stayed(act: str) -> None:
    scene = before(act)
    held = go(scene.facts, STAY, COUNTY_HEAD, scene.today)
    assert refusal(scene.facts, act, scene.badge, scene.today) is None
    assert refusal(held, act, scene.badge, scene.today) == "case_stayed"
    assert refusal(lifted(held, scene.today), act, scene.badge, scene.today) is None


UNITS_OWN = [
    "rectification.progress",
    "rectification.object",
    "rectification.report",
    "rectification.request_extension",
]
FAVOURABLE = [
    "rectification.withdraw",
    "interview.cancel",
    "interview.refuse",
    "transfer.withdraw",
    "technical.lift_measure",
]


@pytest.mark.parametrize("act", [*UNITS_OWN, *FAVOURABLE])
def test_what_the_unit_does_and_what_favours_it_is_recorded_all_the_same(act: str) -> None:
    scene = before(act)
    assert refusal(go(scene.facts, STAY, COUNTY_HEAD, scene.today), act, scene.badge, scene.today) is None


def test_a_stayed_case_is_not_closed() -> None:
    held = go(opened(), STAY, COUNTY_HEAD, on(3, 3))
    assert refusal(held, "case.close", ANN, on(3, 3)) == "case_stayed"
    assert refusal(lifted(held, on(3, 4)), "case.close", ANN, on(3, 4)) is None
    assert refusal(opened(), "case.close", ANN, on(3, 3)) is None


APPROVERS = [
    (CITY_HEAD, None),
    (PROVINCE_HEAD, None),
    (COUNTY_HEAD, "approver_level_too_low"),
    (OTHER_CITY_HEAD, "approver_not_in_line"),
    (CITY_INSPECTOR, "not_responsible_person"),
    (ANN, "approver_involved"),
]


@pytest.mark.parametrize(("badge", "expected"), APPROVERS)
def test_a_reference_is_approved_by_somebody_not_involved(badge: str, expected: str | None) -> None:
    assert refusal(running_order(), REFER, badge, on(3, 16)) == expected


def test_its_level_is_a_setting() -> None:
    county = Rules(approval_level={REFER: Level.COUNTY})
    assert refusal(running_order(), REFER, COUNTY_HEAD, on(3, 16), rules=county) is None
    taken_part = go(issued(), "rectification.propose", COUNTY_HEAD, on(3, 4), ground="G1")
    assert refusal(taken_part, REFER, COUNTY_HEAD, on(3, 16), rules=county) == "approver_involved"


def test_of_the_criminal_matter_only_its_number_is_kept() -> None:
    assert set(ReferCriminal.model_fields) == {"act", "case", "seen", "reference_no"}
    decision = allowed(attempt(running_order(), REFER, CITY_HEAD, on(3, 16)))
    assert decision.entry == {"act": "refer_criminal", "by": CITY_HEAD, "on": "2026-03-16", "reference_no": "C-1"}
    assert decision.sealed == {}


def test_the_unit_hears_of_a_stay_and_not_of_a_reference() -> None:
    for act, badge, facts, told in (
        (STAY, COUNTY_HEAD, running_order(), True),
        (LIFT, COUNTY_HEAD, stayed(), True),
        (REFER, CITY_HEAD, running_order(), False),
        (END, COUNTY_HEAD, referred(), False),
    ):
        assert (Audience.UNIT in allowed(attempt(facts, act, badge, on(3, 23))).audience) is told
