"""A unit on the list: its yearly review, its objection, its removal."""

from datetime import date

import pytest

from models.lifecycle import next_acts
from models.periods import Clock, DeadlineState
from models.vocabulary import Stage
from tests.unit.scenes import go, on, refusal, why
from tests.unit.scenes_listing import (
    decided_listing,
    drawn_listing,
    listed,
    objected_listing,
    proposed_listing,
    removal_consulted,
    removal_heard,
    removal_proposed,
    removed,
)
from tests.unit.test_listing import OPINION, REVIEW
from tests.unit.worlds import (
    ANN,
    BO,
    CITY_HEAD,
    COUNTY_HEAD,
    INDUSTRY,
    the_case,
    the_deadline,
)


def test_the_review_is_due_a_year_after_service_and_a_year_after_each_review() -> None:
    assert (the_deadline(listed(), REVIEW, None).due_on, the_deadline(listed(), REVIEW, None).state) == (
        date(2027, 3, 12), DeadlineState.RUNNING,
    )  # fmt: skip
    facts = go(listed(), "listing.review", ANN, on(9, 1))
    first, second = (d for d in facts.deadlines if d.clock is REVIEW)
    assert (first.state, first.settled_on) == (DeadlineState.MET, on(9, 1))
    assert (second.state, second.due_on) == (DeadlineState.RUNNING, date(2027, 9, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [(on(3, 11), "dates_reversed"), (on(3, 12), None), (on(9, 1), None), (on(9, 2), "date_in_future")],
)
def test_a_review_lies_between_service_and_today(day: date, expected: str | None) -> None:
    assert refusal(listed(), "listing.review", ANN, on(9, 1), occurred_on=day) == expected


def test_a_review_is_not_before_the_last_one() -> None:
    facts = go(listed(), "listing.review", ANN, on(9, 1))
    assert why(facts, "listing.review", ANN, on(9, 2), occurred_on=on(8, 31)) == ("dates_reversed", "2026-09-01")
    assert why(facts, "listing.review", ANN, on(9, 2), occurred_on=on(9, 1)) == ()


def test_an_objection_counts_from_the_day_it_came_and_holds_the_review() -> None:
    facts = go(
        listed(), "listing.object", ANN, on(3, 20), received_on=on(3, 16), late_reason="It lay in the mail room."
    )
    assert the_deadline(facts, Clock.OBJECTION_ANSWER, None).due_on == on(3, 30)
    assert refusal(listed(), "listing.object", ANN, on(3, 20), received_on=on(3, 16)) == "late_reason_required"
    assert refusal(listed(), "listing.object", ANN, on(3, 12), received_on=on(3, 11)) == "dates_reversed"
    assert refusal(facts, "listing.object", ANN, on(3, 20)) == "objection_already_open"
    assert refusal(facts, "listing.review", ANN, on(3, 20)) == "objection_open"
    answered = go(facts, "listing.answer_objection", CITY_HEAD, on(3, 23))
    assert the_deadline(answered, Clock.OBJECTION_ANSWER, None).state is DeadlineState.MET
    assert refusal(answered, "listing.review", ANN, on(3, 23)) is None
    assert refusal(answered, "listing.answer_objection", CITY_HEAD, on(3, 23)) == "no_open_objection"


def test_a_removal_answers_an_objection_that_waited() -> None:
    facts = go(objected_listing(), "listing.propose_removal", ANN, on(3, 17))
    facts = go(facts, "listing.consult", ANN, on(3, 17))
    facts = go(facts, "listing.record_opinion", ANN, on(3, 18), item=2)
    facts = go(facts, "listing.approve_removal", CITY_HEAD, on(3, 19))
    facts = go(facts, "listing.draw_up_removal", ANN, on(3, 19))
    facts = go(facts, "listing.serve_removal", ANN, on(3, 20))
    assert {d.clock: d.state for d in facts.deadlines if d.clock is not OPINION} == {
        Clock.OBJECTION_ANSWER: DeadlineState.ENDED, REVIEW: DeadlineState.ENDED,
    }  # fmt: skip


def test_a_removal_is_decided_jointly_too() -> None:
    approve = "listing.approve_removal"
    assert why(removal_proposed(), approve, CITY_HEAD, on(5, 7)) == ("consultation_missing",)
    assert why(removal_consulted(), approve, CITY_HEAD, on(5, 11)) == ("consultation_running", INDUSTRY)
    assert why(removal_heard(), approve, CITY_HEAD, on(5, 12)) == ()


def test_a_removal_refused_leaves_the_unit_on_the_list_and_its_review_running() -> None:
    facts = go(removal_heard(), "listing.refuse_removal", CITY_HEAD, on(5, 12))
    assert the_case(facts).state == "listed"
    assert the_deadline(facts, REVIEW, None).state is DeadlineState.RUNNING
    assert refusal(facts, "listing.propose_removal", ANN, on(5, 13)) is None


def test_it_is_withdrawn_before_service_only() -> None:
    for facts in (proposed_listing(), decided_listing(), drawn_listing()):
        assert refusal(facts, "listing.withdraw", COUNTY_HEAD, on(3, 12)) is None
    assert refusal(listed(), "listing.withdraw", COUNTY_HEAD, on(3, 13)) == "wrong_state"


def test_a_listing_offers_its_own_acts_only() -> None:
    assert {t.full_name for t, _ in next_acts(listed())} == {
        "listing.assign", "listing.object", "listing.answer_objection", "listing.review", "listing.propose_removal",
    }  # fmt: skip
    assert next_acts(removed()) == []
    assert {t.stage for t, _ in next_acts(proposed_listing())} == {Stage.LISTING}


def test_its_handler_may_change() -> None:
    assert the_case(go(listed(), "listing.assign", COUNTY_HEAD, on(4, 1))).handler == BO
    assert refusal(go(listed(), "listing.assign", COUNTY_HEAD, on(4, 1)), "listing.approve", CITY_HEAD, on(4, 1)) == (
        "wrong_state"
    )
