"""Forms of the acts of an order to rectify within a time limit."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.approval import Approve, DrawUp, Refuse
from models.acts.choices import Answer, Grant
from models.acts.finding import Finding
from models.acts.form import STAGE_REF, Act, Badge, Code, Digest, Part, StageAct, ask, departments, files, text
from models.acts.from_unit import Comment, FromUnit
from models.acts.heard import Heard
from models.acts.service import Served
from models.periods import Unit


class Propose(Act):
    """Propose an order: on findings of a stage, or on an incident in the unit."""

    act: Literal["propose"] = "propose"
    ground: str | None = ask(
        "Stage with the findings", "依据环节", "For example I1 · 例如 I1", open=True, default=None, pattern=STAGE_REF
    )
    items: list[int] = ask("Numbers of its findings", "问题序号", default=[], max_length=50)
    incident: list[Finding] = ask("Findings of an incident", "事件中发现的问题", default=[], max_length=50)
    required: str = text("Results required", "整改要求")
    limit_length: int = ask("Time limit", "整改期限", ge=1, le=730)
    limit_unit: Unit = ask("Counted in", "期限单位", default=Unit.DAY)
    jointly_with: list[Code] = departments("Jointly with", "会同部门")


class DrawUpOpinion(StageAct):
    """Draw up the opinion on the re-inspection."""

    act: Literal["draw_up_opinion"] = "draw_up_opinion"


class Serve(Served):
    """Record proven service of the order; the clock starts here and never before."""

    act: Literal["serve"] = "serve"


class Progress(FromUnit):
    """Record progress the unit told of."""

    act: Literal["progress"] = "progress"
    content: str = text("Progress", "进展")


class RequestExtension(FromUnit):
    """Record the unit's request for more time."""

    act: Literal["request_extension"] = "request_extension"
    length: int = ask("Time asked for", "申请延长", ge=1, le=365)
    cause: str = text("Cause", "正当理由")


class DecideExtension(StageAct):
    """Decide on the request."""

    act: Literal["decide_extension"] = "decide_extension"
    decision: Grant = ask("Decision", "决定")
    length: int = ask(
        "Time granted", "准予延长", "In the unit of the limit · 单位与整改期限相同", default=0, ge=0, le=365
    )
    reason: str = text("Reason", "理由")


class Suspend(StageAct):
    """Stop the clock; the day itself does not count."""

    act: Literal["suspend"] = "suspend"
    occurred_on: date = ask("From", "中止日期")
    reason: str = text("Reason", "事由")


class Resume(StageAct):
    """Let the clock run again; the day itself does not count."""

    act: Literal["resume"] = "resume"
    occurred_on: date = ask("On", "恢复日期")


class Object(FromUnit):
    """Record the unit's objection to the order."""

    act: Literal["object"] = "object"
    content: str = text("Objection", "异议内容")
    also_to: list[Code] = departments("Directed also at", "同时指向的会同部门")


class AnswerObjection(StageAct):
    """Answer the objection."""

    act: Literal["answer_objection"] = "answer_objection"
    answer: Answer = ask("Answer", "答复")
    reason: str = text("Reason", "理由")
    heard: list[Code] = departments("Settled with", "已听取意见的部门")


class Report(FromUnit):
    """Record the unit's rectification report."""

    act: Literal["report"] = "report"
    content: str = text("Report", "整改报告")


class ReturnForCompletion(StageAct):
    """Send a report back for a formal defect; its first date still counts."""

    act: Literal["return_for_completion"] = "return_for_completion"
    defect: str = text("Formal defect", "形式缺陷")


class ItemResult(Part):
    """Whether one item of the order is met."""

    item: int = ask("Item of the order", "整改事项序号", ge=1, le=50)
    met: bool = ask("Met", "是否达到要求")
    remark: str | None = text("Remark", "说明", default=None)


class Reinspect(Heard):
    """Record the re-inspection, item by item."""

    act: Literal["reinspect"] = "reinspect"
    occurred_on: date = ask("Day of re-inspection", "复查日期")
    present: list[Badge] = ask("Officers", "复查人员", "Badge numbers · 警号", open=True, max_length=20)
    results: list[ItemResult] = ask("Results", "逐项结果", min_length=1, max_length=50)
    files: list[Digest] = files("Evidence", "证据")


class Renew(StageAct):
    """Propose a renewed order for the items not met."""

    act: Literal["renew"] = "renew"
    required: str = text("Results required", "整改要求")
    limit_length: int = ask("Time limit", "整改期限", ge=1, le=730)
    limit_unit: Unit = ask("Counted in", "期限单位", default=Unit.DAY)


class Conclude(StageAct):
    """Conclude with nothing further, reasoned."""

    act: Literal["conclude"] = "conclude"
    reason: str = text("Reason", "理由")


class Withdraw(StageAct):
    """Withdraw the order."""

    act: Literal["withdraw"] = "withdraw"
    reason: str = text("Reason", "理由")


RectificationAct = Annotated[
    Propose
    | Approve
    | Refuse
    | DrawUp
    | Serve
    | Progress
    | RequestExtension
    | DecideExtension
    | Suspend
    | Resume
    | Object
    | AnswerObjection
    | Report
    | ReturnForCompletion
    | Reinspect
    | Comment
    | DrawUpOpinion
    | Renew
    | Conclude
    | Withdraw,
    Field(discriminator="act"),
]
