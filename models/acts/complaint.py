"""Forms of the acts on a complaint about an organ or its staff (CEL 52)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.choices import Answer, ResultWay, Undoing
from models.acts.form import CASE_NO, Act, Code, Part, ask, badge, code, departments, text


class Receive(Part):
    """Record a complaint: by a unit, by its code, or by a person, whose name and words stand sealed."""

    act: Literal["receive"] = "receive"
    unit: str | None = code("Complaint of this unit", "投诉单位", default=None)
    complainant: str | None = text("Or: who complains", "或：投诉人", default=None)
    about: str = code("Organ complained of", "被投诉机关")
    about_case: str | None = ask("Case complained of", "涉及案件", open=True, default=None, pattern=CASE_NO)
    received_on: date = ask("Received on", "收到日期")
    posted_on: date | None = ask("Posted on", "交邮日期", default=None)
    handler: str | None = badge("Handler", "承办人", default=None)
    content: str = text("What is complained of", "投诉内容")
    also_to: list[Code] = departments("Directed also at", "同时指向的会同部门")
    late_reason: str | None = text(
        "Why it is recorded later", "补录原因", "Where it is recorded later · 事后补录时填写", default=None
    )


class Forward(Act):
    """Forward it to the organ above the one complained of, which decides."""

    act: Literal["forward"] = "forward"


class Accept(Act):
    """Accept the complaint: it will be looked into."""

    act: Literal["accept"] = "accept"


class NotAccept(Act):
    """Do not accept it, with the reason."""

    act: Literal["not_accept"] = "not_accept"
    reason: str = text("Reason", "理由")


class Decide(Act):
    """Decide it: what was found, and which act undoes what was wrong. Nothing is undone by the decision itself."""

    act: Literal["decide"] = "decide"
    answer: Answer = ask("Result", "处理结果")
    undoing: Undoing = ask("What undoes it", "纠正方式", default=Undoing.NOTHING)
    reasons: str = text("Reasons", "理由")
    heard: list[Code] = departments("Settled with", "已听取意见的部门")
    to_do: str | None = text("What is to be done", "应采取的措施", default=None)


class TellResult(Act):
    """Record that the result was told."""

    act: Literal["tell_result"] = "tell_result"
    told_on: date = ask("Told on", "告知日期")
    way: ResultWay = ask("How", "告知方式")


class Withdraw(Act):
    """Record that who complained takes it back."""

    act: Literal["withdraw"] = "withdraw"
    received_on: date = ask("Received on", "收到日期")


ComplaintAct = Annotated[
    Receive | Forward | Accept | NotAccept | Decide | TellResult | Withdraw, Field(discriminator="act")
]
