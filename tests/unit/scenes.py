"""Walks through the procedure, each day typed by hand, and for every act the moment just before it is lawful."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from models.calendars import Calendar
from models.decide import Decision
from models.facts import Facts
from models.rules import Rules
from models.vocabulary import Stage
from tests.unit.papers import paper
from tests.unit.worlds import (
    ANN,
    BO,
    CALENDAR,
    CITY_DEPUTY,
    CITY_HEAD,
    COUNTY_HEAD,
    NOTHING,
    RULES,
    take,
    try_act,
)


def on(month: int, day: int) -> date:
    """A day of 2026."""
    return date(2026, month, day)


def attempt(
    facts: Facts,
    name: str,
    badge: str,
    today: date,
    *,
    rules: Rules = RULES,
    calendar: Calendar = CALENDAR,
    **given: Any,
) -> Decision | str:
    """Try the act (`stage.act`): the decision, or the code of the refusal."""
    stage = Stage(name.split(".")[0])
    return try_act(facts, stage, paper(name, today, **given), badge, today, rules=rules, calendar=calendar)


def allowed(answer: Decision | str) -> Decision:
    """The decision; fails with the code of the refusal."""
    assert isinstance(answer, Decision), answer
    return answer


def go(
    facts: Facts,
    name: str,
    badge: str,
    today: date,
    *,
    rules: Rules = RULES,
    calendar: Calendar = CALENDAR,
    **given: Any,
) -> Facts:
    """The facts after the act, which must be allowed."""
    stage = Stage(name.split(".")[0])
    return take(facts, stage, paper(name, today, **given), badge, today, rules=rules, calendar=calendar)


@cache
def opened() -> Facts:
    return go(NOTHING, "case.open", ANN, on(3, 2))


@cache
def closed() -> Facts:
    return go(opened(), "case.close", ANN, on(3, 3))


@cache
def planned() -> Facts:
    return go(opened(), "guidance.plan", ANN, on(3, 3))


@cache
def issued() -> Facts:
    return go(opened(), "guidance.issue", ANN, on(3, 3))


@cache
def requested() -> Facts:
    return go(opened(), "inspection.request", ANN, on(3, 3))


@cache
def approved() -> Facts:
    return go(requested(), "inspection.approve", CITY_HEAD, on(3, 4))


@cache
def notified() -> Facts:
    return go(approved(), "inspection.notify", ANN, on(3, 5))


@cache
def recorded() -> Facts:
    return go(notified(), "inspection.record", ANN, on(3, 6))


@cache
def concluded() -> Facts:
    return go(recorded(), "inspection.conclude", ANN, on(3, 9))


@cache
def proposed_order() -> Facts:
    return go(concluded(), "rectification.propose", ANN, on(3, 10))


@cache
def unserved_order() -> Facts:
    return go(proposed_order(), "rectification.approve", CITY_HEAD, on(3, 11))


@cache
def running_order() -> Facts:
    """Served on 12 March with 30 days: the last day is Monday 13 April, 11 April being a Saturday."""
    return go(unserved_order(), "rectification.serve", ANN, on(3, 12))


@cache
def extension_asked() -> Facts:
    return go(running_order(), "rectification.request_extension", ANN, on(4, 7))


@cache
def suspended_order() -> Facts:
    return go(running_order(), "rectification.suspend", COUNTY_HEAD, on(3, 20))


@cache
def objected_order() -> Facts:
    return go(running_order(), "rectification.object", ANN, on(3, 16))


@cache
def reported_order() -> Facts:
    return go(running_order(), "rectification.report", ANN, on(4, 10))


@cache
def returned_order() -> Facts:
    return go(reported_order(), "rectification.return_for_completion", ANN, on(4, 10))


@cache
def late_reported_order() -> Facts:
    return go(running_order(), "rectification.report", ANN, on(4, 14))


@cache
def not_met_order() -> Facts:
    """Item 1 is met, item 2 is not."""
    return go(reported_order(), "rectification.reinspect", ANN, on(4, 15))


@cache
def proposed_interview() -> Facts:
    return go(not_met_order(), "interview.propose", ANN, on(4, 16))


@cache
def approved_interview() -> Facts:
    return go(proposed_interview(), "interview.approve", CITY_HEAD, on(4, 17))


@cache
def summoned_interview() -> Facts:
    return go(approved_interview(), "interview.summon", ANN, on(4, 20))


@cache
def held_interview() -> Facts:
    return go(summoned_interview(), "interview.hold", ANN, on(4, 30))


@cache
def proposed_notice() -> Facts:
    return go(held_interview(), "interview.propose_notice", ANN, on(5, 6))


@cache
def approved_notice() -> Facts:
    return go(proposed_notice(), "interview.approve_notice", CITY_DEPUTY, on(5, 7))


@cache
def proposed_transfer() -> Facts:
    return go(not_met_order(), "transfer.propose", ANN, on(5, 6))


@cache
def approved_transfer() -> Facts:
    return go(proposed_transfer(), "transfer.approve", CITY_HEAD, on(5, 7))


@cache
def sent_transfer() -> Facts:
    return go(approved_transfer(), "transfer.send", ANN, on(5, 8))


@cache
def accepted_transfer() -> Facts:
    return go(sent_transfer(), "transfer.accept", ANN, on(5, 11))


LABELS = {"guidance": "G1", "inspection": "I1", "rectification": "R1", "interview": "Y1", "transfer": "X1"}


@dataclass(frozen=True)
class Scene:
    """The moment before an act: the facts, who may take it, and when."""

    facts: Facts
    badge: str
    today: date


def before(name: str) -> Scene:
    """The moment just before the act (`stage.act`) is lawful."""
    facts, badge, today = _SCENES[name]
    return Scene(facts, badge, today)


_SCENES: dict[str, tuple[Facts, str, date]] = {
    "case.open": (NOTHING, ANN, on(3, 2)),
    "case.assign": (opened(), COUNTY_HEAD, on(3, 3)),
    "case.recuse": (opened(), COUNTY_HEAD, on(3, 3)),
    "case.relate": (opened(), ANN, on(3, 3)),
    "case.close": (opened(), ANN, on(3, 3)),
    "case.reopen": (closed(), COUNTY_HEAD, on(3, 4)),
    "guidance.plan": (opened(), ANN, on(3, 3)),
    "guidance.hold": (planned(), ANN, on(3, 4)),
    "guidance.issue": (opened(), ANN, on(3, 3)),
    "guidance.acknowledge": (issued(), ANN, on(3, 4)),
    "guidance.complete": (issued(), ANN, on(3, 4)),
    "guidance.withdraw": (issued(), ANN, on(3, 4)),
    "inspection.request": (opened(), ANN, on(3, 3)),
    "inspection.approve": (requested(), CITY_HEAD, on(3, 4)),
    "inspection.refuse": (requested(), CITY_HEAD, on(3, 4)),
    "inspection.notify": (approved(), ANN, on(3, 5)),
    "inspection.record": (notified(), ANN, on(3, 6)),
    "inspection.conclude": (recorded(), ANN, on(3, 9)),
    "inspection.cancel": (requested(), ANN, on(3, 4)),
    "rectification.propose": (concluded(), ANN, on(3, 10)),
    "rectification.approve": (proposed_order(), CITY_HEAD, on(3, 11)),
    "rectification.refuse": (proposed_order(), CITY_HEAD, on(3, 11)),
    "rectification.serve": (unserved_order(), ANN, on(3, 12)),
    "rectification.progress": (running_order(), ANN, on(3, 16)),
    "rectification.request_extension": (running_order(), ANN, on(4, 7)),
    "rectification.decide_extension": (extension_asked(), CITY_HEAD, on(4, 8)),
    "rectification.suspend": (running_order(), COUNTY_HEAD, on(3, 20)),
    "rectification.resume": (suspended_order(), ANN, on(3, 30)),
    "rectification.object": (running_order(), ANN, on(3, 16)),
    "rectification.answer_objection": (objected_order(), CITY_HEAD, on(3, 20)),
    "rectification.report": (running_order(), ANN, on(4, 10)),
    "rectification.return_for_completion": (reported_order(), ANN, on(4, 13)),
    "rectification.reinspect": (reported_order(), ANN, on(4, 15)),
    "rectification.renew": (not_met_order(), ANN, on(4, 16)),
    "rectification.conclude": (not_met_order(), COUNTY_HEAD, on(4, 16)),
    "rectification.withdraw": (running_order(), COUNTY_HEAD, on(3, 20)),
    "interview.propose": (not_met_order(), ANN, on(4, 16)),
    "interview.approve": (proposed_interview(), CITY_HEAD, on(4, 17)),
    "interview.refuse": (proposed_interview(), CITY_HEAD, on(4, 17)),
    "interview.summon": (approved_interview(), ANN, on(4, 20)),
    "interview.hold": (summoned_interview(), ANN, on(4, 30)),
    "interview.absent": (summoned_interview(), ANN, on(4, 30)),
    "interview.propose_notice": (held_interview(), ANN, on(5, 6)),
    "interview.approve_notice": (proposed_notice(), CITY_DEPUTY, on(5, 7)),
    "interview.refuse_notice": (proposed_notice(), CITY_DEPUTY, on(5, 7)),
    "interview.notify_superior": (approved_notice(), BO, on(5, 8)),
    "interview.follow_up": (held_interview(), ANN, on(5, 20)),
    "interview.conclude": (held_interview(), ANN, on(5, 20)),
    "interview.cancel": (summoned_interview(), ANN, on(4, 21)),
    "transfer.propose": (not_met_order(), ANN, on(5, 6)),
    "transfer.approve": (proposed_transfer(), CITY_HEAD, on(5, 7)),
    "transfer.refuse": (proposed_transfer(), CITY_HEAD, on(5, 7)),
    "transfer.send": (approved_transfer(), ANN, on(5, 8)),
    "transfer.accept": (sent_transfer(), ANN, on(5, 11)),
    "transfer.return": (sent_transfer(), ANN, on(5, 11)),
    "transfer.withdraw": (sent_transfer(), ANN, on(5, 9)),
    "transfer.feedback": (accepted_transfer(), ANN, on(6, 1)),
}
