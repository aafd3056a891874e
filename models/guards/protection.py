"""Preconditions of the protection of an informant."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.acts.report_choices import ProtectionAsked, ProtectionMeasure
from models.classification import Classification
from models.errors import Refusal
from models.facts import Facts, day
from models.guards.authority import deciding
from models.need_to_know import cleared
from models.situation import Derive, Guard, Situation, no
from models.vocabulary import File

IN_FORCE_BY = ("approve", "review")
"""The acts that say which measures are in force."""


def classification(s: Situation) -> Mapping[str, Any]:
    """The file is guarded as the vault is, from its first event on."""
    return {"classification": Classification.INFORMANT.value}


def cleared_for_it(s: Situation) -> Refusal | None:
    """Nobody opens, or is given, a file beyond the own clearance."""
    handler = s.facts.officers.get(s.get("handler") or "")
    below = [o for o in (s.actor, handler) if o is not None and not cleared(o.clearance, Classification.INFORMANT)]
    return no("clearance_too_low", below[0].badge) if below else None


def alias_known(s: Situation) -> Refusal | None:
    """An alias named is one of the vault's."""
    return no("informant_unknown") if s.get("alias") is not None and not s.facts.alias_known else None


def report_known(s: Situation) -> Refusal | None:
    """A report named is one: a file of that kind."""
    unknown = s.get("report") is not None and s.facts.other_kind is not File.REPORT
    return no("report_unknown") if unknown else None


def named_once(s: Situation) -> Refusal | None:
    measures: list[ProtectionMeasure] = s.get("measures")
    return None if len(set(measures)) == len(measures) else no("measure_twice")


def another_decides(s: Situation) -> Refusal | None:
    """Who refused protection does not decide on the review of it, nor somebody on behalf of that person."""
    refused = {e["by"] for e in s.here.acts if e["act"] == "refuse"}
    return no("refusal_reviewed_by_another") if refused & deciding(s) else None


def urgent(name: str) -> Derive:
    """The urgent measures of this request, by event, which the decision ratifies or lets lapse."""

    def derive(s: Situation) -> Mapping[str, Any]:
        decided = s.here.last("refuse")
        since = decided["seq"] if decided else 0
        taken = [e["seq"] for e in s.here.acts if e["act"] == "urgent_measure" and e["seq"] > since]
        return {name: taken} if taken else {}

    return derive


def not_before(field: str) -> Guard:
    """The day is not before that of the decision."""

    def guard(s: Situation) -> Refusal | None:
        decided = s.here.last("approve", "refuse")
        stated: date = s.get(field)
        since = day(decided, "on") if decided else stated
        return no("before_protection_decision", since.isoformat()) if stated < since else None

    return guard


def competent_organ_asked(s: Situation) -> Refusal | None:
    """Another organ hears of it only where the decision asks it for a measure."""
    decided = s.here.last(*IN_FORCE_BY)
    asked = decided is not None and ProtectionMeasure.PUBLIC_SECURITY.value in decided["measures"]
    return None if asked else no("no_measure_of_another_organ")


def department_known(s: Situation) -> Refusal | None:
    return None if s.get("department") in s.facts.departments else no("department_unknown", s.get("department"))


def consent_given(s: Situation) -> Refusal | None:
    """Nothing of an informant is disclosed without consent (Guizhou Art. 16)."""
    return None if s.get("consented") else no("informant_consent_missing")


def complaint_waits(facts: Facts) -> bool:
    """Whether a complaint of retaliation is not answered."""
    newest = facts.case.last("retaliation", "answer_retaliation") if facts.case else None
    return newest is not None and newest["act"] == "retaliation"


def complaint_open(s: Situation) -> Refusal | None:
    return None if complaint_waits(s.facts) else no("no_retaliation_open")


def no_complaint_open(s: Situation) -> Refusal | None:
    return no("retaliation_open") if complaint_waits(s.facts) else None


def person_told(s: Situation) -> Refusal | None:
    """Who asked for protection is told before it ends."""
    asked = s.here.acts[0]["asked_by"] == ProtectionAsked.INFORMANT.value
    return no("protected_person_untold") if asked and s.get("told_on") is None else None
