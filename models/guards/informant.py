"""Who may enter an informant, ask who one is, decide on that, and look. Without exception for any rank."""

from datetime import date, datetime, timedelta

from models.errors import Refusal
from models.facts import Facts, OfficerFacts, RevealFacts
from models.guards.authority import hands, recused_from
from models.situation import no
from models.vocabulary import RevealState, Role

TIME_BOX = timedelta(hours=24)
"""The longest an identity may be looked at after the approval, whatever the request says."""


def may_enter(officer: OfficerFacts | None, today: date) -> Refusal | None:
    """Whoever takes reports, and the custodian."""
    refusal = _active(officer)
    if refusal is not None or officer is None:
        return refusal
    roles = (Role.INSPECTOR, Role.RESPONSIBLE, Role.CUSTODIAN)
    return None if any(officer.holds(r, "informant.enter", today) for r in roles) else no("no_mandate")


def may_ask(facts: Facts, today: date) -> Refusal | None:
    """The handler, or who took part in the case, with a mandate and not recused."""
    refusal = _on_the_case(facts)
    if refusal is not None or facts.actor is None:
        return refusal
    roles = (Role.INSPECTOR, Role.RESPONSIBLE)
    return None if any(facts.actor.holds(r, "informant.request", today) for r in roles) else no("no_mandate")


def may_decide(facts: Facts, reveal: RevealFacts, act: str, today: date) -> Refusal | None:
    """A custodian in line who neither asked, nor works on the case, nor administers; and only while it waits."""
    refusal = _independent(facts, reveal, today)
    if refusal is not None or facts.actor is None:
        return refusal
    if not facts.actor.holds(Role.CUSTODIAN, act, today):
        return no("custodian_needed")
    if facts.organ is None or facts.actor.organ not in facts.organ.line:
        return no("approver_not_in_line")
    return None if reveal.state is RevealState.WAITING else no("reveal_decided")


def may_look(facts: Facts, reveal: RevealFacts, at: datetime) -> Refusal | None:
    """Who asked, still on the case, within the time allowed; `at` (UTC) is the database's clock."""
    refusal = _active(facts.actor)
    if refusal is not None or facts.actor is None:
        return refusal
    if facts.actor.badge != reveal.requested_by:
        return no("reveal_of_another")
    refusal = _on_the_case(facts)
    if refusal is not None:
        return refusal
    if reveal.state is not RevealState.APPROVED or reveal.decided_at is None or reveal.valid_until is None:
        return no("reveal_not_approved")
    ends = min(reveal.valid_until, reveal.decided_at + TIME_BOX)
    return None if reveal.decided_at <= at <= ends else no("reveal_expired")


def _active(officer: OfficerFacts | None) -> Refusal | None:
    if officer is None:
        return no("officer_unknown")
    return None if officer.active else no("officer_inactive")


def _on_the_case(facts: Facts) -> Refusal | None:
    refusal = _active(facts.actor)
    if refusal is not None or facts.actor is None:
        return refusal
    if facts.case is None:
        return no("not_a_working_case")
    if facts.actor.badge in recused_from(facts):
        return no("officer_recused")
    on_it = facts.actor.badge == facts.case.handler or facts.actor.badge in hands(facts)
    return None if on_it else no("not_on_the_case")


def _independent(facts: Facts, reveal: RevealFacts, today: date) -> Refusal | None:
    refusal = _active(facts.actor)
    if refusal is not None or facts.actor is None:
        return refusal
    if facts.case is None:
        return no("not_a_working_case")
    badge = facts.actor.badge
    if badge in recused_from(facts):
        return no("officer_recused")
    handled = {facts.case.handler, *(entry.get("handler") for entry in facts.case.acts)}
    if badge in {reveal.requested_by, *handled, *hands(facts)}:
        return no("custodian_involved")
    return no("custodian_administers") if _administers(facts.actor, today) else None


def _administers(officer: OfficerFacts, today: date) -> bool:
    """Whether any mandate of an administrator stands, for whatever act it was given."""
    return any(
        m.role is Role.ADMINISTRATOR and m.valid_from <= today and (m.valid_until is None or today <= m.valid_until)
        for m in officer.mandates
    )
