"""Reports: who may name whom, what is worked and what is only handed over, the answer, one review by another person."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.acts.form import Part, split
from models.facts import Facts, MandateFacts, OfficerFacts
from models.guards.report import may_correspond
from models.lifecycle import LIFECYCLE, next_acts, of_stage
from models.periods import Clock
from models.reporting import status
from models.states import STATES
from models.vocabulary import Audience, ReportStatus, Role, Stage
from tests.unit.papers import paper
from tests.unit.scenes import allowed, attempt, go, on, opened, refusal, why
from tests.unit.scenes_report import (
    NO_REPORT,
    PERSON,
    answered,
    confirmed,
    handed_over,
    in_review,
    not_taken,
    of_person,
    passed,
    passed_on,
    received,
    taken_up,
    told_not_taken,
    upheld,
)
from tests.unit.worlds import ADMIN, ANN, BO, CAI, CITY_HEAD, COUNTY_HEAD, UNIT, the_case, the_deadline

RECEIVE, DUTIES = "report.receive", "prevention duties of a unit"
OF_UNIT: dict[str, Any] = {"reporter": "unit", "channel": "report of a unit", "unit": UNIT.code}


def receiving(facts: Facts = NO_REPORT, **given: Any) -> str | None:
    return refusal(facts, RECEIVE, ANN, on(3, 3), **given)


@pytest.mark.parametrize(
    ("reporter", "alias", "expected"),
    [
        ("named", "A-ABCDEFGH", None),
        ("named", None, "alias_needed"),
        ("anonymous", None, None),
        ("anonymous", "A-ABCDEFGH", "alias_not_expected"),
    ],
)
def test_a_named_reporter_has_an_alias_and_an_anonymous_one_none(
    reporter: str, alias: str | None, expected: str | None
) -> None:
    assert receiving(reporter=reporter, alias=alias) == expected


def test_the_alias_is_one_of_the_vault() -> None:
    unknown = replace(NO_REPORT, alias_known=False)
    assert receiving(unknown, reporter="named", alias="A-ABCDEFGH") == "informant_unknown"


@pytest.mark.parametrize("alias", ["李四", "A-abcdefgh", "A-ABCDEFG1", "A-ABCDEFGHJ", ""])
def test_nothing_but_an_alias_fits_its_field(alias: str) -> None:
    with pytest.raises(ValueError, match="alias"):
        paper(RECEIVE, on(3, 3), reporter="named", alias=alias)


def test_an_alias_stands_sealed_so_that_two_reports_cannot_be_put_together_by_it() -> None:
    clear, sealed = split(paper(RECEIVE, on(3, 3), reporter="named", alias="A-ABCDEFGH"))
    assert "alias" not in clear
    assert sealed == {"alias": "A-ABCDEFGH", "content": "A door stands open."}


FACTS_OF_UNIT = replace(NO_REPORT, unit=UNIT)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (OF_UNIT, None),
        ({**OF_UNIT, "channel": "emergency of a unit"}, None),
        ({**OF_UNIT, "channel": "letter"}, "channel_of_units"),
        ({**OF_UNIT, "reporter": "anonymous"}, "channel_of_units"),
        ({**OF_UNIT, "unit": None}, "unit_needed"),
        ({"subject": DUTIES, "unit": UNIT.code}, None),
        ({"subject": DUTIES}, "unit_needed"),
        ({"unit": UNIT.code}, None),
        ({}, None),
        (PERSON, None),
        ({**PERSON, "unit": UNIT.code}, "person_report_keeps_nothing"),
        ({**OF_UNIT, **PERSON, "unit": None}, None),
    ],
)
def test_a_report_names_a_unit_where_it_must_and_never_beside_a_person(
    given: dict[str, Any], expected: str | None
) -> None:
    assert receiving(FACTS_OF_UNIT, **given) == expected


def test_the_unit_is_a_registered_one() -> None:
    assert receiving(unit="91520199MA6DEMO99X") == "unit_unknown"


@pytest.mark.parametrize(
    ("day", "reason", "expected"),
    [
        (on(3, 3), None, None),
        (on(3, 2), None, None),
        (on(2, 27), None, "late_reason_required"),
        (on(2, 27), "It lay in the wrong box.", None),
        (on(3, 4), None, "date_in_future"),
    ],
)
def test_a_late_entry_needs_its_reason(day: date, reason: str | None, expected: str | None) -> None:
    assert receiving(received_on=day, late_reason=reason) == expected


def test_a_late_entry_is_told_to_the_supervising_organ() -> None:
    late = allowed(attempt(NO_REPORT, RECEIVE, ANN, on(3, 3), received_on=on(2, 27), late_reason="The wrong box."))
    assert Audience.SUPERVISOR in late.audience
    assert Audience.SUPERVISOR not in allowed(attempt(NO_REPORT, RECEIVE, ANN, on(3, 3))).audience


def test_the_decision_is_due_in_seven_working_days_and_on_an_emergency_the_next_day() -> None:
    assert the_deadline(received(), Clock.REPORT_TRIAGE, None).due_on == on(3, 12)
    urgent = go(FACTS_OF_UNIT, RECEIVE, ANN, on(3, 6), **{**OF_UNIT, "channel": "emergency of a unit"})
    # Friday: a rest day does not put it off.
    assert the_deadline(urgent, Clock.EMERGENCY_TRIAGE, None).due_on == on(3, 7)
    assert urgent.deadline(Clock.REPORT_TRIAGE, None) is None


@pytest.mark.parametrize("act", ["report.take_up", "report.pass_on", "report.not_take"])
def test_a_report_about_a_person_is_not_worked(act: str) -> None:
    assert refusal(of_person(), act, ANN, on(3, 4)) == "person_report_not_worked"
    assert refusal(received(), act, ANN, on(3, 4)) is None


def test_only_a_report_about_a_person_is_handed_over_and_destroyed() -> None:
    assert refusal(of_person(), "report.pass_person_report", ANN, on(3, 4)) is None
    assert refusal(received(), "report.pass_person_report", ANN, on(3, 4)) == "no_person_report"
    assert {t.full_name for t in LIFECYCLE if t.erases} == {"report.record_receipt"}


@pytest.mark.parametrize(
    ("receiver", "passing", "handing"),
    [
        ("IND-GY", None, None),
        ("GY", None, None),
        ("NM", "report_receiver_unknown", None),
        ("ZY", "report_receiver_unknown", "report_receiver_unknown"),
        ("NOBODY", "report_receiver_unknown", "report_receiver_unknown"),
    ],
)
def test_it_goes_to_a_department_or_an_organ_in_line(receiver: str, passing: str | None, handing: str | None) -> None:
    assert refusal(received(), "report.pass_on", ANN, on(3, 4), receiver=receiver) == passing
    assert refusal(of_person(), "report.pass_person_report", ANN, on(3, 4), receiver=receiver) == handing


def test_it_is_taken_up_in_a_case_that_is_there() -> None:
    assert refusal(replace(received(), other_case_exists=False), "report.take_up", ANN, on(3, 4)) == (
        "not_a_working_case"
    )


def test_what_is_recorded_of_a_report_about_a_person_is_codes_and_days() -> None:
    kept = [dict(entry) for entry in the_case(passed()).acts]
    assert kept == [
        {
            "act": "receive", "by": ANN, "on": "2026-03-03", "seq": 1, "channel": "hotline 12339",
            "reporter": "anonymous", "subject": PERSON["subject"], "received_on": "2026-03-03", "handler": ANN,
            "ordinary": True,
        },
        {"act": "pass_person_report", "by": ANN, "on": "2026-03-04", "seq": 2, "receiver": "NM",
         "occurred_on": "2026-03-04"},
        {"act": "record_receipt", "by": ANN, "on": "2026-03-06", "seq": 3, "received_on": "2026-03-06",
         "receipt": "E-7"},
    ]  # fmt: skip
    assert next_acts(passed()) == []
    assert the_deadline(handed_over(), Clock.PERSON_RECEIPT, None).due_on == on(3, 11)
    assert the_deadline(passed(), Clock.PERSON_RECEIPT, None).state.value == "met"


@pytest.mark.parametrize(
    ("facts", "act", "field", "earliest"),
    [
        (not_taken(), "report.answer", "occurred_on", on(3, 4)),
        (taken_up(), "report.answer", "occurred_on", on(3, 4)),
        (confirmed(), "report.answer", "occurred_on", on(3, 12)),
        (told_not_taken(), "report.request_review", "received_on", on(3, 4)),
        (of_person(), "report.pass_person_report", "occurred_on", on(3, 3)),
        (handed_over(), "report.record_receipt", "received_on", on(3, 4)),
    ],
)
def test_nothing_is_dated_before_what_it_follows_or_after_the_day(
    facts: Facts, act: str, field: str, earliest: date
) -> None:
    today = on(3, 13)
    assert refusal(facts, act, ANN, today, **{field: earliest}) is None
    assert refusal(facts, act, ANN, today, **{field: earliest.replace(day=earliest.day - 1)}) == "dates_reversed"
    assert refusal(facts, act, ANN, today, **{field: on(3, 14)}) == "date_in_future"


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
