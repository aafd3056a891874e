"""Complaints and requests to correct the record: who receives, who decides, what blocks, what the unit hears."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.decide import Decision
from models.facts import ComplainedFacts, Facts, OrganFacts
from models.lifecycle import next_acts
from models.periods import Clock, DeadlineState
from models.vocabulary import Audience, Level, Noted
from tests.unit.scenes import allowed, attempt, go, on, refusal, running_order, why
from tests.unit.scenes_complaint import (
    COMPLAINED,
    complaint_accepted,
    complaint_decided,
    complaint_forwarded,
    complaint_received,
    correction_asked,
)
from tests.unit.worlds import (
    ADMIN,
    ANN,
    BO,
    CAI,
    CITY_DEPUTY,
    CITY_HEAD,
    CITY_INSPECTOR,
    COUNTY_HEAD,
    ORGAN,
    OTHER_CITY_HEAD,
    PROVINCE_HEAD,
    the_case,
    the_deadline,
)

RECEIVE, ACCEPT, DECIDE, TELL = "complaint.receive", "complaint.accept", "complaint.decide", "complaint.tell_result"
ASK, DECLINE, CONFIRM = "case.request_correction", "case.decline_correction", "case.confirm_correction"
CITY = OrganFacts("GY", "520100", "GY", ("GY", "GZ"), (Level.CITY, Level.PROVINCE))
PROVINCE = OrganFacts("GZ", "520000", "GZ", ("GZ",), (Level.PROVINCE,))


def about(organ: OrganFacts | None, **more: Any) -> Facts:
    return replace(COMPLAINED, complained=ComplainedFacts(organ, **more))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (COMPLAINED, ()),
        # The city is complained of: the county below it receives nothing of that.
        (about(CITY), ("complaint_elsewhere", "GZ")),
        (about(None), ("organ_unknown", "NM")),
        (about(ORGAN, case_known=False), ("not_a_working_case", "NM-2026-000007")),
    ],
)
def test_the_organ_complained_of_or_the_one_above_receives_it(facts: Facts, expected: tuple[str, ...]) -> None:
    assert why(facts, RECEIVE, ANN, on(3, 3)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, None),
        ({"unit": None, "complainant": "Somebody."}, None),
        ({"unit": None}, "complainant_missing"),
        ({"complainant": "Somebody."}, "complainant_missing"),
        ({"received_on": on(3, 4)}, "date_in_future"),
        ({"posted_on": on(3, 4)}, "date_in_future"),
        ({"received_on": on(2, 24)}, "late_reason_required"),
        ({"handler": CITY_HEAD}, "not_organ_in_charge"),
    ],
)
def test_a_complaint_is_somebody_s_and_has_its_day(given: dict[str, Any], expected: str | None) -> None:
    assert refusal(COMPLAINED, RECEIVE, ANN, on(3, 3), **given) == expected


def test_who_complains_and_of_what_stands_sealed() -> None:
    decision = allowed(attempt(COMPLAINED, RECEIVE, ANN, on(3, 3), unit=None, complainant="Somebody."))
    assert set(decision.sealed) == {"complainant", "content"}
    assert "Somebody." not in str(decision.entry)


def test_it_stops_nothing_and_stands_on_the_list_above() -> None:
    decision = allowed(attempt(COMPLAINED, RECEIVE, ANN, on(3, 3)))
    assert decision.noted == (Noted.COMPLAINT,)
    assert decision.audience == (Audience.HANDLER, Audience.HEAD, Audience.UNIT, Audience.SUPERVISOR)
    assert not decision.transition.adverse
    assert [(d.deadline.clock, d.deadline.due_on) for d in decision.deadlines] == [
        (Clock.COMPLAINT_ANSWER, date(2026, 3, 24))
    ]


@pytest.mark.parametrize(
    ("badge", "expected"),
    [
        (CITY_HEAD, None),
        (CITY_INSPECTOR, "not_responsible_person"),
        # Had a part in the case complained about.
        (CITY_DEPUTY, "complaint_involved"),
        (COUNTY_HEAD, "complaint_decided_above"),
        (ANN, "complaint_decided_above"),
        (PROVINCE_HEAD, "complaint_decided_above"),
        (OTHER_CITY_HEAD, "complaint_decided_above"),
        (ADMIN, "complaint_decided_above"),
    ],
)
def test_a_responsible_person_of_the_organ_above_decides(badge: str, expected: str | None) -> None:
    assert refusal(complaint_forwarded(), ACCEPT, badge, on(3, 5)) == expected
    assert refusal(complaint_forwarded(), "complaint.not_accept", badge, on(3, 5)) == expected
    assert refusal(complaint_accepted(), DECIDE, badge, on(3, 10)) == expected


def test_what_came_to_the_organ_complained_of_goes_up_first_and_once() -> None:
    assert refusal(complaint_received(), ACCEPT, CITY_HEAD, on(3, 4)) == "complaint_forward_first"
    assert refusal(complaint_forwarded(), "complaint.forward", BO, on(3, 5)) == "wrong_state"


def test_the_topmost_organ_decides_itself() -> None:
    top = replace(about(PROVINCE), organ=PROVINCE)
    facts = go(top, RECEIVE, "GZ-11", on(3, 3), handler="GZ-11")
    assert refusal(facts, "complaint.forward", "GZ-11", on(3, 4)) == "complaint_not_forwarded"
    assert refusal(facts, ACCEPT, PROVINCE_HEAD, on(3, 4)) is None


def test_what_came_to_the_organ_above_is_not_forwarded() -> None:
    above = replace(about(ORGAN), organ=CITY)
    facts = go(above, RECEIVE, CITY_INSPECTOR, on(3, 3), handler=CITY_INSPECTOR)
    assert refusal(facts, "complaint.forward", CITY_INSPECTOR, on(3, 4)) == "complaint_not_forwarded"
    assert refusal(facts, ACCEPT, CITY_HEAD, on(3, 4)) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, None),
        ({"answer": "partly upheld", "undoing": "correct the record"}, None),
        ({"to_do": None}, "complaint_to_do"),
        ({"answer": "rejected"}, "complaint_undoing"),
        ({"answer": "rejected", "undoing": "nothing to undo", "to_do": None}, None),
    ],
)
def test_an_upheld_complaint_says_what_undoes_it(given: dict[str, Any], expected: str | None) -> None:
    assert refusal(complaint_accepted(), DECIDE, CITY_HEAD, on(3, 10), **given) == expected


def test_the_result_is_told_and_that_ends_it() -> None:
    told = go(complaint_decided(), TELL, BO, on(3, 11))
    assert the_case(told).state == "told"
    assert the_deadline(told, Clock.COMPLAINT_ANSWER, None).state is DeadlineState.MET
    late = go(complaint_decided(), TELL, BO, on(3, 25), told_on=on(3, 25))
    assert the_deadline(late, Clock.COMPLAINT_ANSWER, None).state is DeadlineState.LATE
    assert refusal(complaint_decided(), TELL, BO, on(3, 11), told_on=on(3, 2)) == "dates_reversed"
    assert refusal(complaint_decided(), TELL, BO, on(3, 11), told_on=on(3, 12)) == "date_in_future"


def test_it_is_withdrawn_before_it_is_decided() -> None:
    gone = go(complaint_accepted(), "complaint.withdraw", BO, on(3, 6))
    assert the_deadline(gone, Clock.COMPLAINT_ANSWER, None).state is DeadlineState.ENDED
    assert refusal(complaint_decided(), "complaint.withdraw", BO, on(3, 11)) == "wrong_state"


def test_a_request_for_correction_waits_for_its_answer_and_blocks_the_close() -> None:
    facts = correction_asked()
    assert the_deadline(facts, Clock.CORRECTION_ANSWER, None).due_on == date(2026, 3, 30)
    assert refusal(facts, ASK, ANN, on(3, 17)) == "correction_asked"
    assert refusal(facts, "case.close", CAI, on(3, 17)) == "correction_asked"
    assert "case.decline_correction" in {t.full_name for t, _ in next_acts(facts)}
    assert refusal(running_order(), DECLINE, COUNTY_HEAD, on(3, 17)) == "no_correction_asked"
    assert refusal(running_order(), ASK, ANN, on(3, 16), event=99) == "not_correctable"


def test_declined_it_is_answered_and_the_unit_told() -> None:
    decision = allowed(attempt(correction_asked(), DECLINE, COUNTY_HEAD, on(3, 17)))
    assert Audience.UNIT in decision.audience
    assert set(decision.sealed) == {"reason", "remedies"}
    facts = go(correction_asked(), DECLINE, COUNTY_HEAD, on(3, 17))
    assert the_deadline(facts, Clock.CORRECTION_ANSWER, None).state is DeadlineState.MET
    assert refusal(facts, ASK, ANN, on(3, 18)) is None


def confirmed(facts: Facts, **given: Any) -> Decision:
    return allowed(attempt(go(facts, "case.correct", BO, on(3, 17), **given), CONFIRM, COUNTY_HEAD, on(3, 18)))


def test_a_correction_of_what_the_unit_named_answers_it() -> None:
    decision = confirmed(correction_asked())
    assert decision.audience == (Audience.HANDLER, Audience.HEAD, Audience.UNIT, Audience.SUPERVISOR)
    settled = {d.deadline.clock: d.deadline.state for d in decision.deadlines}
    assert settled[Clock.CORRECTION_ANSWER] is DeadlineState.MET
    assert decision.entry["answers"] == the_case(correction_asked()).acts[-1]["seq"]


def test_another_correction_does_not_answer_it() -> None:
    other = go(running_order(), ASK, ANN, on(3, 16), event=11, field=None)
    decision = confirmed(other)
    assert Audience.UNIT not in decision.audience and "answers" not in decision.entry
    before = go(running_order(), "case.correct", BO, on(3, 16))
    asked = go(before, ASK, ANN, on(3, 17))
    late = allowed(attempt(asked, CONFIRM, COUNTY_HEAD, on(3, 18)))
    assert Audience.UNIT not in late.audience, "proposed before the unit asked"


def test_a_correction_of_the_day_the_request_came_answers_it_and_its_clock_stands_still() -> None:
    asked = go(running_order(), ASK, ANN, on(3, 16), event=None, field=None)
    request = the_case(asked).acts[-1]["seq"]
    proposed = go(asked, "case.correct", BO, on(3, 17), event=request, field="received_on", value="2026-03-13")
    facts = go(proposed, CONFIRM, COUNTY_HEAD, on(3, 18))
    assert the_case(facts).acts[-1]["answers"] == request
    found = the_deadline(facts, Clock.CORRECTION_ANSWER, None)
    assert (found.state, found.settled_on) == (DeadlineState.MET, on(3, 18))
