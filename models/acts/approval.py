"""Forms shared by the stages in which something proposed is approved, refused or cancelled.

Those `OnFile` are for a file that is one procedure of its own: they name no stage.
"""

from typing import Literal

from models.acts.form import Act, StageAct, text


class ApproveOnFile(Act):
    """Approve what was proposed."""

    act: Literal["approve"] = "approve"
    opinion: str | None = text("Opinion", "审批意见", default=None)


class Approve(ApproveOnFile, StageAct):
    """Approve what was proposed."""


class RefuseOnFile(Act):
    """Refuse what was proposed."""

    act: Literal["refuse"] = "refuse"
    reason: str = text("Reason", "事由")


class Refuse(RefuseOnFile, StageAct):
    """Refuse what was proposed."""


class Cancel(StageAct):
    """Cancel what has not been concluded."""

    act: Literal["cancel"] = "cancel"
    reason: str = text("Reason", "事由")


class DrawUpOnFile(Act):
    """Draw up the legal document of this step; it gets its number and, for the unit, a receipt of service to sign."""

    act: Literal["draw_up"] = "draw_up"


class DrawUp(DrawUpOnFile, StageAct):
    """Draw up the legal document of this step; it gets its number and, for the unit, a receipt of service to sign."""
