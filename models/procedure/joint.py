"""Joint guidance and joint supervision: proposed, agreed, told to the unit beforehand, held (Regulations Art. 7)."""

from models.acts import approval
from models.acts import joint as forms
from models.clocks import arms, settles
from models.guards import authority, cooperation, dates, joint, service
from models.periods import Clock
from models.transition import Transition
from models.vocabulary import Audience, Name, Stage

HANDLER, HEAD, UNIT, DEPARTMENT = Audience.HANDLER, Audience.HEAD, Audience.UNIT, Audience.DEPARTMENT
S = Stage.JOINT
OFFICER = (authority.inspector_in_charge,)
TIME = Clock.JOINT_ANSWER
ANSWERED = (
    dates.not_in_future("received_on"), dates.not_before("propose", "received_on", "dates_reversed"),
    service.files_known,
)  # fmt: skip

TABLE = (
    Transition(
        S, "propose", forms.Propose, Name("propose a joint act", "提议协同指导或者联合督导"), ("reg-7", "gz-6"),
        who=OFFICER, target="proposed",
        guards=(cooperation.partner, cooperation.one_open_with_it, joint.ground_is_inspection),
        clocks=(arms(TIME),), audience=(HANDLER, DEPARTMENT), rests_on=lambda s: s.facts.stage(s.get("ground")),
    ),
    Transition(
        S, "agree", forms.Agree, Name("record the department's agreement", "记录部门同意"), ("reg-7",),
        who=OFFICER, sources=("proposed",), target="agreed", guards=ANSWERED, clocks=(settles(TIME, "received_on"),),
    ),
    Transition(
        S, "decline", forms.Decline, Name("record that the department declines", "记录部门不同意"), ("reg-7",),
        who=OFFICER, sources=("proposed",), target="declined", guards=ANSWERED,
        clocks=(settles(TIME, "received_on"),),
    ),
    Transition(
        S, "lapse", forms.Lapse, Name("note that no answer came", "记录逾期未答复"), ("reg-7",),
        who=OFFICER, sources=("proposed",), target="lapsed", guards=(cooperation.silent(TIME),),
    ),
    Transition(
        S, "announce", forms.Announce, Name("tell the unit of the joint act", "告知单位协同事项"), ("reg-7", "reg-3"),
        who=OFFICER, sources=("agreed", "announced"), target="announced",
        guards=(joint.planned_ahead, authority.officers("team")), audience=(HANDLER, UNIT, DEPARTMENT),
    ),
    Transition(
        S, "hold", forms.Hold, Name("record that it was held", "记录协同事项开展情况"), ("reg-7", "reg-21"),
        who=OFFICER, sources=("announced",), target="held",
        guards=(
            dates.not_in_future("occurred_on"), joint.as_announced, joint.enough_officers, joint.within_an_inspection,
            service.files_known,
        ),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "conclude", forms.Conclude, Name("conclude the joint act", "协同事项办结"), ("reg-7",),
        who=OFFICER, sources=("held",), target="concluded", audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "cancel", approval.Cancel, Name("cancel the joint act", "取消协同事项"), ("reg-3",),
        who=OFFICER, sources=("proposed", "agreed", "announced"), target="cancelled",
        audience=(HANDLER, UNIT, DEPARTMENT), unit_told_from=("announced",),
    ),
)  # fmt: skip
