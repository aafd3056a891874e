"""The words of periods: in what they are counted, whose duty they are, which kinds there are and how they end."""

from enum import StrEnum


class Unit(StrEnum):
    """What a period is counted in."""

    DAY = "day"
    WORKDAY = "workday"


class Holder(StrEnum):
    """Whose duty a deadline is: an organ's own lapse never counts against the unit."""

    UNIT = "unit"
    ORGAN = "organ"
    RECEIVER = "receiver"
    HONOURED = "honoured"
    DEPARTMENT = "department"


class Clock(StrEnum):
    """Kinds of deadline."""

    ASSIGNMENT = "assignment"
    APPROVAL_VALIDITY = "approval_validity"
    RECTIFICATION_LIMIT = "rectification_limit"
    REINSPECTION = "reinspection"
    EXTENSION_DECISION = "extension_decision"
    OBJECTION_ANSWER = "objection_answer"
    TRANSFER_ANSWER = "transfer_answer"
    TRANSFER_OUTCOME = "transfer_outcome"
    COMMENT = "comment"
    COMMITMENT = "commitment"
    CORRECTION_ANSWER = "correction_answer"
    COMPLAINT_ANSWER = "complaint_answer"
    MEASURE_RATIFICATION = "measure_ratification"
    MEASURE_REVIEW = "measure_review"
    REWARD_START = "reward_start"
    REWARD_NOTICE = "reward_notice"
    REWARD_CLAIM = "reward_claim"
    REWARD_RETURN = "reward_return"
    LISTING_CONSULTATION = "listing_consultation"
    LISTING_REVIEW = "listing_review"
    CONSULTATION_ANSWER = "consultation_answer"
    JOINT_ANSWER = "joint_answer"
    EXCHANGE_RECEIPT = "exchange_receipt"
    ACTIVITY_DAY = "activity_day"
    DUTY_DUE = "duty_due"
    DUTY_ANSWER = "duty_answer"
    PROTECTION_DECISION = "protection_decision"
    PROTECTION_REVIEW = "protection_review"
    RETALIATION_ANSWER = "retaliation_answer"
    REPORT_TRIAGE = "report_triage"
    EMERGENCY_TRIAGE = "emergency_triage"
    REPORT_REVIEW_TIME = "report_review_time"
    REPORT_REVIEW = "report_review"
    PERSON_RECEIPT = "person_receipt"


class DeadlineState(StrEnum):
    """`running` and `suspended` are open. `met` in time, `late` after the last day, `ended` without an answer due."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    MET = "met"
    LATE = "late"
    ENDED = "ended"


class LedgerKind(StrEnum):
    """What may change a deadline after it was armed."""

    EXTEND = "extend"
    SUSPEND = "suspend"
    RESUME = "resume"
