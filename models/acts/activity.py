"""Forms of the acts of guidance for many units at once: materials, training, a meeting; no case is needed."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from models.acts.choices import PlannedGuidance
from models.acts.form import CODE, Act, Part, ask, badge, text

UnitCode = Annotated[str, Field(pattern=CODE)]


class Plan(Part):
    """Plan an activity and invite units."""

    act: Literal["plan"] = "plan"
    form: PlannedGuidance = ask("Form", "形式")
    planned_on: date = ask("Planned for", "计划日期")
    units: list[UnitCode] = ask(
        "Units", "单位", "Unified social credit codes · 统一社会信用代码", open=True, min_length=1, max_length=5000
    )
    handler: str | None = badge("Handler", "承办人", default=None)
    content: str = text("Content", "内容")


class Hold(Act):
    """Record that it was held, and which units took part; who did not come did nothing wrong."""

    act: Literal["hold"] = "hold"
    occurred_on: date = ask("Held on", "举行日期")
    attended: list[UnitCode] = ask("Units that took part", "参加单位", open=True, default=[], max_length=5000)
    attendance: int = ask("Number attending", "参加人数", default=0, ge=0, le=100000)


class Cancel(Act):
    """Cancel the activity."""

    act: Literal["cancel"] = "cancel"
    reason: str = text("Reason", "事由")


ActivityAct = Annotated[Plan | Hold | Cancel, Field(discriminator="act")]
