"""A row of the yearly adjustment of the list of key units, and the act it asks for."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from models.acts.form import CODE, NARRATIVE
from models.register_rows import CreditCode, Row

Words = Annotated[str, Field(min_length=1, max_length=NARRATIVE)]


class Adjustment(StrEnum):
    """What becomes of a unit."""

    KEEP = "keep"
    ADD = "add"
    REMOVE = "remove"


class AdjustmentRow(Row):
    """One unit. To keep it: the day it was reviewed and a reason; to remove it: a reason; to add it: its factors."""

    unit: CreditCode
    change: Adjustment
    reason: Words | None = None
    reviewed_on: date | None = None
    handler: Annotated[str, Field(pattern=CODE)] | None = None
    nature: Words | None = None
    industry: Words | None = None
    secrecy: Words | None = None
    foreign_relations: Words | None = None
    past_incidents: Words | None = None

    def act(self, listing: str | None) -> Mapping[str, Any]:
        """The act's form as it is submitted; `listing` is the number of the unit's file."""
        if self.change is Adjustment.ADD:
            stated = self.model_dump(mode="json", exclude_none=True, exclude={"change", "reason", "reviewed_on"})
            return {"act": "propose", **stated}
        about = {"case": listing, "reason": self.reason}
        if self.change is Adjustment.REMOVE:
            return {"act": "propose_removal", **about}
        day = self.reviewed_on.isoformat() if self.reviewed_on else None
        return {"act": "review", **about, "occurred_on": day}
