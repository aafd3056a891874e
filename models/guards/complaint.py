"""Complaints: received by the organ complained of or the one above it, decided above by somebody who had no part."""

from models.errors import Refusal
from models.facts import ComplainedFacts, Entry
from models.situation import Guard, Situation, no
from models.vocabulary import Role


def _about(s: Situation) -> ComplainedFacts:
    """What the complaint is about; the first guard has refused an unknown organ."""
    return s.facts.complained or ComplainedFacts(None)


def _received(s: Situation) -> Entry:
    entry = s.facts.case.last("receive") if s.facts.case else None
    return entry or {}


def somebody_complains(s: Situation) -> Refusal | None:
    """A unit by its code, or somebody named in sealed words: one of both."""
    named = [s.get("unit"), s.get("complainant")]
    if s.get("unit") is not None and s.facts.unit is None:
        return no("unit_unknown", s.get("unit"))
    return None if sum(one is not None for one in named) == 1 else no("complainant_missing")


def received_here(s: Situation) -> Refusal | None:
    """The organ that receives it is the one complained of, or the one right above it; the case named is known."""
    about, own = _about(s).organ, s.facts.organ
    if about is None:
        return no("organ_unknown", s.get("about"))
    if own is None or own.code not in (about.code, about.supervisor):
        return no("complaint_elsewhere", about.supervisor)
    return None if _about(s).case_known else no("not_a_working_case", s.get("about_case"))


def goes_up(s: Situation) -> Refusal | None:
    """Only what came to the organ complained of is forwarded; the topmost has none above it."""
    about, own = _about(s).organ, s.facts.organ
    up = about is not None and own is not None and own.code == about.code != about.supervisor
    return None if up else no("complaint_not_forwarded")


def decider(s: Situation) -> Refusal | None:
    """A responsible person of the organ above the one complained of, who had no part in the case complained about."""
    about = _about(s).organ
    if about is None or s.actor.organ != about.supervisor:
        return no("complaint_decided_above", about.supervisor if about else "")
    if not s.actor.holds(Role.RESPONSIBLE, s.act, s.today):
        return no("not_responsible_person")
    handler = s.facts.case.handler if s.facts.case else None
    involved = {*_about(s).hands, *((handler,) if handler else ()), _received(s).get("by")}
    return no("complaint_involved") if s.actor.badge in involved else None


def has_arrived(s: Situation) -> Refusal | None:
    """What came to the organ complained of is forwarded first."""
    waits = s.facts.case is not None and s.facts.case.state == "received" and goes_up(s) is None
    return no("complaint_forward_first") if waits else None


def undoing_named(s: Situation) -> Refusal | None:
    """A complaint that is upheld says which act undoes what was wrong, or that none can; one rejected undoes none."""
    rejected, named = s.get("answer").value == "rejected", s.get("undoing").value != "nothing to undo"
    if rejected and named:
        return no("complaint_undoing")
    return None if rejected or s.get("to_do") else no("complaint_to_do")


def since_received(field: str) -> Guard:
    """The day is not before the complaint came in."""

    def guard(s: Situation) -> Refusal | None:
        since = str(_received(s).get("received_on", ""))
        return no("dates_reversed", since) if s.get(field).isoformat() < since else None

    return guard
