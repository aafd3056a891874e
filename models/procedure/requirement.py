"""What an industry department requires of its industry: recorded and told to its units, amended, ended (Art. 7(1))."""

from models.acts import requirement as forms
from models.guards import authority, cooperation, dates, requirement, service
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, UNIT = Audience.HANDLER, Audience.UNIT
S = Stage.REQUIREMENT
OFFICER = (authority.inspector_in_charge,)

TABLE = (
    Transition(
        S, "record", forms.Record, Name("record a requirement of an industry", "登记行业要求"), ("reg-7-1", "gz-6-1"),
        who=OFFICER, target="in_force",
        guards=(cooperation.of_industry, dates.not_in_future("received_on")),
        derive=requirement.told_to, audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "attach", forms.Attach, Name("attach its paper", "补充行业要求文件"), ("reg-7-1",),
        who=OFFICER, sources=("in_force",), guards=(service.files_known,),
    ),
    Transition(
        S, "amend", forms.Amend, Name("record that it was amended", "登记行业要求的修改"), ("reg-7-1", "gz-6-1"),
        who=OFFICER, sources=("in_force",),
        guards=(dates.not_in_future("received_on"), service.files_known),
        derive=requirement.told_to, audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "end", forms.End, Name("record that it ended", "登记行业要求失效"), ("reg-7-1", "gz-6-1"),
        who=OFFICER, sources=("in_force",), target="ended",
        guards=(dates.not_in_future("received_on"), requirement.ends_in_order, service.files_known),
        derive=requirement.told_to, audience=(HANDLER, UNIT),
    ),
)  # fmt: skip
