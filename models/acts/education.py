"""Forms of the yearly plan of publicity and education: what is planned for whom, and what was held."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.activity import UnitCode
from models.acts.approval import ApproveOnFile, RefuseOnFile
from models.acts.education_choices import (
    EducationContent,
    EducationForm,
    EducationPartner,
    EducationTarget,
    MediaKind,
    MediaPartner,
)
from models.acts.form import CASE_NO, CODE, Act, Digest, Part, ask, badge, files, text

Department = Annotated[str, Field(pattern=CODE)]


class Content(Part):
    """What a plan says."""

    targets: list[EducationTarget] = ask("Key targets", "重点对象", min_length=1)
    contents: list[EducationContent] = ask("Contents", "内容", min_length=1)
    forms: list[EducationForm] = ask("Forms", "形式", min_length=1)
    partners: list[EducationPartner] = ask("Partners", "合作方", default=[])
    departments: list[Department] = ask(
        "Industry departments", "行业主管部门", "Their codes · 部门代码", open=True, default=[], max_length=50
    )
    plan: str = text("The plan in words", "计划内容")


class Draft(Content):
    """Draft the yearly plan of publicity and education of the own organ."""

    act: Literal["draft"] = "draft"
    year: int = ask("Year", "年度", ge=2000, le=2100)
    handler: str | None = badge("Handler", "承办人", default=None)


class Approve(ApproveOnFile):
    """Adopt the plan; the activities of 15 April and 1 November are planned with it."""


class Refuse(RefuseOnFile):
    """Do not adopt the plan; another may be drafted for the year."""


class Amend(Content, Act):
    """Change what the adopted plan says; activities already planned stay."""

    act: Literal["amend"] = "amend"
    reason: str = text("Reason", "事由")


class AddActivity(Act):
    """Plan an activity; one that has a file of its own is named by that file's number instead of being typed twice."""

    act: Literal["add_activity"] = "add_activity"
    planned_on: date = ask("Planned for", "计划日期")
    form: EducationForm = ask("Form", "形式")
    title: str = text("Title", "名称")
    partners: list[EducationPartner] = ask("Partners", "合作方", default=[])
    departments: list[Department] = ask(
        "Industry departments", "行业主管部门", "Their codes · 部门代码", open=True, default=[], max_length=50
    )
    units: list[UnitCode] = ask("Units invited", "邀请单位", open=True, default=[], max_length=5000)
    other: str | None = ask(
        "Guidance activity",
        "指导活动编号",
        "Number of the file of the activity for many units · 面向多单位的指导活动编号",
        open=True,
        default=None,
        pattern=CASE_NO,
    )


class OfItem(Act):
    """An act on one activity of the plan."""

    item: int = ask("Activity", "活动序号", "Its number in the plan · 计划中的序号", ge=1, le=9999)


class Hold(OfItem):
    """Record that an activity was held, for how many, and who helped; of persons only their number."""

    act: Literal["hold"] = "hold"
    occurred_on: date = ask("Held on", "举行日期")
    attendance: int | None = ask(
        "Number attending",
        "参加人数",
        "Empty where the activity has a file of its own · 已有单独编号的活动留空",
        default=None,
        ge=0,
        le=10_000_000,
    )
    forms: list[EducationForm] = ask("Forms", "形式", min_length=1)
    partners: list[EducationPartner] = ask("Partners that took part", "参与的合作方", default=[])
    files: list[Digest] = files()
    summary: str | None = text("Summary", "情况", default=None)


class CancelActivity(OfItem):
    """Cancel an activity; that of a statutory day only a responsible person cancels."""

    act: Literal["cancel_activity"] = "cancel_activity"
    reason: str = text("Reason", "事由")


class MoveActivity(OfItem):
    """Move an activity to another day; never that of a statutory day."""

    act: Literal["move_activity"] = "move_activity"
    planned_on: date = ask("New day", "新日期")
    reason: str = text("Reason", "事由")


class MediaContribution(Act):
    """Record a contribution of public interest that media published."""

    act: Literal["media_contribution"] = "media_contribution"
    partner: MediaPartner = ask("Media", "媒体")
    kind: MediaKind = ask("Kind", "类型")
    published_on: date = ask("Published on", "刊播日期")
    title: str | None = text("Title", "标题", default=None)


class ReportYear(Act):
    """Report on the year; its numbers are counted from what was recorded, not typed."""

    act: Literal["report_year"] = "report_year"
    summary: str = text("Summary", "总结")


EducationAct = Annotated[
    Draft | Approve | Refuse | Amend | AddActivity | Hold | CancelActivity | MoveActivity | MediaContribution
    | ReportYear,
    Field(discriminator="act"),
]  # fmt: skip
