"""The list of key units (Art. 9): made jointly with departments, told in writing, reviewed, adjusted."""

from models.acts import approval
from models.acts import listing as forms
from models.acts.case import Assign
from models.clocks import EVERY, NEXT, arms, ends, settles
from models.guards import authority, case, dates, listing, recording, service
from models.guards import rectification as order
from models.periods import Clock
from models.procedure.from_unit import RECEIVED
from models.transition import Transition
from models.vocabulary import Audience, Instrument, Name, Stage

HANDLER, HEAD, UNIT, APPROVER_ = Audience.HANDLER, Audience.HEAD, Audience.UNIT, Audience.APPROVER
S = Stage.LISTING
OPINION, REVIEW = Clock.LISTING_CONSULTATION, Clock.LISTING_REVIEW
NOTICE, REMOVAL, RECEIPT = Instrument.KEY_UNIT_NOTICE, Instrument.KEY_UNIT_REMOVAL, Instrument.SERVICE_RECEIPT
OFFICER, APPROVER, HEAD_IN_LINE = (authority.inspector_in_charge,), (authority.approver,), (authority.head_in_line,)
OPEN_PROPOSALS = ("proposed", "removal_proposed")
BEFORE_SERVICE = ("proposed", "decided")
ON_THE_LIST = ("listed", "removal_proposed", "removal_decided")
SINCE_SERVICE = dates.not_before("serve", "received_on", "dates_reversed")

TABLE = (
    Transition(
        S, "propose", forms.Propose, Name("propose a key unit", "提请列入重点单位"), ("reg-9", "gz-8", "cel-17"),
        who=OFFICER, target="proposed",
        guards=(authority.jurisdiction, authority.named_officer("handler"), listing.factor_given, listing.none_open),
        audience=(HANDLER, APPROVER_),
    ),
    Transition(
        S, "assign", Assign, Name("assign a handler", "指定承办人"), ("reg-5",),
        who=HEAD_IN_LINE, sources=(*BEFORE_SERVICE, *ON_THE_LIST),
        guards=(case.another_handler, authority.named_officer("handler")),
    ),
    Transition(
        S, "consult", forms.Consult, Name("consult a department", "征求有关部门意见"), ("reg-9", "reg-7-2", "gz-6-2"),
        who=OFFICER, sources=OPEN_PROPOSALS,
        guards=(
            dates.not_in_future("sent_on"), listing.sent_since_proposal, listing.department_known,
            listing.not_waiting,
        ),
        derive=listing.numbered, clocks=(arms(OPINION, "sent_on", item=NEXT),), audience=(HANDLER, Audience.DEPARTMENT),
    ),
    Transition(
        S, "record_opinion", forms.RecordOpinion, Name("record a department's opinion", "记录有关部门意见"),
        ("reg-9", "reg-7-2", "gz-6-2"),
        who=OFFICER, sources=OPEN_PROPOSALS,
        guards=(dates.not_in_future("received_on"), listing.consultation_waits, service.files_known),
        clocks=(settles(OPINION, "received_on", item="item"),),
    ),
    Transition(
        S, "approve", approval.ApproveOnFile, Name("approve the listing", "批准列入"), ("reg-9", "gz-8"),
        who=APPROVER, sources=("proposed",), target="decided", guards=(listing.departments_heard,),
        clocks=(ends(OPINION, item=EVERY),), adverse=True,
    ),
    Transition(
        S, "refuse", approval.RefuseOnFile, Name("refuse the listing", "不批准列入"), ("reg-9",),
        who=APPROVER, sources=("proposed",), target="refused",
    ),
    Transition(
        S, "draw_up", approval.DrawUpOnFile, Name("draw up the notice", "制作重点单位告知书"), ("reg-9", "gz-8"),
        who=OFFICER, sources=("decided",), draws=(NOTICE, RECEIPT), adverse=True,
    ),
    Transition(
        S, "serve", forms.Serve, Name("serve the notice", "送达重点单位告知书"), ("reg-9", "gz-8", "cpl-87"),
        who=OFFICER, sources=("decided",), target="listed",
        guards=(
            dates.not_in_future("served_on"), dates.not_before("approve", "served_on", "before_approval"),
            service.drawn_up(NOTICE), service.files_known, service.lawful, listing.not_listed_that_day,
        ),
        derive=service.which(NOTICE), clocks=(arms(REVIEW, "served_on"),), spells=listing.begins,
        audience=(HANDLER, UNIT), adverse=True,
    ),
    Transition(
        S, "object", forms.Object, Name("record an objection", "记录异议"), ("reg-3", "apl-45"),
        who=OFFICER, sources=ON_THE_LIST, guards=(*RECEIVED, SINCE_SERVICE, order.no_objection_open),
        derive=recording.lateness, notes=recording.noted,
        clocks=(arms(Clock.OBJECTION_ANSWER, "received_on"),), audience=(HANDLER, APPROVER_, UNIT),
    ),
    Transition(
        S, "answer_objection", forms.AnswerObjection, Name("answer the objection", "答复异议"), ("reg-3", "apl-45"),
        who=APPROVER, sources=ON_THE_LIST, guards=(order.objection_open,),
        clocks=(settles(Clock.OBJECTION_ANSWER),), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "review", forms.Review, Name("review the listing: kept", "定期复核：保留"), ("reg-9", "gz-8"),
        who=OFFICER, sources=("listed",),
        guards=(
            dates.not_in_future("occurred_on"), dates.not_before("serve", "occurred_on", "dates_reversed"),
            listing.after_last_review, listing.no_objection,
        ),
        clocks=(settles(REVIEW, "occurred_on"), arms(REVIEW, "occurred_on")), audience=(HANDLER, HEAD, UNIT),
    ),
    Transition(
        S, "propose_removal", forms.ProposeRemoval, Name("propose the removal", "提请移出名录"), ("reg-9", "gz-8"),
        who=OFFICER, sources=("listed",), target="removal_proposed", audience=(HANDLER, APPROVER_),
    ),
    Transition(
        S, "approve_removal", forms.ApproveRemoval, Name("approve the removal", "批准移出名录"), ("reg-9", "gz-8"),
        who=APPROVER, sources=("removal_proposed",), target="removal_decided", guards=(listing.departments_heard,),
        clocks=(ends(OPINION, item=EVERY),),
    ),
    Transition(
        S, "refuse_removal", forms.RefuseRemoval, Name("refuse the removal", "不批准移出名录"), ("reg-9", "gz-8"),
        who=APPROVER, sources=("removal_proposed",), target="listed", clocks=(ends(OPINION, item=EVERY),),
    ),
    Transition(
        S, "draw_up_removal", forms.DrawUpRemoval, Name("draw up the removal notice", "制作移出名录告知书"),
        ("reg-9", "gz-8"),
        who=OFFICER, sources=("removal_decided",), draws=(REMOVAL, RECEIPT),
    ),
    Transition(
        S, "serve_removal", forms.ServeRemoval, Name("serve the removal notice", "送达移出名录告知书"),
        ("reg-9", "gz-8", "cpl-87"),
        who=OFFICER, sources=("removal_decided",), target="removed",
        guards=(
            dates.not_in_future("served_on"), dates.not_before("approve_removal", "served_on", "before_approval"),
            service.drawn_up(REMOVAL), service.files_known, service.lawful,
        ),
        # The unit has what an objection to its listing asks for.
        derive=service.which(REMOVAL), clocks=(ends(Clock.OBJECTION_ANSWER),), spells=listing.ends,
        audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "withdraw", forms.Withdraw, Name("withdraw before service", "送达前撤回"), ("reg-3", "reg-9"),
        who=HEAD_IN_LINE, sources=BEFORE_SERVICE, target="withdrawn", audience=(HANDLER, HEAD),
    ),
)  # fmt: skip
