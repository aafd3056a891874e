"""Interview of responsible persons after a failed order, and the notice to the superior (CEL 56; RULES 15)."""

from models.acts import approval
from models.acts import interview as forms
from models.clocks import arms, settles
from models.guards import authority, dates, interview, rights, service
from models.periods import Clock
from models.transition import Transition
from models.vocabulary import Audience, Instrument, Name, Stage

HANDLER, HEAD, UNIT, APPROVER_ = Audience.HANDLER, Audience.HEAD, Audience.UNIT, Audience.APPROVER
S = Stage.INTERVIEW
OFFICER, APPROVER = (authority.inspector_in_charge,), (authority.approver,)
NOTICE, LETTER = Instrument.INTERVIEW_NOTICE, Instrument.SUPERIOR_NOTICE
NOTICE_APPROVER = (authority.notice_approver_was_not_there, authority.approver)

TABLE = (
    Transition(
        S, "propose", forms.Propose, Name("propose an interview", "提请约谈"), ("cel-56", "rules-15"),
        who=OFFICER, target="proposed", guards=(interview.ground_stands, interview.one_per_order),
        audience=(HANDLER, APPROVER_), adverse=True, rests_on=rights.order_named,
    ),
    Transition(
        S, "approve", approval.Approve, Name("approve the interview", "批准约谈"), ("cel-56",),
        who=APPROVER, sources=("proposed",), target="approved", guards=(interview.ground_stands,), adverse=True,
    ),
    Transition(
        S, "refuse", approval.Refuse, Name("refuse the interview", "不批准约谈"), ("cel-56",),
        who=APPROVER, sources=("proposed",), target="refused",
    ),
    Transition(
        S, "draw_up", forms.DrawUp, Name("draw up the interview notice", "制作约谈通知书"), ("cel-56", "reg-29"),
        who=OFFICER, sources=("approved", "absent"), guards=(interview.meeting_ahead,),
        draws=(NOTICE, Instrument.SERVICE_RECEIPT), adverse=True,
    ),
    Transition(
        S, "summon", forms.Summon, Name("serve the interview notice", "送达约谈通知"), ("cel-56", "reg-29"),
        who=OFFICER, sources=("approved", "absent"), target="summoned",
        guards=(
            interview.ground_stands, rights.none_open, dates.not_in_future("served_on"),
            dates.not_before("approve", "served_on", "before_approval"), service.drawn_up(NOTICE, since="summon"),
            service.files_known, service.lawful, interview.notice_ahead,
        ),
        derive=service.which(NOTICE, "meeting_on", "meeting_at", "interviewee"),
        audience=(HANDLER, UNIT), adverse=True,
    ),
    Transition(
        S, "hold", forms.Hold, Name("record the interview", "记录约谈"), ("cel-56", "apl-42"),
        who=OFFICER, sources=("summoned",), target="held",
        guards=(
            dates.not_in_future("occurred_on"), interview.on_or_after_the_day, authority.two_officers("present"),
            rights.statement_on_record, service.signing_noted, service.files_known, interview.commitments_dated,
        ),
        derive=service.heard, clocks=(arms(Clock.COMMITMENT, "occurred_on", item="commitments"),),
        audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "absent", forms.Absent, Name("record that nobody came", "记录未到场"), ("cel-56",),
        who=OFFICER, sources=("summoned",), target="absent",
        guards=(dates.not_in_future("occurred_on"), interview.on_or_after_the_day), audience=(HANDLER, HEAD),
    ),
    Transition(
        S, "propose_notice", forms.ProposeNotice, Name("propose to notify the superior", "提请通报上级主管部门"),
        ("cel-56", "rules-15"),
        who=OFFICER, sources=("held",), guards=(interview.rests_on_order, interview.superior_known,
                                                interview.no_notice_pending),
        audience=(HANDLER, APPROVER_), adverse=True,
    ),
    Transition(
        S, "approve_notice", forms.ApproveNotice, Name("approve the notice to the superior", "批准通报"), ("cel-56",),
        who=NOTICE_APPROVER, sources=("held",), guards=(interview.notice_proposed, interview.order_stands),
        adverse=True,
    ),
    Transition(
        S, "refuse_notice", forms.RefuseNotice, Name("refuse the notice to the superior", "不批准通报"), ("cel-56",),
        who=NOTICE_APPROVER, sources=("held",), guards=(interview.notice_proposed,),
    ),
    Transition(
        S, "draw_up_letter", forms.DrawUpLetter, Name("draw up the notice to the superior", "制作通报函"), ("cel-56",),
        who=OFFICER, sources=("held",), guards=(interview.notice_approved, interview.order_stands), draws=(LETTER,),
        adverse=True,
    ),
    Transition(
        S, "notify_superior", forms.NotifySuperior, Name("notify the superior department", "通报上级主管部门"),
        ("cel-56", "rules-15"),
        who=OFFICER, sources=("held",),
        guards=(
            interview.rests_on_order, interview.notice_approved, interview.order_stands, rights.none_open,
            service.drawn_up(LETTER, since="approve_notice"),
        ),
        derive=service.which(LETTER),
        audience=(HANDLER, UNIT, Audience.SUPERIOR), adverse=True,
    ),
    Transition(
        S, "follow_up", forms.FollowUp, Name("note how commitments are kept", "记录承诺落实"), ("reg-29",),
        who=OFFICER, sources=("held",),
        guards=(
            dates.not_in_future("occurred_on"), dates.not_before("hold", "occurred_on", "dates_reversed"),
            interview.commitment_known,
        ),
        clocks=(settles(Clock.COMMITMENT, "occurred_on", item="commitment", when="done"),),
    ),
    Transition(
        S, "conclude", forms.Conclude, Name("conclude the interview", "约谈办结"), ("reg-29",),
        who=OFFICER, sources=("held", "absent"), target="concluded", guards=(interview.no_notice_pending,),
        audience=(HANDLER, UNIT),
    ),
    Transition(
        S, "cancel", approval.Cancel, Name("cancel the interview", "取消约谈"), ("reg-3",),
        who=OFFICER, sources=("proposed", "approved", "summoned", "absent"), target="cancelled",
        audience=(HANDLER, APPROVER_, UNIT), unit_told_from=("summoned", "absent"),
    ),
)  # fmt: skip
