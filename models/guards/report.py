"""Preconditions of the acts on a report."""

from collections.abc import Mapping
from typing import Any

from models.acts.report_choices import ReportChannel, Reporter, ReportSubject, ReviewDecision
from models.errors import Refusal
from models.facts import Facts, day
from models.guards import authority
from models.periods import Clock
from models.situation import Guard, Situation, no
from models.vocabulary import File

OF_UNITS = (ReportChannel.UNIT_REPORT, ReportChannel.EMERGENCY)
DECIDED = ("take_up", "pass_on", "not_take")


def reporter_fits(s: Situation) -> Refusal | None:
    """Who is named stands in the vault under the alias given; who is anonymous, or a unit, has none."""
    named = s.get("reporter") is Reporter.NAMED
    if named != (s.get("alias") is not None):
        return no("alias_needed" if named else "alias_not_expected")
    if named and not s.facts.alias_known:
        return no("informant_unknown")
    by_unit = s.get("reporter") is Reporter.UNIT
    return None if by_unit == (s.get("channel") in OF_UNITS) else no("channel_of_units")


def unit_fits(s: Situation) -> Refusal | None:
    """A report about a natural person keeps no unit; one of a unit, or about its duties, names it."""
    if s.get("subject") is ReportSubject.PERSON:
        return no("person_report_keeps_nothing") if s.get("unit") else None
    needed = s.get("subject") is ReportSubject.UNIT_DUTIES or s.get("reporter") is Reporter.UNIT
    if s.get("unit") is None:
        return no("unit_needed") if needed else None
    return None if s.facts.unit is not None else no("unit_unknown")


def urgency(s: Situation) -> Mapping[str, Any]:
    """Whether it is an emergency; one about a natural person is handed over, and decided on no other way."""
    emergency = s.get("channel") is ReportChannel.EMERGENCY
    return {"urgent" if emergency else "ordinary": True}


def of_person(s: Situation) -> bool:
    """Whether the report is about the suspected act of a natural person."""
    return bool(s.here.acts[0]["subject"] == ReportSubject.PERSON)


def not_of_person(s: Situation) -> Refusal | None:
    return no("person_report_not_worked") if of_person(s) else None


def only_of_person(s: Situation) -> Refusal | None:
    return None if of_person(s) else no("no_person_report")


def receiver_known(*, own: bool) -> Guard:
    """The receiver is a department, an organ above, or where `own` says so an office of the organ itself."""

    def guard(s: Situation) -> Refusal | None:
        line = s.facts.organ.line if s.facts.organ else ()
        known = s.get("receiver") in (*s.facts.departments, *(line if own else line[1:]))
        return None if known else no("report_receiver_unknown", s.get("receiver"))

    return guard


def case_known(s: Situation) -> Refusal | None:
    """What takes a report up is a case."""
    return None if s.facts.other_case_exists else no("not_a_working_case")


def not_before(act: str, field: str) -> Guard:
    """The form's `field` is not before the day of the newest such act on the file: the fact's day if it has one."""

    def guard(s: Situation) -> Refusal | None:
        entry = s.here.last(act)
        if entry is None:
            return None
        since = day(entry, next(name for name in ("occurred_on", "received_on", "on") if name in entry))
        return no("dates_reversed", since.isoformat()) if s.get(field) < since else None

    return guard


def answer_leads_to(s: Situation) -> str:
    """The answer ends the report, except where a review may still be asked for."""
    return "not_taken" if _review_open(s) else "concluded"


def reviewable(s: Situation) -> Mapping[str, Any]:
    return {"reviewable": True} if _review_open(s) else {}


def unanswered(s: Situation) -> Refusal | None:
    """The reporter is told once of each decision."""
    return no("already_answered") if _told(s) else None


def told(s: Situation) -> Refusal | None:
    """Nothing is ended of which the reporter has not heard."""
    return None if _told(s) else no("reporter_not_told")


def not_reviewed(s: Situation) -> Refusal | None:
    """A review is had once."""
    return no("already_reviewed") if _confirmed(s) else None


def review_time_over(s: Situation) -> Refusal | None:
    """The time in which the reporter may ask for a review has passed."""
    time = s.facts.deadline(Clock.REPORT_REVIEW_TIME, None)
    running = time is not None and time.open and s.today <= time.due_on
    return no("review_time_running", time.due_on.isoformat()) if running and time else None


def second_person(s: Situation) -> Refusal | None:
    """Who decided not to take the report up does not review that."""
    decided = {e["by"] for e in s.here.acts if e["act"] in DECIDED}
    return no("reviewer_involved") if decided & authority.deciding(s) else None


def review_leads_to(s: Situation) -> str:
    return "received" if s.get("decision") is ReviewDecision.UPHELD else "not_taken"


def review_opens(s: Situation) -> Mapping[str, Any]:
    """An upheld review lets the report be decided anew, with its time anew."""
    return {"anew": True} if s.get("decision") is ReviewDecision.UPHELD else {}


def may_correspond(facts: Facts) -> Refusal | None:
    """Who handles the report, or has taken an act on it, gives its code and writes under it; no rank does by itself."""
    officer, report = facts.actor, facts.case
    if officer is None:
        return no("officer_unknown")
    if not officer.active:
        return no("officer_inactive")
    if report is None or report.kind is not File.REPORT:
        return no("not_a_report")
    on_it = {report.handler, *(e["by"] for e in report.acts)}
    return None if officer.badge in on_it else no("not_on_the_report")


def _review_open(s: Situation) -> bool:
    return s.here.state == "not_taken" and not _confirmed(s)


def _confirmed(s: Situation) -> bool:
    """Whether a review has confirmed the newest decision."""
    newest = s.here.last("decide_review", *DECIDED)
    return newest is not None and newest.get("decision") == ReviewDecision.CONFIRMED


def _told(s: Situation) -> bool:
    newest = s.here.last("answer", "decide_review", *DECIDED)
    return newest is not None and newest["act"] == "answer"
