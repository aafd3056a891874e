"""Forms of the duties ledger: what a unit did for its duties. Counts and dates of its measures, never of persons."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.choices import DutyEvidence, DutyPlan, LedgerEnd, SelfAssessment
from models.acts.form import Act, Part, ask, badge, code, text
from models.acts.from_unit import FromUnitOnFile
from models.acts.link import OpenLedgerLink, RevokeLink
from models.law.duties import DutyItem


class Open(Part):
    """Begin to keep the ledger of one unit."""

    act: Literal["open"] = "open"
    unit: str = code("Unit", "单位", "Unified social credit code · 统一社会信用代码")
    handler: str | None = badge("Handler", "承办人", default=None)


class Assign(Act):
    """Name the officer who keeps the ledger."""

    act: Literal["assign"] = "assign"
    handler: str = badge("Handler", "承办人")


class RecordEvidence(FromUnitOnFile):
    """Record what the unit did for one of its duties."""

    act: Literal["record_evidence"] = "record_evidence"
    duty: DutyItem = ask("Article and item", "条款")
    kind: DutyEvidence = ask("What was done", "措施")
    done_on: date = ask("Done on", "履行日期")
    count: int | None = ask(
        "How many",
        "数量",
        "Letters, reviews, those attending · 承诺书份数、审查次数、参加人数",
        default=None,
        ge=0,
        le=1_000_000,
    )
    content: str | None = text("Content", "内容", default=None)


class Assessed(Part):
    """What the unit says of one of its duties."""

    duty: DutyItem = ask("Article and item", "条款")
    answer: SelfAssessment = ask("Answer", "结论")
    words: str | None = text("In words", "说明", default=None)


class FileSelfInspection(FromUnitOnFile):
    """Record the self-inspection the unit filed: an answer to each of its duties."""

    act: Literal["file_self_inspection"] = "file_self_inspection"
    done_on: date = ask("Done on", "自查日期")
    answers: list[Assessed] = ask("Duties", "各项义务", min_length=1, max_length=len(DutyItem))
    content: str | None = text("Dangers removed, and what is left", "隐患消除情况", default=None)


class FilePlan(FromUnitOnFile):
    """Record a plan the unit filed."""

    act: Literal["file_plan"] = "file_plan"
    plan: DutyPlan = ask("Plan", "方案")
    done_on: date = ask("Adopted on", "制定日期")
    content: str | None = text("Content", "内容", default=None)


class Answer(Act):
    """Acknowledge to the unit what it has filed."""

    act: Literal["answer"] = "answer"
    remarks: str | None = text("Remarks", "意见", default=None)


class SetPeriod(Act):
    """Set another period for a duty of this unit."""

    act: Literal["set_period"] = "set_period"
    duty: DutyItem = ask("Article and item", "条款")
    days: int = ask("Every so many days", "周期天数", "0: not periodic · 0 表示不定期", ge=0, le=3650)
    reason: str = text("Reason", "事由")


class Close(Act):
    """End the ledger."""

    act: Literal["close"] = "close"
    cause: LedgerEnd = ask("Cause", "原因")
    reason: str = text("Reason", "事由")


DutiesAct = Annotated[
    Open
    | Assign
    | RecordEvidence
    | FileSelfInspection
    | FilePlan
    | Answer
    | SetPeriod
    | OpenLedgerLink
    | RevokeLink
    | Close,
    Field(discriminator="act"),
]
