"""Forms shared by the stages in which something proposed is approved, refused or cancelled."""

from typing import Literal

from models.acts.form import StageAct, text


class Approve(StageAct):
    """Approve what was proposed."""

    act: Literal["approve"] = "approve"
    opinion: str | None = text("Opinion", "审批意见", default=None)


class Refuse(StageAct):
    """Refuse what was proposed."""

    act: Literal["refuse"] = "refuse"
    reason: str = text("Reason", "事由")


class Cancel(StageAct):
    """Cancel what has not been concluded."""

    act: Literal["cancel"] = "cancel"
    reason: str = text("Reason", "事由")


class DrawUp(StageAct):
    """Draw up the legal document of this step; it gets its number and, for the unit, a receipt of service to sign."""

    act: Literal["draw_up"] = "draw_up"
