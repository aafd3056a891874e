"""Order to rectify within a time limit: proposed, approved, served, reported on, re-inspected (CEL 56; Art. 28)."""

from models.acts import approval
from models.acts import rectification as forms
from models.clocks import ClockStep, ClockVerb, arms, settles
from models.guards import authority, dates, findings, jointly, recording, remedy, rights, service
from models.guards import rectification as order
from models.periods import Clock
from models.procedure.from_unit import RECEIVED, UNIT_OR_OFFICER, comment
from models.transition import Outcome, Transition
from models.vocabulary import Audience, Instrument, Name, Stage

HANDLER, HEAD, UNIT, APPROVER_ = Audience.HANDLER, Audience.HEAD, Audience.UNIT, Audience.APPROVER
S = Stage.RECTIFICATION
LIMIT = Clock.RECTIFICATION_LIMIT
OFFICER, APPROVER, HEAD_IN_LINE = (authority.inspector_in_charge,), (authority.approver,), (authority.head_in_line,)
ORDER = Instrument.RECTIFICATION_ORDER
SINCE_SERVICE = dates.not_before("serve", "received_on", "dates_reversed")

TABLE = (
    Transition(
        S, "propose", forms.Propose, Name("propose an order to rectify", "提请责令限期整改"), ("cel-56", "reg-28"),
        who=OFFICER, target="proposed",
        guards=(findings.exist, findings.bind_the_unit, findings.items_bind_the_unit, findings.were_commented,
                findings.are_free, jointly.departments_known),
        derive=order.order_items, audience=(HANDLER, APPROVER_), adverse=True,
        rests_on=lambda s: s.facts.stage(s.get("ground")),
    ),
    Transition(
        S, "approve", approval.Approve, Name("approve the order", "批准责令限期整改"), ("cel-56", "reg-28"),
        who=APPROVER, sources=("proposed",), target="ordered", adverse=True,
    ),
    Transition(
        S, "refuse", approval.Refuse, Name("refuse the order", "不批准责令整改"), ("cel-56",),
        who=APPROVER, sources=("proposed",), target="refused",
    ),
    Transition(
        S, "draw_up", approval.DrawUp, Name("draw up the order", "制作责令整改通知书"), ("cel-56", "reg-28"),
        who=OFFICER, sources=("ordered",), draws=(ORDER, Instrument.SERVICE_RECEIPT), adverse=True,
    ),
    Transition(
        S, "serve", forms.Serve, Name("serve the order", "送达责令整改通知"), ("reg-28", "cpl-87", "cc-201"),
        who=OFFICER, sources=("ordered",), target="running",
        guards=(
            dates.not_in_future("served_on"), dates.not_before("approve", "served_on", "before_approval"),
            service.drawn_up(ORDER), service.files_known, service.lawful,
        ),
        derive=service.which(ORDER), clocks=(arms(LIMIT, "served_on"),), audience=(HANDLER, UNIT), adverse=True,
    ),
    Transition(
        S, "progress", forms.Progress, Name("record progress", "记录整改进展"), ("reg-28",),
        who=UNIT_OR_OFFICER, sources=("running",), guards=(*RECEIVED, SINCE_SERVICE),
        derive=recording.lateness, notes=recording.noted,
        audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "request_extension", forms.RequestExtension, Name("record a request for more time", "记录延期申请"),
        ("cpl-86",),
        who=UNIT_OR_OFFICER, sources=("running",),
        guards=(*RECEIVED, SINCE_SERVICE, order.within_limit, order.no_extension_open),
        derive=recording.lateness, notes=recording.noted,
        clocks=(arms(Clock.EXTENSION_DECISION, "received_on"),), audience=(HANDLER, APPROVER_, UNIT),
    ),
    Transition(
        S, "decide_extension", forms.DecideExtension, Name("decide on more time", "决定延期申请"), ("cpl-86",),
        who=APPROVER, sources=("running", "reported", "not_met"),
        guards=(order.extension_open, order.extension_bounded),
        clocks=(settles(Clock.EXTENSION_DECISION), ClockStep(ClockVerb.EXTEND, LIMIT)), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "suspend", forms.Suspend, Name("suspend the time limit", "中止整改期限"), ("reg-3",),
        who=HEAD_IN_LINE, sources=("running",),
        guards=(
            dates.not_in_future("occurred_on"), dates.not_before("serve", "occurred_on", "dates_reversed"),
            order.running,
        ),
        clocks=(ClockStep(ClockVerb.SUSPEND, LIMIT, "occurred_on"),), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "resume", forms.Resume, Name("resume the time limit", "恢复整改期限"), ("reg-3",),
        who=OFFICER, sources=("running",),
        guards=(
            dates.not_in_future("occurred_on"), remedy.clocks_may_run, order.suspended,
            dates.not_before("suspend", "occurred_on", "dates_reversed"),
        ),
        clocks=(ClockStep(ClockVerb.RESUME, LIMIT, "occurred_on"),), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "object", forms.Object, Name("record an objection", "记录异议"), ("reg-3", "apl-45"),
        who=UNIT_OR_OFFICER, sources=("ordered", "running", "reported", "not_met"),
        guards=(*RECEIVED, order.no_objection_open, jointly.directed_at_those_of_the_order),
        derive=recording.lateness, notes=recording.noted,
        clocks=(arms(Clock.OBJECTION_ANSWER, "received_on"),), audience=(HANDLER, APPROVER_, UNIT),
    ),
    Transition(
        S, "answer_objection", forms.AnswerObjection, Name("answer the objection", "答复异议"), ("reg-3", "apl-45"),
        who=APPROVER, sources=("ordered", "running", "reported", "not_met", "accepted"),
        guards=(order.objection_open, jointly.order_settled_with_them),
        clocks=(settles(Clock.OBJECTION_ANSWER),), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "report", forms.Report, Name("record the rectification report", "记录整改报告"), ("reg-28", "cpl-85"),
        who=UNIT_OR_OFFICER, sources=("running", "reported"), target="reported",
        guards=(*RECEIVED, SINCE_SERVICE, order.first_or_completed),
        derive=recording.lateness, notes=recording.noted,
        clocks=(settles(LIMIT, "arrived"), arms(Clock.REINSPECTION, "received_on")), audience=(HANDLER, HEAD, UNIT),
    ),
    Transition(
        S, "return_for_completion", forms.ReturnForCompletion, Name("return the report for completion", "退回补正"),
        ("reg-3",), who=OFFICER, sources=("reported",), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "reinspect", forms.Reinspect, Name("record the re-inspection", "记录复查"), ("reg-28", "apl-42"),
        who=OFFICER, sources=("reported",), target=Outcome(order.met, ("accepted", "not_met")),
        guards=(
            dates.not_in_future("occurred_on"), dates.not_before("report", "occurred_on", "dates_reversed"),
            authority.two_officers("present"), order.each_item_decided, service.signing_noted, service.files_known,
            order.not_met_is_lawful,
        ),
        derive=recording.both(order.missed, service.heard),
        clocks=(settles(Clock.REINSPECTION, "occurred_on"), arms(Clock.COMMENT, when="missed")),
        audience=(HANDLER, HEAD, UNIT), adverse=True,
    ),
    comment(S, "not_met", "reinspect"),
    Transition(
        S, "draw_up_opinion", forms.DrawUpOpinion, Name("draw up the re-inspection opinion", "制作复查意见书"),
        ("reg-28",),
        who=OFFICER, sources=("accepted", "not_met"), guards=(order.reinspected,),
        draws=(Instrument.REINSPECTION_OPINION,), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "renew", forms.Renew, Name("propose a renewed order", "提请再次责令整改"), ("cel-56", "reg-28"),
        who=OFFICER, sources=("not_met",), target="renewed", opens_next="proposed",
        guards=(rights.none_open,), derive=order.items_not_met, audience=(HANDLER, APPROVER_), adverse=True,
    ),
    Transition(
        S, "conclude", forms.Conclude, Name("conclude with nothing further", "终结处理"), ("reg-3",),
        who=HEAD_IN_LINE, sources=("not_met",), target="concluded", guards=(rights.none_open,),
        audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "withdraw", forms.Withdraw, Name("withdraw the order", "撤回责令整改"), ("reg-3",),
        who=HEAD_IN_LINE, sources=("proposed", "ordered", "running", "reported", "not_met"), target="withdrawn",
        audience=(HANDLER, HEAD, UNIT), unit_told_from=("running", "reported", "not_met"),
    ),
)  # fmt: skip
