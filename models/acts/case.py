"""Forms of the acts on the case itself."""

from typing import Annotated, Literal

from pydantic import Field

from models.acts.form import CASE_NO, Act, Part, ask, badge, code, text


class Open(Part):
    """Open a case about one unit."""

    act: Literal["open"] = "open"
    unit: str = code("Unit", "单位", "Unified social credit code. 统一社会信用代码")
    handler: str | None = badge("Handler", "承办人", default=None)
    reason: str = text("Why the case is opened", "立案事由")


class Assign(Act):
    """Name the officer who handles the case."""

    act: Literal["assign"] = "assign"
    handler: str = badge("Handler", "承办人")


class Recuse(Act):
    """Record that an officer stands aside."""

    act: Literal["recuse"] = "recuse"
    officer: str = badge("Officer", "回避人员")
    reason: str = text("Reason", "事由")


class Relate(Act):
    """Note that another case is related."""

    act: Literal["relate"] = "relate"
    other: str = ask("Related case", "关联案件", open=True, pattern=CASE_NO)


class Close(Act):
    """Close the case."""

    act: Literal["close"] = "close"
    reason: str = text("Why the case is closed", "结案事由")


class Reopen(Act):
    """Reopen a closed case."""

    act: Literal["reopen"] = "reopen"
    reason: str = text("Why the case is reopened", "重新办理事由")


CaseAct = Annotated[Open | Assign | Recuse | Relate | Close | Reopen, Field(discriminator="act")]
