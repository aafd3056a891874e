"""What the unit did has its own day; recorded late it needs a reason and stands on the supervising organ's list."""

from datetime import date
from typing import Any

import pytest

from models.facts import Facts
from models.periods import Clock, DeadlineState
from models.rules import Rules
from models.vocabulary import Audience, Noted
from tests.unit.scenes import (
    allowed,
    attempt,
    go,
    on,
    recorded,
    refusal,
    reinspected_order,
    running_order,
    why,
)
from tests.unit.scenes_technical import recorded_technical
from tests.unit.worlds import ANN, UNKNOWN_FILE, the_deadline

REPORT, PROGRESS, OBJECT = "rectification.report", "rectification.progress", "rectification.object"
MORE_TIME = "rectification.request_extension"
REASON = "The mail room was flooded."

FROM_THE_UNIT = [
    ("inspection.comment", recorded(), on(3, 9)),
    ("technical.comment", recorded_technical(), on(3, 13)),
    (PROGRESS, running_order(), on(3, 16)),
    (MORE_TIME, running_order(), on(3, 16)),
    (OBJECT, running_order(), on(3, 16)),
    (REPORT, running_order(), on(3, 16)),
    ("rectification.comment", reinspected_order(), on(4, 16)),
]
"""Every act by which something of the unit is recorded, and a day it came in."""


@pytest.mark.parametrize(("act", "facts", "came"), FROM_THE_UNIT)
def test_recorded_within_one_working_day_it_is_not_late(act: str, facts: Facts, came: date) -> None:
    decision = allowed(attempt(facts, act, ANN, came))
    assert "recorded_late" not in decision.entry
    assert (decision.noted, Audience.SUPERVISOR in decision.audience) == ((), False)


@pytest.mark.parametrize(("act", "facts", "came"), FROM_THE_UNIT)
def test_recorded_late_it_needs_a_reason_and_the_supervisor_is_told(act: str, facts: Facts, came: date) -> None:
    later = date.fromordinal(came.toordinal() + 7)
    assert why(facts, act, ANN, later, received_on=came) == ("late_reason_required", came.isoformat())
    decision = allowed(attempt(facts, act, ANN, later, received_on=came, late_reason=REASON))
    assert decision.entry["recorded_late"] is True
    assert decision.noted == (Noted.RECORDED_LATE,)
    assert Audience.SUPERVISOR in decision.audience


def test_the_reason_is_sealed() -> None:
    decision = allowed(attempt(running_order(), REPORT, ANN, on(4, 13), received_on=on(4, 7), late_reason=REASON))
    assert REASON not in str(decision.entry)
    assert decision.sealed["late_reason"] == REASON


LATENESS = [
    # One working day: the next one is still in time.
    (on(3, 16), on(3, 17), False),
    (on(3, 16), on(3, 18), True),
    # Received on a Friday: Monday is in time, Tuesday is late.
    (on(3, 13), on(3, 16), False),
    (on(3, 13), on(3, 17), True),
    # Received on a Saturday.
    (on(3, 14), on(3, 16), False),
    (on(3, 14), on(3, 17), True),
    # 1 to 5 May is off: after Thursday 30 April comes Wednesday 6 May.
    (on(4, 30), on(5, 6), False),
    (on(4, 30), on(5, 7), True),
    # Saturday 9 May is worked.
    (on(5, 8), on(5, 9), False),
    (on(5, 8), on(5, 11), True),
]


@pytest.mark.parametrize(("came", "recorded_on", "late"), LATENESS)
def test_lateness_is_counted_in_working_days(came: date, recorded_on: date, late: bool) -> None:
    expected = "late_reason_required" if late else None
    assert refusal(running_order(), OBJECT, ANN, recorded_on, received_on=came) == expected
    given: dict[str, Any] = {"received_on": came, "late_reason": REASON}
    decision = allowed(attempt(running_order(), OBJECT, ANN, recorded_on, **given))
    assert decision.noted == ((Noted.RECORDED_LATE,) if late else ())


def test_lateness_counts_from_receipt_not_from_posting() -> None:
    posted: dict[str, Any] = {"posted_on": on(3, 20), "received_on": on(3, 30)}
    assert refusal(running_order(), OBJECT, ANN, on(3, 31), **posted) is None
    assert refusal(running_order(), OBJECT, ANN, on(4, 1), **posted) == "late_reason_required"


def test_how_long_the_organ_allows_itself_is_a_setting() -> None:
    generous = Rules(recording_working_days=3)
    for day, expected in ((on(3, 19), None), (on(3, 20), "late_reason_required")):
        assert refusal(running_order(), OBJECT, ANN, day, rules=generous, received_on=on(3, 16)) == expected


@pytest.mark.parametrize(("act", "facts", "came"), FROM_THE_UNIT)
def test_nothing_comes_tomorrow_nor_before_it_was_posted(act: str, facts: Facts, came: date) -> None:
    after, before = date.fromordinal(came.toordinal() + 1), date.fromordinal(came.toordinal() - 1)
    assert refusal(facts, act, ANN, came, received_on=after) == "date_in_future"
    assert refusal(facts, act, ANN, came, posted_on=after) == "date_in_future"
    assert refusal(facts, act, ANN, came, posted_on=came, received_on=before) == "dates_reversed"
    assert refusal(facts, act, ANN, came, posted_on=before) is None
    assert refusal(facts, act, ANN, came, posted_on=came) is None


@pytest.mark.parametrize(("act", "facts", "came"), FROM_THE_UNIT)
def test_what_came_is_a_file_of_this_case(act: str, facts: Facts, came: date) -> None:
    assert why(facts, act, ANN, came, files=[UNKNOWN_FILE]) == ("document_unknown", "000000000000")
    assert refusal(facts, act, ANN, came, files=["c" * 64]) is None


# The limit ends on Monday 13 April.
REPORTS = [
    (None, on(4, 13), DeadlineState.MET),
    (None, on(4, 14), DeadlineState.LATE),
    (on(4, 13), on(4, 16), DeadlineState.MET),
    (on(4, 14), on(4, 16), DeadlineState.LATE),
    (on(4, 10), on(4, 20), DeadlineState.MET),
]


@pytest.mark.parametrize(("posted", "came", "state"), REPORTS)
@pytest.mark.parametrize("recorded_on", [on(4, 20), on(5, 20)])
def test_a_report_is_in_time_by_the_units_own_day_whenever_it_is_recorded(
    posted: date | None, came: date, state: DeadlineState, recorded_on: date
) -> None:
    given: dict[str, Any] = {"posted_on": posted, "received_on": came, "late_reason": REASON}
    facts = go(running_order(), REPORT, ANN, recorded_on, **given)
    limit = the_deadline(facts, Clock.RECTIFICATION_LIMIT, "R1")
    assert (limit.state, limit.settled_on) == (state, posted or came)


def test_the_organs_own_time_begins_with_receipt() -> None:
    """15 working days after Monday 20 April: 1 to 5 May is off and 9 May is worked, so Wednesday 13 May."""
    facts = go(running_order(), REPORT, ANN, on(4, 20), posted_on=on(4, 13))
    assert the_deadline(facts, Clock.REINSPECTION, "R1").anchor_on == on(4, 20)
    assert the_deadline(facts, Clock.REINSPECTION, "R1").due_on == on(5, 13)


@pytest.mark.parametrize(
    ("posted", "came", "expected"),
    [
        (None, on(4, 13), None),
        (None, on(4, 14), "extension_after_limit"),
        (on(4, 13), on(4, 16), None),
        (on(4, 14), on(4, 16), "extension_after_limit"),
    ],
)
def test_more_time_is_asked_for_in_time_by_the_units_own_day(
    posted: date | None, came: date, expected: str | None
) -> None:
    given: dict[str, Any] = {"posted_on": posted, "received_on": came, "late_reason": REASON}
    assert refusal(running_order(), MORE_TIME, ANN, on(4, 20), **given) == expected


def test_a_request_recorded_late_still_stops_what_goes_against_the_unit() -> None:
    given: dict[str, Any] = {"received_on": on(4, 13), "late_reason": REASON}
    asked = go(running_order(), MORE_TIME, ANN, on(4, 20), **given)
    assert refusal(running_order(), "interview.propose", ANN, on(4, 20)) is None
    assert refusal(asked, "interview.propose", ANN, on(4, 20)) == "extension_open"


@pytest.mark.parametrize(
    ("posted", "came", "state"),
    [
        # Re-inspected on Wednesday 15 April: three working days end on Monday the 20th.
        (None, on(4, 20), DeadlineState.MET),
        (None, on(4, 21), DeadlineState.LATE),
        (on(4, 20), on(4, 22), DeadlineState.MET),
    ],
)
def test_a_comment_is_in_time_by_the_units_own_day(posted: date | None, came: date, state: DeadlineState) -> None:
    given: dict[str, Any] = {"posted_on": posted, "received_on": came, "late_reason": REASON}
    facts = go(reinspected_order(), "rectification.comment", ANN, on(4, 30), **given)
    assert the_deadline(facts, Clock.COMMENT, "R1").state is state
