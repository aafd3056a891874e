"""How a random walk fills its forms and picks its people."""

from datetime import date, datetime, time, timedelta
from typing import Any

from models.acts.form import Part
from models.decide import Decision
from models.facts import Facts, StageFacts
from models.guards.findings import order_items
from models.guards.remedy import FACTS, undecided
from models.lifecycle import LIFECYCLE
from models.vocabulary import STAGE_LETTER, Stage
from tests.unit.papers import paper
from tests.unit.worlds import (
    ADMIN,
    ANN,
    BO,
    CAI,
    CITY_DEPUTY,
    CITY_HEAD,
    COUNTY_HEAD,
    INDUSTRY,
    OTHER_CITY_HEAD,
    PROVINCE_HEAD,
    RECEIVER,
    SECOND_RECEIVER,
    SUPERIOR,
    try_act,
)

PEOPLE = (ANN, CAI, CITY_HEAD, COUNTY_HEAD, CITY_DEPUTY, BO, PROVINCE_HEAD, ADMIN, OTHER_CITY_HEAD)
MAY_STAND_ASIDE = (ANN, BO, CITY_HEAD)
"""CAI and the heads of county and province never do, so that somebody is left to finish."""


FORMS = {t.full_name: t.form for t in LIFECYCLE}
HAPPENED = (
    "hold", "absent", "record", "reinspect", "suspend", "resume", "follow_up", "order_measure", "review_measure",
    "lift_measure",
)  # fmt: skip
FROM_UNIT = ("report", "request_extension", "object", "progress", "comment")
ARRIVED = (
    *FROM_UNIT,
    "request_correction",
    "accept",
    "return",
    "feedback",
    "acknowledge",
    "consent",
    "answer",
    "agree",
    "decline",
    "receipt",
)


def form(name: str, facts: Facts, label: str | None, today: date, luck: int) -> Part:
    """A form for the act that is often lawful; `luck` decides between the ways to fill it."""
    earlier = today - timedelta(days=luck % 3)
    if name.startswith("commendation."):
        return paper(name, today)
    given: dict[str, Any] = {} if label is None else {"stage": label}
    act = name.split(".")[1]
    asked = FORMS[name].model_fields
    if act in HAPPENED and "occurred_on" in asked:
        given["occurred_on"] = earlier
    if act in ARRIVED and "received_on" in asked:
        given["received_on"] = earlier
    if act in FROM_UNIT:
        given |= {"late_reason": "It lay in the mail room."} if luck % 5 else {}
        given |= {"posted_on": earlier - timedelta(days=luck % 7)} if luck % 4 == 1 else {}
    if act in ("ratify_measure", "review_measure", "lift_measure"):
        given["measure"] = 1 + luck % 2
    match name:
        case "case.recuse":
            given["officer"] = MAY_STAND_ASIDE[luck % 3]
        case "case.assign" | "case.open":
            given["handler"] = (ANN, CAI)[luck % 2]
        case "case.correct":
            given |= _correction(facts, luck)
        case "case.annul":
            given["annulled"] = _one(facts, tuple(STAGE_LETTER), luck) or "I1"
        case "case.decide_resting":
            waiting = undecided(facts)
            given["which"] = waiting[luck % len(waiting)] if waiting else "R1"
            given["decision"] = ("annulled too", "stands on grounds of its own")[luck % 2]
        case "technical.request":
            given |= {"starts_on": earlier, "ends_on": today + timedelta(days=luck % 40), "team": [CAI, BO]}
            given["risk_in"] = _one(facts, (Stage.INSPECTION, Stage.GUIDANCE), luck) or "I1"
        case "technical.notify":
            given |= {"starts_at": datetime.combine(today, time(8)), "ends_at": datetime.combine(today, time(18))}
        case "technical.record":
            given |= {"present": [CAI, BO], **({"findings": []} if luck % 5 == 0 else {})}
            given["mode"] = ("on site", "remote")[luck % 7 == 0]
        case "technical.conclude":
            given["result"] = ("rectify", "no problem")[luck % 2]
        case "inspection.request":
            given |= {"starts_on": earlier, "ends_on": today + timedelta(days=luck % 40), "team": [CAI, BO]}
        case "inspection.record":
            given |= {"present": [CAI, BO], **({"findings": []} if luck % 5 == 0 else {})}
            given |= {"elsewhere": "The cellar."} if luck % 6 == 0 else {}
        case "inspection.conclude":
            given["result"] = ("rectify", "no problem")[luck % 2]
        case "rectification.propose":
            given |= {
                "ground": _one(facts, (Stage.INSPECTION, Stage.TECHNICAL, Stage.GUIDANCE), luck),
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
            given |= {"statement": None} if luck % 9 == 0 else {}
        case "interview.propose":
            given["order"] = _one(facts, (Stage.RECTIFICATION,), luck)
            if luck % 3 == 0:
                finding = _one(facts, (Stage.INSPECTION, Stage.GUIDANCE), luck)
                given |= {"ground": "problem in performing duties", "finding_in": finding}
        case "interview.draw_up":
            given["meeting_on"] = today + timedelta(days=5 + luck % 5)
        case "interview.hold":
            promised = [{"due_on": today + timedelta(days=luck % 30), "promise": "A lock."}]
            given |= {"present": [CAI, BO], "commitments": promised * (luck % 3)}
        case "interview.follow_up":
            given |= {"commitment": None if luck % 4 == 0 else 1 + luck % 2, "done": luck % 2 == 0}
        case "transfer.propose":
            given["ground"] = _one(facts, (Stage.RECTIFICATION, Stage.INSPECTION, Stage.TECHNICAL), luck) or "R1"
            given["receiver"] = (RECEIVER, SECOND_RECEIVER)[luck % 2]
        case "consultation.ask" | "exchange.propose":
            given["department"] = (INDUSTRY, SUPERIOR)[luck % 2]
        case "joint.propose":
            given |= {"department": (INDUSTRY, SUPERIOR)[luck % 2], "ground": _one(facts, (Stage.INSPECTION,), luck)}
            given["form"] = ("joint supervision", "joint guidance")[luck % 3 == 0]
        case "joint.announce":
            given |= {"planned_on": today + timedelta(days=1 + luck % 3), "team": [CAI, BO]}
        case "joint.hold":
            given |= {"present": [CAI, BO], "on_site": luck % 2 == 0}
    return paper(name, today, **given)


def attempts(name: str, facts: Facts, label: str | None, today: date, luck: int) -> Decision | None:
    """The act tried by one person after another, until somebody may."""
    filled, stage = form(name, facts, label, today, luck), Stage(name.split(".")[0])
    for turn in range(len(PEOPLE)):
        answer = try_act(facts, stage, filled, PEOPLE[(luck + turn) % len(PEOPLE)], today)
        if isinstance(answer, Decision):
            return answer
    return None


def _correction(facts: Facts, luck: int) -> dict[str, Any]:
    """The fact of some act recorded, a day or two earlier; often one that cannot be corrected so."""
    own = facts.case.acts if facts.case else ()
    entries = [e for acts in (own, *(s.acts for s in facts.stages)) for e in acts if FACTS & e.keys()]
    if not entries:
        return {"event": 1}
    entry = entries[luck % len(entries)]
    field = sorted(FACTS & entry.keys())[luck % len(FACTS & entry.keys())]
    told = str(entry[field])
    day = told[:10] if field.endswith(("_on", "_at")) else ""
    moved = f"{date.fromisoformat(day) - timedelta(days=1 + luck % 2)}{told[10:]}" if day else "post"
    return {"event": entry["seq"], "field": field, "value": moved}


def _stage(facts: Facts, label: str) -> StageFacts:
    return next(s for s in facts.stages if s.label == label)


def _one(facts: Facts, kinds: tuple[Stage, ...], luck: int) -> str | None:
    labels = [s.label for s in facts.stages if s.kind in kinds]
    return labels[luck % len(labels)] if labels else None
