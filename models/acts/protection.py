"""Forms of the protection of an informant: who it is stands in the informant vault alone, never in these.

The alias and the number of the report are sealed, so that no open record links a protection with a report.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.case import Assign
from models.acts.form import CASE_NO, CODE, Act, Part, ask, badge, code, text
from models.acts.report_choices import ProtectionAsked, ProtectionFor, ProtectionMeasure

_MEASURES = "What is to be done · 保护措施"


class Request(Part):
    """Somebody who reported, or a near relative, is in danger: protection is asked for."""

    act: Literal["request"] = "request"
    alias: str | None = ask(
        "Alias", "化名", "From the informant vault, if known · 来自举报人保管库", default=None, pattern=CODE
    )
    report: str | None = ask(
        "Number of the report", "举报编号", "If it came by a report · 如因举报而来", default=None, pattern=CASE_NO
    )
    protects: ProtectionFor = ask("For whom", "保护对象")
    asked_by: ProtectionAsked = ask("Asked by", "提出方式")
    received_on: date = ask("Received on", "收到日期")
    danger: str = text("The danger", "危险情形", "No names: they belong in the vault · 勿写姓名，身份只入保管库")
    handler: str | None = badge("Handler", "承办人", default=None)


class UrgentMeasure(Act):
    """Protect at once, before the decision, which ratifies it or lets it lapse."""

    act: Literal["urgent_measure"] = "urgent_measure"
    occurred_on: date = ask("Taken on", "采取日期")
    measures: list[ProtectionMeasure] = ask("Measures", "措施", _MEASURES, min_length=1, max_length=10)
    reason: str = text("Why it cannot wait", "紧急事由")


class Approve(Act):
    """Grant protection; urgent measures taken meanwhile are ratified with it."""

    act: Literal["approve"] = "approve"
    measures: list[ProtectionMeasure] = ask("Measures", "措施", _MEASURES, min_length=1, max_length=10)
    opinion: str | None = text("Opinion and details", "审批意见及具体措施", default=None)


class Refuse(Act):
    """Refuse protection, with the reason; urgent measures lapse, and the person may ask for a review."""

    act: Literal["refuse"] = "refuse"
    reason: str = text("Reason", "事由")


class RequestReview(Act):
    """The person asks for a review of the refusal: another responsible person decides."""

    act: Literal["request_review"] = "request_review"
    received_on: date = ask("Received on", "收到日期")
    reason: str = text("Why", "复核理由")


class HandOver(Act):
    """Hand the protection over to the organ whose measure it is, by its own means and against a receipt."""

    act: Literal["hand_over"] = "hand_over"
    department: str = code("Competent organ", "主管机关", "Code of the register · 登记代码")
    handed_on: date = ask("Handed over on", "移交日期")
    receipt: str = code("Number of its receipt", "回执编号")
    consented: bool = ask("The person consents to what is disclosed", "本人同意所披露内容", default=False)
    disclosed: str = text("What was disclosed", "披露内容", "No names · 勿写姓名")


class Review(Act):
    """Look whether the danger is still there, and which measures are in force from now on."""

    act: Literal["review"] = "review"
    occurred_on: date = ask("Reviewed on", "复核日期")
    measures: list[ProtectionMeasure] = ask("Measures in force", "继续采取的措施", min_length=1, max_length=10)
    finding: str = text("What was found", "复核情况")


class Retaliation(Act):
    """Record a complaint that the person is retaliated against."""

    act: Literal["retaliation"] = "retaliation"
    received_on: date = ask("Received on", "收到日期")
    content: str = text("By whom, and how", "打击报复的主体和情形")


class AnswerRetaliation(Act):
    """Say what was found on the complaints of retaliation, and what was done."""

    act: Literal["answer_retaliation"] = "answer_retaliation"
    answer: str = text("What was found and done", "查明情况及处理")


class End(Act):
    """End the protection, or the file of one that was refused; the person is told first."""

    act: Literal["end"] = "end"
    told_on: date | None = ask(
        "The person was told on", "告知本人日期", "Empty only where nobody asked · 仅依职权启动的可留空", default=None
    )
    reason: str = text("Reason", "事由")


ProtectionAct = Annotated[
    Request
    | Assign
    | UrgentMeasure
    | Approve
    | Refuse
    | RequestReview
    | HandOver
    | Review
    | Retaliation
    | AnswerRetaliation
    | End,
    Field(discriminator="act"),
]
