"""The answer to a reporter, the review of a decision, and what a report never says of a person."""

from dataclasses import replace
from datetime import date

import pytest

from models.acts.form import Part
from models.facts import Facts, MandateFacts, OfficerFacts
from models.guards.report import may_correspond
from models.lifecycle import LIFECYCLE, next_acts, of_stage
from models.periods import Clock
from models.reporting import status
from models.states import STATES
from models.vocabulary import Audience, ReportStatus, Role, Stage
from tests.unit.scenes import allowed, attempt, go, on, opened, refusal, why
from tests.unit.scenes_report import (
    NO_REPORT,
    answered,
    confirmed,
    in_review,
    not_taken,
    passed_on,
    taken_up,
    told_not_taken,
    upheld,
)
from tests.unit.test_report import RECEIVE
from tests.unit.worlds import ADMIN, ANN, BO, CAI, CITY_HEAD, COUNTY_HEAD, the_deadline


@pytest.mark.parametrize(
    ("facts", "state"),
    [(taken_up(), "concluded"), (passed_on(), "concluded"), (not_taken(), "not_taken"), (confirmed(), "concluded")],
)
def test_the_answer_ends_it_except_where_a_review_may_be_asked_for(facts: Facts, state: str) -> None:
    assert allowed(attempt(facts, "report.answer", ANN, on(3, 13))).state == state


def test_the_reporter_is_told_once_of_each_decision() -> None:
    assert refusal(told_not_taken(), "report.answer", ANN, on(3, 9)) == "already_answered"
    assert refusal(confirmed(), "report.answer", ANN, on(3, 13)) is None
    assert next_acts(answered()) == []


def test_it_is_concluded_when_the_reporter_was_told_and_let_the_time_for_a_review_pass() -> None:
    assert the_deadline(told_not_taken(), Clock.REPORT_REVIEW_TIME, None).due_on == on(3, 20)
    assert why(told_not_taken(), "report.conclude", ANN, on(3, 20)) == ("review_time_running", "2026-03-20")
    assert refusal(told_not_taken(), "report.conclude", ANN, on(3, 21)) is None
    assert refusal(not_taken(), "report.conclude", ANN, on(3, 21)) == "reporter_not_told"


def responsible(facts: Facts, badge: str) -> Facts:
    """The facts with the officer a responsible person as well."""
    own = MandateFacts(Role.RESPONSIBLE, "*", date(2020, 1, 1), None)
    officer: OfficerFacts = facts.officers[badge]
    return replace(facts, officers={**facts.officers, badge: replace(officer, mandates=(*officer.mandates, own))})


@pytest.mark.parametrize(
    ("badge", "expected"),
    [(COUNTY_HEAD, None), (CITY_HEAD, None), (BO, None), (ANN, "reviewer_involved")],
)
def test_who_decided_does_not_review_that(badge: str, expected: str | None) -> None:
    facts = responsible(responsible(in_review(), BO), ANN)
    assert refusal(facts, "report.decide_review", badge, on(3, 12)) == expected


@pytest.mark.parametrize(
    ("decision", "state"), [("confirmed", "not_taken"), ("upheld, to be decided anew", "received")]
)
def test_a_review_confirms_the_decision_or_lets_it_be_taken_anew(decision: str, state: str) -> None:
    assert the_deadline(in_review(), Clock.REPORT_REVIEW, None).due_on == on(3, 23)
    decided = allowed(attempt(in_review(), "report.decide_review", COUNTY_HEAD, on(3, 12), decision=decision))
    assert decided.state == state


def test_an_upheld_review_gives_the_time_anew_and_a_review_is_had_once() -> None:
    assert the_deadline(upheld(), Clock.REPORT_TRIAGE, None).due_on == on(3, 23)
    again = go(upheld(), "report.not_take", ANN, on(3, 13))
    assert refusal(again, "report.request_review", ANN, on(3, 16)) is None
    assert refusal(confirmed(), "report.request_review", ANN, on(3, 13)) == "already_reviewed"


@pytest.mark.parametrize(
    ("badge", "expected"),
    [
        (ANN, None), (BO, None), (CAI, "not_on_the_report"), (COUNTY_HEAD, "not_on_the_report"),
        (ADMIN, "not_on_the_report"), ("NM-99", "officer_inactive"), ("NOBODY", "officer_unknown"),
    ],
)  # fmt: skip
def test_who_handles_a_report_writes_to_its_reporter_and_nobody_by_rank(badge: str, expected: str | None) -> None:
    facts = go(NO_REPORT, RECEIVE, ANN, on(3, 3), handler=BO)
    answer = may_correspond(replace(facts, actor=facts.officers.get(badge)))
    assert (answer and answer.code) == expected


def test_nobody_writes_to_a_reporter_where_there_is_no_report() -> None:
    answer = may_correspond(replace(opened(), actor=opened().officers[ANN]))
    assert answer is not None
    assert answer.code == "not_a_report"


def test_no_unit_and_nobody_outside_hears_of_any_act_on_a_report() -> None:
    inside = {Audience.HANDLER, Audience.HEAD}
    assert {audience for t in of_stage(Stage.REPORT) for audience in t.audience} == inside
    assert allowed(attempt(NO_REPORT, RECEIVE, ANN, on(3, 3))).transition.draws == ()


def test_a_reporter_hears_one_word() -> None:
    assert {state: status(state).value for state in STATES[Stage.REPORT]} == {
        "received": "received",
        "taken_up": "taken up",
        "passed_on": "passed on",
        "not_taken": "not taken up",
        "in_review": "in review",
        "concluded": "concluded",
        # That it was about a person is not said.
        "handed_over": "passed on",
        "passed": "passed on",
    }
    assert len(set(ReportStatus)) == 6


def test_no_act_states_moves_or_corrects_when_a_report_was_registered() -> None:
    """The moment is that of the event; corrections are acts on a case, and a report is none."""
    fields = {name for t in of_stage(Stage.REPORT) for name in t.form.model_fields}
    assert not fields & {"registered_at", "recorded_at", "registered_on", "recorded_on", "registered", "order"}
    assert {t.stage for t in LIFECYCLE if t.amends or t.act == "correct"} == {Stage.CASE}


def test_a_report_knows_a_person_neither_by_field_nor_by_link() -> None:
    """Open fields are these; everything else is sealed, so that nothing of a person can be looked for."""
    forms: set[type[Part]] = {t.form for t in of_stage(Stage.REPORT)}
    found = {
        name for form in forms for name, info in form.model_fields.items()
        if isinstance(info.json_schema_extra, dict) and info.json_schema_extra.get("open")
    }  # fmt: skip
    assert found == {"case", "handler", "unit", "other", "receiver", "receipt"}
