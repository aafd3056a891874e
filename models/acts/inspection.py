"""Forms of the acts of an inspection (Regulations Art. 21, 22)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.approval import Approve, Cancel, DrawUp, Refuse
from models.acts.choices import Conclusion, InspectionGround, Method
from models.acts.finding import Finding
from models.acts.form import Act, Badge, Code, Digest, Named, StageAct, ask, departments, files, text
from models.acts.from_unit import Comment
from models.acts.heard import Heard
from models.acts.service import Served


class Request(Act):
    """Ask for approval of an inspection."""

    act: Literal["request"] = "request"
    ground: InspectionGround = ask("Ground (Art. 21)", "检查情形（第二十一条）")
    reason: str = text("Facts behind the ground", "具体事由")
    methods: list[Method] = ask("Methods (Art. 22)", "方式（第二十二条）", min_length=1, max_length=10)
    places: list[Named] = ask(
        "Places", "检查场所", "Later acts refer to them by number · 后续操作按序号引用", min_length=1, max_length=50
    )
    starts_on: date = ask("First day", "开始日期")
    ends_on: date = ask("Last day", "结束日期")
    team: list[Badge] = ask("Team", "检查人员", "Badge numbers, two or more · 警号，两名以上", open=True, max_length=20)
    jointly_with: list[Code] = departments("Jointly with", "会同部门")


class Notify(Served):
    """Hand the inspection document to the unit."""

    act: Literal["notify"] = "notify"


class Record(Heard):
    """Record what was done and found on the spot; what went beyond the approval is recorded as excess."""

    act: Literal["record"] = "record"
    occurred_on: date = ask("Day of inspection", "检查日期")
    present: list[Badge] = ask("Inspectors present", "到场检查人员", "Badge numbers · 警号", open=True, max_length=20)
    methods: list[Method] = ask("Methods used", "采用方式", min_length=1, max_length=10)
    places: list[int] = ask(
        "Places, by number", "检查场所序号", "Numbers of the places approved · 已批准场所的序号", max_length=50
    )
    elsewhere: str | None = text("Places beyond these", "超出批准的场所", default=None)
    findings: list[Finding] = ask("Findings", "发现的问题", default=[], max_length=50)
    files: list[Digest] = files("Evidence", "证据")


class Conclude(StageAct):
    """Conclude the inspection."""

    act: Literal["conclude"] = "conclude"
    result: Conclusion = ask("Result", "结论")
    opinion: str = text("Opinion", "检查意见")


InspectionAct = Annotated[
    Request | Approve | Refuse | DrawUp | Notify | Record | Comment | Conclude | Cancel, Field(discriminator="act")
]
