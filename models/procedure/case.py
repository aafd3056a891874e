"""Acts on the case itself."""

from models.acts import case as forms
from models.clocks import arms, settles
from models.guards import authority, case
from models.transition import Transition
from models.vocabulary import Audience, Clock, Name, Stage

HANDLER, HEAD = Audience.HANDLER, Audience.HEAD
S = Stage.CASE

TABLE = (
    Transition(
        S, "open", forms.Open, Name("open the case", "立案"), ("reg-5", "gz-4"),
        who=(authority.jurisdiction, authority.inspector_in_charge),
        target="open",
        guards=(authority.named_officer("handler"),),
        clocks=(arms(Clock.ASSIGNMENT),),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "assign", forms.Assign, Name("assign a handler", "指定承办人"), ("reg-5",),
        who=(authority.head_in_line,),
        sources=("open",),
        guards=(case.another_handler, authority.named_officer("handler")),
        clocks=(settles(Clock.ASSIGNMENT),),
    ),
    Transition(
        S, "recuse", forms.Recuse, Name("record a recusal", "回避"), ("apl-43",),
        who=(authority.head_in_line,),
        sources=("open",),
        guards=(case.not_yet_recused,),
        clocks=(arms(Clock.ASSIGNMENT),),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "relate", forms.Relate, Name("note a related case", "关联案件"), ("reg-5",),
        who=(authority.inspector_in_charge,),
        sources=("open",),
        guards=(case.other_case,),
    ),
    Transition(
        S, "close", forms.Close, Name("close the case", "结案"), ("reg-3", "reg-5"),
        who=(authority.inspector_in_charge,),
        sources=("open",), target="closed",
        guards=(case.nothing_open,),
        clocks=(settles(Clock.ASSIGNMENT),),
        audience=(HANDLER, HEAD, Audience.UNIT),
    ),
    Transition(
        S, "reopen", forms.Reopen, Name("reopen the case", "重新办理"), ("reg-3",),
        who=(authority.head_in_line,),
        sources=("closed",), target="open",
        clocks=(arms(Clock.ASSIGNMENT),),
        audience=(HANDLER, HEAD),
    ),
)  # fmt: skip
