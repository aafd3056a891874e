"""Preconditions of the duties ledger."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from models import duty_periods
from models.acts.choices import DutyPlan, LedgerEnd
from models.errors import Refusal
from models.law.duties import DutyItem, binding
from models.situation import Situation, no


def none_kept(s: Situation) -> Refusal | None:
    """A unit has one ledger that is kept."""
    return no("ledger_kept") if s.facts.same_kind_open else None


def binds(s: Situation) -> Refusal | None:
    """The duty bound the unit on the day it was performed, or for a period: binds it now."""
    duty = s.get("duty") or duty_periods.PLANS[s.get("plan")]
    return None if duty in _bound(s) else no("duty_not_binding", duty.value)


def each_duty_answered(s: Situation) -> Refusal | None:
    """A self-inspection answers each duty that bound the unit on that day, once, and no other."""
    answered = [one.duty for one in s.get("answers")]
    strange = [duty.value for duty in answered if duty not in _bound(s)]
    if strange:
        return no("duty_not_binding", *strange)
    if len(set(answered)) != len(answered):
        return no("duty_twice", *sorted({duty.value for duty in answered if answered.count(duty) > 1}))
    left = sorted(_bound(s) - set(answered), key=duty_periods.NUMBER.__getitem__)
    return no("duty_unanswered", *(duty.value for duty in left)) if left else None


def _bound(s: Situation) -> frozenset[DutyItem]:
    on: date = s.get("done_on") or s.today
    return binding(on, s.facts.unit.spells) if s.facts.unit else frozenset()


def something_filed(s: Situation) -> Refusal | None:
    """There is something the organ has not answered yet."""
    return None if _unanswered(s) else no("nothing_filed")


def nothing_owed(s: Situation) -> Refusal | None:
    """What the unit filed is answered before its ledger ends, unless nobody is left to be answered."""
    return no("filing_unanswered") if _unanswered(s) and s.get("cause") is not LedgerEnd.DISSOLVED else None


def _unanswered(s: Situation) -> bool:
    newest = s.facts.case.last("file_self_inspection", "file_plan", "answer") if s.facts.case else None
    return newest is not None and newest["act"] != "answer"


def another_period(s: Situation) -> Refusal | None:
    """It differs from the period the duty has now."""
    now = duty_periods.days(s.get("duty"), duty_periods.acts_of(s.facts.case), s.rules)
    return no("period_unchanged", str(now or 0)) if (s.get("days") or None) == now else None


def leaves_time(s: Situation) -> Refusal | None:
    """A new period never puts the unit behind: counted from the last performance it ends today at the earliest."""
    begun = duty_periods.begun_for(
        s.get("duty"), s, {"act": "set_period", "duty": s.get("duty"), "days": s.get("days")}
    )
    ends = [since + timedelta(days=length) for _, length, since in begun]
    return no("period_over", ends[0].isoformat()) if ends and ends[0] < s.today else None


def performed(s: Situation) -> Mapping[str, Any]:
    """The duty of the act, and whether this performance is later than those recorded before (a `newest` one begins
    the next period; one entered afterwards does not)."""
    duty, serving = _meant(s)
    if duty is None:
        return {"for_duty": serving.value} if serving else {}
    before = duty_periods.last_done(duty, duty_periods.acts_of(s.facts.case))
    newest = before is None or s.get("done_on") > before
    return {"duty": duty.value, **({"newest": True} if newest else {})}


def _meant(s: Situation) -> tuple[DutyItem | None, DutyItem | None]:
    """The duty performed, and one that is only served: a plan of education is no training yet."""
    plan, stated = s.get("plan"), s.get("duty")
    if plan is not None:
        duty = duty_periods.PLANS[plan]
        return (duty, None) if plan is DutyPlan.FOREIGN_EXCHANGE else (None, duty)
    if stated is not None:
        return stated, None
    regular = DutyItem.ART_9_9
    return (regular, None) if regular in _bound(s) else (None, DutyItem.ART_8_2)
