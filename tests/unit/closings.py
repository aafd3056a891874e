"""How any walk is brought to its close: what is open ends in the shortest lawful way."""

from datetime import date
from typing import Any

from models.facts import Facts, StageFacts
from models.guards import correction, remedy, technical
from models.states import is_final
from models.vocabulary import Stage
from tests.unit.scenes import go, refusal
from tests.unit.worlds import CAI, CITY_DEPUTY, COUNTY_HEAD, PROVINCE_HEAD, the_case

HEADS = (COUNTY_HEAD, CITY_DEPUTY, PROVINCE_HEAD)
"""Whoever proposed or recorded what is to be decided, one of them did not."""


def bring_to_close(facts: Facts, today: date) -> Facts:
    """End what is open, then close the case. Every act here must be allowed."""
    if remedy.correction_open(facts):
        facts = _by_a_head(facts, "case.reject_correction", today)
    if correction.one_waits(facts):
        facts = go(facts, "case.decline_correction", COUNTY_HEAD, today)
    if the_case(facts).state == "closed":
        return facts
    if remedy.stayed(facts):
        facts = go(facts, "case.lift_stay", COUNTY_HEAD, today)
    if remedy.referred(facts):
        facts = go(facts, "case.end_reference", COUNTY_HEAD, today)
    while waiting := remedy.undecided(facts):
        facts = go(facts, "case.decide_resting", COUNTY_HEAD, today, which=waiting[0])
    for stage in facts.stages:
        if not is_final(stage.kind, stage.state):
            facts = _end(facts, stage, today)
        elif stage.state == "accepted" and stage.awaits("object", "answer_objection"):
            facts = go(facts, "rectification.answer_objection", PROVINCE_HEAD, today, stage=stage.label)
    return go(facts, "case.close", CAI, today)


def _by_a_head(facts: Facts, name: str, today: date) -> Facts:
    return go(facts, name, next(head for head in HEADS if refusal(facts, name, head, today) is None), today)


def _end(facts: Facts, stage: StageFacts, today: date) -> Facts:
    here: dict[str, Any] = {"stage": stage.label}
    match stage.kind, stage.state:
        case Stage.GUIDANCE, _:
            return go(facts, "guidance.withdraw", CAI, today, **here)
        case Stage.INSPECTION, _:
            return go(facts, "inspection.cancel", CAI, today, **here)
        case Stage.TECHNICAL, _:
            for measure in technical.measures(stage):
                if not measure.lifted:
                    facts = go(facts, "technical.lift_measure", CAI, today, measure=measure.number, **here)
            return go(facts, "technical.cancel", CAI, today, **here)
        case Stage.RECTIFICATION, _:
            return go(facts, "rectification.withdraw", COUNTY_HEAD, today, **here)
        case Stage.INTERVIEW, "held":
            waiting = stage.last("propose_notice", "approve_notice", "refuse_notice", "notify_superior")
            if waiting is not None and waiting["act"] in ("propose_notice", "approve_notice"):
                facts = go(facts, "interview.refuse_notice", PROVINCE_HEAD, today, **here)
            return go(facts, "interview.conclude", CAI, today, **here)
        case Stage.INTERVIEW, _:
            return go(facts, "interview.cancel", CAI, today, **here)
        case Stage.TRANSFER, "accepted":
            return go(facts, "transfer.feedback", CAI, today, **here)
        case Stage.CONSULTATION, _:
            return go(facts, "consultation.withdraw", CAI, today, **here)
        case Stage.JOINT, "held":
            return go(facts, "joint.conclude", CAI, today, **here)
        case Stage.JOINT, _:
            return go(facts, "joint.cancel", CAI, today, **here)
        case Stage.EXCHANGE, _:
            return go(facts, "exchange.withdraw", CAI, today, **here)
    return go(facts, "transfer.withdraw", CAI, today, **here)
