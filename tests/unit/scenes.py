"""Walks through the procedure, each day typed by hand."""

from datetime import date
from functools import cache
from typing import Any

from models.calendars import Calendar
from models.decide import Decision
from models.errors import TransitionRefused
from models.facts import Facts
from models.rules import Rules
from models.vocabulary import Stage
from tests.unit.papers import paper
from tests.unit.worlds import (
    ANN,
    CALENDAR,
    CITY_DEPUTY,
    CITY_HEAD,
    COUNTY_HEAD,
    NOTHING,
    RULES,
    decided,
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


def refusal(facts: Facts, name: str, badge: str, today: date, **more: Any) -> str | None:
    """The code of the refusal; None where the act is allowed."""
    answer = attempt(facts, name, badge, today, **more)
    return answer if isinstance(answer, str) else None


def why(facts: Facts, name: str, badge: str, today: date, **given: Any) -> tuple[str, ...]:
    """The code of the refusal and its details; empty where the act is allowed."""
    form = paper(name, today, **given)
    try:
        decided(facts, Stage(name.split(".")[0]), form, badge, today)
    except TransitionRefused as refused:
        return (refused.refusal.code, *refused.refusal.detail)
    return ()


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
def drawn_notice() -> Facts:
    return go(approved(), "inspection.draw_up", ANN, on(3, 4))


@cache
def notified() -> Facts:
    return go(drawn_notice(), "inspection.notify", ANN, on(3, 5))


@cache
def recorded() -> Facts:
    return go(notified(), "inspection.record", ANN, on(3, 6))


@cache
def commented_record() -> Facts:
    """The unit may comment until Wednesday 11 March, and does on the 9th."""
    return go(recorded(), "inspection.comment", ANN, on(3, 9))


@cache
def concluded() -> Facts:
    return go(commented_record(), "inspection.conclude", ANN, on(3, 9))


@cache
def proposed_order() -> Facts:
    return go(concluded(), "rectification.propose", ANN, on(3, 10))


@cache
def approved_order() -> Facts:
    return go(proposed_order(), "rectification.approve", CITY_HEAD, on(3, 11))


@cache
def unserved_order() -> Facts:
    """Approved and drawn up."""
    return go(approved_order(), "rectification.draw_up", ANN, on(3, 11))


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
def reinspected_order() -> Facts:
    """Item 1 is met, item 2 is not; the unit may comment until Monday 20 April."""
    return go(reported_order(), "rectification.reinspect", ANN, on(4, 15))


@cache
def not_met_order() -> Facts:
    """The same, after the unit commented."""
    return go(reinspected_order(), "rectification.comment", ANN, on(4, 15))


@cache
def proposed_interview() -> Facts:
    return go(not_met_order(), "interview.propose", ANN, on(4, 16))


@cache
def approved_interview() -> Facts:
    return go(proposed_interview(), "interview.approve", CITY_HEAD, on(4, 17))


@cache
def drawn_summons() -> Facts:
    """For Thursday 30 April."""
    return go(approved_interview(), "interview.draw_up", ANN, on(4, 20))


@cache
def summoned_interview() -> Facts:
    return go(drawn_summons(), "interview.summon", ANN, on(4, 20))


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
def drawn_letter() -> Facts:
    return go(approved_notice(), "interview.draw_up_letter", ANN, on(5, 8))


@cache
def proposed_transfer() -> Facts:
    return go(not_met_order(), "transfer.propose", ANN, on(5, 6))


@cache
def approved_transfer() -> Facts:
    return go(proposed_transfer(), "transfer.approve", CITY_HEAD, on(5, 7))


@cache
def drawn_transfer() -> Facts:
    return go(approved_transfer(), "transfer.draw_up", ANN, on(5, 8))


@cache
def sent_transfer() -> Facts:
    return go(drawn_transfer(), "transfer.send", ANN, on(5, 8))


@cache
def accepted_transfer() -> Facts:
    return go(sent_transfer(), "transfer.accept", ANN, on(5, 11))
