"""Inspection: a ground, approval at city level, a legal document, two inspectors, a record (Art. 21, 22)."""

from models.acts import approval
from models.acts import inspection as forms
from models.clocks import arms, settles
from models.guards import authority, dates, findings, inspection, jointly, recording, scope, service
from models.periods import Clock
from models.procedure.from_unit import comment
from models.transition import Transition
from models.vocabulary import Audience, Instrument, Name, Stage

HANDLER, HEAD, UNIT = Audience.HANDLER, Audience.HEAD, Audience.UNIT
S = Stage.INSPECTION
OFFICER = (authority.inspector_in_charge,)
APPROVER = (authority.approver,)
NOTICE = Instrument.INSPECTION_NOTICE

TABLE = (
    Transition(
        S, "request", forms.Request, Name("request an inspection", "提请检查"), ("reg-21",),
        who=OFFICER, target="requested",
        guards=(inspection.none_open, dates.in_order("starts_on", "ends_on"), authority.two_officers("team"),
                jointly.departments_known),
        derive=scope.counted("places"), audience=(HANDLER, Audience.APPROVER),
    ),
    Transition(
        S, "approve", approval.Approve, Name("approve the inspection", "批准检查"), ("reg-21",),
        who=APPROVER, sources=("requested",), target="approved", clocks=(arms(Clock.APPROVAL_VALIDITY),),
    ),
    Transition(
        S, "refuse", approval.Refuse, Name("refuse the inspection", "不批准检查"), ("reg-21",),
        who=APPROVER, sources=("requested",), target="refused",
    ),
    Transition(
        S, "draw_up", approval.DrawUp, Name("draw up the inspection notice", "制作检查通知书"), ("reg-21",),
        who=OFFICER, sources=("approved", "notified", "recorded"), draws=(NOTICE, Instrument.SERVICE_RECEIPT),
    ),
    Transition(
        S, "notify", forms.Notify, Name("hand over the inspection document", "送达检查文书"), ("reg-21", "cpl-87"),
        who=OFFICER, sources=("approved", "notified", "recorded"), target="notified",
        guards=(
            dates.not_in_future("served_on"), dates.not_before("approve", "served_on", "before_approval"),
            service.drawn_up(NOTICE), service.files_known, service.lawful,
        ),
        derive=service.which(NOTICE), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "record", forms.Record, Name("record the inspection", "制作检查记录"), ("reg-22", "apl-42"),
        who=OFFICER, sources=("notified", "recorded"), target="recorded",
        guards=(
            dates.not_in_future("occurred_on"), dates.not_before("notify", "occurred_on", "before_notice", first=True),
            inspection.approval_in_force, scope.numbers_known("places"), authority.two_officers("present"),
            findings.bind_the_unit, service.signing_noted, service.files_known,
        ),
        derive=recording.both(scope.inspection_excess, scope.findings_made, service.heard),
        clocks=(arms(Clock.COMMENT, when="found"),), notes=scope.excess_noted(scope.inspection_excess),
        audience=(HANDLER, HEAD, UNIT),
    ),
    comment(S, "recorded", "record"),
    Transition(
        S, "conclude", forms.Conclude, Name("conclude the inspection", "检查结论"), ("reg-27",),
        who=OFFICER, sources=("recorded",), target="concluded",
        guards=(inspection.result_fits_findings, inspection.adverse_result_is_lawful),
        clocks=(settles(Clock.APPROVAL_VALIDITY),), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "cancel", approval.Cancel, Name("cancel the inspection", "取消检查"), ("reg-3",),
        who=OFFICER, sources=("requested", "approved", "notified", "recorded"), target="cancelled",
        audience=(HANDLER, Audience.APPROVER, UNIT), unit_told_from=("notified", "recorded"),
    ),
)  # fmt: skip
