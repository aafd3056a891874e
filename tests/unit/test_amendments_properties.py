"""Correcting a date derives the deadlines anew: the same as recording the right day at once, and undone by a second."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.facts import DeadlineFacts, Facts
from tests.unit.scenes import (
    extension_asked,
    go,
    held_interview,
    on,
    reinspected_order,
    reported_order,
    running_order,
    sent_transfer,
    suspended_order,
    unserved_order,
)
from tests.unit.scenes_remedy import referred, stayed
from tests.unit.scenes_technical import measured, notified_technical, ratified
from tests.unit.worlds import ANN, BO, CITY_HEAD, COUNTY_HEAD, the_case

Later = tuple[str, str, date, dict[str, Any]]
"""An act taken afterwards: name, badge, day, fields."""

SUSPEND: Later = ("rectification.suspend", COUNTY_HEAD, on(4, 14), {})
RESUME: Later = ("rectification.resume", ANN, on(4, 20), {})
REPORT: Later = ("rectification.report", ANN, on(5, 11), {})
STAY: Later = ("case.stay", COUNTY_HEAD, on(4, 14), {})
LIFT_STAY: Later = ("case.lift_stay", COUNTY_HEAD, on(4, 20), {})
ASK: Later = ("rectification.request_extension", ANN, on(4, 10), {})
GRANT: Later = ("rectification.decide_extension", CITY_HEAD, on(5, 12), {})
LONG_AFTER = on(8, 31)
LATE = {"late_reason": "The mail room was flooded."}


@dataclass(frozen=True)
class Story:
    """The act whose `field` may have been recorded wrongly, and what is done after it."""

    name: str
    facts: Facts
    act: str
    field: str
    first: date
    last: date
    later: tuple[Later, ...] = ()
    given: tuple[tuple[str, Any], ...] = ()
    badge: str = ANN
    recorded_on: date | None = None

    @property
    def event(self) -> int:
        return the_case(self.facts).version + 1

    def recorded(self, day: date) -> Facts:
        """The act with this day."""
        stated: dict[str, Any] = {**dict(self.given), self.field: day}
        return go(self.facts, self.act, self.badge, self.recorded_on or self.last, **stated)

    def goes_on(self, facts: Facts) -> Facts:
        for act, badge, today, stated in self.later:
            facts = go(facts, act, badge, today, **stated)
        return facts

    def corrected(self, facts: Facts, day: date, today: date) -> Facts:
        stated: dict[str, Any] = {"event": self.event, "field": self.field, "value": day.isoformat()}
        facts = go(facts, "case.correct", BO, today, **stated)
        return go(facts, "case.confirm_correction", CITY_HEAD, today)


def _service(name: str, *later: Later) -> Story:
    return Story(f"service, {name}", unserved_order(), "rectification.serve", "served_on", on(3, 11), on(4, 10), later)


def _report(name: str, facts: Facts, *later: Later) -> Story:
    act, late = "rectification.report", tuple(LATE.items())
    return Story(f"report, {name}", facts, act, "received_on", on(4, 8), on(5, 20), later, late)


def _suspension(name: str, *later: Later) -> Story:
    act, first, last = "rectification.suspend", on(3, 12), on(4, 20)
    return Story(f"suspension, {name}", running_order(), act, "occurred_on", first, last, later, badge=COUNTY_HEAD)


def _resumption(name: str, *later: Later) -> Story:
    act, first, last = "rectification.resume", on(3, 20), on(5, 10)
    return Story(f"resumption, {name}", suspended_order(), act, "occurred_on", first, last, later)


def _objection(name: str, *later: Later) -> Story:
    act, first, last, late = "rectification.object", on(3, 12), on(4, 10), tuple(LATE.items())
    return Story(f"objection, {name}", running_order(), act, "received_on", first, last, later, late)


def _measure(name: str, facts: Facts, act: str, *later: Later) -> Story:
    return Story(name, facts, f"technical.{act}", "occurred_on", on(3, 12), on(3, 20), later)


def _ordered(name: str, *later: Later) -> Story:
    act, first, last = "technical.order_measure", on(3, 11), on(3, 16)
    return Story(f"measure, {name}", notified_technical(), act, "occurred_on", first, last, later)


ANSWER: Later = ("rectification.answer_objection", CITY_HEAD, on(4, 10), {})
REINSPECT: Later = ("rectification.reinspect", ANN, on(5, 20), {})
REVIEW: Later = ("technical.review_measure", ANN, on(3, 20), {})
LIFT: Later = ("technical.lift_measure", ANN, on(3, 23), {})
COMMENT_LATE, DONE = tuple(LATE.items()), (("done", True),)
REINSPECTED = reported_order(), "rectification.reinspect", "occurred_on", on(4, 10), on(5, 20)
COMMENTED = reinspected_order(), "rectification.comment", "received_on", on(4, 15), on(5, 6), (), COMMENT_LATE
FOLLOWED = held_interview(), "interview.follow_up", "occurred_on", on(4, 30), on(7, 20), (), DONE
POSTED: dict[str, Any] = {
    "field": "posted_on",
    "last": on(4, 30),
    "recorded_on": on(5, 20),
    "given": (("received_on", on(5, 20)),),
}

STORIES = (
    _service("running"),
    _service("suspended", SUSPEND),
    _service("suspended and resumed", SUSPEND, RESUME),
    _service("reported", REPORT),
    _service("reported while suspended", SUSPEND, REPORT),
    _service("reported while stayed", STAY, REPORT),
    _service("stayed and reported", STAY, LIFT_STAY, REPORT),
    _service("more time granted after the report", ASK, REPORT, GRANT),
    _service("more time granted while suspended", ASK, SUSPEND, GRANT),
    _report("running", running_order()),
    _report("suspended", suspended_order()),
    _report("suspended in the end", go(running_order(), *SUSPEND[:3])),
    _report("stayed", stayed()),
    _report("referred", referred()),
    _report("more time granted", extension_asked(), ("rectification.decide_extension", CITY_HEAD, on(5, 20), {})),
    _report("re-inspected", running_order(), REINSPECT),
    replace(_report("posted", running_order()), **POSTED),
    _suspension("running"),
    _suspension("resumed", RESUME),
    _suspension("resumed and reported", RESUME, REPORT),
    _suspension("reported", REPORT),
    _resumption("running"),
    _resumption("reported", REPORT),
    _objection("open"),
    _objection("answered", ANSWER),
    Story("re-inspection", *REINSPECTED),
    Story("comment", *COMMENTED),
    _ordered("in force"),
    _ordered("lifted", LIFT),
    _measure("review", ratified(), "review_measure"),
    _measure("review, reviewed", ratified(), "review_measure", REVIEW),
    _measure("review, lifted", ratified(), "review_measure", REVIEW, LIFT),
    _measure("lifting", measured(), "lift_measure"),
    _measure("lifting, ratified", ratified(), "lift_measure"),
    Story("acceptance", sent_transfer(), "transfer.accept", "received_on", on(5, 8), on(5, 29)),
    Story("follow-up", *FOLLOWED),
)


def told(deadline: DeadlineFacts) -> DeadlineFacts:
    """The deadline without the numbers of the events that made it."""
    return replace(deadline, id=0, armed_seq=0)


def days(story: Story) -> st.SearchStrategy[date]:
    return st.integers(0, (story.last - story.first).days).map(lambda n: story.first + timedelta(days=n))


stories = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)


@stories
@settings(max_examples=12)
@given(st.data())
def test_corrected_is_the_same_as_recorded_rightly(story: Story, data: st.DataObject) -> None:
    wrong, right = data.draw(days(story)), data.draw(days(story))
    assume(wrong != right)
    corrected = story.corrected(story.goes_on(story.recorded(wrong)), right, LONG_AFTER)
    assert corrected.deadlines == story.goes_on(story.recorded(right)).deadlines


@stories
@settings(max_examples=8)
@given(st.data())
def test_corrected_and_corrected_back_nothing_has_changed(story: Story, data: st.DataObject) -> None:
    first, other = data.draw(days(story)), data.draw(days(story))
    assume(first != other)
    facts = story.goes_on(story.recorded(first))
    there_and_back = story.corrected(story.corrected(facts, other, LONG_AFTER), first, LONG_AFTER)
    assert there_and_back.deadlines == facts.deadlines


@stories
@settings(max_examples=8)
@given(st.data())
def test_what_follows_a_correction_follows_the_right_day(story: Story, data: st.DataObject) -> None:
    wrong, right = data.draw(days(story)), data.draw(days(story))
    assume(wrong != right)
    today = story.recorded_on or story.last
    at_once = story.goes_on(story.recorded(right)).deadlines
    corrected = story.goes_on(story.corrected(story.recorded(wrong), right, today)).deadlines
    assert [told(d) for d in corrected] == [told(d) for d in at_once]
