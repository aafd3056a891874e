"""Preconditions of an inspection (Regulations Art. 21, 22)."""

from datetime import date

from models.acts.choices import Conclusion
from models.errors import Refusal
from models.facts import day
from models.guards import findings
from models.situation import Situation, no
from models.vocabulary import Clock


def none_open(s: Situation) -> Refusal | None:
    """One inspection stands open at a time; likewise one of each kind the table limits."""
    open_ones = [x for x in s.facts.stages if x.kind is s.kind and x.state not in ("concluded", "refused", "cancelled")]
    return no("stage_already_open", open_ones[0].label) if open_ones else None


def approval_in_force(s: Situation) -> Refusal | None:
    """What is done on the spot is done within the approval's validity."""
    valid = s.facts.deadline(Clock.APPROVAL_VALIDITY, s.here.label)
    on: date = s.get("occurred_on") or s.today
    return no("approval_expired", valid.due_on.isoformat()) if valid is not None and on > valid.due_on else None


def inside_the_days(s: Situation) -> Refusal | None:
    """The day of the inspection lies within the days approved."""
    asked = s.here.last("request")
    on: date = s.get("occurred_on")
    if asked is None or not day(asked, "starts_on") <= on <= day(asked, "ends_on"):
        return no("approval_expired", *((asked["starts_on"], asked["ends_on"]) if asked else ()))
    return None


def excess(s: Situation) -> dict[str, object]:
    """Methods used beyond those approved: recorded as excess, not hidden."""
    asked = s.here.last("request")
    beyond = [m.value for m in s.get("methods") if asked is None or m.value not in asked["methods"]]
    return {"excess": beyond} if beyond else {}


def result_fits_findings(s: Situation) -> Refusal | None:
    """`rectify` and `transfer` rest on findings."""
    needs = s.get("result") in (Conclusion.RECTIFY, Conclusion.TRANSFER)
    return no("findings_required") if needs and not findings.of(s.here) else None
