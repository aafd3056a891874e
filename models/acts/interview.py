"""Forms of the acts of an interview of responsible persons (约谈)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.approval import Approve, Cancel, Refuse
from models.acts.choices import Interviewee, InterviewGround
from models.acts.form import STAGE_REF, Act, Badge, Digest, Part, StageAct, ask, code, files, text
from models.acts.heard import Heard
from models.acts.service import Served

CLOCK_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


class Propose(Act):
    """Propose an interview."""

    act: Literal["propose"] = "propose"
    ground: InterviewGround = ask("Ground", "约谈事由", default=InterviewGround.RECTIFICATION_FAILED)
    order: str | None = ask(
        "Order it rests on", "所依据的整改", "For example R1 · 例如 R1", open=True, default=None, pattern=STAGE_REF
    )
    finding_in: str | None = ask(
        "Stage with the finding",
        "问题所在环节",
        "For a duty problem · 履行责任存在问题时填写",
        open=True,
        default=None,
        pattern=STAGE_REF,
    )
    reason: str = text(
        "Reason", "理由", "For a duty problem: why an order does not suffice · 履行责任存在问题的，说明责令整改为何不足"
    )


class DrawUp(StageAct):
    """Draw up the interview notice: who is asked to come, when and where."""

    act: Literal["draw_up"] = "draw_up"
    meeting_on: date = ask("Day of the interview", "约谈日期")
    meeting_at: str = ask("Time", "约谈时间", "For example 09:30 · 例如 09:30", open=True, pattern=CLOCK_TIME)
    place: str = text("Place", "约谈地点")
    interviewee: Interviewee = ask("Post of the person", "被约谈人职务")
    person: str = text("Person", "被约谈人")


class Summon(Served):
    """Serve the interview notice."""

    act: Literal["summon"] = "summon"


class Commitment(Part):
    """Something the unit promised, by a day."""

    due_on: date = ask("By", "完成日期")
    promise: str = text("Commitment", "承诺事项")


class Hold(Heard):
    """Record the interview held."""

    act: Literal["hold"] = "hold"
    occurred_on: date = ask("Held on", "约谈日期")
    present: list[Badge] = ask(
        "Officers", "约谈人员", "Badge numbers, two or more · 警号，两名以上", open=True, max_length=20
    )
    persons: str = text(
        "Persons who came",
        "到场人员",
        "Posts and names; a companion or counsel too · 职务和姓名，陪同人员或者律师一并写明",
    )
    points: str = text("Points put", "约谈要点")
    commitments: list[Commitment] = ask("Commitments", "整改承诺", default=[], max_length=20)
    files: list[Digest] = files("Evidence", "证据")


class Absent(StageAct):
    """Record that nobody came."""

    act: Literal["absent"] = "absent"
    occurred_on: date = ask("On", "日期")
    reason: str | None = text("Reason given", "未到原因", default=None)


class ProposeNotice(StageAct):
    """Propose to notify the superior department."""

    act: Literal["propose_notice"] = "propose_notice"
    department: str = code("Superior department", "上级主管部门")
    necessity: str = text("Why it is necessary", "必要性")


class ApproveNotice(StageAct):
    """Approve the notice to the superior; nobody who held the interview may."""

    act: Literal["approve_notice"] = "approve_notice"


class RefuseNotice(StageAct):
    """Refuse the notice to the superior."""

    act: Literal["refuse_notice"] = "refuse_notice"
    reason: str = text("Reason", "事由")


class DrawUpLetter(StageAct):
    """Draw up the notice to the superior department."""

    act: Literal["draw_up_letter"] = "draw_up_letter"


class NotifySuperior(StageAct):
    """Send the notice to the superior department."""

    act: Literal["notify_superior"] = "notify_superior"


class FollowUp(StageAct):
    """Note how a commitment is kept; one that is kept, or given up, needs no more reminding."""

    act: Literal["follow_up"] = "follow_up"
    occurred_on: date = ask("On", "日期")
    commitment: int | None = ask("Commitment", "承诺序号", default=None, ge=1, le=20)
    done: bool = ask("Done with", "已了结", default=False)
    content: str = text("State of the commitment", "承诺落实情况")


class Conclude(StageAct):
    """Conclude the interview."""

    act: Literal["conclude"] = "conclude"
    outcome: str = text("Outcome", "结果")


InterviewAct = Annotated[
    Propose
    | Approve
    | Refuse
    | DrawUp
    | Summon
    | Hold
    | Absent
    | ProposeNotice
    | ApproveNotice
    | RefuseNotice
    | DrawUpLetter
    | NotifySuperior
    | FollowUp
    | Conclude
    | Cancel,
    Field(discriminator="act"),
]
