"""Who may take which act: one row per person, one column per kind of act. Typed by hand.

The case is in the hands of the county organ NM; GY is the city organ above it, GZ the province; YY is another county
under the same city, ZY another city.
"""

from models.facts import OrganFacts
from models.vocabulary import Level
from tests.unit import worlds as w

YES = "yes"
DRAFT, HEAD, LINE, LOW = "approver_involved", "not_responsible_person", "approver_not_in_line", "approver_level_too_low"
HELD, ORGAN, MANDATE = "held_interview_cannot_approve", "not_organ_in_charge", "no_mandate"
GONE, NOBODY, OUTSIDE = "officer_inactive", "officer_unknown", "outside_jurisdiction"

KINDS = ("approving", "notice", "leading", "working", "opening")
# fmt: off
MATRIX: dict[str, tuple[str, ...]] = {
    # badge                   approving notice  leading  working  opening
    w.ANN:                   (DRAFT,   HELD,   HEAD,    YES,     YES),      # drafted it
    w.BO:                    (DRAFT,   HELD,   HEAD,    YES,     YES),      # was in the team
    w.CAI:                   (HEAD,    HEAD,   HEAD,    YES,     YES),      # a colleague of the same rank
    w.COUNTY_HEAD:           (LOW,     LOW,    YES,     YES,     YES),
    w.COUNTY_BOTH:           (LOW,     LOW,    YES,     YES,     YES),      # administrator and responsible person
    w.ADMIN:                 (HEAD,    HEAD,   HEAD,    MANDATE, MANDATE),
    w.AUDITOR:               (HEAD,    HEAD,   HEAD,    MANDATE, MANDATE),
    w.GONE:                  (GONE,    GONE,   GONE,    GONE,    GONE),
    w.CITY_INSPECTOR:        (HEAD,    HEAD,   HEAD,    ORGAN,   YES),
    w.CITY_HEAD:             (YES,     YES,    YES,     ORGAN,   YES),
    w.CITY_BOTH:             (YES,     YES,    YES,     ORGAN,   YES),      # administrator and responsible person
    w.EXPIRED:               (HEAD,    HEAD,   HEAD,    ORGAN,   MANDATE),  # the mandate ended in January
    w.NARROW:                (HEAD,    HEAD,   HEAD,    ORGAN,   MANDATE),  # responsible for another act
    w.PROVINCE_INSPECTOR:    (HEAD,    HEAD,   HEAD,    ORGAN,   YES),
    w.PROVINCE_HEAD:         (YES,     YES,    YES,     ORGAN,   YES),
    w.NEIGHBOUR:             (HEAD,    HEAD,   HEAD,    ORGAN,   OUTSIDE),
    w.NEIGHBOUR_HEAD:        (LINE,    LINE,   LINE,    ORGAN,   OUTSIDE),
    w.OTHER_CITY_INSPECTOR:  (HEAD,    HEAD,   HEAD,    ORGAN,   OUTSIDE),
    w.OTHER_CITY_HEAD:       (LINE,    LINE,   LINE,    ORGAN,   OUTSIDE),
    "system":                (NOBODY,  NOBODY, NOBODY,  NOBODY,  NOBODY),
    "NOBODY":                (NOBODY,  NOBODY, NOBODY,  NOBODY,  NOBODY),
}
# fmt: on
ORGANS = {
    "NM": w.ORGAN,
    "YY": OrganFacts("YY", "520103", "YY", ("YY", "GY", "GZ"), (Level.COUNTY, Level.CITY, Level.PROVINCE)),
    "GY": OrganFacts("GY", "520100", "GY", ("GY", "GZ"), (Level.CITY, Level.PROVINCE)),
    "ZY": OrganFacts("ZY", "520300", "ZY", ("ZY", "GZ"), (Level.CITY, Level.PROVINCE)),
    "GZ": OrganFacts("GZ", "520000", "GZ", ("GZ",), (Level.PROVINCE,)),
}


def column(kind: str) -> dict[str, str]:
    """What each person is answered for acts of this kind."""
    if kind == "giving":
        # An exchange of information rests on no inspection: who was in its team is a colleague like others.
        return column("approving") | {w.BO: HEAD}
    if kind == "adopting":
        # As leading; but who drafted the plan is told so, whatever mandate there is.
        return {**column("leading"), w.ANN: DRAFT}
    return {badge: row[KINDS.index(kind)] for badge, row in MATRIX.items()}


APPROVING_ACTS = [
    "inspection.approve",
    "inspection.refuse",
    "technical.approve",
    "technical.refuse",
    # Somebody who did not order the measure ratifies it.
    "technical.ratify_measure",
    "case.refer_criminal",
    "rectification.approve",
    "rectification.refuse",
    "rectification.decide_extension",
    "rectification.answer_objection",
    "interview.approve",
    "interview.refuse",
    "transfer.approve",
    "transfer.refuse",
    "commendation.start",
    "commendation.approve",
    "commendation.refuse",
    "commendation.revoke",
    "listing.approve",
    "listing.refuse",
    "listing.answer_objection",
    "listing.approve_removal",
    "listing.refuse_removal",
    "exchange.approve",
    "exchange.refuse",
    "protection.approve",
    "protection.refuse",
]
ADOPTING_ACTS = ["education.approve", "education.refuse"]
NOTICE_ACTS = ["interview.approve_notice", "interview.refuse_notice"]
LEADING_ACTS = [
    "case.decline_correction",
    "case.assign",
    "case.recuse",
    "case.reopen",
    "case.confirm_correction",
    "case.reject_correction",
    "case.annul",
    "case.decide_resting",
    "case.stay",
    "case.lift_stay",
    "case.end_reference",
    "commendation.decide_extension",
    "commendation.lapse",
    "commendation.record_return",
    "commendation.assign",
    "education.amend",
    "duties.assign",
    "duties.set_period",
    "report.assign",
    "report.decide_review",
    "rectification.suspend",
    "rectification.conclude",
    "rectification.withdraw",
    "listing.assign",
    "listing.withdraw",
    "protection.assign",
    "protection.urgent_measure",
    "protection.review",
    "protection.answer_retaliation",
    "protection.end",
]
WORKING_ACTS = [
    "case.open_link",
    "complaint.receive",
    "complaint.forward",
    "complaint.tell_result",
    "complaint.withdraw",
    "case.request_correction",
    "case.revoke_link",
    "case.close",
    "case.classify",
    "case.relate",
    "case.consent",
    "case.correct",
    "activity.plan",
    "activity.hold",
    "activity.cancel",
    "commendation.propose",
    "commendation.join",
    "commendation.tell",
    "commendation.waive",
    "commendation.request_extension",
    "commendation.claim",
    "commendation.hand_over",
    "commendation.consent_publicity",
    "commendation.publish",
    "commendation.withdraw",
    "commendation.conclude",
    "requirement.record",
    "requirement.attach",
    "requirement.amend",
    "requirement.end",
    "case.note_penalty",
    "education.draft",
    "education.add_activity",
    "education.hold",
    "education.move_activity",
    "education.cancel_activity",
    "education.media_contribution",
    "education.report_year",
    "duties.record_evidence",
    "duties.file_self_inspection",
    "duties.file_plan",
    "duties.answer",
    "duties.open_link",
    "duties.revoke_link",
    "duties.close",
    "report.receive",
    "report.take_up",
    "report.pass_on",
    "report.not_take",
    "report.answer",
    "report.request_review",
    "report.conclude",
    "report.pass_person_report",
    "report.record_receipt",
    "guidance.plan",
    "guidance.hold",
    "guidance.issue",
    "guidance.acknowledge",
    "guidance.complete",
    "guidance.withdraw",
    "inspection.request",
    "inspection.draw_up",
    "inspection.notify",
    "inspection.record",
    "inspection.comment",
    "inspection.conclude",
    "inspection.cancel",
    "technical.request",
    "technical.draw_up",
    "technical.notify",
    "technical.record",
    "technical.comment",
    "technical.order_measure",
    "technical.review_measure",
    "technical.lift_measure",
    "technical.conclude",
    "technical.cancel",
    "rectification.propose",
    "rectification.draw_up",
    "rectification.serve",
    "rectification.progress",
    "rectification.request_extension",
    "rectification.resume",
    "rectification.object",
    "rectification.report",
    "rectification.return_for_completion",
    "rectification.reinspect",
    "rectification.comment",
    "rectification.draw_up_opinion",
    "rectification.renew",
    "interview.propose",
    "interview.draw_up",
    "interview.summon",
    "interview.hold",
    "interview.absent",
    "interview.propose_notice",
    "interview.draw_up_letter",
    "interview.notify_superior",
    "interview.follow_up",
    "interview.conclude",
    "interview.cancel",
    "transfer.propose",
    "transfer.draw_up",
    "transfer.send",
    "transfer.accept",
    "transfer.return",
    "transfer.withdraw",
    "transfer.feedback",
    "listing.propose",
    "listing.consult",
    "listing.record_opinion",
    "listing.draw_up",
    "listing.serve",
    "listing.object",
    "listing.review",
    "listing.propose_removal",
    "listing.draw_up_removal",
    "listing.serve_removal",
    "consultation.ask",
    "consultation.answer",
    "consultation.lapse",
    "consultation.withdraw",
    "joint.propose",
    "joint.agree",
    "joint.decline",
    "joint.lapse",
    "joint.announce",
    "joint.hold",
    "joint.conclude",
    "joint.cancel",
    "exchange.propose",
    "exchange.disclose",
    "exchange.receipt",
    "exchange.withdraw",
    "protection.request",
    "protection.request_review",
    "protection.hand_over",
    "protection.retaliation",
]
KIND: dict[str, str] = {
    **dict.fromkeys(APPROVING_ACTS, "approving"),
    **dict.fromkeys(ADOPTING_ACTS, "adopting"),
    **dict.fromkeys(NOTICE_ACTS, "notice"),
    **dict.fromkeys(LEADING_ACTS, "leading"),
    **dict.fromkeys(WORKING_ACTS, "working"),
    **dict.fromkeys(("exchange.approve", "exchange.refuse"), "giving"),
}
