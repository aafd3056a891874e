"""Preconditions of the yearly plan of publicity and education, and what its acts add to the record."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models import education
from models.acts.education_choices import Became
from models.education import Activity
from models.errors import Refusal
from models.facts import Entry
from models.guards import authority
from models.situation import Guard, Situation, no
from models.vocabulary import DepartmentKind, Role


def year_is_at_hand(s: Situation) -> Refusal | None:
    """A plan is for the year that runs, or for the next."""
    return None if s.get("year") in (s.today.year, s.today.year + 1) else no("education_year", str(s.get("year")))


def plan_of_year_exists(s: Situation) -> Refusal | None:
    """An organ has one plan a year; a refused one is none."""
    return no("education_plan_exists", str(s.get("year"))) if s.facts.same_year else None


def departments_known(s: Situation) -> Refusal | None:
    """Each department named is one of an industry, in the register."""
    found = s.facts.departments
    industry = {code for code, department in found.items() if department.kind is DepartmentKind.INDUSTRY}
    unknown = [code for code in s.get("departments") if code not in industry]
    return no("industry_unknown", *unknown[:5]) if unknown else None


def day_lies_ahead(s: Situation) -> Refusal | None:
    """An activity is planned for a day of the plan's year that is not past."""
    on: date = s.get("planned_on")
    return no("education_day", on.isoformat()) if on < s.today or on.year != education.year_of(s.here.acts) else None


def day_of_the_year(field: str) -> Guard:
    """What is recorded of a year happened in it."""

    def guard(s: Situation) -> Refusal | None:
        on: date = s.get(field)
        return None if on.year == education.year_of(s.here.acts) else no("education_day", on.isoformat())

    return guard


def activity_open(s: Situation) -> Refusal | None:
    """The plan has the activity, and it was neither held nor cancelled."""
    found = _activity(s)
    if found is None:
        return no("education_activity_unknown", str(s.get("item")))
    return None if found.became is Became.PLANNED else no("education_activity_over", str(found.item))


def statutory_day_stays(s: Situation) -> Refusal | None:
    """15 April and 1 November are no other days: the activity of one is held, or cancelled, or another is added."""
    found = _activity(s)
    return no("statutory_day_stays") if found is not None and found.day is not None else None


def statutory_day_by_head(s: Situation) -> Refusal | None:
    """That of a statutory day is cancelled by a responsible person alone, or on behalf of one."""
    found = _activity(s)
    if found is None or found.day is None:
        return None
    heads = s.actor.holds(Role.RESPONSIBLE, s.act, s.today) or authority.delegator(s) is not None
    return None if heads else no("not_responsible_person", article="gz-12")


def own_file_known(s: Situation) -> Refusal | None:
    """An activity that has a file of its own is one of this organ's; its units were invited there."""
    other = s.get("other")
    if other is None:
        return None
    known = s.facts.activities.get(other)
    if known is None or known.state == "cancelled":
        return no("activity_unknown", other)
    if any(a.other == other for a in education.activities(s.here.acts).values()):
        return no("activity_in_plan", other)
    return no("units_invited_there", other) if s.get("units") else None


def attendance_told_once(s: Situation) -> Refusal | None:
    """How many came is told here, or by the activity's own file if it has one: then that must say it was held."""
    found = _activity(s)
    if found is None or found.other is None:
        return no("attendance_missing") if s.get("attendance") is None else None
    held = _held_there(s, found.other)
    if held is None or held["occurred_on"] != s.get("occurred_on").isoformat():
        return no("activity_not_held", found.other)
    return no("attendance_told_there", found.other) if s.get("attendance") is not None else None


def year_is_over(s: Situation) -> Refusal | None:
    """The year is reported on from its last statutory day on."""
    last = education.last_day(education.year_of(s.here.acts))
    return no("education_year_runs", last.isoformat()) if s.today < last else None


def nothing_undecided(s: Situation) -> Refusal | None:
    """Of each activity it is known whether it was held or cancelled."""
    left = [str(a.item) for a in education.activities(s.here.acts).values() if a.became is Became.PLANNED]
    return no("education_activities_open", *left[:20]) if left else None


def statutory_activities(s: Situation) -> Mapping[str, Any]:
    """The two activities that plan themselves."""
    return {"activities": education.statutory(education.year_of(s.here.acts))}


def new_activity(s: Situation) -> Mapping[str, Any]:
    """The activity added, under the next number."""
    item = max(education.activities(s.here.acts), default=0) + 1
    return {"activities": [{"item": item, "planned_on": s.get("planned_on").isoformat()}]}


def moved_activity(s: Situation) -> Mapping[str, Any]:
    """The activity on its new day, and the units that were invited."""
    return {"activities": [{"item": s.get("item"), "planned_on": s.get("planned_on").isoformat()}], **invited(s)}


def invited(s: Situation) -> Mapping[str, Any]:
    """The units that were invited to the activity: they are told."""
    found = _activity(s)
    return {"units": list(found.units)} if found is not None and found.units else {}


def attendance(s: Situation) -> Mapping[str, Any]:
    """How many came, from the activity's own file where it has one."""
    found = _activity(s)
    held = _held_there(s, found.other) if found is not None and found.other is not None else None
    return {"attendance": held.get("attendance", 0)} if held is not None else {}


def year_in_numbers(s: Situation) -> Mapping[str, Any]:
    """The numbers of the report, counted from the acts."""
    return {"counts": education.counts(s.here.acts)}


def _activity(s: Situation) -> Activity | None:
    return education.activities(s.here.acts).get(s.get("item"))


def _held_there(s: Situation, other: str) -> Entry | None:
    own = s.facts.activities.get(other)
    return own.last("hold") if own is not None else None
