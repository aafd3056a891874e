"""Forms of the acts of a technical inspection and of measures on the spot (Regulations Art. 23-26)."""

from datetime import date, datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from models.acts.approval import Approve, Cancel, DrawUp, Refuse
from models.acts.choices import Conclusion, Measure, TechnicalMode, TechnicalObject
from models.acts.finding import Finding
from models.acts.form import STAGE_REF, Act, Badge, Code, Digest, Named, StageAct, ask, departments, files, text
from models.acts.from_unit import Comment
from models.acts.heard import Heard
from models.acts.service import Served

BEIJING = ZoneInfo("Asia/Shanghai")


def _beijing(moment: datetime) -> datetime:
    """The minute in Beijing, without a zone; a moment without one is meant so."""
    there = moment.astimezone(BEIJING) if moment.tzinfo else moment
    return there.replace(tzinfo=None, second=0, microsecond=0)


Moment = Annotated[datetime, AfterValidator(_beijing)]


class Request(Act):
    """Ask for approval of a technical inspection: the unit has a risk on record."""

    act: Literal["request"] = "request"
    risk_in: str = ask(
        "Stage with the risk on record", "记录风险的环节", "For example I1 · 例如 I1", open=True, pattern=STAGE_REF
    )
    reason: str = text("Risk or hidden danger", "风险隐患")
    mode: TechnicalMode = ask("Mode", "方式")
    objects: list[TechnicalObject] = ask("Objects (Art. 23)", "对象（第二十三条）", min_length=1, max_length=10)
    systems: list[Named] = ask(
        "Parts and systems",
        "部位和系统",
        "Later acts refer to them by number · 后续操作按序号引用",
        min_length=1,
        max_length=50,
    )
    starts_on: date = ask("First day", "开始日期")
    ends_on: date = ask("Last day", "结束日期")
    team: list[Badge] = ask("Team", "检查人员", "Badge numbers, two or more · 警号，两名以上", open=True, max_length=20)
    jointly_with: list[Code] = departments("Jointly with", "会同部门")


class Notify(Served):
    """Hand over the document; a remote inspection is announced with time and scope."""

    act: Literal["notify"] = "notify"
    starts_at: Moment = ask(
        "Announced from", "告知起始时间", "Beijing time unless a zone is given · 未注明时区的为北京时间"
    )
    ends_at: Moment = ask(
        "Announced until", "告知结束时间", "Beijing time unless a zone is given · 未注明时区的为北京时间"
    )
    systems: list[int] = ask(
        "Systems, by number",
        "告知范围序号",
        "Numbers of those approved · 已批准各项的序号",
        min_length=1,
        max_length=50,
    )


class Record(Heard):
    """Record what was done and found; what went beyond approval or announcement is recorded as excess."""

    act: Literal["record"] = "record"
    started_at: Moment = ask("Started", "开始时间", "Beijing time unless a zone is given · 未注明时区的为北京时间")
    ended_at: Moment = ask("Ended", "结束时间", "Beijing time unless a zone is given · 未注明时区的为北京时间")
    present: list[Badge] = ask("Inspectors", "检查人员", "Badge numbers · 警号", open=True, max_length=20)
    mode: TechnicalMode = ask("Mode", "方式")
    objects: list[TechnicalObject] = ask("Objects", "对象", min_length=1, max_length=10)
    systems: list[int] = ask(
        "Systems, by number", "系统序号", "Numbers of those approved · 已批准各项的序号", max_length=50
    )
    elsewhere: str | None = text("Systems beyond these", "超出批准的系统", default=None)
    findings: list[Finding] = ask("Findings", "发现的问题", default=[], max_length=50)
    files: list[Digest] = files("Evidence", "证据")


class OrderMeasure(StageAct):
    """Order a measure on the spot, to stop harm from occurring or growing."""

    act: Literal["order_measure"] = "order_measure"
    occurred_on: date = ask("Ordered on", "采取日期")
    measures: list[Measure] = ask("Measures (Art. 26)", "措施（第二十六条）", min_length=1, max_length=4)
    danger: str = text("Danger", "危害情形")
    least: str = text("Why nothing milder serves", "必要性与最小影响说明")


class RatifyMeasure(StageAct):
    """Ratify the measure; unratified by its last day it has no force."""

    act: Literal["ratify_measure"] = "ratify_measure"
    measure: int = ask("Measure", "措施序号", ge=1, le=99)
    opinion: str | None = text("Opinion", "审批意见", default=None)


class ReviewMeasure(StageAct):
    """Record the daily review: the danger stands, so does the measure."""

    act: Literal["review_measure"] = "review_measure"
    measure: int = ask("Measure", "措施序号", ge=1, le=99)
    occurred_on: date = ask("Reviewed on", "复核日期")
    reason: str = text("Why it is still needed", "继续采取的理由")


class LiftMeasure(StageAct):
    """Lift the measure, or record that one not ratified has lapsed and was undone."""

    act: Literal["lift_measure"] = "lift_measure"
    measure: int = ask("Measure", "措施序号", ge=1, le=99)
    occurred_on: date = ask("Lifted on", "解除日期")
    reason: str = text("Reason", "事由")


class Conclude(StageAct):
    """Conclude the technical inspection."""

    act: Literal["conclude"] = "conclude"
    result: Conclusion = ask("Result", "结论")
    opinion: str = text("Opinion", "检查意见")


TechnicalAct = Annotated[
    Request
    | Approve
    | Refuse
    | DrawUp
    | Notify
    | Record
    | Comment
    | OrderMeasure
    | RatifyMeasure
    | ReviewMeasure
    | LiftMeasure
    | Conclude
    | Cancel,
    Field(discriminator="act"),
]
