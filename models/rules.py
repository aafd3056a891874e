"""Numbers and choices an organ may set. The core is given them; none was found in a text we could read unless said."""

from dataclasses import dataclass, field

from models.vocabulary import Level

APPROVALS = (
    "rectification.approve",
    "rectification.decide_extension",
    "rectification.answer_objection",
    "listing.approve",
    "listing.approve_removal",
    "listing.answer_objection",
    "interview.approve",
    "interview.approve_notice",
    "transfer.approve",
    "exchange.approve",
    "case.refer_criminal",
    "commendation.approve",
    "protection.approve",
)
"""Acts whose approval level is a setting; inspections are fixed at city level by Art. 21 and 23, rewards for reports by
Art. 13 of the Reward Measures."""

OWN_APPROVALS = ("education.approve",)
"""Those that a responsible person of any organ gives for it, unless an organ sets a level."""


def _levels() -> dict[str, Level]:
    return {**dict.fromkeys(APPROVALS, Level.CITY), **dict.fromkeys(OWN_APPROVALS, Level.COUNTY)}


@dataclass(frozen=True)
class Rules:
    """Settings of the procedure; every one is shown as unverified. Lengths are in working days unless named;
    `education_plan_due_days` is the day of the year by which its plan is to be adopted."""

    reinspection_working_days: int = 15
    interview_notice_working_days: int = 3
    approval_validity_days: int = 30
    extension_decision_working_days: int = 5
    objection_answer_working_days: int = 10
    correction_answer_working_days: int = 10
    complaint_working_days: int = 15
    transfer_answer_working_days: int = 10
    transfer_outcome_working_days: int = 60
    consultation_working_days: int = 10
    joint_answer_working_days: int = 10
    exchange_receipt_working_days: int = 10
    comment_working_days: int = 3
    listing_consultation_working_days: int = 10
    listing_review_days: int = 365
    recording_working_days: int = 1
    announcement_days: int = 30
    delegation_days: int = 30
    acknowledge_working_days: int = 2
    reward_return_working_days: int = 30
    education_plan_due_days: int = 31
    duty_answer_working_days: int = 10
    duty_training_days: int = 365
    duty_self_inspection_days: int = 365
    duty_review_days: int = 365
    protection_decision_working_days: int = 1
    protection_review_days: int = 30
    retaliation_answer_working_days: int = 3
    triage_working_days: int = 7
    report_review_days: int = 15
    report_review_working_days: int = 10
    person_receipt_working_days: int = 5
    interview_without_order: bool = True
    approval_level: dict[str, Level] = field(default_factory=_levels)
