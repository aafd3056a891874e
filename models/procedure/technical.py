"""Technical inspection of a unit with risks, and measures on the spot while it runs (Art. 23-26)."""

from models.acts import approval
from models.acts import technical as forms
from models.clocks import NEXT, arms, ends, settles
from models.guards import authority, dates, findings, inspection, jointly, recording, scope, service, technical
from models.periods import Clock
from models.procedure.from_unit import comment
from models.transition import Transition
from models.vocabulary import Audience, Instrument, Name, Stage

HANDLER, HEAD, UNIT, APPROVER_ = Audience.HANDLER, Audience.HEAD, Audience.UNIT, Audience.APPROVER
S = Stage.TECHNICAL
OFFICER = (authority.inspector_in_charge,)
APPROVER = (authority.approver,)
NOTICE = Instrument.TECHNICAL_NOTICE
RATIFICATION, REVIEW = Clock.MEASURE_RATIFICATION, Clock.MEASURE_REVIEW
RUNNING = ("notified", "recorded")

TABLE = (
    Transition(
        S, "request", forms.Request, Name("request a technical inspection", "提请技术防范检查检测"),
        ("reg-23", "cel-22"),
        who=OFFICER, target="requested",
        guards=(
            inspection.none_open, technical.risk_on_record, dates.in_order("starts_on", "ends_on"),
            authority.two_officers("team"), jointly.departments_known,
        ),
        derive=scope.counted("systems"), audience=(HANDLER, APPROVER_),
        rests_on=lambda s: s.facts.stage(s.get("risk_in")),
    ),
    Transition(
        S, "approve", approval.Approve, Name("approve the technical inspection", "批准技术防范检查检测"), ("reg-23",),
        who=APPROVER, sources=("requested",), target="approved", clocks=(arms(Clock.APPROVAL_VALIDITY),),
    ),
    Transition(
        S, "refuse", approval.Refuse, Name("refuse the technical inspection", "不批准技术防范检查检测"), ("reg-23",),
        who=APPROVER, sources=("requested",), target="refused",
    ),
    Transition(
        S, "draw_up", approval.DrawUp, Name("draw up the technical inspection notice", "制作技术防范检查检测通知书"),
        ("reg-23",),
        who=OFFICER, sources=("approved", *RUNNING), draws=(NOTICE, Instrument.SERVICE_RECEIPT),
    ),
    Transition(
        S, "notify", forms.Notify, Name("announce the technical inspection", "告知技术防范检查检测"),
        ("reg-23", "reg-25", "cpl-87"),
        who=OFFICER, sources=("approved", *RUNNING), target="notified",
        guards=(
            dates.not_in_future("served_on"), dates.not_before("approve", "served_on", "before_approval"),
            service.drawn_up(NOTICE), service.files_known, service.lawful, technical.announced_in_order,
            technical.announced_before, scope.numbers_known("systems"),
        ),
        derive=service.which(NOTICE), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "record", forms.Record, Name("record the technical inspection", "制作技术防范检查检测记录"),
        ("reg-24", "reg-25"),
        who=OFFICER, sources=RUNNING, target="recorded",
        guards=(
            technical.carried_out_in_order, inspection.approval_in_force, scope.numbers_known("systems"),
            authority.two_officers("present"), findings.bind_the_unit, service.signing_noted, service.files_known,
        ),
        derive=recording.both(scope.technical_excess, scope.findings_made, service.heard),
        clocks=(arms(Clock.COMMENT, when="found"),), notes=scope.excess_noted(scope.technical_excess),
        audience=(HANDLER, HEAD, UNIT),
    ),
    comment(S, "recorded", "record"),
    Transition(
        S, "order_measure", forms.OrderMeasure, Name("order a measure on the spot", "采取现场措施"), ("reg-26",),
        who=OFFICER, sources=RUNNING,
        guards=(dates.not_in_future("occurred_on"), technical.within_approval, inspection.approval_in_force),
        derive=technical.numbered,
        clocks=(arms(RATIFICATION, "occurred_on", item=NEXT), arms(REVIEW, "occurred_on", item=NEXT)),
        audience=(HANDLER, APPROVER_, HEAD, UNIT), adverse=True,
    ),
    Transition(
        S, "ratify_measure", forms.RatifyMeasure, Name("ratify the measure", "批准现场措施"), ("reg-26",),
        who=APPROVER, sources=RUNNING, guards=(technical.measure_stands, technical.not_ratified_yet),
        clocks=(settles(RATIFICATION, item="measure"),), audience=(HANDLER, UNIT), adverse=True,
    ),
    Transition(
        S, "review_measure", forms.ReviewMeasure, Name("review the measure", "复核现场措施"), ("reg-26", "cel-11"),
        who=OFFICER, sources=RUNNING,
        guards=(technical.measure_stands, dates.not_in_future("occurred_on"), technical.after_it_was_ordered),
        clocks=(settles(REVIEW, "occurred_on", item="measure"), arms(REVIEW, "occurred_on", item="measure")),
    ),
    Transition(
        S, "lift_measure", forms.LiftMeasure, Name("lift the measure", "解除现场措施"), ("reg-26",),
        who=OFFICER, sources=RUNNING,
        guards=(technical.measure_not_lifted, dates.not_in_future("occurred_on"), technical.after_it_was_ordered),
        clocks=(settles(REVIEW, "occurred_on", item="measure"), ends(RATIFICATION, "occurred_on", item="measure")),
        audience=(HANDLER, HEAD, UNIT),
    ),
    Transition(
        S, "conclude", forms.Conclude, Name("conclude the technical inspection", "技术防范检查检测结论"), ("reg-27",),
        who=OFFICER, sources=("recorded",), target="concluded",
        guards=(
            technical.none_in_force, inspection.result_fits_findings, inspection.adverse_result_is_lawful,
        ),
        clocks=(settles(Clock.APPROVAL_VALIDITY),), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "cancel", approval.Cancel, Name("cancel the technical inspection", "取消技术防范检查检测"), ("reg-3",),
        who=OFFICER, sources=("requested", "approved", *RUNNING), target="cancelled",
        guards=(technical.none_in_force,), audience=(HANDLER, APPROVER_, UNIT), unit_told_from=RUNNING,
    ),
)  # fmt: skip
