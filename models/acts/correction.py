"""Forms of the unit's request to correct the record about it, and of the answer that declines it."""

from typing import Literal

from models.acts.form import Act, ask, code, text
from models.acts.from_unit import FromUnitOnFile


class RequestCorrection(FromUnitOnFile):
    """Record the unit's request to correct what the record says about it."""

    act: Literal["request_correction"] = "request_correction"
    event: int | None = ask(
        "Number of the event", "事件序号", "Where the unit names one · 单位写明时填写", default=None, ge=1
    )
    field: str | None = code("Field", "项目", default=None)
    content: str = text("What is wrong, and what is right", "有误之处及正确内容")


class DeclineCorrection(Act):
    """Decline the request, with the reason and the remedies that remain."""

    act: Literal["decline_correction"] = "decline_correction"
    reason: str = text("Reason", "理由")
    remedies: str = text("Remedies told to the unit", "告知的救济途径")
