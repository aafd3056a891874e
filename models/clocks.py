"""What each kind of deadline is: whose duty, counted how, how long, and what it is called."""

from dataclasses import dataclass
from enum import StrEnum

from models.periods import Clock, Holder, Unit
from models.vocabulary import Name


@dataclass(frozen=True)
class ClockRule:
    """`setting` names the field of `models.rules.Rules` with the length; None: the act itself states it.

    `fixed` is a length no setting changes; `months` one in months, which is kept as the days to the corresponding day.
    `at_most` bounds a period of working days in calendar days.
    """

    name: Name
    holder: Holder
    unit: Unit
    setting: str | None
    roll: bool = True
    fixed: int = 0
    months: int = 0
    at_most: int | None = None


WD, DAY = Unit.WORKDAY, Unit.DAY

CLOCKS: dict[Clock, ClockRule] = {
    Clock.ASSIGNMENT: ClockRule(Name("a handler is to be named", "指定承办人"), Holder.ORGAN, WD, None),
    # A limit on the organ itself never rolls to its favour.
    Clock.APPROVAL_VALIDITY: ClockRule(
        Name("validity of the approval", "批准有效期"), Holder.ORGAN, DAY, "approval_validity_days", roll=False
    ),
    Clock.RECTIFICATION_LIMIT: ClockRule(Name("time limit to rectify", "整改期限"), Holder.UNIT, DAY, None),
    Clock.REINSPECTION: ClockRule(
        Name("re-inspection is due", "复查期限"), Holder.ORGAN, WD, "reinspection_working_days"
    ),
    Clock.EXTENSION_DECISION: ClockRule(
        Name("decision on the extension", "延期申请答复期限"), Holder.ORGAN, WD, "extension_decision_working_days"
    ),
    Clock.OBJECTION_ANSWER: ClockRule(
        Name("answer to the objection", "异议答复期限"), Holder.ORGAN, WD, "objection_answer_working_days"
    ),
    Clock.TRANSFER_ANSWER: ClockRule(
        Name("receiver's acceptance", "接收机关答复期限"), Holder.RECEIVER, WD, "transfer_answer_working_days"
    ),
    Clock.TRANSFER_OUTCOME: ClockRule(
        Name("receiver's feedback", "接收机关反馈期限"), Holder.RECEIVER, WD, "transfer_outcome_working_days"
    ),
    Clock.COMMENT: ClockRule(
        Name("time to comment on the findings", "陈述申辩期限"), Holder.UNIT, WD, "comment_working_days"
    ),
    # The unit named the day itself.
    Clock.COMMITMENT: ClockRule(Name("commitment of the unit", "单位承诺事项"), Holder.UNIT, DAY, None, roll=False),
    Clock.CORRECTION_ANSWER: ClockRule(
        Name("answer to the request for correction", "更正申请答复期限"),
        Holder.ORGAN,
        WD,
        "correction_answer_working_days",
    ),
    Clock.COMPLAINT_ANSWER: ClockRule(
        Name("result of the complaint is to be told", "投诉结果告知期限"), Holder.ORGAN, WD, "complaint_working_days"
    ),
    # The length is the duty's own: `models.duty_periods`.
    Clock.DUTY_DUE: ClockRule(Name("the next performance of the duty", "义务的下次履行"), Holder.UNIT, DAY, None),
    Clock.DUTY_ANSWER: ClockRule(
        Name("acknowledgement of what the unit filed", "报送材料答复期限"), Holder.ORGAN, WD, "duty_answer_working_days"
    ),
    Clock.MEASURE_RATIFICATION: ClockRule(
        Name("ratification of the measure", "现场措施批准期限"), Holder.ORGAN, WD, None, roll=False, fixed=1, at_most=3
    ),
    Clock.MEASURE_REVIEW: ClockRule(
        Name("daily review of the measure", "现场措施每日复核"), Holder.ORGAN, DAY, None, roll=False, fixed=1
    ),
    # The Reward Measures, Art. 13, 15 and 16: their text was read, so no setting moves them.
    Clock.REWARD_START: ClockRule(
        Name("start of the reward procedure", "启动奖励程序期限"), Holder.ORGAN, WD, None, fixed=30
    ),
    Clock.REWARD_NOTICE: ClockRule(
        Name("the decision on the reward is to be told", "告知奖励决定期限"), Holder.ORGAN, WD, None, fixed=10
    ),
    Clock.REWARD_CLAIM: ClockRule(
        Name("time to claim the reward", "领取奖励期限"), Holder.HONOURED, DAY, None, months=6
    ),
    Clock.REWARD_RETURN: ClockRule(
        Name("return of what was given", "追回奖励期限"), Holder.HONOURED, WD, "reward_return_working_days"
    ),
    Clock.LISTING_CONSULTATION: ClockRule(
        Name("opinion of the department consulted", "有关部门反馈意见期限"),
        Holder.DEPARTMENT,
        WD,
        "listing_consultation_working_days",
    ),
    Clock.LISTING_REVIEW: ClockRule(
        Name("review of the listing", "名录定期复核"), Holder.ORGAN, DAY, "listing_review_days", roll=False
    ),
    Clock.CONSULTATION_ANSWER: ClockRule(
        Name("answer to the consultation", "会商答复期限"), Holder.DEPARTMENT, WD, "consultation_working_days"
    ),
    Clock.JOINT_ANSWER: ClockRule(
        Name("answer on the joint act", "协同事项答复期限"), Holder.DEPARTMENT, WD, "joint_answer_working_days"
    ),
    Clock.EXCHANGE_RECEIPT: ClockRule(
        Name("receipt of the information", "信息签收期限"), Holder.DEPARTMENT, WD, "exchange_receipt_working_days"
    ),
    # 15 April and 1 November are days of the calendar: an activity does not move because the day is a holiday.
    Clock.ACTIVITY_DAY: ClockRule(
        Name("day of the education activity", "宣传教育活动日"), Holder.ORGAN, DAY, None, roll=False
    ),
    Clock.PROTECTION_DECISION: ClockRule(
        Name("decision on the protection", "保护请求决定期限"),
        Holder.ORGAN,
        WD,
        "protection_decision_working_days",
        roll=False,
    ),
    Clock.PROTECTION_REVIEW: ClockRule(
        Name("review of the protection", "保护措施复核期限"), Holder.ORGAN, DAY, "protection_review_days", roll=False
    ),
    Clock.RETALIATION_ANSWER: ClockRule(
        Name("answer to a complaint of retaliation", "打击报复投诉答复期限"),
        Holder.ORGAN,
        WD,
        "retaliation_answer_working_days",
    ),
    Clock.REPORT_TRIAGE: ClockRule(
        Name("decision on the report", "举报处理期限"), Holder.ORGAN, WD, "triage_working_days"
    ),
    Clock.EMERGENCY_TRIAGE: ClockRule(
        Name("decision on the emergency", "突发情况处理期限"), Holder.ORGAN, DAY, None, roll=False, fixed=1
    ),
    # The reporter's own time: who lets it pass has done nothing wrong.
    Clock.REPORT_REVIEW_TIME: ClockRule(
        Name("time to ask for a review", "申请复核期限"), Holder.ORGAN, DAY, "report_review_days"
    ),
    Clock.REPORT_REVIEW: ClockRule(
        Name("decision on the review", "复核决定期限"), Holder.ORGAN, WD, "report_review_working_days"
    ),
    Clock.PERSON_RECEIPT: ClockRule(
        Name("receipt of the competent office", "主管机关签收期限"), Holder.RECEIVER, WD, "person_receipt_working_days"
    ),
}


LAPSING = frozenset({Clock.DUTY_DUE})
"""Periods whose end breaches nothing by itself: it is said to handler and head, asks for nothing and goes no higher."""

OPPORTUNITIES = frozenset({Clock.COMMENT, Clock.REPORT_REVIEW_TIME, Clock.REWARD_CLAIM})
"""Periods in which the unit, a reporter or who is honoured may do something: when they end nothing is overdue."""


class ClockVerb(StrEnum):
    """What an act does to a deadline."""

    ARM = "arm"
    SETTLE = "settle"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    END = "end"
    STOP_ALL = "stop_all"
    RESTART_ALL = "restart_all"


EVERY = "every"
"""All deadlines of the clock that run, whichever their items."""
DUTY = "duty"
"""The item of an act on one duty: the duty's number."""

NEXT = "next"
"""The item of an act that begins a new one: what is recorded says its number, as `measure` or `item`."""


@dataclass(frozen=True)
class ClockStep:
    """`at` names the form's date field that counts (None: the day the act reached us).

    `item` names the form's field that tells deadlines of one clock apart (`NEXT`: a new number; a list: one each).
    `when` names a field of what is recorded that must be true for the step to be taken.
    """

    do: ClockVerb
    clock: Clock
    at: str | None = None
    item: str | None = None
    when: str | None = None


def arms(clock: Clock, at: str | None = None, *, item: str | None = None, when: str | None = None) -> ClockStep:
    """The deadline starts; the day `at` does not count."""
    return ClockStep(ClockVerb.ARM, clock, at, item, when)


def settles(clock: Clock, at: str | None = None, *, item: str | None = None, when: str | None = None) -> ClockStep:
    """The deadline ends: met when `at` lies within it, late otherwise."""
    return ClockStep(ClockVerb.SETTLE, clock, at, item, when)


def ends(clock: Clock, at: str | None = None, *, item: str | None = None) -> ClockStep:
    """The deadline ends without the answer that was due: nobody needs it any more."""
    return ClockStep(ClockVerb.END, clock, at, item)
