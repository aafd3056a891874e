"""Reports: who may name whom, what is worked and what is only handed over, the answer, one review by another person."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.acts.form import split
from models.facts import Facts
from models.lifecycle import LIFECYCLE, next_acts
from models.periods import Clock
from models.vocabulary import Audience
from tests.unit.papers import paper
from tests.unit.scenes import allowed, attempt, go, on, refusal
from tests.unit.scenes_report import (
    NO_REPORT,
    PERSON,
    confirmed,
    handed_over,
    not_taken,
    of_person,
    passed,
    received,
    taken_up,
    told_not_taken,
)
from tests.unit.worlds import ANN, UNIT, the_case, the_deadline

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
