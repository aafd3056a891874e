"""Forms of the acts of a consultation: a department is asked, and answers or does not (Regulations Art. 7)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.choices import Position
from models.acts.form import Act, Digest, StageAct, ask, code, files, text


class Ask(Act):
    """Ask a department for its position."""

    act: Literal["ask"] = "ask"
    department: str = code("Department", "部门", "Code in the register · 名册中的代码")
    question: str = text("Question", "征求意见事项")


class Answer(StageAct):
    """Record the department's answer."""

    act: Literal["answer"] = "answer"
    received_on: date = ask("Received on", "收到日期")
    position: Position = ask("Position", "意见")
    content: str = text("In its words", "答复内容")
    files: list[Digest] = files("What came", "来件")


class Lapse(StageAct):
    """Note that the time for the answer passed without one."""

    act: Literal["lapse"] = "lapse"


class Withdraw(StageAct):
    """Withdraw the question."""

    act: Literal["withdraw"] = "withdraw"
    reason: str = text("Reason", "事由")


ConsultationAct = Annotated[Ask | Answer | Lapse | Withdraw, Field(discriminator="act")]
