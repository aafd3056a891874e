"""Exchange of information: proposed with its basis, approved, given, acknowledged (Regulations Art. 7)."""

from models.acts import approval
from models.acts import exchange as forms
from models.clocks import arms, settles
from models.guards import authority, cooperation, dates, exchange, service
from models.periods import Clock
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, HEAD, APPROVER_, DEPARTMENT = Audience.HANDLER, Audience.HEAD, Audience.APPROVER, Audience.DEPARTMENT
S = Stage.EXCHANGE
OFFICER, APPROVER = (authority.inspector_in_charge,), (authority.approver,)
TIME = Clock.EXCHANGE_RECEIPT

TABLE = (
    Transition(
        S, "propose", forms.Propose, Name("propose to give information", "提请提供信息"), ("reg-7", "gz-6", "reg-6"),
        who=OFFICER, target="proposed",
        guards=(
            cooperation.registered, cooperation.one_open_with_it, exchange.basis_known,
            exchange.tells_of_no_informant, service.files_known,
        ),
        audience=(HANDLER, APPROVER_), adverse=True,
    ),
    Transition(
        S, "approve", approval.Approve, Name("approve giving the information", "批准提供信息"), ("reg-7", "reg-6"),
        who=APPROVER, sources=("proposed",), target="approved", guards=(exchange.tells_of_no_informant,), adverse=True,
    ),
    Transition(
        S, "refuse", approval.Refuse, Name("refuse to give the information", "不批准提供信息"), ("reg-6",),
        who=APPROVER, sources=("proposed",), target="refused",
    ),
    Transition(
        S, "disclose", forms.Disclose, Name("give the information", "提供信息"), ("reg-7", "gz-6", "reg-6"),
        who=OFFICER, sources=("approved",), target="disclosed", guards=(exchange.tells_of_no_informant,),
        clocks=(arms(TIME),), audience=(HANDLER, HEAD, DEPARTMENT), adverse=True,
    ),
    Transition(
        S, "receipt", forms.Receipt, Name("record the receipt", "记录签收"), ("reg-7",),
        who=OFFICER, sources=("disclosed",), target="acknowledged",
        guards=(
            dates.not_in_future("received_on"), dates.not_before("disclose", "received_on", "dates_reversed"),
        ),
        clocks=(settles(TIME, "received_on"),), audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "withdraw", forms.Withdraw, Name("withdraw the information", "撤回信息"), ("reg-3",),
        who=OFFICER, sources=("proposed", "approved", "disclosed"), target="withdrawn", audience=(HANDLER, HEAD),
        recalls=exchange.disclosed,
    ),
)  # fmt: skip
