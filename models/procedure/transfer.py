"""Transfer of clues: breach and adverse consequence, approval, hand-over, answer (the Ministry's summary)."""

from models.acts import approval
from models.acts import transfer as forms
from models.clocks import arms, settles
from models.guards import authority, dates, rights, service, transfer
from models.periods import Clock
from models.transition import Transition
from models.vocabulary import Audience, Instrument, Name, Stage

HANDLER, HEAD, APPROVER_ = Audience.HANDLER, Audience.HEAD, Audience.APPROVER
S = Stage.TRANSFER
LETTER = Instrument.TRANSFER_LETTER
OFFICER, APPROVER = (authority.inspector_in_charge,), (authority.approver,)

TABLE = (
    Transition(
        S, "propose", forms.Propose, Name("propose a transfer of clues", "提请移送线索"), ("s0-transfer", "reg-30"),
        who=OFFICER, target="proposed",
        guards=(
            transfer.consequence_recorded, transfer.breach_recorded, transfer.receiver_competent,
            transfer.one_per_receiver, rights.ground_uncontested, service.files_known,
        ),
        audience=(HANDLER, APPROVER_), adverse=True, rests_on=lambda s: s.facts.stage(s.get("ground")),
    ),
    Transition(
        S, "approve", approval.Approve, Name("approve the transfer", "批准移送"), ("s0-transfer",),
        who=APPROVER, sources=("proposed",), target="approved", guards=(transfer.breach_recorded,), adverse=True,
    ),
    Transition(
        S, "refuse", approval.Refuse, Name("refuse the transfer", "不批准移送"), ("s0-transfer",),
        who=APPROVER, sources=("proposed",), target="refused",
    ),
    Transition(
        S, "draw_up", approval.DrawUp, Name("draw up the transfer letter", "制作移送函"), ("s0-transfer", "reg-30"),
        who=OFFICER, sources=("approved",), guards=(transfer.breach_recorded,), draws=(LETTER,), adverse=True,
    ),
    Transition(
        S, "send", forms.Send, Name("send the clues", "移送线索"), ("s0-transfer", "reg-30"),
        who=OFFICER, sources=("approved",), target="sent", guards=(
            transfer.breach_recorded, rights.ground_uncontested, service.drawn_up(LETTER),
        ),
        derive=service.which(LETTER),
        clocks=(arms(Clock.TRANSFER_ANSWER),), audience=(HANDLER, HEAD, Audience.RECEIVER), adverse=True,
    ),
    Transition(
        S, "accept", forms.Accept, Name("record the acceptance", "记录接收"), ("s0-transfer",),
        who=OFFICER, sources=("sent",), target="accepted", guards=(dates.not_in_future("received_on"),),
        clocks=(settles(Clock.TRANSFER_ANSWER, "received_on"), arms(Clock.TRANSFER_OUTCOME, "received_on")),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "return", forms.Return, Name("record the return", "记录退回"), ("s0-transfer",),
        who=OFFICER, sources=("sent",), target="returned", guards=(dates.not_in_future("received_on"),),
        clocks=(settles(Clock.TRANSFER_ANSWER, "received_on"),), audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "withdraw", forms.Withdraw, Name("withdraw the transfer", "撤回移送"), ("reg-3",),
        who=OFFICER, sources=("proposed", "approved", "sent"), target="withdrawn", audience=(HANDLER, HEAD),
        recalls=transfer.sent,
    ),
    Transition(
        S, "feedback", forms.Feedback, Name("record the feedback", "记录反馈"), ("s0-transfer",),
        who=OFFICER, sources=("accepted",), target="concluded", guards=(dates.not_in_future("received_on"),),
        clocks=(settles(Clock.TRANSFER_OUTCOME, "received_on"),), audience=(HANDLER, HEAD),
    ),
)  # fmt: skip
