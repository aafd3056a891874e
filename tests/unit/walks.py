"""How a random walk fills its forms and picks its people, and how any walk is brought to its close."""

from datetime import date, timedelta
from typing import Any

from models.acts.form import Part
from models.decide import Decision
from models.facts import Facts, StageFacts
from models.guards.findings import order_items
from models.states import is_final
from models.vocabulary import Stage
from tests.unit.papers import paper
from tests.unit.scenes import go
from tests.unit.worlds import (
    ADMIN,
    ANN,
    BO,
    CAI,
    CITY_DEPUTY,
    CITY_HEAD,
    COUNTY_HEAD,
    OTHER_CITY_HEAD,
    PROVINCE_HEAD,
    RECEIVER,
    SECOND_RECEIVER,
    the_case,
    try_act,
)

PEOPLE = (ANN, CAI, CITY_HEAD, COUNTY_HEAD, CITY_DEPUTY, BO, PROVINCE_HEAD, ADMIN, OTHER_CITY_HEAD)
MAY_STAND_ASIDE = (ANN, BO, CITY_HEAD)
"""CAI and the heads of county and province never do, so that somebody is left to finish."""


def form(name: str, facts: Facts, label: str | None, today: date, luck: int) -> Part:
    """A form for the act that is often lawful; `luck` decides between the ways to fill it."""
    earlier = today - timedelta(days=luck % 3)
    given: dict[str, Any] = {} if label is None else {"stage": label}
    dated = {"hold", "absent", "record", "reinspect", "suspend", "resume", "follow_up"}
    act = name.split(".")[1]
    if act in dated:
        given["occurred_on"] = earlier
    if act in ("report", "request_extension", "object", "progress", "accept", "return", "feedback", "acknowledge"):
        given["received_on"] = earlier
    if act in ("report", "request_extension") and luck % 4 == 1:
        given["posted_on"] = earlier - timedelta(days=luck % 7)
    match name:
        case "case.recuse":
            given["officer"] = MAY_STAND_ASIDE[luck % 3]
        case "case.assign" | "case.open":
            given["handler"] = (ANN, CAI)[luck % 2]
        case "inspection.request":
            given |= {"starts_on": earlier, "ends_on": today + timedelta(days=luck % 40), "team": [CAI, BO]}
        case "inspection.record":
            given |= {"present": [CAI, BO], **({"findings": []} if luck % 5 == 0 else {})}
        case "inspection.conclude":
            given["result"] = ("rectify", "no problem")[luck % 2]
        case "rectification.propose":
            given |= {
                "ground": _one(facts, (Stage.INSPECTION, Stage.GUIDANCE), luck),
                "items": [[], [1], [2]][luck % 3],
            }
            given["limit_length"] = 1 + luck % 20
        case "rectification.decide_extension":
            given |= {"decision": ("granted", "rejected")[luck % 2], "length": 1 + luck % 12}
        case "rectification.reinspect":
            items = order_items(_stage(facts, label)) if label else ()
            given["results"] = [{"item": n, "met": bool((luck >> n) % 2)} for n in range(1, len(items) + 1)] or [
                {"item": 1, "met": True}
            ]
            given["present"] = [CAI, BO]
        case "interview.propose":
            given["order"] = _one(facts, (Stage.RECTIFICATION,), luck)
            if luck % 3 == 0:
                finding = _one(facts, (Stage.INSPECTION, Stage.GUIDANCE), luck)
                given |= {"ground": "problem in performing duties", "finding_in": finding}
        case "interview.hold":
            given["present"] = [CAI, BO]
        case "transfer.propose":
            given["ground"] = _one(facts, (Stage.RECTIFICATION, Stage.INSPECTION), luck) or "R1"
            given["receiver"] = (RECEIVER, SECOND_RECEIVER)[luck % 2]
    return paper(name, today, **given)


def attempts(name: str, facts: Facts, label: str | None, today: date, luck: int) -> Decision | None:
    """The act tried by one person after another, until somebody may."""
    filled, stage = form(name, facts, label, today, luck), Stage(name.split(".")[0])
    for turn in range(len(PEOPLE)):
        answer = try_act(facts, stage, filled, PEOPLE[(luck + turn) % len(PEOPLE)], today)
        if isinstance(answer, Decision):
            return answer
    return None


def bring_to_close(facts: Facts, today: date) -> Facts:
    """End what is open in the shortest lawful way, then close the case. Every act here must be allowed."""
    for stage in facts.stages:
        if not is_final(stage.kind, stage.state):
            facts = _end(facts, stage, today)
    return facts if the_case(facts).state == "closed" else go(facts, "case.close", CAI, today)


def _end(facts: Facts, stage: StageFacts, today: date) -> Facts:
    here: dict[str, Any] = {"stage": stage.label}
    match stage.kind, stage.state:
        case Stage.GUIDANCE, _:
            return go(facts, "guidance.withdraw", CAI, today, **here)
        case Stage.INSPECTION, _:
            return go(facts, "inspection.cancel", CAI, today, **here)
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
    return go(facts, "transfer.withdraw", CAI, today, **here)


def _stage(facts: Facts, label: str) -> StageFacts:
    return next(s for s in facts.stages if s.label == label)


def _one(facts: Facts, kinds: tuple[Stage, ...], luck: int) -> str | None:
    labels = [s.label for s in facts.stages if s.kind in kinds]
    return labels[luck % len(labels)] if labels else None
