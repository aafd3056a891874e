"""Guidance for many units at once: planned and held, without a case. Not taking part is a fact, not a breach."""

from models.acts import activity as forms
from models.guards import activity, authority, dates
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, UNIT = Audience.HANDLER, Audience.UNIT
S = Stage.ACTIVITY
OFFICER = (authority.inspector_in_charge,)

TABLE = (
    Transition(
        S, "plan", forms.Plan, Name("plan an activity", "计划指导活动"), ("s0-guidance", "reg-5"),
        who=OFFICER, target="planned",
        guards=(activity.units_known, activity.in_jurisdiction, authority.named_officer("handler")),
        audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "hold", forms.Hold, Name("record that it was held", "记录举行"), ("s0-guidance",),
        who=OFFICER, sources=("planned",), target="held",
        guards=(dates.not_in_future("occurred_on"), activity.attended_were_invited),
    ),
    Transition(
        S, "cancel", forms.Cancel, Name("cancel the activity", "取消指导活动"), ("s0-guidance",),
        who=OFFICER, sources=("planned",), target="cancelled", audience=(HANDLER, UNIT),
    ),
)  # fmt: skip
