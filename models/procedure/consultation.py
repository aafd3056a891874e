"""Consultation: a department is asked about a case, and answers or lets its time pass (Regulations Art. 7)."""

from models.acts import consultation as forms
from models.clocks import arms, settles
from models.guards import authority, cooperation, dates, service
from models.periods import Clock
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, DEPARTMENT = Audience.HANDLER, Audience.DEPARTMENT
S = Stage.CONSULTATION
OFFICER = (authority.inspector_in_charge,)
TIME = Clock.CONSULTATION_ANSWER

TABLE = (
    Transition(
        S, "ask", forms.Ask, Name("consult a department", "提请情况会商"), ("reg-7", "gz-6"),
        who=OFFICER, target="asked", guards=(cooperation.partner, cooperation.one_open_with_it),
        clocks=(arms(TIME),), audience=(HANDLER, DEPARTMENT),
    ),
    Transition(
        S, "answer", forms.Answer, Name("record the answer", "记录会商答复"), ("reg-7",),
        who=OFFICER, sources=("asked",), target="answered",
        guards=(
            dates.not_in_future("received_on"), dates.not_before("ask", "received_on", "dates_reversed"),
            service.files_known,
        ),
        clocks=(settles(TIME, "received_on"),),
    ),
    Transition(
        S, "lapse", forms.Lapse, Name("note that no answer came", "记录逾期未答复"), ("reg-7",),
        who=OFFICER, sources=("asked",), target="lapsed", guards=(cooperation.silent(TIME),),
    ),
    Transition(
        S, "withdraw", forms.Withdraw, Name("withdraw the consultation", "撤回会商"), ("reg-3",),
        who=OFFICER, sources=("asked",), target="withdrawn", audience=(HANDLER, DEPARTMENT),
    ),
)  # fmt: skip
