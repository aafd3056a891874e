"""Protection of an informant or a near relative, on request or ex officio: decided at once, reviewed until it ends.

Nothing of it reaches a unit, and it concerns none: whom the danger comes from stands in sealed text.
"""

from models.acts import case as cases
from models.acts import protection as forms
from models.clocks import arms, settles
from models.guards import authority, case, dates, protection
from models.periods import Clock
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, HEAD, APPROVER_ = Audience.HANDLER, Audience.HEAD, Audience.APPROVER
S = Stage.PROTECTION
DECISION, REVIEW, ANSWER = Clock.PROTECTION_DECISION, Clock.PROTECTION_REVIEW, Clock.RETALIATION_ANSWER
OFFICER, APPROVER, HEAD_IN_LINE = (authority.inspector_in_charge,), (authority.approver,), (authority.head_in_line,)
UNDER_WAY = ("requested", "approved", "refused", "handed_over")
IN_FORCE = ("approved", "handed_over")
BASIS = ("gz-16", "award-6")

TABLE = (
    Transition(
        S, "request", forms.Request, Name("ask for protection of an informant", "提请保护举报人"), BASIS,
        who=OFFICER, target="requested",
        guards=(
            protection.cleared_for_it, authority.named_officer("handler"), dates.not_in_future("received_on"),
            protection.alias_known, protection.report_known,
        ),
        derive=protection.classification, clocks=(arms(DECISION, "received_on"),), audience=(HANDLER, HEAD, APPROVER_),
    ),
    Transition(
        S, "assign", cases.Assign, Name("assign a handler", "指定承办人"), ("gz-16",),
        who=HEAD_IN_LINE, sources=UNDER_WAY, guards=(case.another_handler, authority.named_officer("handler")),
    ),
    Transition(
        S, "urgent_measure", forms.UrgentMeasure, Name("protect at once", "先行采取保护措施"), BASIS,
        who=HEAD_IN_LINE, sources=("requested",),
        guards=(dates.not_in_future("occurred_on"), protection.named_once), audience=(HANDLER, APPROVER_),
    ),
    Transition(
        S, "approve", forms.Approve, Name("grant protection", "批准保护"), BASIS,
        who=APPROVER, sources=("requested",), target="approved",
        guards=(protection.another_decides, protection.named_once), derive=protection.urgent("ratified"),
        clocks=(settles(DECISION), arms(REVIEW)), audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "refuse", forms.Refuse, Name("refuse protection", "不予保护"), BASIS,
        who=APPROVER, sources=("requested",), target="refused",
        guards=(protection.another_decides,), derive=protection.urgent("lapsed"),
        clocks=(settles(DECISION),), audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "request_review", forms.RequestReview, Name("record a request to review the refusal", "记录复核申请"),
        ("gz-16", "award-6", "cel-52"),
        who=OFFICER, sources=("refused",), target="requested",
        guards=(dates.not_in_future("received_on"), protection.not_before("received_on")),
        clocks=(arms(DECISION, "received_on"),), audience=(HANDLER, HEAD, APPROVER_),
    ),
    Transition(
        S, "hand_over", forms.HandOver, Name("hand over to the competent organ", "移交主管机关保护"),
        ("gz-16", "award-6"),
        who=OFFICER, sources=("approved",), target="handed_over",
        guards=(
            protection.competent_organ_asked, protection.department_known, protection.consent_given,
            dates.not_in_future("handed_on"), protection.not_before("handed_on"),
        ),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "review", forms.Review, Name("review the protection", "复核保护措施"), BASIS,
        who=HEAD_IN_LINE, sources=IN_FORCE,
        guards=(
            dates.not_in_future("occurred_on"), protection.not_before("occurred_on"), protection.named_once,
        ),
        clocks=(settles(REVIEW, "occurred_on"), arms(REVIEW, "occurred_on")),
    ),
    Transition(
        S, "retaliation", forms.Retaliation, Name("record a complaint of retaliation", "记录打击报复投诉"),
        ("award-22", "cel-52"),
        who=OFFICER, sources=UNDER_WAY, guards=(dates.not_in_future("received_on"),),
        clocks=(arms(ANSWER, "received_on"),), audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "answer_retaliation", forms.AnswerRetaliation,
        Name("answer the complaint of retaliation", "答复打击报复投诉"), ("award-22", "cel-52"),
        who=HEAD_IN_LINE, sources=UNDER_WAY, guards=(protection.complaint_open,), clocks=(settles(ANSWER),),
        audience=(HANDLER, HEAD), offered=protection.complaint_waits,
    ),
    Transition(
        S, "end", forms.End, Name("end the protection", "终止保护"), BASIS,
        who=HEAD_IN_LINE, sources=("approved", "refused", "handed_over"), target="ended",
        guards=(protection.no_complaint_open, protection.person_told, dates.not_in_future("told_on")),
        audience=(HANDLER, HEAD),
    ),
)  # fmt: skip
