"""Forms of the acts of joint guidance and joint supervision with a department (Regulations Art. 7)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.approval import Cancel
from models.acts.choices import JointForm, Method
from models.acts.form import STAGE_REF, Act, Badge, Digest, StageAct, ask, code, files, text


class Propose(Act):
    """Propose to a department to guide or supervise the unit together."""

    act: Literal["propose"] = "propose"
    form: JointForm = ask("Form", "形式")
    department: str = code("Department", "部门", "Code in the register · 名册中的代码")
    ground: str | None = ask(
        "Inspection it takes place in",
        "所依托的检查",
        "For supervision on the spot, such as I1 · 现场督导时填写，例如 I1",
        open=True,
        default=None,
        pattern=STAGE_REF,
    )
    purpose: str = text("Purpose", "目的")


class Agree(StageAct):
    """Record that the department agrees."""

    act: Literal["agree"] = "agree"
    received_on: date = ask("Received on", "收到日期")
    files: list[Digest] = files("What came", "来件")


class Decline(StageAct):
    """Record that the department declines."""

    act: Literal["decline"] = "decline"
    received_on: date = ask("Received on", "收到日期")
    reason: str = text("Its reason", "理由")
    files: list[Digest] = files("What came", "来件")


class Lapse(StageAct):
    """Note that the time for the answer passed without one."""

    act: Literal["lapse"] = "lapse"


class Announce(StageAct):
    """Tell the unit beforehand that the joint act will be held, and who takes part."""

    act: Literal["announce"] = "announce"
    planned_on: date = ask("Planned for", "计划日期")
    team: list[Badge] = ask("Our officers", "我方人员", "Badge numbers · 警号", open=True, min_length=1, max_length=20)
    participants: str = text(
        "Who else takes part", "其他参加人员", "Posts, as the unit was told · 按告知单位的职务填写"
    )
    content: str = text("What the unit was told", "告知内容")


class Hold(StageAct):
    """Record that it was held and what was done; findings stand in the record of the inspection."""

    act: Literal["hold"] = "hold"
    occurred_on: date = ask("Held on", "开展日期")
    present: list[Badge] = ask(
        "Our officers present", "我方到场人员", "Badge numbers · 警号", open=True, min_length=1, max_length=20
    )
    on_site: bool = ask("On the spot", "在单位现场", default=False)
    methods: list[Method] = ask("Methods used", "采用方式", "Of a supervision · 督导时填写", default=[], max_length=10)
    content: str = text("What was done", "开展情况")
    files: list[Digest] = files("Record", "记录")


class Conclude(StageAct):
    """Conclude the joint act."""

    act: Literal["conclude"] = "conclude"
    outcome: str = text("Outcome", "结果")


JointAct = Annotated[
    Propose | Agree | Decline | Lapse | Announce | Hold | Conclude | Cancel, Field(discriminator="act")
]
