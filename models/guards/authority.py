"""Who may act: mandates, the organ in charge, approval in line, independence of the approver."""

from datetime import date, datetime

from models import need_to_know
from models.errors import Refusal
from models.facts import Facts, OfficerFacts, StageFacts
from models.situation import Guard, Situation, no
from models.vocabulary import File, Level, Role, Stage

DECIDING = (
    "inspection.approve",
    "inspection.refuse",
    "technical.approve",
    "technical.refuse",
    "technical.ratify_measure",
    "rectification.approve",
    "rectification.refuse",
    "rectification.decide_extension",
    "rectification.answer_objection",
    "rectification.suspend",
    "rectification.conclude",
    "rectification.withdraw",
    "listing.assign",
    "listing.approve",
    "listing.refuse",
    "listing.answer_objection",
    "listing.approve_removal",
    "listing.refuse_removal",
    "listing.withdraw",
    "interview.approve",
    "interview.refuse",
    "interview.approve_notice",
    "interview.refuse_notice",
    "transfer.approve",
    "transfer.refuse",
    "commendation.start",
    "commendation.approve",
    "commendation.refuse",
    "commendation.decide_extension",
    "commendation.lapse",
    "commendation.revoke",
    "commendation.record_return",
    "commendation.assign",
    "exchange.approve",
    "exchange.refuse",
    "education.approve",
    "education.refuse",
    "protection.approve",
    "protection.refuse",
)
"""Acts of responsible persons: deciding once does not make anybody a drafter."""

REMEDIES = ("annul", "decide_resting")
"""Decisions on the case that a stage they end keeps too."""


FIXED = {Stage.INSPECTION: "reg-21", Stage.TECHNICAL: "reg-23"}
"""Approved at city level or above by the Regulations themselves."""


def officer_known(s: Situation) -> Refusal | None:
    if s.facts.actor is None:
        return no("officer_unknown")
    return None if s.facts.actor.active else no("officer_inactive")


def not_recused(s: Situation) -> Refusal | None:
    """A recused officer takes no further act in the case (by analogy, APL 43)."""
    return no("officer_recused") if s.actor.badge in recused(s) else None


def cleared(s: Situation) -> Refusal | None:
    """Nobody acts on a case that is more confidential than the own clearance."""
    return None if _cleared(s, s.actor) else no("clearance_too_low", s.actor.badge)


def _cleared(s: Situation, officer: OfficerFacts) -> bool:
    case = s.facts.case
    return case is None or need_to_know.cleared(officer.clearance, need_to_know.classified(case.acts))


def recused(s: Situation) -> frozenset[str]:
    return recused_from(s.facts)


def recused_from(facts: Facts) -> frozenset[str]:
    """Officers who may take no further act in the case."""
    acts = facts.case.acts if facts.case else ()
    return frozenset(e["officer"] for e in acts if e["act"] == "recuse")


def inspector_in_charge(s: Situation) -> Refusal | None:
    """The acting officer belongs to the organ in charge and holds a mandate."""
    if s.facts.organ is not None and s.actor.organ != s.facts.organ.code:
        return no("not_organ_in_charge")
    roles = (Role.INSPECTOR, Role.RESPONSIBLE)
    return None if any(s.actor.holds(r, s.act, s.today) for r in roles) else no("no_mandate")


def head_in_line(s: Situation) -> Refusal | None:
    """A responsible person of the organ in charge or of one above it, or who acts on behalf of one."""
    behalf = delegator(s)
    if behalf is None and not s.actor.holds(Role.RESPONSIBLE, s.act, s.today):
        return no("not_responsible_person", article=_approval_article(s))
    if behalf is not None and behalf.badge in recused(s):
        return no("delegator_involved", behalf.badge)
    return None if _in_line(s) else no("approver_not_in_line")


def delegator(s: Situation) -> OfficerFacts | None:
    """On whose behalf the actor decides; None where a mandate of the actor's own covers the act, none
    does, or the unit files it. Of several, one who may decide it comes first.
    """
    if s.facts.link is not None or s.actor.holds(Role.RESPONSIBLE, s.act, s.today):
        return None
    lenders = s.actor.delegators(s.act, s.today)
    if not lenders:
        return None
    out, hands = recused(s), involved(s)
    return min(lenders, key=lambda o: (o.badge in out, o.badge in hands))


def deciding(s: Situation) -> frozenset[str]:
    """The badges whose independence counts: the actor, and the one on whose behalf the actor decides."""
    behalf = delegator(s)
    return frozenset({s.actor.badge, *((behalf.badge,) if behalf else ())})


def approver(s: Situation) -> Refusal | None:
    """Independent, responsible, in line, and of the level the act asks for (Art. 21, 23; settings elsewhere)."""
    if s.actor.badge in involved(s):
        return no("approver_involved")
    refusal = head_in_line(s)
    if refusal is not None:
        return refusal
    behalf = delegator(s)
    if behalf is not None and behalf.badge in involved(s):
        return no("delegator_involved", behalf.badge)
    needed = Level.CITY if s.kind in FIXED else level_of(s)
    return (
        None
        if s.actor.level.rank >= needed.rank
        else no("approver_level_too_low", needed.value, article=_approval_article(s))
    )


def _approval_article(s: Situation) -> str:
    """Art. 21 and 23 fix who approves an inspection; elsewhere it is our own rule."""
    return FIXED.get(s.kind, "reg-3")


def level_of(s: Situation) -> Level:
    """The level set for this approval; refusing asks for the same level as approving."""
    act = s.act.replace(".refuse", ".approve")
    return s.rules.approval_level.get(act, Level.CITY)


def involved(s: Situation) -> frozenset[str]:
    """Who drafted, edited or took part: in this stage, in those it rests on, and where the finding it names stands.

    For an act on the file itself: in any of its stages, and in the file where it is one procedure of its own.
    """
    if s.stage is None:
        return hands(s.facts)
    proposed = s.here.last("propose")
    stages = [*_grounds(s, s.here), *_grounds(s, s.facts.stage(proposed.get("finding_in") if proposed else None))]
    return frozenset(badge for stage in stages for badge in _hands(stage))


def hands(facts: Facts) -> frozenset[str]:
    """Who drafted, edited or took part in any stage of the file, or in it where it is one procedure of its own."""
    own = (facts.case.own,) if facts.case is not None and facts.case.kind is not File.CASE else ()
    return frozenset(badge for stage in (*facts.stages, *own) for badge in _hands(stage))


def _grounds(s: Situation, stage: StageFacts | None) -> list[StageFacts]:
    """The stage and every one below it that it rests on."""
    chain: list[StageFacts] = []
    while stage is not None and stage not in chain:
        chain.append(stage)
        stage = s.facts.stage(stage.ground)
    return chain


def _hands(stage: StageFacts) -> set[str]:
    drafted = [e for e in stage.acts if e["act"] not in REMEDIES and f"{stage.kind}.{e['act']}" not in DECIDING]
    hands = {e["by"] for e in drafted}
    for entry in stage.acts:
        hands.update(entry.get("team", ()), entry.get("present", ()))
    return hands


def _in_line(s: Situation) -> bool:
    return s.facts.organ is not None and s.actor.organ in s.facts.organ.line


def jurisdiction(s: Situation) -> Refusal | None:
    """The unit's region lies under the organ's."""
    organ, unit = s.facts.organ, s.facts.unit
    if unit is None:
        return no("unit_unknown")
    if organ is None:
        return no("not_organ_in_charge")
    return None if under(organ.region, unit.region) else no("outside_jurisdiction")


def under(wider: str, region: str) -> bool:
    """Whether one region lies in another."""
    return region.startswith(territory(wider))


def territory(wider: str) -> str:
    """How the regions in it begin (GB/T 2260: trailing zeros are the wider region)."""
    own = wider.rstrip("0")
    return own + "0" * (len(own) % 2)


def two_officers(field: str) -> Guard:
    """At least two different officers with a mandate, none of them recused (by analogy, APL 42)."""
    return officers(field, least=2)


def officers(field: str, least: int = 1) -> Guard:
    """So many different officers of the organ in charge with a mandate, none of them recused."""

    def guard(s: Situation) -> Refusal | None:
        badges: list[str] = s.get(field)
        if len(set(badges)) != len(badges):
            return no("duplicate_officer", field)
        if len(badges) < least:
            return no("two_officers_required", field)
        return next((r for b in badges if (r := _fit(s, b, _day_of_the_fact(s)))), None)

    return guard


def _day_of_the_fact(s: Situation) -> date:
    """The day the form reports, else the day the act reached us."""
    started: datetime | None = s.get("started_at")
    stated: date | None = s.get("occurred_on")
    return started.date() if started else stated or s.today


def named_officer(field: str) -> Guard:
    """The officer named is known, active and of the organ in charge."""

    def guard(s: Situation) -> Refusal | None:
        badge = s.get(field)
        return None if badge is None else _fit(s, badge, s.today)

    return guard


def _fit(s: Situation, badge: str, on: date) -> Refusal | None:
    officer = s.facts.officers.get(badge)
    if officer is None:
        return no("person_unknown", badge)
    if badge in recused(s):
        return no("officer_recused", badge)
    if s.facts.organ is not None and officer.organ != s.facts.organ.code:
        return no("not_organ_in_charge", badge)
    if not _cleared(s, officer):
        return no("clearance_too_low", badge)
    fits = any(officer.holds(r, s.act, on) for r in (Role.INSPECTOR, Role.RESPONSIBLE))
    return None if fits else no("no_mandate", badge)


def notice_approver_was_not_there(s: Situation) -> Refusal | None:
    """Nobody who held the interview approves the notice to the superior."""
    held = s.here.last("hold")
    there = {held["by"], *held["present"]} if held else set()
    return no("held_interview_cannot_approve") if s.actor.badge in there else None
