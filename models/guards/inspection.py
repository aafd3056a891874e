"""Preconditions of an inspection, ordinary or technical (Regulations Art. 21-25)."""

from datetime import date, datetime

from models.acts.choices import Conclusion
from models.errors import Refusal
from models.guards import findings, remedy, rights
from models.periods import Clock
from models.situation import Situation, no
from models.states import is_final


def none_open(s: Situation) -> Refusal | None:
    """One inspection stands open at a time, and beside it one technical inspection."""
    open_ones = [x for x in s.facts.stages if x.kind is s.kind and not is_final(x.kind, x.state)]
    return no("stage_already_open", open_ones[0].label) if open_ones else None


def approval_in_force(s: Situation) -> Refusal | None:
    """What is done on the spot is done within the approval's validity."""
    valid = s.facts.deadline(Clock.APPROVAL_VALIDITY, s.here.label)
    ended: datetime | None = s.get("ended_at")
    on: date = ended.date() if ended else s.get("occurred_on")
    return no("approval_expired", valid.due_on.isoformat()) if valid is not None and on > valid.due_on else None


def result_fits_findings(s: Situation) -> Refusal | None:
    """`rectify` and `transfer` rest on findings."""
    return no("findings_required") if _adverse(s) and not findings.of(s.here) else None


def adverse_result_is_lawful(s: Situation) -> Refusal | None:
    """Where it goes against the unit, nothing stays it, the unit was heard and had its time to comment."""
    return remedy.adverse_act_allowed(s) or rights.none_open_in(s, s.here) if _adverse(s) else None


def _adverse(s: Situation) -> bool:
    return s.get("result") in (Conclusion.RECTIFY, Conclusion.TRANSFER)
