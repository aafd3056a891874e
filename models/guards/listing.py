"""Preconditions of listing a key unit: a factor in words, departments consulted, nothing of the unit unanswered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.documents import newest
from models.errors import Refusal
from models.facts import Entry, day
from models.periods import Clock, DeadlineState
from models.situation import Situation, no
from models.spells import SpellChange
from models.vocabulary import Instrument, UnitStatus

FACTORS = ("nature", "industry", "secrecy", "foreign_relations", "past_incidents")
"""The factors of Art. 9, in its order."""


def factor_given(s: Situation) -> Refusal | None:
    """At least one of the five factors is stated, in words."""
    return None if any(s.get(factor) for factor in FACTORS) else no("factor_required")


def none_open(s: Situation) -> Refusal | None:
    """One open listing per unit and organ."""
    return no("listing_already_open", s.facts.running) if s.facts.running else None


def department_known(s: Situation) -> Refusal | None:
    """The department consulted is in the register."""
    department = s.get("department")
    return None if department in s.facts.departments else no("department_unknown", department)


def not_waiting(s: Situation) -> Refusal | None:
    """A department is not asked again while its time to answer runs."""
    waiting = (n for n, e in consulted(s) if e["department"] == s.get("department") and waits(s, n))
    item = next(waiting, None)
    return no("consultation_open", str(item)) if item else None


def sent_since_proposal(s: Situation) -> Refusal | None:
    """It was asked about what is proposed, so not before."""
    since = day(_proposal(s), "on")
    return no("dates_reversed", since.isoformat()) if s.get("sent_on") < since else None


def consultation_waits(s: Situation) -> Refusal | None:
    """The opinion answers a consultation of this proposal that was not answered, and came after it was sent."""
    asked = dict(consulted(s)).get(s.get("item"))
    if asked is None or _answered(s, s.get("item")):
        return no("consultation_unknown", str(s.get("item")))
    sent = day(asked, "sent_on")
    return no("dates_reversed", sent.isoformat()) if s.get("received_on") < sent else None


def departments_heard(s: Situation) -> Refusal | None:
    """Decided jointly (Art. 9): a department was consulted, and each has answered or let its time pass."""
    asked = consulted(s)
    if not asked:
        return no("consultation_missing")
    waiting = [e["department"] for n, e in asked if waits(s, n)]
    return no("consultation_running", *waiting) if waiting else None


def no_objection(s: Situation) -> Refusal | None:
    """The unit's objection is answered before it is said that the unit stays."""
    return no("objection_open") if s.here.awaits("object", "answer_objection") else None


def after_last_review(s: Situation) -> Refusal | None:
    """A review is not before the one that was recorded last."""
    last = s.here.last("review")
    before = last is not None and s.get("occurred_on") < day(last, "occurred_on")
    return no("dates_reversed", last["occurred_on"]) if last is not None and before else None


def not_listed_that_day(s: Situation) -> Refusal | None:
    """Two spells of a unit never begin on the same day: nobody could tell them apart."""
    spells = s.facts.unit.spells if s.facts.unit else ()
    served = s.get("served_on")
    twice = any(x.status is UnitStatus.KEY_UNIT and x.served_on == served for x in spells)
    return no("listed_that_day", served.isoformat()) if twice else None


def consulted(s: Situation) -> list[tuple[int, Entry]]:
    """The consultations on what is proposed now, each with its number; they are numbered through the whole file."""
    since = _proposal(s)["seq"]
    return [(n, e) for n, e in enumerate(s.here.all("consult"), 1) if e["seq"] > since]


def waits(s: Situation, item: int) -> bool:
    """Whether a department may still answer; while nobody can tell its last day its time has not passed."""
    time = s.facts.deadline(Clock.LISTING_CONSULTATION, None, item)
    if time is None or time.state is not DeadlineState.RUNNING:
        return False
    return time.provisional or s.today <= time.due_on


def _answered(s: Situation, item: int) -> bool:
    return any(e["item"] == item for e in s.here.all("record_opinion"))


def _proposal(s: Situation) -> Entry:
    found = s.here.last("propose", "propose_removal")
    assert found is not None  # noqa: S101  # a listing begins with its proposal
    return found


def numbered(s: Situation) -> Mapping[str, Any]:
    """The number of the consultation that begins."""
    return {"item": len(s.here.all("consult")) + 1}


def begins(s: Situation) -> tuple[SpellChange, ...]:
    """Service of the notice makes the unit a key unit."""
    drawn = newest(s.here, Instrument.KEY_UNIT_NOTICE)
    return (SpellChange(UnitStatus.KEY_UNIT, s.get("served_on"), drawn["number"]),) if drawn else ()


def ends(s: Situation) -> tuple[SpellChange, ...]:
    """Service of the removal ends the spell of this listing, and every running one that was entered by hand."""
    case, unit = s.facts.case, s.facts.unit
    if case is None or unit is None:
        return ()
    last: date = s.get("served_on")
    running = [x for x in unit.spells if x.status is UnitStatus.KEY_UNIT and x.ended_on is None]
    mine = [x for x in running if x.listing in (None, case.no) and x.served_on <= last]
    return tuple(SpellChange(x.status, x.served_on, ended_on=last) for x in mine)
