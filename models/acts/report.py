"""Forms of the acts on a report. Who reported stands in the informant vault; here an alias at most, and sealed."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.case import Assign
from models.acts.form import CASE_NO, Act, Part, ask, badge, code, text
from models.acts.report_choices import AnswerWay, ReportChannel, Reporter, ReportSubject, ReviewDecision

ALIAS = r"^A-[2-9A-HJ-NP-Z]{8}$"


class Receive(Part):
    """Register a report. The moment of registration is the database's own and decides who reported first."""

    act: Literal["receive"] = "receive"
    channel: ReportChannel = ask("Channel", "举报渠道")
    reporter: Reporter = ask("Reporter", "举报人")
    subject: ReportSubject = ask("About", "举报事项")
    received_on: date = ask("Received on", "收到日期")
    unit: str | None = code(
        "Unit", "单位", "Which reports, or whose duties it is about · 报告单位或涉及的单位", default=None
    )
    alias: str | None = ask(
        "Alias", "化名", "Of a named reporter: casework informant enter · 实名举报人在举报人保管库中的化名",
        default=None, pattern=ALIAS,
    )  # fmt: skip
    handler: str | None = badge("Handler", "承办人", default=None)
    content: str = text("Report", "举报内容", "Never who reported · 不得写入举报人身份")
    late_reason: str | None = text(
        "Why it is recorded later", "补录原因", "Where it is recorded later · 事后补录时填写", default=None
    )


class TakeUp(Act):
    """Take the report up in a case of the organ."""

    act: Literal["take_up"] = "take_up"
    other: str = ask("Case number", "办理案号", open=True, pattern=CASE_NO)


class PassOn(Act):
    """Pass the report on to another organ or department."""

    act: Literal["pass_on"] = "pass_on"
    receiver: str = code("To", "转往", "Code of an organ in line or of a department · 机关或部门代码")
    reason: str = text("Why it is theirs", "转办理由")


class NotTake(Act):
    """Do not take the report up."""

    act: Literal["not_take"] = "not_take"
    reason: str = text("Reason", "不予受理理由")


class Answer(Act):
    """Record that the reporter was told what became of the report."""

    act: Literal["answer"] = "answer"
    occurred_on: date = ask("Told on", "告知日期")
    way: AnswerWay = ask("How", "告知方式")


class RequestReview(Act):
    """Record that the reporter asks for a review."""

    act: Literal["request_review"] = "request_review"
    received_on: date = ask("Received on", "收到日期")
    content: str = text("Why", "复核理由")


class DecideReview(Act):
    """Decide on the review."""

    act: Literal["decide_review"] = "decide_review"
    decision: ReviewDecision = ask("Decision", "复核决定")
    reason: str = text("Reason", "理由")


class Conclude(Act):
    """Conclude a report that was not taken up, when the time to ask for a review is over."""

    act: Literal["conclude"] = "conclude"


class PassPersonReport(Act):
    """Hand a report about a natural person over to the office competent for it; nothing of it is worked here."""

    act: Literal["pass_person_report"] = "pass_person_report"
    receiver: str = code("To", "移交机关", "Code of an organ in line or of a department · 机关或部门代码")
    occurred_on: date = ask("Handed over on", "移交日期")


class RecordReceipt(Act):
    """Record the receipt of the competent office; with it the key to the text of the report is destroyed."""

    act: Literal["record_receipt"] = "record_receipt"
    received_on: date = ask("Receipt dated", "签收日期")
    receipt: str = code("Receipt number", "签收凭证编号")


ReportAct = Annotated[
    Receive | Assign | TakeUp | PassOn | NotTake | Answer | RequestReview | DecideReview | Conclude
    | PassPersonReport | RecordReceipt,
    Field(discriminator="act"),
]  # fmt: skip
