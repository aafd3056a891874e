"""Forms of the acts of an interview of responsible persons (约谈)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.approval import Approve, Cancel, Refuse
from models.acts.choices import Interviewee, InterviewGround, Service, Signing
from models.acts.form import STAGE_REF, Act, Badge, StageAct, ask, code, text


class Propose(Act):
    """Propose an interview."""

    act: Literal["propose"] = "propose"
    ground: InterviewGround = ask("Ground", "约谈事由", default=InterviewGround.RECTIFICATION_FAILED)
    order: str | None = ask(
        "Order it rests on", "所依据的整改", "For example R1", open=True, default=None, pattern=STAGE_REF
    )
    finding_in: str | None = ask(
        "Stage with the finding", "问题所在环节", "For a duty problem", open=True, default=None, pattern=STAGE_REF
    )
    reason: str = text("Reason", "理由", "For a duty problem: why an order does not suffice")


class Summon(StageAct):
    """Serve the interview notice."""

    act: Literal["summon"] = "summon"
    document_no: str = code("Number of the notice", "约谈通知书编号")
    method: Service = ask("How", "送达方式")
    served_on: date = ask("Served on", "送达日期")
    meeting_on: date = ask("Day of the interview", "约谈日期")
    interviewee: Interviewee = ask("Post of the person", "被约谈人职务")
    person: str = text("Person and place", "被约谈人与地点")


class Hold(StageAct):
    """Record the interview held."""

    act: Literal["hold"] = "hold"
    occurred_on: date = ask("Held on", "约谈日期")
    present: list[Badge] = ask("Officers", "约谈人员", "Badge numbers, two or more. 警号", open=True, max_length=20)
    points: str = text("Points put", "约谈要点")
    statement: str | None = text("Explanation given", "情况说明", default=None)
    commitments: str | None = text("Commitments", "整改承诺", default=None)
    signing: Signing = ask("Signature", "签字")


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


class NotifySuperior(StageAct):
    """Send the notice to the superior department."""

    act: Literal["notify_superior"] = "notify_superior"
    document_no: str = code("Number of the letter", "通报函编号")


class FollowUp(StageAct):
    """Note how commitments are kept."""

    act: Literal["follow_up"] = "follow_up"
    occurred_on: date = ask("On", "日期")
    content: str = text("State of the commitments", "承诺落实情况")


class Conclude(StageAct):
    """Conclude the interview."""

    act: Literal["conclude"] = "conclude"
    outcome: str = text("Outcome", "结果")


InterviewAct = Annotated[
    Propose
    | Approve
    | Refuse
    | Summon
    | Hold
    | Absent
    | ProposeNotice
    | ApproveNotice
    | RefuseNotice
    | NotifySuperior
    | FollowUp
    | Conclude
    | Cancel,
    Field(discriminator="act"),
]
