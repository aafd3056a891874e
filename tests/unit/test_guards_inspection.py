"""Inspection: approval, document, two inspectors, nothing outside what was approved; findings cite binding duties."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.acts.choices import Method
from models.errors import TransitionRefused
from models.facts import Facts
from models.law.duties import Spell
from models.periods import Clock
from models.vocabulary import Audience, Noted, Stage, UnitStatus
from tests.unit.papers import paper
from tests.unit.scenes import (
    allowed,
    approved,
    attempt,
    commented_record,
    drawn_notice,
    go,
    notified,
    on,
    opened,
    recorded,
    refusal,
    requested,
)
from tests.unit.worlds import (
    ADMIN,
    ANN,
    BO,
    CAI,
    CITY_HEAD,
    CITY_INSPECTOR,
    COUNTY_HEAD,
    GONE,
    NOTHING,
    decided,
    the_deadline,
)

TEAMS = [
    ([ANN, BO], None),
    ([ANN, BO, CAI], None),
    ([ANN], "two_officers_required"),
    ([], "two_officers_required"),
    ([ANN, ANN], "duplicate_officer"),
    ([ANN, BO, BO], "duplicate_officer"),
    ([ANN, "NOBODY"], "person_unknown"),
    ([ANN, CITY_INSPECTOR], "not_organ_in_charge"),
    ([ANN, ADMIN], "no_mandate"),
    ([ANN, GONE], "no_mandate"),
    ([ANN, COUNTY_HEAD], None),
]


@pytest.mark.parametrize(("team", "expected"), TEAMS)
def test_two_different_inspectors_of_the_organ_in_charge(team: list[str], expected: str | None) -> None:
    assert refusal(opened(), "inspection.request", ANN, on(3, 3), team=team) == expected
    assert refusal(notified(), "inspection.record", ANN, on(3, 6), present=team) == expected


def test_a_recused_officer_is_in_no_team() -> None:
    facts = go(opened(), "case.recuse", COUNTY_HEAD, on(3, 3), officer=BO)
    assert refusal(facts, "inspection.request", ANN, on(3, 3)) == "officer_recused"
    assert refusal(facts, "inspection.request", ANN, on(3, 3), team=[ANN, CAI]) is None


def test_one_inspection_stands_open_at_a_time() -> None:
    for facts in (requested(), approved(), notified(), recorded()):
        assert refusal(facts, "inspection.request", ANN, on(3, 9)) == "stage_already_open"
    facts = go(commented_record(), "inspection.conclude", ANN, on(3, 9))
    assert allowed(attempt(facts, "inspection.request", ANN, on(3, 9))).label == "I2"
    facts = go(requested(), "inspection.refuse", CITY_HEAD, on(3, 4))
    assert refusal(facts, "inspection.request", ANN, on(3, 9)) is None


def test_the_days_asked_for_are_in_order() -> None:
    same, reversed_ = {"starts_on": on(3, 5), "ends_on": on(3, 5)}, {"starts_on": on(3, 6), "ends_on": on(3, 5)}
    assert refusal(opened(), "inspection.request", ANN, on(3, 3), **same) is None
    assert refusal(opened(), "inspection.request", ANN, on(3, 3), **reversed_) == "dates_reversed"


@pytest.mark.parametrize(
    ("served", "expected"),
    [(on(3, 3), "before_approval"), (on(3, 4), None), (on(3, 5), None), (on(3, 6), "date_in_future")],
)
def test_the_document_is_handed_over_after_the_approval_and_not_tomorrow(served: date, expected: str | None) -> None:
    assert refusal(drawn_notice(), "inspection.notify", ANN, on(3, 5), served_on=served) == expected


def test_there_is_no_inspection_without_its_document() -> None:
    assert refusal(approved(), "inspection.notify", ANN, on(3, 5)) == "instrument_missing"


@pytest.mark.parametrize(
    ("day", "expected"), [(on(3, 4), "before_notice"), (on(3, 5), None), (on(3, 6), None), (on(3, 7), "date_in_future")]
)
def test_the_unit_knows_before_the_inspectors_come(day: date, expected: str | None) -> None:
    assert refusal(notified(), "inspection.record", ANN, on(3, 6), occurred_on=day) == expected


@pytest.mark.parametrize(("day", "expected"), [(on(4, 5), None), (on(4, 6), "approval_expired")])
def test_an_approval_lasts_30_days_and_never_rolls_over_a_holiday(day: date, expected: str | None) -> None:
    """Approved on Friday 6 March; 5 April is the Sunday of Tomb-Sweeping Day."""
    facts = go(opened(), "inspection.request", ANN, on(3, 3), ends_on=on(6, 30))
    facts = go(facts, "inspection.approve", CITY_HEAD, on(3, 6))
    facts = go(facts, "inspection.draw_up", ANN, on(3, 6))
    facts = go(facts, "inspection.notify", ANN, on(3, 9))
    assert the_deadline(facts, Clock.APPROVAL_VALIDITY, "I1").due_on == on(4, 5)
    assert refusal(facts, "inspection.record", ANN, day) == expected


EXCESS = [
    ({"methods": ["consult material", "enter and look"], "places": [1, 2]}, on(3, 6), None),
    ({}, on(3, 20), None),
    ({}, on(3, 21), ["day"]),
    ({"methods": ["consult material", "look at the unit's equipment"]}, on(3, 6), ["method"]),
    ({"elsewhere": "The cellar."}, on(3, 6), ["place"]),
    ({"elsewhere": "The cellar.", "methods": ["hear explanations"]}, on(3, 23), ["day", "method", "place"]),
]


@pytest.mark.parametrize(("done", "day", "excess"), EXCESS)
def test_what_lies_beyond_the_approval_is_recorded_as_excess_and_reported_to_the_supervisor(
    done: dict[str, Any], day: date, excess: list[str] | None
) -> None:
    """Approved: two methods, two places, 5 to 20 March."""
    decision = allowed(attempt(notified(), "inspection.record", ANN, day, **done))
    assert decision.entry.get("excess") == excess
    assert decision.noted == ((Noted.EXCESS,) if excess else ())
    assert (Audience.SUPERVISOR in decision.audience) is bool(excess)


def test_a_day_before_the_first_one_approved_is_excess_too() -> None:
    facts = go(opened(), "inspection.request", ANN, on(3, 3), starts_on=on(3, 12))
    facts = go(facts, "inspection.approve", CITY_HEAD, on(3, 4))
    facts = go(facts, "inspection.draw_up", ANN, on(3, 4))
    facts = go(facts, "inspection.notify", ANN, on(3, 5))
    for day, excess in ((on(3, 11), ["day"]), (on(3, 12), None)):
        assert allowed(attempt(facts, "inspection.record", ANN, day)).entry.get("excess") == excess


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([1], None),
        ([2, 1], None),
        ([], None),
        ([3], "number_unknown"),
        ([0], "number_unknown"),
        ([1, 1], "number_unknown"),
    ],
)
def test_a_place_is_named_by_its_number_in_the_request(places: list[int], expected: str | None) -> None:
    assert refusal(notified(), "inspection.record", ANN, on(3, 6), places=places) == expected


def test_no_method_searches_a_persons_device_or_communications() -> None:
    assert [m.value for m in Method] == [
        "learn from unit and persons",
        "consult material",
        "hear explanations",
        "enter and look",
        "look at the unit's equipment",
    ]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("no problem", None),
        ("suggestions", None),
        ("rectify", "findings_required"),
        ("transfer", "findings_required"),
    ],
)
def test_only_findings_lead_to_an_order_or_a_transfer(result: str, expected: str | None) -> None:
    clean = go(notified(), "inspection.record", ANN, on(3, 6), findings=[])
    assert refusal(clean, "inspection.conclude", ANN, on(3, 9), result=result) == expected
    assert refusal(commented_record(), "inspection.conclude", ANN, on(3, 9), result=result) is None


def finding(duty: str, since: date, until: date) -> dict[str, Any]:
    return {"duty": duty, "since": since, "until": until, "facts": "Seen."}


# The notice that it is a key unit was served on 12 January: Art. 9 binds from the 13th.
BINDING = [
    ("reg-8-1", on(1, 5), on(1, 9), None),
    ("reg-8-6", on(1, 5), on(3, 6), None),
    ("reg-9-1", on(1, 12), on(1, 20), "duty_not_binding"),
    ("reg-9-1", on(1, 12), on(1, 12), "duty_not_binding"),
    ("reg-9-1", on(1, 13), on(1, 13), None),
    ("reg-9-8", on(1, 13), on(3, 6), None),
    ("reg-9-8", on(1, 5), on(1, 9), "duty_not_binding"),
    ("reg-10-3", on(2, 2), on(2, 27), "duty_not_binding"),
    ("reg-8-1", on(2, 27), on(2, 2), "dates_reversed"),
    ("reg-8-1", on(2, 27), on(3, 7), "date_in_future"),
    ("reg-8-1", date(2021, 4, 25), date(2021, 4, 27), "duty_not_binding"),
    ("reg-8-1", date(2021, 4, 26), date(2021, 4, 27), None),
]


@pytest.mark.parametrize(("duty", "since", "until", "expected"), BINDING)
def test_a_finding_cites_a_duty_that_bound_the_unit_then(
    duty: str, since: date, until: date, expected: str | None
) -> None:
    found = [finding(duty, since, until)]
    assert refusal(notified(), "inspection.record", ANN, on(3, 6), findings=found) == expected
    assert refusal(opened(), "guidance.issue", ANN, on(3, 6), findings=found) == expected
    assert refusal(opened(), "rectification.propose", ANN, on(3, 6), ground=None, incident=found) == expected


def unit_with(*spells: Spell) -> Facts:
    assert NOTHING.unit is not None
    return replace(opened(), unit=replace(NOTHING.unit, spells=spells))


def test_the_duty_bound_on_every_day_the_facts_cover() -> None:
    """Off the list from 1 to 9 February: facts on both sides of the gap do not hide it."""
    first = Spell(UnitStatus.KEY_UNIT, on(1, 12), ended_on=on(1, 31))
    facts = unit_with(first, Spell(UnitStatus.KEY_UNIT, on(2, 9)))
    for since, until, expected in (
        (on(1, 20), on(1, 31), None),
        (on(2, 10), on(2, 20), None),
        (on(1, 20), on(2, 20), "duty_not_binding"),
        (on(1, 31), on(2, 1), "duty_not_binding"),
        (on(2, 9), on(2, 10), "duty_not_binding"),
    ):
        found = [finding("reg-9-2", since, until)]
        assert refusal(facts, "guidance.issue", ANN, on(3, 6), findings=found) == expected


def test_an_operator_of_critical_infrastructure_owes_article_10_and_not_9() -> None:
    facts = unit_with(Spell(UnitStatus.CII_OPERATOR, on(1, 12)))
    tenth, ninth = finding("reg-10-3", on(2, 2), on(2, 27)), finding("reg-9-8", on(2, 2), on(2, 27))
    assert refusal(facts, "guidance.issue", ANN, on(3, 6), findings=[tenth]) is None
    assert refusal(facts, "guidance.issue", ANN, on(3, 6), findings=[ninth]) == "duty_not_binding"


@pytest.mark.parametrize(("duty", "article"), [("reg-9-8", "reg-9"), ("reg-10-1", "reg-10")])
def test_the_refusal_cites_the_article_that_did_not_bind(duty: str, article: str) -> None:
    form = paper("guidance.issue", on(3, 6), findings=[finding(duty, on(1, 5), on(1, 9))])
    with pytest.raises(TransitionRefused) as caught:
        decided(opened(), Stage.GUIDANCE, form, ANN, on(3, 6))
    assert caught.value.refusal.article == article
