"""What the unit does about an order has its own date; extensions are bounded; every item is decided."""

from datetime import date
from typing import Any

import pytest

from models.facts import Facts
from models.periods import Clock, DeadlineState
from models.vocabulary import Audience, Noted
from tests.unit.scenes import (
    allowed,
    attempt,
    extension_asked,
    go,
    late_reported_order,
    on,
    refusal,
    reported_order,
    returned_order,
    running_order,
    suspended_order,
)
from tests.unit.worlds import ANN, CITY_HEAD, COUNTY_HEAD, the_deadline

LIMIT = Clock.RECTIFICATION_LIMIT
# The last day of the running order is Monday 13 April.
ARRIVALS = [
    (on(4, 13), None, True),
    (on(4, 14), None, False),
    (on(4, 20), on(4, 13), True),
    (on(4, 20), on(4, 14), False),
    (on(4, 14), on(4, 14), False),
    (on(4, 10), on(4, 7), True),
]


LATE: dict[str, Any] = {"late_reason": "It lay in the mail room."}


def met_in_time(facts: Facts) -> bool:
    """Whether the limit was met; else it was missed."""
    state = the_deadline(facts, LIMIT, "R1").state
    assert state in (DeadlineState.MET, DeadlineState.LATE)
    return state is DeadlineState.MET


@pytest.mark.parametrize(("received", "posted", "timely"), ARRIVALS)
def test_a_report_is_timely_by_the_day_it_was_posted_or_received(
    received: date, posted: date | None, timely: bool
) -> None:
    """All of them are recorded on 24 April: when an officer wrote it down does not count."""
    given: dict[str, Any] = {"received_on": received, "posted_on": posted, **LATE}
    facts = go(running_order(), "rectification.report", ANN, on(4, 24), **given)
    assert met_in_time(facts) is timely


@pytest.mark.parametrize(("received", "posted", "timely"), ARRIVALS)
def test_more_time_is_asked_for_while_the_limit_runs(received: date, posted: date | None, timely: bool) -> None:
    given: dict[str, Any] = {"received_on": received, "posted_on": posted, **LATE}
    expected = None if timely else "extension_after_limit"
    assert refusal(running_order(), "rectification.request_extension", ANN, on(4, 24), **given) == expected


@pytest.mark.parametrize(
    ("received", "posted", "expected"),
    [
        (on(4, 8), on(4, 9), "dates_reversed"),
        (on(4, 11), None, "date_in_future"),
        (on(4, 11), on(4, 9), "date_in_future"),
        (on(4, 10), on(4, 10), None),
    ],
)
def test_nothing_arrives_before_it_was_posted_or_tomorrow(
    received: date, posted: date | None, expected: str | None
) -> None:
    for act in ("report", "progress", "object", "request_extension"):
        given = {"received_on": received, "posted_on": posted}
        assert refusal(running_order(), f"rectification.{act}", ANN, on(4, 10), **given) == expected


LATE_ENTRIES = [
    (on(4, 10), False),
    # Monday is the working day after Friday 10 April.
    (on(4, 13), False),
    (on(4, 14), True),
    (on(4, 24), True),
]


@pytest.mark.parametrize(("recorded", "late"), LATE_ENTRIES)
@pytest.mark.parametrize("act", ["report", "progress", "object", "request_extension"])
def test_what_is_recorded_later_than_the_next_working_day_needs_a_reason_and_is_listed(
    act: str, recorded: date, late: bool
) -> None:
    given: dict[str, Any] = {"received_on": on(4, 10)}
    name = f"rectification.{act}"
    assert refusal(running_order(), name, ANN, recorded, **given) == ("late_reason_required" if late else None)
    decision = allowed(attempt(running_order(), name, ANN, recorded, **given, **LATE))
    assert decision.noted == ((Noted.RECORDED_LATE,) if late else ())
    assert decision.entry.get("recorded_late", False) is late
    assert (Audience.SUPERVISOR in decision.audience) is late


@pytest.mark.parametrize(("first", "timely"), [(reported_order(), True), (late_reported_order(), False)])
def test_a_completed_report_keeps_the_first_date(first: Facts, timely: bool) -> None:
    facts = go(first, "rectification.return_for_completion", ANN, on(4, 15))
    facts = go(facts, "rectification.report", ANN, on(4, 27))
    assert met_in_time(facts) is timely


def test_one_request_and_one_objection_wait_at_a_time() -> None:
    asked = go(extension_asked(), "rectification.object", ANN, on(4, 8))
    assert refusal(asked, "rectification.request_extension", ANN, on(4, 8)) == "extension_already_open"
    assert refusal(asked, "rectification.object", ANN, on(4, 8)) == "objection_already_open"
    answered = go(asked, "rectification.decide_extension", CITY_HEAD, on(4, 9))
    answered = go(answered, "rectification.answer_objection", CITY_HEAD, on(4, 9))
    assert refusal(answered, "rectification.decide_extension", CITY_HEAD, on(4, 9)) == "no_open_extension"
    assert refusal(answered, "rectification.answer_objection", CITY_HEAD, on(4, 9)) == "no_open_objection"
    assert refusal(answered, "rectification.request_extension", ANN, on(4, 9)) is None
    assert refusal(answered, "rectification.object", ANN, on(4, 9)) is None


@pytest.mark.parametrize(
    ("decision", "length", "expected"),
    [
        ("granted", 1, None),
        ("granted", 30, None),
        ("granted", 31, "extension_bound_exceeded"),
        ("granted", 0, "time_limit_required"),
        ("rejected", 0, None),
    ],
)
def test_an_extension_never_exceeds_the_limit_first_set(decision: str, length: int, expected: str | None) -> None:
    given = {"decision": decision, "length": length}
    assert refusal(extension_asked(), "rectification.decide_extension", CITY_HEAD, on(4, 8), **given) == expected


@pytest.mark.parametrize(("second", "expected"), [(10, None), (11, "extension_bound_exceeded")])
def test_extensions_add_up_towards_the_bound(second: int, expected: str | None) -> None:
    facts = go(extension_asked(), "rectification.decide_extension", CITY_HEAD, on(4, 8), length=20)
    facts = go(facts, "rectification.request_extension", ANN, on(4, 9))
    assert refusal(facts, "rectification.decide_extension", CITY_HEAD, on(4, 10), length=second) == expected


def results(*met: tuple[int, bool]) -> list[dict[str, Any]]:
    return [{"item": item, "met": is_met} for item, is_met in met]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (results((1, True), (2, False)), None),
        (results((2, False), (1, True)), None),
        (results((1, True)), "items_incomplete"),
        (results((1, True), (2, True), (3, True)), "items_incomplete"),
        (results((1, True), (1, False)), "items_incomplete"),
        (results((1, True), (2, False), (2, True)), "items_incomplete"),
    ],
)
def test_a_reinspection_decides_each_item_once(told: list[dict[str, Any]], expected: str | None) -> None:
    assert refusal(reported_order(), "rectification.reinspect", ANN, on(4, 15), results=told) == expected


SILENT: dict[str, Any] = {"statement": None, "signing": "signed"}
UNNOTED: dict[str, Any] = {"statement": None, "signing": "refused, noted with witness"}
REFUSED = {**UNNOTED, "refusal": "No reason given.", "witness": "The doorkeeper."}


@pytest.mark.parametrize(
    ("met", "heard", "expected"),
    [
        (False, {}, None),
        (False, REFUSED, None),
        (False, SILENT, "statement_missing"),
        (False, UNNOTED, "refusal_not_noted"),
        (True, UNNOTED, "refusal_not_noted"),
        (True, SILENT, None),
        (True, REFUSED, None),
    ],
)
def test_not_met_needs_the_units_statement_or_its_refusal_noted(
    met: bool, heard: dict[str, Any], expected: str | None
) -> None:
    told = results((1, True), (2, met))
    assert refusal(reported_order(), "rectification.reinspect", ANN, on(4, 15), results=told, **heard) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(on(4, 9), "dates_reversed"), (on(4, 10), None), (on(4, 20), None), (on(4, 21), "date_in_future")],
)
def test_a_reinspection_follows_the_day_the_report_came_not_the_day_it_was_written_down(
    day: date, expected: str | None
) -> None:
    facts = go(running_order(), "rectification.report", ANN, on(4, 20), received_on=on(4, 10), **LATE)
    assert refusal(facts, "rectification.reinspect", ANN, on(4, 20), occurred_on=day) == expected


def test_a_reinspection_needs_two_officers() -> None:
    assert (
        refusal(reported_order(), "rectification.reinspect", ANN, on(4, 15), present=[ANN]) == "two_officers_required"
    )


def test_a_second_report_needs_a_return_before_it() -> None:
    assert refusal(reported_order(), "rectification.report", ANN, on(4, 13)) == "completion_not_requested"
    assert refusal(returned_order(), "rectification.report", ANN, on(4, 13)) is None


def test_a_time_limit_is_suspended_once_and_resumed_once() -> None:
    assert refusal(suspended_order(), "rectification.suspend", COUNTY_HEAD, on(3, 23)) == "already_suspended"
    assert refusal(running_order(), "rectification.resume", ANN, on(3, 23)) == "not_suspended"
    facts = go(suspended_order(), "rectification.resume", ANN, on(3, 30))
    assert refusal(facts, "rectification.resume", ANN, on(3, 31)) == "not_suspended"
    assert refusal(facts, "rectification.suspend", COUNTY_HEAD, on(3, 31)) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [(on(3, 11), "dates_reversed"), (on(3, 12), None), (on(3, 20), None), (on(3, 21), "date_in_future")],
)
def test_a_suspension_begins_between_service_and_today(day: date, expected: str | None) -> None:
    assert refusal(running_order(), "rectification.suspend", COUNTY_HEAD, on(3, 20), occurred_on=day) == expected


@pytest.mark.parametrize(("day", "expected"), [(on(3, 15), "dates_reversed"), (on(3, 16), None), (on(3, 18), None)])
def test_a_resumption_follows_the_day_of_the_suspension_not_of_its_record(day: date, expected: str | None) -> None:
    facts = go(running_order(), "rectification.suspend", COUNTY_HEAD, on(3, 20), occurred_on=on(3, 16))
    assert refusal(facts, "rectification.resume", ANN, on(3, 20), occurred_on=day) == expected


def test_what_arrives_while_the_limit_is_suspended_is_timely() -> None:
    """Suspended on 20 March and not resumed: on 11 May the limit of 13 April has not run out."""
    assert refusal(suspended_order(), "rectification.request_extension", ANN, on(5, 11)) is None
    assert met_in_time(go(suspended_order(), "rectification.report", ANN, on(5, 11)))


def test_a_suspension_after_the_limit_does_not_make_a_late_report_timely() -> None:
    facts = go(running_order(), "rectification.suspend", COUNTY_HEAD, on(4, 15))
    assert refusal(facts, "rectification.request_extension", ANN, on(4, 16)) == "extension_after_limit"
    assert not met_in_time(go(facts, "rectification.report", ANN, on(4, 16)))
