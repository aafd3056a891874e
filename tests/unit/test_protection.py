"""Protection of an informant: guarded as the vault is, decided at once and by another, ended when the person knows."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.classification import Classification
from models.facts import Facts
from models.lifecycle import of_stage
from models.need_to_know import classified
from models.periods import Clock, DeadlineState
from models.vocabulary import Audience, File, Stage
from tests.unit.scenes import allowed, attempt, go, on, refusal, why
from tests.unit.scenes_protection import (
    CLEARED,
    VAULTED,
    asked,
    asked_and_complained,
    ended,
    handed_over,
    protected,
    retaliated,
    under_review,
    unprotected,
    urgently_protected,
)
from tests.unit.worlds import ANN, BO, CITY_DEPUTY, CITY_HEAD, COUNTY_HEAD, OFFICERS, SUPERIOR, the_case, the_deadline

SECRECY, PUBLIC = "keep identity secret", "ask the public security organ for protection of person and property"


def test_the_file_is_of_its_own_kind_without_a_unit_and_guarded_as_the_vault_is() -> None:
    case = the_case(asked())
    assert (case.kind, case.state, case.handler, asked().unit) == (File.PROTECTION, "requested", ANN, None)
    assert classified(case.acts) is Classification.INFORMANT


def test_nobody_outside_hears_of_any_act() -> None:
    outside = {Audience.UNIT, Audience.SUPERIOR, Audience.RECEIVER, Audience.SUPERVISOR}
    assert [t.full_name for t in of_stage(Stage.PROTECTION) if outside & set(t.audience)] == []


@pytest.mark.parametrize("uncleared", [ANN, BO])
def test_who_opens_it_and_who_is_to_handle_it_are_cleared_for_informants(uncleared: str) -> None:
    facts = replace(VAULTED, officers={**CLEARED, uncleared: OFFICERS[uncleared]})
    assert why(facts, "protection.request", ANN, on(3, 3), handler=BO) == ("clearance_too_low", uncleared)
    assert refusal(VAULTED, "protection.request", ANN, on(3, 3), handler=BO) is None


def test_nobody_works_on_it_without_that_clearance() -> None:
    facts = replace(asked(), officers={**CLEARED, CITY_HEAD: OFFICERS[CITY_HEAD]})
    assert refusal(facts, "protection.approve", CITY_HEAD, on(3, 4)) == "clearance_too_low"
    assert refusal(asked(), "protection.approve", CITY_HEAD, on(3, 4)) is None


def test_an_alias_named_is_one_of_the_vault_and_none_needs_to_be_named() -> None:
    unknown = replace(VAULTED, alias_known=False)
    assert refusal(unknown, "protection.request", ANN, on(3, 3)) == "informant_unknown"
    assert refusal(unknown, "protection.request", ANN, on(3, 3), alias=None) is None


def test_a_report_named_is_there_and_none_needs_to_be_named() -> None:
    for kind in (None, File.CASE):
        facts = replace(VAULTED, other_kind=kind)
        assert refusal(facts, "protection.request", ANN, on(3, 3)) == "report_unknown"
    unknown = replace(VAULTED, other_kind=None)
    assert refusal(unknown, "protection.request", ANN, on(3, 3), report=None) is None


@pytest.mark.parametrize(
    ("act", "facts", "badge"),
    [
        ("protection.urgent_measure", asked(), COUNTY_HEAD),
        ("protection.approve", asked(), CITY_HEAD),
        ("protection.review", protected(), COUNTY_HEAD),
    ],
)
def test_each_measure_is_named_once(act: str, facts: Facts, badge: str) -> None:
    assert refusal(facts, act, badge, on(3, 4), measures=[SECRECY, PUBLIC, SECRECY]) == "measure_twice"
    assert refusal(facts, act, badge, on(3, 4), measures=[SECRECY, PUBLIC]) is None


def test_it_is_to_be_decided_on_the_next_working_day() -> None:
    """Counted from the day it reached us, and never rolled to the organ's favour; 6 March is a Friday."""
    assert the_deadline(asked(), Clock.PROTECTION_DECISION, None).due_on == on(3, 4)
    friday = go(VAULTED, "protection.request", ANN, on(3, 6))
    assert the_deadline(friday, Clock.PROTECTION_DECISION, None).due_on == on(3, 9)
    assert the_deadline(protected(), Clock.PROTECTION_DECISION, None).state is DeadlineState.MET
    late = go(asked(), "protection.refuse", CITY_HEAD, on(3, 5))
    assert the_deadline(late, Clock.PROTECTION_DECISION, None).state is DeadlineState.LATE


def test_who_asked_or_took_part_does_not_decide() -> None:
    for badge in (ANN, BO):
        assert refusal(asked_and_complained(), "protection.approve", badge, on(3, 4)) == "approver_involved"
    by_the_city = go(asked(), "protection.urgent_measure", CITY_HEAD, on(3, 3))
    assert refusal(by_the_city, "protection.approve", CITY_HEAD, on(3, 4)) == "approver_involved"
    assert refusal(by_the_city, "protection.approve", CITY_DEPUTY, on(3, 4)) is None


def test_the_decision_ratifies_what_was_urgent_or_lets_it_lapse() -> None:
    urgent = the_case(urgently_protected()).acts[-1]["seq"]
    approved = allowed(attempt(urgently_protected(), "protection.approve", CITY_HEAD, on(3, 4)))
    refused = allowed(attempt(urgently_protected(), "protection.refuse", CITY_HEAD, on(3, 4)))
    assert (approved.entry["ratified"], refused.entry["lapsed"]) == ([urgent], [urgent])
    assert "ratified" not in allowed(attempt(asked(), "protection.approve", CITY_HEAD, on(3, 4))).entry


def test_what_lapsed_with_a_refusal_is_not_ratified_by_the_review() -> None:
    facts = go(urgently_protected(), "protection.refuse", CITY_HEAD, on(3, 4))
    facts = go(facts, "protection.request_review", ANN, on(3, 5))
    assert "ratified" not in allowed(attempt(facts, "protection.approve", CITY_DEPUTY, on(3, 6))).entry


def test_another_decides_on_the_review_of_a_refusal() -> None:
    assert the_deadline(under_review(), Clock.PROTECTION_DECISION, None).due_on == on(3, 6)
    for act in ("protection.approve", "protection.refuse"):
        assert refusal(under_review(), act, CITY_HEAD, on(3, 6)) == "refusal_reviewed_by_another"
        assert refusal(under_review(), act, CITY_DEPUTY, on(3, 6)) is None


@pytest.mark.parametrize(
    ("act", "facts", "badge", "field"),
    [
        ("protection.request_review", unprotected(), ANN, "received_on"),
        ("protection.hand_over", protected(), ANN, "handed_on"),
        ("protection.review", protected(), COUNTY_HEAD, "occurred_on"),
    ],
)
@pytest.mark.parametrize(
    ("day", "expected"),
    [(on(3, 3), "before_protection_decision"), (on(3, 4), None), (on(3, 6), None), (on(3, 7), "date_in_future")],
)
def test_what_follows_the_decision_is_not_before_it_and_not_ahead(
    act: str, facts: Facts, badge: str, field: str, day: date, expected: str | None
) -> None:
    given: dict[str, Any] = {field: day}
    assert refusal(facts, act, badge, on(3, 6), **given) == expected


@pytest.mark.parametrize(
    ("act", "facts", "badge", "field"),
    [
        ("protection.request", VAULTED, ANN, "received_on"),
        ("protection.urgent_measure", asked(), COUNTY_HEAD, "occurred_on"),
        ("protection.retaliation", asked(), ANN, "received_on"),
        ("protection.end", protected(), COUNTY_HEAD, "told_on"),
    ],
)
def test_nothing_is_dated_ahead(act: str, facts: Facts, badge: str, field: str) -> None:
    for day, expected in ((on(3, 6), None), (on(3, 7), "date_in_future")):
        given: dict[str, Any] = {field: day}
        assert refusal(facts, act, badge, on(3, 6), **given) == expected


def test_another_organ_hears_of_it_only_where_the_decision_asks_it() -> None:
    facts = go(asked(), "protection.approve", CITY_HEAD, on(3, 4), measures=[SECRECY])
    assert refusal(facts, "protection.hand_over", ANN, on(3, 5)) == "no_measure_of_another_organ"
    facts = go(facts, "protection.review", COUNTY_HEAD, on(3, 5), measures=[SECRECY, PUBLIC])
    assert refusal(facts, "protection.hand_over", ANN, on(3, 5)) is None


def test_nothing_is_handed_over_without_consent_or_to_a_body_nobody_knows() -> None:
    assert refusal(protected(), "protection.hand_over", ANN, on(3, 5), consented=False) == "informant_consent_missing"
    assert why(protected(), "protection.hand_over", ANN, on(3, 5), department="X") == ("department_unknown", "X")
    assert refusal(protected(), "protection.hand_over", ANN, on(3, 5), department=SUPERIOR) is None


def test_protection_is_reviewed_every_thirty_days_even_when_handed_over() -> None:
    assert the_deadline(protected(), Clock.PROTECTION_REVIEW, None).due_on == on(4, 3)
    for facts in (protected(), handed_over()):
        reviewed = go(facts, "protection.review", COUNTY_HEAD, on(3, 20))
        newest = the_deadline(reviewed, Clock.PROTECTION_REVIEW, None)
        assert (newest.state, newest.due_on) == (DeadlineState.RUNNING, on(4, 19))
        assert [d.state.value for d in reviewed.deadlines if d.clock is Clock.PROTECTION_REVIEW] == ["met", "running"]


def test_a_complaint_of_retaliation_is_told_to_the_head_and_answered_in_three_working_days() -> None:
    assert Audience.HEAD in allowed(attempt(protected(), "protection.retaliation", ANN, on(3, 5))).audience
    assert the_deadline(retaliated(), Clock.RETALIATION_ANSWER, None).due_on == on(3, 10)
    answered = go(retaliated(), "protection.answer_retaliation", COUNTY_HEAD, on(3, 10))
    assert the_deadline(answered, Clock.RETALIATION_ANSWER, None).state is DeadlineState.MET


def test_a_complaint_is_answered_once_and_before_the_protection_ends() -> None:
    assert refusal(protected(), "protection.answer_retaliation", COUNTY_HEAD, on(3, 6)) == "no_retaliation_open"
    assert refusal(retaliated(), "protection.end", COUNTY_HEAD, on(3, 6)) == "retaliation_open"
    answered = go(retaliated(), "protection.answer_retaliation", COUNTY_HEAD, on(3, 6))
    assert refusal(answered, "protection.answer_retaliation", COUNTY_HEAD, on(3, 6)) == "no_retaliation_open"
    assert refusal(answered, "protection.end", COUNTY_HEAD, on(3, 6)) is None


def test_who_asked_is_told_before_it_ends() -> None:
    assert refusal(protected(), "protection.end", COUNTY_HEAD, on(3, 6), told_on=None) == "protected_person_untold"
    assert refusal(unprotected(), "protection.end", COUNTY_HEAD, on(3, 6), told_on=None) == "protected_person_untold"
    unasked = go(VAULTED, "protection.request", ANN, on(3, 3), asked_by="ex officio", alias=None)
    unasked = go(unasked, "protection.approve", CITY_HEAD, on(3, 4))
    assert refusal(unasked, "protection.end", COUNTY_HEAD, on(3, 6), told_on=None) is None


def test_once_ended_nothing_runs_on_and_nothing_more_is_done() -> None:
    assert not [d for d in ended().deadlines if d.open]
    assert refusal(ended(), "protection.review", COUNTY_HEAD, on(3, 23)) == "wrong_state"
    assert refusal(handed_over(), "protection.end", COUNTY_HEAD, on(3, 23)) is None


def test_it_gets_another_handler_who_is_cleared() -> None:
    facts = go(asked(), "protection.assign", COUNTY_HEAD, on(3, 3), handler=BO)
    assert the_case(facts).handler == BO
    assert refusal(facts, "protection.assign", COUNTY_HEAD, on(3, 3), handler=BO) == "already_handler"
    uncleared = replace(asked(), officers={**CLEARED, BO: OFFICERS[BO]})
    assert why(uncleared, "protection.assign", COUNTY_HEAD, on(3, 3), handler=BO) == ("clearance_too_low", BO)
