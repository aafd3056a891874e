"""The catalogue of refusals: complete, in both languages, and honest about its basis."""

import re

import pytest

from models.errors import DefinitionError, Refusal
from models.law import article
from models.law.refusals import explain, reason, reasons

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODES = """
wrong_state case_closed stage_unknown stage_ambiguous stage_already_open officer_unknown officer_inactive
no_mandate not_organ_in_charge outside_jurisdiction officer_recused not_responsible_person approver_involved
approver_not_in_line approver_level_too_low two_officers_required duplicate_officer date_in_future before_approval
before_notice approval_expired dates_reversed nothing_recorded findings_required finding_unknown duty_not_binding
findings_taken time_limit_required service_unproven extension_after_limit extension_bound_exceeded
no_open_extension no_open_objection objection_already_open extension_already_open completion_not_requested
not_suspended already_suspended items_incomplete objection_open extension_open suspension_running
due_date_provisional statement_missing no_interview_ground reinspect_first interview_without_order_off
order_required notice_too_short interview_not_held notice_not_approved held_interview_cannot_approve
duty_problem_no_superior_notice no_breach no_consequence receiver_unknown receiver_not_competent superior_unknown
transfer_already_open stages_open deadlines_open messages_undelivered rights_open unit_unknown person_unknown
not_a_working_case content_redacted request_reused not_approved system_not_allowed already_handler already_recused
need_to_know clearance_too_low state_secret already_classified desk_only foreign_page
late_reason_required self_relation case_changed demo_clock_refused malformed
instrument_missing served_before_document document_unknown electronic_consent_missing witness_missing
announcement_running refusal_not_noted comment_time_running number_unknown commitment_date one_ground_only
risk_not_recorded announced_too_late measure_unknown measure_lifted measure_lapsed measure_ratified measures_open
not_correctable correction_value correction_open no_open_correction second_person_required
nothing_to_annul nothing_rests resting_undecided ground_annulled case_stayed not_stayed already_referred not_referred
unit_twice unit_not_invited
"""
BASIS = [
    ("duty_not_binding", "reg-9"),
    ("not_responsible_person", "reg-21"),
    ("approver_involved", "reg-21"),
    ("approver_level_too_low", "reg-21"),
    ("two_officers_required", "apl-42"),
    ("officer_recused", "apl-43"),
    ("statement_missing", "apl-45"),
    ("comment_time_running", "apl-45"),
    ("witness_missing", "cpl-89"),
    ("electronic_consent_missing", "cpl-90"),
    ("announcement_running", "cpl-95"),
    ("risk_not_recorded", "reg-23"),
    ("announced_too_late", "reg-25"),
    ("measures_open", "reg-26"),
    ("no_interview_ground", "cel-56"),
    ("no_breach", "s0-transfer"),
    ("no_consequence", "s0-transfer"),
]


def test_the_codes_the_guards_need_are_there() -> None:
    assert set(CODES.split()) - reasons().keys() == set()


@pytest.mark.parametrize("code", list(reasons()))
def test_each_reason_is_one_sentence_and_one_next_step_in_both_languages(code: str) -> None:
    entry = reason(code)
    assert article(entry.article).verified
    for name in (entry.message, entry.next):
        assert re.fullmatch(r"[A-Z][^.!?]*\.", name.en)
        assert not CHINESE.search(name.en)
        assert CHINESE.search(name.zh)
        assert name.zh.index("。") == len(name.zh) - 1


@pytest.mark.parametrize(("code", "basis"), BASIS)
def test_basis(code: str, basis: str) -> None:
    assert reason(code).article == basis


def test_a_rule_of_the_law_is_cited_as_such() -> None:
    refusal = Refusal("not_responsible_person", "reg-21", ("inspection.approve", "1042"))
    assert explain(refusal, "en") == (
        "Only a responsible person may approve, and a colleague of the same rank may not. "
        "Details: inspection.approve, 1042. Basis: Regulations Art. 21. "
        "Send the request to a responsible person in line."
    )
    assert explain(refusal, "zh") == (
        "须由负责人批准，同级人员不得批准。详情：inspection.approve、1042。"
        "依据：《反间谍安全防范工作规定》第二十一条。请报本级或上级机关负责人审批。"
    )


def test_borrowed_own_and_unread_rules_are_not_passed_off_as_law() -> None:
    assert "Basis: Administrative Penalty Law Art. 43, by analogy." in explain(
        Refusal("officer_recused", "apl-43"), "en"
    )
    assert "Basis: a rule of this system, guided by Regulations Art. 3." in explain(
        Refusal("case_closed", "reg-3"), "en"
    )
    unread = Refusal("approver_level_too_low", "reg-28")
    assert "Basis: Regulations Art. 28, whose text could not be verified." in explain(unread, "en")
    assert "依据：《反间谍安全防范工作规定》第二十八条（原文未经核实）。" in explain(unread, "zh")


def test_the_stricter_ladder_names_the_milder_way() -> None:
    assert "reminder and admonition" in reason("interview_without_order_off").next_en
    assert "提醒" in reason("interview_without_order_off").next_zh


def test_a_refusal_without_detail_has_no_gap() -> None:
    text = explain(Refusal("no_breach", "s0-transfer"), "en")
    assert "Details" not in text
    assert "  " not in text


def test_unknown_code_and_unknown_article() -> None:
    with pytest.raises(DefinitionError):
        reason("because")
    with pytest.raises(DefinitionError):
        explain(Refusal("no_breach", "reg-99"), "en")
