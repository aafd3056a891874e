"""How often each duty is to be performed, when it last was, and which periods an act begins. Pure.

No text we could read sets a number of days: the lengths are settings, or what a responsible person set for the unit.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from models.acts.choices import DutyPlan
from models.facts import CaseFacts, DeadlineFacts, Entry, day
from models.law.duties import DutyItem, binding
from models.periods import Clock
from models.rules import Rules
from models.situation import Situation

NUMBER: Final = {duty: int(duty.split("-")[1]) * 100 + int(duty.split("-")[2]) for duty in DutyItem}
"""The number that tells the deadlines of a unit's duties apart: 909 is Art. 9(9)."""

SETTING: Final = {
    DutyItem.ART_8_1: "duty_training_days",
    DutyItem.ART_9_7: "duty_training_days",
    DutyItem.ART_10_2: "duty_training_days",
    DutyItem.ART_9_9: "duty_self_inspection_days",
    DutyItem.ART_10_1: "duty_review_days",
}
"""Duties performed again and again, with the rule that says how often; what is done once or at need has none."""

PLANS: Final = {
    DutyPlan.FOREIGN_EXCHANGE: DutyItem.ART_9_5,
    DutyPlan.EDUCATION: DutyItem.ART_8_1,
    DutyPlan.SECURITY: DutyItem.ART_8_2,
}
"""The duty a plan serves."""

Begun = tuple[int, int, date]
"""A period: the number of its duty, its days, and the day that does not count."""


def days(duty: DutyItem, acts: Iterable[Entry], rules: Rules) -> int | None:
    """The period of the duty in days; None where it has none."""
    own = [e["days"] for e in acts if e["act"] == "set_period" and e["duty"] == duty]
    if own:
        return own[-1] or None
    return getattr(rules, SETTING[duty]) if duty in SETTING else None


def last_done(duty: DutyItem, acts: Iterable[Entry]) -> date | None:
    """The latest day on which the unit performed the duty, by what is recorded."""
    return max((day(e, "done_on") for e in acts if performs(e) == duty), default=None)


def performs(entry: Entry) -> DutyItem | None:
    """The duty an entry of the ledger is the performance of."""
    return DutyItem(entry["duty"]) if "done_on" in entry and "duty" in entry else None


def serves(entry: Entry) -> DutyItem | None:
    """The duty an entry is evidence for, be it its performance or not."""
    stated = entry.get("duty") or entry.get("for_duty")
    return DutyItem(stated) if "done_on" in entry and stated else None


def running(duty: DutyItem, deadlines: Iterable[DeadlineFacts]) -> DeadlineFacts | None:
    """The period of the duty that runs."""
    own = (d for d in deadlines if d.clock is Clock.DUTY_DUE and d.item == NUMBER[duty] and d.open)
    return next(own, None)


def acts_of(case: CaseFacts | None) -> tuple[Entry, ...]:
    return case.acts if case else ()


def binding_now(s: Situation) -> frozenset[DutyItem]:
    """The duties of the unit on the day of the act."""
    return binding(s.today, s.facts.unit.spells) if s.facts.unit else frozenset()


def begun_for(duty: DutyItem, s: Situation, entry: Mapping[str, Any]) -> list[Begun]:
    """The period that begins with an act on this duty: from its last performance, the one recorded now included."""
    acts = (*acts_of(s.facts.case), entry)
    length = days(duty, acts, s.rules)
    now = running(duty, s.facts.deadlines)
    since = last_done(duty, acts) or (now.anchor_on if now else s.today)
    return [(NUMBER[duty], length, since)] if length else []


def begun_for_all(s: Situation, entry: Mapping[str, Any]) -> list[Begun]:
    """The first period of every periodic duty that binds and has none yet, from the day of the act.

    So a unit that has just become a key unit is not late with what it could not have done.
    """
    acts, done = acts_of(s.facts.case), performs(entry)
    fresh = (d for d in sorted(binding_now(s), key=NUMBER.__getitem__) if d is not done)
    missing = [(d, days(d, acts, s.rules)) for d in fresh if running(d, s.facts.deadlines) is None]
    return [(NUMBER[duty], length, s.today) for duty, length in missing if length]
