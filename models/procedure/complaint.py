"""Complaints about an organ or its staff (CEL 52): decided above, the result told. A complaint stops and worsens
nothing by itself; what is undone, is undone by an act of its own."""

from models.acts import complaint as forms
from models.clocks import arms, ends, settles
from models.guards import authority, complaint, dates, jointly, recording
from models.periods import Clock
from models.situation import Situation
from models.transition import Transition
from models.vocabulary import Audience, Name, Noted, Stage

HANDLER, HEAD, UNIT, SUPERVISOR = Audience.HANDLER, Audience.HEAD, Audience.UNIT, Audience.SUPERVISOR
S = Stage.COMPLAINT
OFFICER, DECIDER = (authority.inspector_in_charge,), (complaint.decider,)
BASIS = ("cel-52", "gz-18")


def listed(s: Situation) -> tuple[Noted, ...]:
    """Every complaint stands on the supervising organ's list."""
    return (Noted.COMPLAINT, *recording.noted(s))


TABLE = (
    Transition(
        S, "receive", forms.Receive, Name("record a complaint", "登记投诉"), (*BASIS, "reg-31"),
        who=OFFICER, target="received",
        guards=(
            complaint.somebody_complains, complaint.received_here, dates.not_in_future("received_on", "posted_on"),
            dates.in_order("posted_on", "received_on"), recording.late_reason, authority.named_officer("handler"),
            jointly.directed_at_those_of_the_case,
        ),
        derive=recording.lateness, notes=listed, clocks=(arms(Clock.COMPLAINT_ANSWER, "received_on"),),
        audience=(HANDLER, HEAD, UNIT),
    ),
    Transition(
        S, "forward", forms.Forward, Name("forward the complaint to the organ above", "转上级机关处理"), BASIS,
        who=OFFICER, sources=("received",), target="forwarded", guards=(complaint.goes_up,),
        audience=(HANDLER, SUPERVISOR, UNIT),
    ),
    Transition(
        S, "accept", forms.Accept, Name("accept the complaint", "受理投诉"), BASIS,
        who=DECIDER, sources=("received", "forwarded"), target="accepted", guards=(complaint.has_arrived,),
        audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "not_accept", forms.NotAccept, Name("do not accept the complaint", "不予受理投诉"), BASIS,
        who=DECIDER, sources=("received", "forwarded"), target="not_accepted", guards=(complaint.has_arrived,),
    ),
    Transition(
        S, "decide", forms.Decide, Name("decide the complaint", "作出投诉处理决定"), BASIS,
        who=DECIDER, sources=("accepted",), target="decided",
        guards=(complaint.undoing_named, jointly.complaint_settled_with_them),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "tell_result", forms.TellResult, Name("record that the result was told", "记录告知投诉结果"), BASIS,
        who=OFFICER, sources=("decided", "not_accepted"), target="told",
        guards=(dates.not_in_future("told_on"), complaint.since_received("told_on")),
        clocks=(settles(Clock.COMPLAINT_ANSWER, "told_on"),), audience=(HANDLER, HEAD, UNIT),
    ),
    Transition(
        S, "withdraw", forms.Withdraw, Name("record that the complaint was withdrawn", "记录撤回投诉"), BASIS,
        who=OFFICER, sources=("received", "forwarded", "accepted"), target="withdrawn",
        guards=(dates.not_in_future("received_on"), complaint.since_received("received_on")),
        clocks=(ends(Clock.COMPLAINT_ANSWER, "received_on"),), audience=(HANDLER, HEAD, UNIT),
    ),
)  # fmt: skip
