"""Guidance: materials, training and meetings are planned and held; written guidance and admonition are issued."""

from models.acts import guidance as forms
from models.guards import authority, dates, findings, jointly
from models.procedure.from_unit import UNIT_OR_OFFICER
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, UNIT = Audience.HANDLER, Audience.UNIT
S = Stage.GUIDANCE
OFFICER = (authority.inspector_in_charge,)

TABLE = (
    Transition(
        S, "plan", forms.Plan, Name("plan guidance", "计划指导"), ("s0-guidance", "reg-5"),
        who=OFFICER, target="planned", guards=(jointly.departments_known,), audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "hold", forms.Hold, Name("record that it was held", "记录举行"), ("s0-guidance",),
        who=OFFICER, sources=("planned",), target="held", guards=(dates.not_in_future("occurred_on"),),
    ),
    Transition(
        S, "issue", forms.Issue, Name("issue guidance", "发出指导意见"), ("s0-guidance", "reg-5"),
        who=OFFICER, target="issued", guards=(findings.bind_the_unit, jointly.departments_known),
        audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "acknowledge", forms.Acknowledge, Name("record the acknowledgement", "记录签收"), ("s0-guidance",),
        who=UNIT_OR_OFFICER, sources=("issued",), target="acknowledged", guards=(dates.not_in_future("received_on"),),
    ),
    Transition(
        S, "complete", forms.Complete, Name("complete the guidance", "指导落实"), ("s0-guidance",),
        who=OFFICER, sources=("issued", "acknowledged"), target="completed", audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "withdraw", forms.Withdraw, Name("withdraw the guidance", "撤回指导"), ("reg-3",),
        who=OFFICER, sources=("planned", "issued", "acknowledged"), target="withdrawn", audience=(HANDLER, UNIT),
    ),
)  # fmt: skip
