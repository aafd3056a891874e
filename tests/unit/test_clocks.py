"""What each deadline is: whose, how long, counted in what. Typed by hand from the design."""

import pytest

from models.clocks import CLOCKS
from models.lifecycle import LIFECYCLE
from models.periods import Clock, Holder, Unit
from models.rules import Rules

UNIT, ORGAN, RECEIVER, HONOURED = Holder.UNIT, Holder.ORGAN, Holder.RECEIVER, Holder.HONOURED
UNIT, ORGAN, RECEIVER, DEPARTMENT = Holder.UNIT, Holder.ORGAN, Holder.RECEIVER, Holder.DEPARTMENT
WD, DAY = Unit.WORKDAY, Unit.DAY

# Whose duty, the length (None: the act states it), counted in, whether the last day rolls over a rest day.
RULES: dict[Clock, tuple[Holder, int | None, Unit, bool]] = {
    Clock.ASSIGNMENT: (ORGAN, 0, WD, True),
    Clock.APPROVAL_VALIDITY: (ORGAN, 30, DAY, False),
    Clock.RECTIFICATION_LIMIT: (UNIT, None, DAY, True),
    Clock.REINSPECTION: (ORGAN, 15, WD, True),
    Clock.EXTENSION_DECISION: (ORGAN, 5, WD, True),
    Clock.OBJECTION_ANSWER: (ORGAN, 10, WD, True),
    Clock.TRANSFER_ANSWER: (RECEIVER, 10, WD, True),
    Clock.TRANSFER_OUTCOME: (RECEIVER, 60, WD, True),
    Clock.COMMENT: (UNIT, 3, WD, True),
    Clock.COMMITMENT: (UNIT, None, DAY, False),
    Clock.MEASURE_RATIFICATION: (ORGAN, 1, WD, False),
    Clock.MEASURE_REVIEW: (ORGAN, 1, DAY, False),
    Clock.CORRECTION_ANSWER: (ORGAN, 10, WD, True),
    Clock.COMPLAINT_ANSWER: (ORGAN, 15, WD, True),
    Clock.REWARD_START: (ORGAN, 30, WD, True),
    Clock.REWARD_NOTICE: (ORGAN, 10, WD, True),
    Clock.REWARD_CLAIM: (HONOURED, 0, DAY, True),
    Clock.REWARD_RETURN: (HONOURED, 30, WD, True),
    Clock.LISTING_CONSULTATION: (DEPARTMENT, 10, WD, True),
    Clock.LISTING_REVIEW: (ORGAN, 365, DAY, False),
    Clock.CONSULTATION_ANSWER: (DEPARTMENT, 10, WD, True),
    Clock.JOINT_ANSWER: (DEPARTMENT, 10, WD, True),
    Clock.EXCHANGE_RECEIPT: (DEPARTMENT, 10, WD, True),
    Clock.ACTIVITY_DAY: (ORGAN, None, DAY, False),
    Clock.DUTY_DUE: (UNIT, None, DAY, True),
    Clock.DUTY_ANSWER: (ORGAN, 10, WD, True),
    Clock.PROTECTION_DECISION: (ORGAN, 1, WD, False),
    Clock.PROTECTION_REVIEW: (ORGAN, 30, DAY, False),
    Clock.RETALIATION_ANSWER: (ORGAN, 3, WD, True),
    Clock.REPORT_TRIAGE: (ORGAN, 7, WD, True),
    Clock.EMERGENCY_TRIAGE: (ORGAN, 1, DAY, False),
    Clock.REPORT_REVIEW_TIME: (ORGAN, 15, DAY, True),
    Clock.REPORT_REVIEW: (ORGAN, 10, WD, True),
    Clock.PERSON_RECEIPT: (RECEIVER, 5, WD, True),
}
STATED = (Clock.RECTIFICATION_LIMIT, Clock.COMMITMENT, Clock.ACTIVITY_DAY, Clock.DUTY_DUE)

# Which acts start it, and which end it as met or late.
ARMED_AND_SETTLED = {
    Clock.ASSIGNMENT: ("case.open case.recuse case.reopen", "case.assign case.close"),
    Clock.APPROVAL_VALIDITY: ("inspection.approve technical.approve", "inspection.conclude technical.conclude"),
    Clock.RECTIFICATION_LIMIT: ("rectification.serve", "rectification.report"),
    Clock.REINSPECTION: ("rectification.report", "rectification.reinspect"),
    Clock.EXTENSION_DECISION: (
        "rectification.request_extension commendation.request_extension",
        "rectification.decide_extension commendation.decide_extension",
    ),
    Clock.OBJECTION_ANSWER: (
        "listing.object rectification.object",
        "listing.answer_objection rectification.answer_objection",
    ),
    Clock.TRANSFER_ANSWER: ("transfer.send", "transfer.accept transfer.return"),
    Clock.TRANSFER_OUTCOME: ("transfer.accept", "transfer.feedback"),
    Clock.COMMENT: (
        "inspection.record technical.record rectification.reinspect",
        "inspection.comment technical.comment rectification.comment",
    ),
    Clock.COMMITMENT: ("interview.hold", "interview.follow_up"),
    Clock.MEASURE_RATIFICATION: ("technical.order_measure", "technical.ratify_measure"),
    Clock.MEASURE_REVIEW: (
        "technical.order_measure technical.review_measure",
        "technical.review_measure technical.lift_measure",
    ),
    Clock.CORRECTION_ANSWER: ("case.request_correction", "case.confirm_correction case.decline_correction"),
    Clock.COMPLAINT_ANSWER: ("complaint.receive", "complaint.tell_result"),
    Clock.REWARD_START: ("commendation.propose", "commendation.start"),
    Clock.REWARD_NOTICE: ("commendation.approve", "commendation.tell"),
    Clock.REWARD_CLAIM: ("commendation.tell", "commendation.claim"),
    Clock.REWARD_RETURN: ("commendation.revoke", "commendation.record_return"),
    Clock.LISTING_CONSULTATION: ("listing.consult", "listing.record_opinion"),
    Clock.LISTING_REVIEW: ("listing.serve listing.review", "listing.review"),
    Clock.CONSULTATION_ANSWER: ("consultation.ask", "consultation.answer"),
    Clock.JOINT_ANSWER: ("joint.propose", "joint.agree joint.decline"),
    Clock.EXCHANGE_RECEIPT: ("exchange.disclose", "exchange.receipt"),
    Clock.ACTIVITY_DAY: ("education.approve education.add_activity education.move_activity", "education.hold"),
    Clock.DUTY_DUE: (
        "duties.open duties.record_evidence duties.file_self_inspection duties.file_plan duties.set_period",
        "duties.record_evidence duties.file_self_inspection duties.file_plan",
    ),
    Clock.DUTY_ANSWER: ("duties.file_self_inspection duties.file_plan", "duties.answer"),
    Clock.PROTECTION_DECISION: (
        "protection.request protection.request_review",
        "protection.approve protection.refuse",
    ),
    Clock.PROTECTION_REVIEW: ("protection.approve protection.review", "protection.review"),
    Clock.RETALIATION_ANSWER: ("protection.retaliation", "protection.answer_retaliation"),
    Clock.REPORT_TRIAGE: (
        "report.receive report.decide_review",
        "report.take_up report.pass_on report.not_take report.pass_person_report",
    ),
    Clock.EMERGENCY_TRIAGE: (
        "report.receive",
        "report.take_up report.pass_on report.not_take report.pass_person_report",
    ),
    Clock.REPORT_REVIEW_TIME: ("report.answer", ""),
    Clock.REPORT_REVIEW: ("report.request_review", "report.decide_review"),
    Clock.PERSON_RECEIPT: ("report.pass_person_report", "report.record_receipt"),
}


@pytest.mark.parametrize("clock", Clock)
def test_each_deadline_is_this_one(clock: Clock) -> None:
    rule, (holder, length, unit, roll) = CLOCKS[clock], RULES[clock]
    counted = getattr(Rules(), rule.setting) if rule.setting else rule.fixed
    assert (rule.holder, None if clock in STATED else counted, rule.unit, rule.roll) == (holder, length, unit, roll)


def test_only_the_claim_of_a_reward_is_counted_in_months() -> None:
    assert {clock: rule.months for clock, rule in CLOCKS.items() if rule.months} == {Clock.REWARD_CLAIM: 6}


def test_only_the_ratification_of_a_measure_is_bounded_in_calendar_days() -> None:
    assert {clock: rule.at_most for clock, rule in CLOCKS.items() if rule.at_most} == {Clock.MEASURE_RATIFICATION: 3}


@pytest.mark.parametrize("clock", Clock)
def test_these_acts_start_and_end_it(clock: Clock) -> None:
    steps = [(t.full_name, step.do.value) for t in LIFECYCLE for step in t.clocks if step.clock is clock]
    armed, settled = ARMED_AND_SETTLED[clock]
    assert {act for act, verb in steps if verb == "arm"} == set(armed.split())
    assert {act for act, verb in steps if verb == "settle"} == set(settled.split())


def test_these_acts_stop_and_restart_every_clock() -> None:
    def of(verb: str) -> set[str]:
        return {t.full_name for t in LIFECYCLE for step in t.clocks if step.do.value == verb}

    assert of("stop_all") == {"case.stay", "case.refer_criminal"}
    assert of("restart_all") == {"case.lift_stay", "case.end_reference"}
