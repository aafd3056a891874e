"""Lending a decision to a colleague: which, by whom, to whom, for how long. Our own rule, for the texts are silent."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.errors import Refusal
from models.facts import OfficerFacts
from models.guards import authority
from models.lifecycle import LIFECYCLE
from models.situation import no
from models.vocabulary import Role

DELEGABLE = frozenset(t.full_name for t in LIFECYCLE if authority.head_in_line in t.who or authority.approver in t.who)
"""Acts of responsible persons."""

RESERVED = frozenset(t.full_name for t in LIFECYCLE if authority.approver in t.who and t.stage in authority.FIXED)
"""Those the Regulations themselves reserve to a responsible person: the delegate must be one too."""


@dataclass(frozen=True)
class Delegation:
    """One act lent from badge to badge, both days included, under an order with that number."""

    delegator: str
    delegate: str
    act: str
    valid_from: date
    valid_until: date
    order_no: str


def refusal(
    asked: Delegation, delegator: OfficerFacts, delegate: OfficerFacts, today: date, most_days: int
) -> Refusal | None:
    """Why it may not be lent; None where it may. `today` is the legal date (Asia/Shanghai) of the request."""
    if asked.act not in DELEGABLE:
        return no("act_not_delegable")
    if not today <= asked.valid_from <= asked.valid_until < asked.valid_from + timedelta(days=most_days):
        return no("delegation_dates", str(most_days))
    if not all(delegator.holds(Role.RESPONSIBLE, asked.act, on) for on in (asked.valid_from, asked.valid_until)):
        return no("delegator_without_mandate")
    fit = delegate.active and delegate.badge != delegator.badge and delegate.organ == delegator.organ
    if asked.act in RESERVED and not _responsible(delegate, asked):
        fit = False
    return None if fit else no("delegate_unfit", delegate.badge)


def _responsible(officer: OfficerFacts, asked: Delegation) -> bool:
    """A responsible person of their own right, of whatever acts, as long as the delegation runs."""
    own = [m for m in officer.mandates if m.delegator is None and m.role is Role.RESPONSIBLE]
    return any(all(m.covers(m.role, m.act, on) for on in (asked.valid_from, asked.valid_until)) for m in own)
