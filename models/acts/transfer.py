"""Forms of the acts of a transfer of clues (the Ministry's summary). A transfer suggests; it finds nobody guilty."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.approval import Approve, DrawUp, Refuse
from models.acts.choices import Competence, Consequence, TransferOutcome
from models.acts.form import STAGE_REF, Act, Digest, StageAct, ask, code, files, text


class Propose(Act):
    """Propose a transfer of clues about the unit's prevention duties."""

    act: Literal["propose"] = "propose"
    receiver: str = code("Receiving organ", "接收机关")
    competence: Competence = ask("Why it is competent", "管辖依据")
    ground: str = ask("Stage with the breach", "问题所在环节", "For example R2 · 例如 R2", open=True, pattern=STAGE_REF)
    consequence: Consequence = ask("Consequence or influence", "后果或影响")
    consequence_facts: str = text("What the consequence is", "后果或影响的事实")
    facts: str = text("Facts", "事实")
    suggestion: str = text("Suggestion", "处理建议")
    statement: str = text("Statement of the unit", "单位陈述")
    in_favour: str = text("What speaks for the unit", "有利情节")
    files: list[Digest] = files("Evidence", "证据")


class Send(StageAct):
    """Send the package to the receiving organ."""

    act: Literal["send"] = "send"


class Accept(StageAct):
    """Record that the receiver accepted."""

    act: Literal["accept"] = "accept"
    received_on: date = ask("Accepted on", "接收日期")
    receipt: str = code("Number of its receipt", "回执编号")


class Return(StageAct):
    """Record that the receiver sent it back."""

    act: Literal["return"] = "return"
    received_on: date = ask("Returned on", "退回日期")
    reason: str = text("Reason", "退回原因")


class Withdraw(StageAct):
    """Withdraw before acceptance."""

    act: Literal["withdraw"] = "withdraw"
    reason: str = text("Reason", "事由")


class Feedback(StageAct):
    """Record what the receiver did."""

    act: Literal["feedback"] = "feedback"
    received_on: date = ask("Received on", "反馈日期")
    outcome: TransferOutcome = ask("Outcome", "处理结果")
    content: str = text("Feedback", "反馈内容")


TransferAct = Annotated[
    Propose | Approve | Refuse | DrawUp | Send | Accept | Return | Withdraw | Feedback, Field(discriminator="act")
]
