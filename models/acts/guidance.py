"""Forms of the acts of guidance (the Ministry's summary; Regulations Art. 5)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.choices import IssuedGuidance, PlannedGuidance
from models.acts.finding import Finding
from models.acts.form import Act, Code, StageAct, ask, departments, text


class Plan(Act):
    """Plan materials, training or a meeting."""

    act: Literal["plan"] = "plan"
    form: PlannedGuidance = ask("Form", "形式")
    planned_on: date = ask("Planned for", "计划日期")
    content: str = text("Content", "内容")
    jointly_with: list[Code] = departments("Jointly with", "会同部门")


class Hold(StageAct):
    """Record that it was held."""

    act: Literal["hold"] = "hold"
    occurred_on: date = ask("Held on", "举行日期")
    attendance: int = ask("Number attending", "参加人数", default=0, ge=0, le=100000)


class Issue(Act):
    """Issue written guidance, or remind and admonish."""

    act: Literal["issue"] = "issue"
    form: IssuedGuidance = ask("Form", "形式")
    content: str = text("Content", "内容")
    findings: list[Finding] = ask("Problems found", "发现的问题", default=[], max_length=50)
    jointly_with: list[Code] = departments("Jointly with", "会同部门")


class Acknowledge(StageAct):
    """Record that the unit acknowledged it."""

    act: Literal["acknowledge"] = "acknowledge"
    received_on: date = ask("Acknowledged on", "签收日期")


class Complete(StageAct):
    """Record that the guidance is complete."""

    act: Literal["complete"] = "complete"
    outcome: str = text("What the unit did", "落实情况")


class Withdraw(StageAct):
    """Withdraw the guidance."""

    act: Literal["withdraw"] = "withdraw"
    reason: str = text("Reason", "事由")


GuidanceAct = Annotated[Plan | Hold | Issue | Acknowledge | Complete | Withdraw, Field(discriminator="act")]
