"""Measures on the spot: only in a running technical inspection, ratified at once, reviewed daily, never outlasting it.

Every day was counted by hand on the calendar of 2026.
"""

from dataclasses import replace
from datetime import date

import pytest

from models.errors import TransitionRefused
from models.facts import DeadlineFacts, Facts, OrganFacts
from models.periods import Clock, DeadlineState, Holder
from models.vocabulary import Level, Role, Stage
from tests.unit.papers import paper
from tests.unit.scenes import concluded, go, issued, on, opened, planned, refusal, running_order, why
from tests.unit.scenes_technical import (
    approved_technical,
    commented_technical,
    concluded_technical,
    drawn_technical,
    measure_lifted,
    measured,
    notified_technical,
    ratified,
    recorded_technical,
    requested_technical,
)
from tests.unit.worlds import (
    ADMIN,
    ANN,
    BO,
    CAI,
    CITY_DEPUTY,
    CITY_HEAD,
    CITY_INSPECTOR,
    COUNTY_HEAD,
    OFFICERS,
    OTHER_CITY_HEAD,
    PROVINCE_HEAD,
    decided,
    officer,
    take,
)

ORDER, RATIFY = "technical.order_measure", "technical.ratify_measure"
REVIEW, LIFT = "technical.review_measure", "technical.lift_measure"
ENDED, MET, LATE, RUNNING = DeadlineState.ENDED, DeadlineState.MET, DeadlineState.LATE, DeadlineState.RUNNING


def ratification(facts: Facts, measure: int = 1) -> DeadlineFacts:
    found = facts.deadline(Clock.MEASURE_RATIFICATION, "T1", measure)
    assert found is not None
    return found


def review(facts: Facts, measure: int = 1) -> DeadlineFacts:
    found = facts.deadline(Clock.MEASURE_REVIEW, "T1", measure)
    assert found is not None
    return found


def technical_on(day: date) -> Facts:
    """Requested, approved, drawn up and announced on one day."""
    facts = go(issued(), "technical.request", ANN, day, risk_in="G1")
    facts = go(facts, "technical.approve", CITY_HEAD, day)
    facts = go(facts, "technical.draw_up", ANN, day)
    return go(facts, "technical.notify", ANN, day)


@pytest.mark.parametrize("facts", [notified_technical(), recorded_technical(), commented_technical()])
def test_a_measure_is_ordered_while_the_technical_inspection_runs(facts: Facts) -> None:
    assert refusal(facts, ORDER, ANN, on(3, 16)) is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (opened(), "stage_unknown"),
        (planned(), "stage_unknown"),
        (concluded(), "stage_unknown"),
        (running_order(), "stage_unknown"),
        (requested_technical(), "wrong_state"),
        (approved_technical(), "wrong_state"),
        (drawn_technical(), "wrong_state"),
        (concluded_technical(), "wrong_state"),
        (go(notified_technical(), "technical.cancel", ANN, on(3, 12)), "wrong_state"),
        (go(requested_technical(), "technical.refuse", CITY_HEAD, on(3, 11)), "wrong_state"),
    ],
)
def test_and_at_no_other_time(facts: Facts, expected: str) -> None:
    assert refusal(facts, ORDER, ANN, on(3, 16)) == expected


@pytest.mark.parametrize("kind", [stage for stage in Stage if stage is not Stage.TECHNICAL])
def test_no_other_stage_knows_a_measure(kind: Stage) -> None:
    with pytest.raises(TransitionRefused, match="wrong_state"):
        decided(measured(), kind, paper(RATIFY, on(3, 13)), CITY_HEAD, on(3, 13))


@pytest.mark.parametrize(
    ("day", "expected"), [(on(3, 10), "before_notice"), (on(3, 11), None), (on(3, 12), None), (on(3, 13), "future")]
)
def test_it_is_dated_after_the_notice_and_not_tomorrow(day: date, expected: str | None) -> None:
    """The notice was served on 11 March."""
    code = "date_in_future" if expected == "future" else expected
    assert refusal(notified_technical(), ORDER, ANN, on(3, 12), occurred_on=day) == code


@pytest.mark.parametrize(
    ("ordered", "due"),
    [
        # The end of the next working day ...
        (on(3, 12), on(3, 13)),
        (on(3, 6), on(3, 9)),
        (on(5, 8), on(5, 9)),  # Saturday 9 May is worked
        (on(3, 7), on(3, 9)),
        # ... and within 3 calendar days at most: the next working day after 30 April is Wednesday 6 May, and after
        # 3 April (Tomb-Sweeping Day is Sunday the 5th, Monday the 6th is off) it is Tuesday the 7th.
        (on(4, 30), on(5, 3)),
        (on(4, 3), on(4, 6)),
        (on(9, 30), on(10, 3)),
    ],
)
def test_it_is_ratified_by_the_next_working_day_and_within_three_days(ordered: date, due: date) -> None:
    facts = go(technical_on(ordered), ORDER, ANN, ordered)
    d = ratification(facts)
    assert (d.due_on, d.holder, d.state, d.provisional) == (due, Holder.ORGAN, RUNNING, False)
    assert refusal(facts, RATIFY, CITY_HEAD, due) is None
    assert refusal(facts, RATIFY, CITY_HEAD, date.fromordinal(due.toordinal() + 1)) == "measure_lapsed"


def test_the_days_count_from_the_order_not_from_its_recording() -> None:
    facts = go(notified_technical(), ORDER, ANN, on(3, 16), occurred_on=on(3, 12))
    assert ratification(facts).due_on == on(3, 13)
    assert why(facts, RATIFY, CITY_HEAD, on(3, 16)) == ("measure_lapsed", "1", "2026-03-13")


RATIFIERS = [
    (CITY_HEAD, None),  # approved the inspection itself, which is no part in it
    (CITY_DEPUTY, None),
    (PROVINCE_HEAD, None),
    (COUNTY_HEAD, "approver_level_too_low"),
    (OTHER_CITY_HEAD, "approver_not_in_line"),
    (CITY_INSPECTOR, "not_responsible_person"),
    (ADMIN, "not_responsible_person"),
    (CAI, "not_responsible_person"),
    (ANN, "approver_involved"),  # ordered it
    (BO, "approver_involved"),  # is in the team
]


@pytest.mark.parametrize(("badge", "expected"), RATIFIERS)
def test_a_responsible_person_of_city_level_in_line_ratifies(badge: str, expected: str | None) -> None:
    assert refusal(measured(), RATIFY, badge, on(3, 13)) == expected


def in_the_city() -> Facts:
    """A case of the city organ: its own heads order and ratify."""
    city = OrganFacts("GY", "520100", "GY", ("GY", "GZ"), (Level.CITY, Level.PROVINCE))
    second = officer("GY-12", Level.CITY, Role.INSPECTOR)
    facts = replace(opened(), organ=city, officers={**OFFICERS, second.badge: second})
    facts = go(facts, "guidance.issue", CITY_INSPECTOR, on(3, 3))
    facts = go(facts, "technical.request", CITY_INSPECTOR, on(3, 10), risk_in="G1", team=[CITY_INSPECTOR, "GY-12"])
    facts = go(facts, "technical.approve", CITY_HEAD, on(3, 11))
    facts = go(facts, "technical.draw_up", CITY_INSPECTOR, on(3, 11))
    return go(facts, "technical.notify", CITY_INSPECTOR, on(3, 11))


def test_who_ordered_it_does_not_ratify_it() -> None:
    facts = go(in_the_city(), ORDER, CITY_HEAD, on(3, 12))
    assert refusal(facts, RATIFY, CITY_HEAD, on(3, 13)) == "approver_involved"
    assert refusal(facts, RATIFY, CITY_DEPUTY, on(3, 13)) is None


def test_who_was_in_the_team_does_not_ratify_it() -> None:
    facts = go(in_the_city(), "technical.record", CITY_INSPECTOR, on(3, 12), present=[CITY_INSPECTOR, CITY_DEPUTY])
    facts = go(facts, ORDER, CITY_INSPECTOR, on(3, 12))
    assert refusal(facts, RATIFY, CITY_DEPUTY, on(3, 13)) == "approver_involved"
    assert refusal(facts, RATIFY, CITY_HEAD, on(3, 13)) is None


def test_it_is_ratified_once() -> None:
    assert (ratification(ratified()).state, ratification(ratified()).settled_on) == (MET, on(3, 13))
    assert refusal(ratified(), RATIFY, CITY_DEPUTY, on(3, 13)) == "measure_ratified"


def test_unratified_it_lapses_and_can_only_be_lifted() -> None:
    monday = on(3, 16)
    assert refusal(measured(), RATIFY, CITY_HEAD, monday) == "measure_lapsed"
    assert refusal(measured(), REVIEW, ANN, monday) == "measure_lapsed"
    lifted = go(measured(), LIFT, ANN, monday)
    assert [d.state for d in lifted.deadlines if d.stage == "T1" and d.item == 1] == [ENDED, LATE]
    assert refusal(ratified(), REVIEW, ANN, monday) is None


def test_before_the_last_day_it_may_be_reviewed_unratified() -> None:
    assert refusal(measured(), REVIEW, ANN, on(3, 13)) is None


def test_it_is_reviewed_daily_also_on_days_of_rest() -> None:
    assert review(measured()).due_on == on(3, 13)
    friday = go(ratified(), REVIEW, ANN, on(3, 13))
    assert (review(friday).anchor_on, review(friday).due_on, review(friday).state) == (on(3, 13), on(3, 14), RUNNING)
    saturday = go(friday, REVIEW, ANN, on(3, 16), occurred_on=on(3, 14))
    assert review(saturday).due_on == on(3, 15)
    settled = [(d.settled_on, d.state) for d in saturday.deadlines if d.clock is Clock.MEASURE_REVIEW and not d.open]
    assert settled == [(on(3, 13), MET), (on(3, 14), MET)]


def test_a_review_after_its_day_is_late_and_the_next_day_begins_anew() -> None:
    facts = go(ratified(), REVIEW, ANN, on(3, 16))
    assert [d.state for d in facts.deadlines if d.clock is Clock.MEASURE_REVIEW] == [LATE, RUNNING]
    assert review(facts).due_on == on(3, 17)


@pytest.mark.parametrize("act", [REVIEW, LIFT])
def test_it_is_reviewed_and_lifted_after_it_was_ordered_and_not_tomorrow(act: str) -> None:
    """Ordered on 12 March."""
    for day, expected in (
        (on(3, 11), "dates_reversed"),
        (on(3, 12), None),
        (on(3, 13), None),
        (on(3, 14), "date_in_future"),
    ):
        assert refusal(ratified(), act, ANN, on(3, 13), occurred_on=day) == expected


def test_a_measure_nobody_ordered_is_unknown() -> None:
    for act, badge in ((RATIFY, CITY_HEAD), (REVIEW, ANN), (LIFT, ANN)):
        assert refusal(measured(), act, badge, on(3, 13), measure=2) == "measure_unknown"
        assert refusal(notified_technical(), act, badge, on(3, 13)) == "measure_unknown"


def test_a_lifted_measure_is_over() -> None:
    for act, badge in ((RATIFY, CITY_HEAD), (REVIEW, ANN), (LIFT, ANN)):
        assert refusal(measure_lifted(), act, badge, on(3, 13)) == "measure_lifted"
    assert not [d for d in measure_lifted().deadlines if d.open and d.item]


def test_measures_stand_side_by_side_each_with_its_own_deadlines() -> None:
    facts = go(ratified(), ORDER, BO, on(3, 13), measures=["stop using"])
    assert facts.stages[-1].acts[-1]["measure"] == 2
    assert (ratification(facts, 2).due_on, review(facts, 2).due_on) == (on(3, 16), on(3, 14))
    assert (ratification(facts, 1).state, review(facts, 1).due_on) == (MET, on(3, 13))
    facts = go(facts, RATIFY, CITY_HEAD, on(3, 16), measure=2)
    facts = go(facts, REVIEW, ANN, on(3, 16), measure=1)
    assert (ratification(facts, 2).state, ratification(facts, 2).settled_on) == (MET, on(3, 16))
    assert (review(facts, 1).due_on, review(facts, 2).due_on) == (on(3, 17), on(3, 14))
    facts = go(facts, LIFT, ANN, on(3, 16), measure=1)
    assert (review(facts, 1).open, review(facts, 2).open) == (False, True)
    assert refusal(facts, REVIEW, ANN, on(3, 16), measure=2) is None


def test_no_measure_outlasts_the_technical_inspection() -> None:
    held = go(go(commented_technical(), ORDER, ANN, on(3, 13)), RATIFY, CITY_HEAD, on(3, 13))
    assert why(held, "technical.conclude", ANN, on(3, 16)) == ("measures_open", "T1", "1")
    assert why(held, "technical.cancel", ANN, on(3, 16)) == ("measures_open", "T1", "1")
    lifted = go(held, LIFT, ANN, on(3, 16))
    assert refusal(lifted, "technical.conclude", ANN, on(3, 16)) is None
    assert refusal(lifted, "technical.cancel", ANN, on(3, 16)) is None


def test_a_lapsed_measure_is_undone_before_the_end() -> None:
    assert refusal(measured(), "technical.cancel", ANN, on(3, 30)) == "measures_open"


def test_the_case_is_not_closed_over_a_measure() -> None:
    assert why(ratified(), "case.close", ANN, on(3, 16)) == ("stages_open", "T1: notified")
    ended = go(measure_lifted(), "technical.cancel", ANN, on(3, 16))
    assert refusal(ended, "case.close", ANN, on(3, 16)) is None


def test_a_stay_stops_neither_ratification_nor_review_and_allows_no_measure() -> None:
    held = take(ratified(), Stage.CASE, paper("case.stay", on(3, 13)), COUNTY_HEAD, on(3, 13))
    assert review(held).state is RUNNING
    assert refusal(held, ORDER, ANN, on(3, 13)) == "case_stayed"
    assert refusal(held, LIFT, ANN, on(3, 13)) is None
