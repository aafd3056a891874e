"""Forms of the acts that open and revoke a link for the unit."""

from datetime import date
from typing import Literal

from models.acts.choices import LedgerAct, UnitAct
from models.acts.form import Act, ask

LAST_DAY = ask("Last day", "截止日期", "Within 60 days · 六十日以内")


class OpenLink(Act):
    """Open a link by which the unit's contact files its own acts at the desk, until a last day."""

    act: Literal["open_link"] = "open_link"
    acts: list[UnitAct] = ask("For which acts of the unit", "可由单位办理的事项", min_length=1, max_length=20)
    expires_on: date = LAST_DAY


class OpenLedgerLink(Act):
    """Open a link by which the unit's contact files at the desk for the unit's duties ledger, until a last day."""

    act: Literal["open_link"] = "open_link"
    acts: list[LedgerAct] = ask("For which acts of the unit", "可由单位办理的事项", min_length=1, max_length=20)
    expires_on: date = LAST_DAY


class RevokeLink(Act):
    """Revoke a link: from then on it opens nothing."""

    act: Literal["revoke_link"] = "revoke_link"
    link: int = ask("Number of the link", "链接序号", ge=1, le=9999)
