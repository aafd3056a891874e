"""Forms of the acts of an inspection (Regulations Art. 21, 22)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.approval import Approve, Cancel, Refuse
from models.acts.choices import Conclusion, InspectionGround, Method, Service, Signing
from models.acts.finding import Finding
from models.acts.form import Act, Badge, StageAct, ask, code, text


class Request(Act):
    """Ask for approval of an inspection."""

    act: Literal["request"] = "request"
    ground: InspectionGround = ask("Ground (Art. 21)", "检查情形（第二十一条）")
    reason: str = text("Facts behind the ground", "具体事由")
    methods: list[Method] = ask("Methods (Art. 22)", "方式（第二十二条）", min_length=1, max_length=10)
    places: str = text("Places", "检查场所")
    starts_on: date = ask("First day", "开始日期")
    ends_on: date = ask("Last day", "结束日期")
    team: list[Badge] = ask("Team", "检查人员", "Badge numbers, two or more. 警号", open=True, max_length=20)


class Notify(StageAct):
    """Hand the inspection document to the unit."""

    act: Literal["notify"] = "notify"
    document_no: str = code("Number of the legal document", "检查法律文书编号")
    method: Service = ask("How", "送达方式")
    served_on: date = ask("Handed over on", "送达日期")
    recipient: str = text("Received by", "签收人")


class Record(StageAct):
    """Record what was done and found on the spot."""

    act: Literal["record"] = "record"
    occurred_on: date = ask("Day of inspection", "检查日期")
    present: list[Badge] = ask("Inspectors present", "到场检查人员", "Badge numbers. 警号", open=True, max_length=20)
    methods: list[Method] = ask("Methods used", "采用方式", min_length=1, max_length=10)
    places: str = text("Places", "检查场所")
    findings: list[Finding] = ask("Findings", "发现的问题", default=[], max_length=50)
    statement: str | None = text("Statement of the unit", "单位陈述", default=None)
    signing: Signing = ask("Signature of the unit", "单位签字")


class Conclude(StageAct):
    """Conclude the inspection."""

    act: Literal["conclude"] = "conclude"
    result: Conclusion = ask("Result", "结论")
    opinion: str = text("Opinion", "检查意见")


InspectionAct = Annotated[Request | Approve | Refuse | Notify | Record | Conclude | Cancel, Field(discriminator="act")]
