"""Forms of the acts by which a unit comes onto the list of key units, stays there and leaves it.

The five factors of Art. 9 are reasons in words: they are never counted, weighed or compared.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from models.acts.approval import ApproveOnFile, DrawUpOnFile, RefuseOnFile
from models.acts.case import Assign
from models.acts.choices import Answer, ListingOpinion
from models.acts.form import Act, Digest, Part, ask, badge, code, files, text
from models.acts.from_unit import FromUnitOnFile
from models.acts.service import ServedOnFile


def _factor(en: str, zh: str) -> Any:
    return text(en, zh, "In words; one factor at least · 用文字说明，至少填写一项", default=None)


class Propose(Part):
    """Propose that a unit be listed as a key unit."""

    act: Literal["propose"] = "propose"
    unit: str = code("Unit", "单位", "Unified social credit code · 统一社会信用代码")
    handler: str | None = badge("Handler", "承办人", default=None)
    nature: str | None = _factor("Nature of the unit", "单位性质")
    industry: str | None = _factor("Industry", "所属行业")
    secrecy: str | None = _factor("Secret-related level", "涉密等级")
    foreign_relations: str | None = _factor("Foreign-related degree", "涉外程度")
    past_incidents: str | None = _factor("Past incidents", "是否发生过危害国家安全案事件")


class Consult(Act):
    """Ask a department for its opinion; its time begins on the day it was sent."""

    act: Literal["consult"] = "consult"
    department: str = code("Department", "部门", "Code in the register · 名册中的代码")
    sent_on: date = ask("Sent on", "发出日期")
    question: str = text("What it is asked", "征求意见内容")


class RecordOpinion(Act):
    """Record what a department consulted has answered."""

    act: Literal["record_opinion"] = "record_opinion"
    item: int = ask("Number of the consultation", "征求意见序号", ge=1, le=500)
    received_on: date = ask("Received on", "收到日期")
    position: ListingOpinion = ask("Opinion", "意见")
    words: str | None = text("In its words", "意见内容", default=None)
    files: list[Digest] = files("What came", "来件")


class Serve(ServedOnFile):
    """Record proven service of the notice: the unit is listed, and its added duties bind from the next day."""

    act: Literal["serve"] = "serve"


class Object(FromUnitOnFile):
    """Record the unit's objection to being listed."""

    act: Literal["object"] = "object"
    content: str = text("Objection", "异议内容")


class AnswerObjection(Act):
    """Answer the objection."""

    act: Literal["answer_objection"] = "answer_objection"
    answer: Answer = ask("Answer", "答复")
    reason: str = text("Reason", "理由")


class Review(Act):
    """Record the regular review: the unit stays on the list, with reasons."""

    act: Literal["review"] = "review"
    occurred_on: date = ask("Reviewed on", "复核日期")
    reason: str = text("Why it stays on the list", "保留理由")


class ProposeRemoval(Act):
    """Propose that the unit be taken off the list."""

    act: Literal["propose_removal"] = "propose_removal"
    reason: str = text("Reason", "理由")


class ApproveRemoval(Act):
    """Approve that the unit be taken off the list."""

    act: Literal["approve_removal"] = "approve_removal"
    opinion: str | None = text("Opinion", "审批意见", default=None)


class RefuseRemoval(Act):
    """Refuse the removal: the unit stays on the list."""

    act: Literal["refuse_removal"] = "refuse_removal"
    reason: str = text("Reason", "事由")


class DrawUpRemoval(Act):
    """Draw up the notice that the unit leaves the list, with a receipt of service."""

    act: Literal["draw_up_removal"] = "draw_up_removal"


class ServeRemoval(ServedOnFile):
    """Record proven service of the removal notice: the added duties bind for the last time on that day."""

    act: Literal["serve_removal"] = "serve_removal"


class Withdraw(Act):
    """Withdraw the proposal or the decision before it is served."""

    act: Literal["withdraw"] = "withdraw"
    reason: str = text("Reason", "理由")


ListingAct = Annotated[
    Propose
    | Assign
    | Consult
    | RecordOpinion
    | ApproveOnFile
    | RefuseOnFile
    | DrawUpOnFile
    | Serve
    | Object
    | AnswerObjection
    | Review
    | ProposeRemoval
    | ApproveRemoval
    | RefuseRemoval
    | DrawUpRemoval
    | ServeRemoval
    | Withdraw,
    Field(discriminator="act"),
]
