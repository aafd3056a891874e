"""The list of key units: departments heard, duties from the day after service, a yearly review, removal."""

from dataclasses import replace
from datetime import date

import pytest

from models.facts import Facts
from models.guards.listing import FACTORS
from models.law.duties import DutyItem, Spell, binding
from models.lifecycle import LIFECYCLE
from models.periods import Clock, DeadlineState
from models.vocabulary import UnitStatus
from tests.unit.scenes import allowed, attempt, go, on, opened, refusal, why
from tests.unit.scenes_listing import (
    PLAIN,
    consulted_listing,
    decided_listing,
    drawn_listing,
    heard_listing,
    listed,
    proposed_listing,
    removal_drawn,
    removed,
)
from tests.unit.worlds import (
    ANN,
    CASE,
    CITY_HEAD,
    COUNTY_HEAD,
    INDUSTRY,
    NOTHING,
    SUPERIOR,
    the_case,
    the_deadline,
    with_deadline,
)

OPINION, REVIEW = Clock.LISTING_CONSULTATION, Clock.LISTING_REVIEW
NOTHING_STATED = dict.fromkeys(FACTORS)


@pytest.mark.parametrize("factor", ["nature", "industry", "secrecy", "foreign_relations", "past_incidents"])
def test_one_factor_in_words_is_enough(factor: str) -> None:
    stated = {**NOTHING_STATED, factor: "It is so."}
    assert refusal(PLAIN, "listing.propose", ANN, on(3, 2), **stated) is None


def test_without_a_factor_nothing_is_proposed() -> None:
    assert refusal(PLAIN, "listing.propose", ANN, on(3, 2), **NOTHING_STATED) == "factor_required"


def test_no_factor_takes_a_number() -> None:
    """Reasons are words: nothing of them can be added up or compared, and none stands in clear."""
    form = next(t.form for t in LIFECYCLE if t.full_name == "listing.propose")
    assert {form.model_fields[factor].annotation for factor in FACTORS} == {str | None}
    decision = allowed(attempt(PLAIN, "listing.propose", ANN, on(3, 2)))
    assert not set(FACTORS) & set(decision.openings[0].entry)


def test_there_is_one_open_listing_of_a_unit_in_an_organ() -> None:
    beside = replace(PLAIN, running="NM-2026-000007")
    assert why(beside, "listing.propose", ANN, on(3, 2)) == ("listing_already_open", "NM-2026-000007")
    assert why(PLAIN, "listing.propose", ANN, on(3, 2)) == ()


def test_each_consultation_has_a_number_and_ten_working_days() -> None:
    facts = go(consulted_listing(), "listing.consult", ANN, on(3, 5), department=SUPERIOR, sent_on=on(3, 4))
    first, second = facts.deadlines
    assert [(d.clock, d.item, d.due_on, d.stage) for d in (first, second)] == [
        (OPINION, 1, on(3, 17), None),
        (OPINION, 2, on(3, 18), None),
    ]
    assert [(e["item"], e["department"]) for e in the_case(facts).acts[1:]] == [(1, INDUSTRY), (2, SUPERIOR)]


def test_a_department_answers_what_it_was_asked() -> None:
    answered = go(consulted_listing(), "listing.record_opinion", ANN, on(3, 10), position="disagrees")
    assert the_deadline(answered, OPINION, None).state is DeadlineState.MET
    record = "listing.record_opinion"
    assert why(answered, record, ANN, on(3, 11)) == ("consultation_unknown", "1")
    assert why(consulted_listing(), record, ANN, on(3, 11), item=2) == ("consultation_unknown", "2")
    assert why(consulted_listing(), record, ANN, on(3, 11), received_on=on(3, 2)) == ("dates_reversed", "2026-03-03")
    assert refusal(consulted_listing(), record, ANN, on(3, 11), received_on=on(3, 12)) == "date_in_future"


def test_an_opinion_after_its_time_is_recorded_as_late() -> None:
    facts = go(consulted_listing(), "listing.record_opinion", ANN, on(3, 18))
    assert the_deadline(facts, OPINION, None).state is DeadlineState.LATE


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"department": SUPERIOR}, ()),
        ({"department": "NOBODY"}, ("department_unknown", "NOBODY")),
        ({"department": INDUSTRY}, ("consultation_open", "1")),
        ({"department": SUPERIOR, "sent_on": on(3, 1)}, ("dates_reversed", "2026-03-02")),
        ({"department": SUPERIOR, "sent_on": on(3, 5)}, ("date_in_future", "sent_on")),
    ],
)
def test_whom_and_when_a_department_is_asked(given: dict[str, object], expected: tuple[str, ...]) -> None:
    assert why(consulted_listing(), "listing.consult", ANN, on(3, 4), **given) == expected


def test_a_department_that_let_its_time_pass_is_asked_again() -> None:
    assert refusal(consulted_listing(), "listing.consult", ANN, on(3, 18)) is None


# The department's last day is Tuesday 17 March.
@pytest.mark.parametrize(
    ("facts", "day", "expected"),
    [
        (proposed_listing(), on(3, 11), ("consultation_missing",)),
        (consulted_listing(), on(3, 17), ("consultation_running", INDUSTRY)),
        (consulted_listing(), on(3, 18), ()),
        (with_deadline(consulted_listing(), OPINION, provisional=True), on(3, 18), ("consultation_running", INDUSTRY)),
        (heard_listing(), on(3, 11), ()),
    ],
)
def test_it_is_decided_when_each_department_has_answered_or_let_its_time_pass(
    facts: Facts, day: date, expected: tuple[str, ...]
) -> None:
    assert why(facts, "listing.approve", CITY_HEAD, day) == expected


def test_the_decision_ends_what_a_department_still_owed() -> None:
    facts = go(consulted_listing(), "listing.approve", CITY_HEAD, on(3, 18))
    assert the_deadline(facts, OPINION, None).state is DeadlineState.ENDED


def test_a_refusal_needs_nobody_outside() -> None:
    assert refusal(proposed_listing(), "listing.refuse", CITY_HEAD, on(3, 4)) is None


def test_who_recorded_an_opinion_does_not_decide() -> None:
    facts = go(consulted_listing(), "listing.record_opinion", COUNTY_HEAD, on(3, 10))
    assert refusal(facts, "listing.approve", COUNTY_HEAD, on(3, 11)) == "approver_involved"


@pytest.mark.parametrize(
    ("facts", "given", "expected"),
    [
        (decided_listing(), {}, "instrument_missing"),
        (drawn_listing(), {"served_on": on(3, 10)}, "before_approval"),
        (drawn_listing(), {"served_on": on(3, 13)}, "date_in_future"),
        (drawn_listing(), {"method": "electronic with recorded consent"}, "electronic_consent_missing"),
        (drawn_listing(), {"proof": "0" * 64}, "document_unknown"),
        (drawn_listing(), {}, None),
    ],
)
def test_it_is_served_when_drawn_up_in_a_lawful_way(
    facts: Facts, given: dict[str, object], expected: str | None
) -> None:
    assert refusal(facts, "listing.serve", ANN, on(3, 12), **given) == expected


def key_duties(facts: Facts, day: date) -> set[DutyItem]:
    assert facts.unit is not None
    return {item for item in binding(day, facts.unit.spells) if item.startswith("reg-9-")}


def test_the_nine_duties_bind_from_the_day_after_service_and_not_before() -> None:
    for facts in (proposed_listing(), decided_listing(), drawn_listing()):
        assert key_duties(facts, on(12, 31)) == set()
    assert key_duties(listed(), on(3, 12)) == set()
    assert len(key_duties(listed(), on(3, 13))) == 9
    assert listed().unit is not None
    assert listed().unit.spells == (Spell(UnitStatus.KEY_UNIT, on(3, 12), None, CASE),)  # type: ignore[union-attr]


def test_they_bind_for_the_last_time_on_the_day_the_removal_is_served() -> None:
    assert len(key_duties(removal_drawn(), on(6, 1))) == 9
    assert len(key_duties(removed(), on(5, 15))) == 9
    assert key_duties(removed(), on(5, 16)) == set()


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (on(3, 12), on(3, 12), ("duty_not_binding", "reg-9-8", "2026-03-12")),
        (on(3, 12), on(3, 14), ("duty_not_binding", "reg-9-8", "2026-03-12")),
        (on(3, 13), on(3, 13), ()),
        (on(3, 13), on(5, 15), ()),
        (on(3, 13), on(5, 16), ("duty_not_binding", "reg-9-8", "2026-05-16")),
    ],
)
def test_a_finding_cites_a_duty_of_article_9_from_the_day_after_service_until_the_removal(
    since: date, until: date, expected: tuple[str, ...]
) -> None:
    """Found in a case about the same unit, after the notice was served on 12 March and the removal on 15 May."""
    facts = replace(opened(), unit=removed().unit)
    finding = {"duty": "reg-9-8", "since": since, "until": until, "facts": "The server room stood open."}
    assert why(facts, "guidance.issue", ANN, on(6, 1), findings=[finding]) == expected


def test_a_removal_ends_what_was_entered_by_hand_too_and_leaves_other_organs_listings() -> None:
    by_hand, others = (
        Spell(UnitStatus.KEY_UNIT, on(1, 12)),
        Spell(UnitStatus.KEY_UNIT, on(2, 2), None, "GY-2026-000001"),
    )
    cii = Spell(UnitStatus.CII_OPERATOR, on(1, 12))
    facts = removal_drawn()
    assert facts.unit is not None
    facts = replace(facts, unit=replace(facts.unit, spells=(*facts.unit.spells, by_hand, others, cii)))
    ended = {
        (c.status, c.served_on): c.ended_on
        for c in allowed(attempt(facts, "listing.serve_removal", ANN, on(5, 15))).spells
    }
    assert ended == {(UnitStatus.KEY_UNIT, on(3, 12)): on(5, 15), (UnitStatus.KEY_UNIT, on(1, 12)): on(5, 15)}


def test_two_spells_never_begin_on_one_day() -> None:
    facts = replace(drawn_listing(), unit=NOTHING.unit)
    assert refusal(facts, "listing.serve", ANN, on(3, 12)) is None
    assert facts.unit is not None
    twice = replace(facts, unit=replace(facts.unit, spells=(Spell(UnitStatus.KEY_UNIT, on(3, 12)),)))
    assert why(twice, "listing.serve", ANN, on(3, 12)) == ("listed_that_day", "2026-03-12")
