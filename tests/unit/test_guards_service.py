"""Service: five ways, each with its own proof; the document is there first; only service starts a clock."""

from datetime import date
from typing import Any

import pytest

from models.acts.choices import Service
from models.facts import Facts
from models.periods import Clock
from models.rules import Rules
from tests.unit.scenes import (
    allowed,
    approved,
    approved_interview,
    approved_notice,
    approved_order,
    approved_transfer,
    attempt,
    drawn_letter,
    drawn_notice,
    drawn_summons,
    drawn_transfer,
    go,
    notified,
    on,
    proposed_order,
    refusal,
    running_order,
    summoned_interview,
    unserved_order,
    why,
)
from tests.unit.scenes_technical import approved_technical, drawn_technical
from tests.unit.worlds import ANN, BO, CITY_DEPUTY, PHOTOGRAPH, RECORDING, UNKNOWN_FILE, the_deadline

SERVE = "rectification.serve"
ELECTRONIC, REFUSED = "electronic with recorded consent", "refused, left with witness or recording"
PUBLIC = "public announcement"


def served(day: date, facts: Facts | None = None, today: date | None = None, **given: Any) -> str | None:
    """Serve the order drawn up on 11 March."""
    return refusal(facts or unserved_order(), SERVE, ANN, today or day, served_on=day, **given)


def consents(*words: tuple[date, bool]) -> Facts:
    facts = unserved_order()
    for received_on, given in words:
        facts = go(facts, "case.consent", ANN, on(3, 31), received_on=received_on, given=given)
    return facts


def test_there_are_five_ways() -> None:
    assert [way.value for way in Service] == [
        "in person",
        "refused, left with witness or recording",
        "post",
        "electronic with recorded consent",
        "public announcement",
    ]


@pytest.mark.parametrize("way", ["in person", "post"])
def test_a_signed_receipt_serves(way: str) -> None:
    assert served(on(3, 12), method=way) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "witness_missing"),
        ({"witness": "The neighbour."}, None),
        ({"proof": RECORDING}, None),
        ({"proof": PHOTOGRAPH}, "witness_missing"),
    ],
)
def test_a_refusal_needs_a_witness_or_a_recording(given: dict[str, Any], expected: str | None) -> None:
    assert served(on(3, 12), method=REFUSED, **given) == expected


CONSENTS = [
    (consents(), "electronic_consent_missing"),
    (consents((on(3, 19), True)), None),
    (consents((on(3, 20), True)), None),
    (consents((on(3, 21), True)), "electronic_consent_missing"),
    # Taken back before the service, or after it.
    (consents((on(3, 16), True), (on(3, 20), False)), "electronic_consent_missing"),
    (consents((on(3, 16), True), (on(3, 21), False)), None),
    # Given again, before or after.
    (consents((on(3, 13), True), (on(3, 16), False), (on(3, 19), True)), None),
    (consents((on(3, 13), True), (on(3, 16), False), (on(3, 23), True)), "electronic_consent_missing"),
    (consents((on(3, 13), True), (on(3, 23), True)), None),
    (consents((on(3, 20), True), (on(3, 20), False)), "electronic_consent_missing"),
]


@pytest.mark.parametrize(("facts", "expected"), CONSENTS)
def test_electronic_service_needs_the_consent_that_held_on_its_day(facts: Facts, expected: str | None) -> None:
    """Served on 20 March, recorded on the 31st."""
    assert served(on(3, 20), facts, on(3, 31), method=ELECTRONIC) == expected


def test_consent_serves_electronically_only() -> None:
    facts = consents((on(3, 12), True))
    assert served(on(3, 12), facts, on(3, 31), method=REFUSED) == "witness_missing"
    assert served(on(3, 12), facts, on(3, 31), method="in person") is None


@pytest.mark.parametrize(("proof", "day", "expected"), [
    (UNKNOWN_FILE, on(3, 12), "document_unknown"),
    (PHOTOGRAPH, on(3, 13), "date_in_future"),
    (PHOTOGRAPH, on(3, 12), None),
])  # fmt: skip
def test_the_consent_is_a_file_of_this_case_and_not_of_tomorrow(proof: str, day: date, expected: str | None) -> None:
    assert refusal(unserved_order(), "case.consent", ANN, on(3, 12), proof=proof, received_on=day) == expected


@pytest.mark.parametrize(
    ("announced", "day", "expected"),
    [
        # 30 days from 11 March end on 10 April.
        (on(3, 11), on(4, 10), None),
        (on(3, 11), on(4, 9), "announcement_running"),
        (on(3, 11), on(4, 13), None),
        (on(3, 12), on(4, 10), "announcement_running"),
        (None, on(4, 30), "announcement_running"),
        (on(3, 10), on(4, 10), "served_before_document"),
    ],
)
def test_an_announcement_serves_after_thirty_days(announced: date | None, day: date, expected: str | None) -> None:
    assert served(day, today=on(4, 30), method=PUBLIC, announced_on=announced) == expected


def test_how_long_an_announcement_hangs_is_a_setting() -> None:
    given: dict[str, Any] = {"method": PUBLIC, "announced_on": on(3, 11), "served_on": on(4, 10)}
    longer = Rules(announcement_days=60)
    assert refusal(unserved_order(), SERVE, ANN, on(4, 10), rules=longer, **given) == "announcement_running"
    assert why(unserved_order(), SERVE, ANN, on(4, 10), **{**given, "announced_on": on(3, 16)}) == (
        "announcement_running",
        "2026-04-15",
    )


UNDRAWN = [
    ("inspection.notify", approved(), on(3, 4)),
    ("technical.notify", approved_technical(), on(3, 11)),
    (SERVE, approved_order(), on(3, 11)),
    ("interview.summon", approved_interview(), on(4, 20)),
    ("interview.notify_superior", approved_notice(), on(5, 8)),
    ("transfer.send", approved_transfer(), on(5, 8)),
]
DRAWN = [
    ("inspection.notify", drawn_notice(), on(3, 4)),
    ("technical.notify", drawn_technical(), on(3, 11)),
    (SERVE, unserved_order(), on(3, 11)),
    ("interview.summon", drawn_summons(), on(4, 20)),
    ("interview.notify_superior", drawn_letter(), on(5, 8)),
    ("transfer.send", drawn_transfer(), on(5, 8)),
]


@pytest.mark.parametrize(("act", "facts", "day"), UNDRAWN)
def test_nothing_is_served_or_sent_that_was_not_drawn_up(act: str, facts: Facts, day: date) -> None:
    assert refusal(facts, act, ANN, day) == "instrument_missing"


@pytest.mark.parametrize(("act", "facts", "day"), DRAWN)
def test_what_was_drawn_up_is_served_or_sent_under_its_number(act: str, facts: Facts, day: date) -> None:
    numbers = {
        "inspection.notify": "NM-IN-2026-0001",
        "technical.notify": "NM-TN-2026-0001",
        "rectification.serve": "NM-RO-2026-0001",
        "interview.summon": "NM-IV-2026-0001",
        "interview.notify_superior": "NM-SN-2026-0001",
        "transfer.send": "NM-TL-2026-0001",
    }
    assert allowed(attempt(facts, act, ANN, day)).entry["document"] == numbers[act]


@pytest.mark.parametrize(("act", "facts", "day"), DRAWN[:4])
def test_the_proof_is_a_file_of_this_case(act: str, facts: Facts, day: date) -> None:
    assert why(facts, act, ANN, day, proof=UNKNOWN_FILE) == ("document_unknown", "000000000000")
    assert refusal(facts, act, ANN, day) is None


def test_the_newest_document_is_the_one_served() -> None:
    again = go(unserved_order(), "rectification.draw_up", ANN, on(3, 12))
    assert allowed(attempt(again, SERVE, ANN, on(3, 12))).entry["document"] == "NM-RO-2026-0002"
    assert served(on(3, 11), again, on(3, 12)) == "served_before_document"


@pytest.mark.parametrize(
    ("day", "expected"), [(on(3, 10), "before_approval"), (on(3, 11), "served_before_document"), (on(3, 12), None)]
)
def test_nothing_is_served_before_it_was_drawn_up(day: date, expected: str | None) -> None:
    """Approved on 11 March, drawn up on the 12th."""
    facts = go(approved_order(), "rectification.draw_up", ANN, on(3, 12))
    assert served(day, facts, on(3, 16)) == expected


def test_a_second_summons_needs_a_notice_of_its_own() -> None:
    absent = go(summoned_interview(), "interview.absent", ANN, on(4, 30))
    assert refusal(absent, "interview.summon", ANN, on(5, 6)) == "instrument_missing"
    again = go(absent, "interview.draw_up", ANN, on(5, 6))
    second = allowed(attempt(again, "interview.summon", ANN, on(5, 6)))
    assert (second.entry["document"], second.entry["meeting_on"]) == ("NM-IV-2026-0002", "2026-05-16")


def test_a_letter_serves_the_approval_before_it_and_no_later_one() -> None:
    refused = go(drawn_letter(), "interview.refuse_notice", CITY_DEPUTY, on(5, 9))
    anew = go(refused, "interview.propose_notice", ANN, on(5, 9))
    anew = go(anew, "interview.approve_notice", CITY_DEPUTY, on(5, 11))
    assert refusal(anew, "interview.notify_superior", BO, on(5, 11)) == "instrument_missing"
    drawn = go(anew, "interview.draw_up_letter", ANN, on(5, 11))
    assert refusal(drawn, "interview.notify_superior", BO, on(5, 11)) is None


def test_only_service_starts_the_clock() -> None:
    for facts in (proposed_order(), approved_order(), unserved_order()):
        assert facts.deadline(Clock.RECTIFICATION_LIMIT, "R1") is None
    limit = the_deadline(running_order(), Clock.RECTIFICATION_LIMIT, "R1")
    assert (limit.anchor_on, limit.due_on) == (on(3, 12), on(4, 13))
    late = the_deadline(
        go(unserved_order(), SERVE, ANN, on(3, 31), served_on=on(3, 12)), Clock.RECTIFICATION_LIMIT, "R1"
    )
    assert late.anchor_on == on(3, 12)


def test_an_announcement_starts_the_clock_on_its_last_day() -> None:
    """30 days from Friday 10 April end on Sunday 10 May, so on Monday the 11th."""
    given: dict[str, Any] = {"method": PUBLIC, "announced_on": on(3, 11), "served_on": on(4, 10)}
    limit = the_deadline(go(unserved_order(), SERVE, ANN, on(4, 13), **given), Clock.RECTIFICATION_LIMIT, "R1")
    assert (limit.anchor_on, limit.due_on) == (on(4, 10), on(5, 11))


def test_no_inspector_comes_before_the_document_was_served() -> None:
    assert refusal(drawn_notice(), "inspection.record", ANN, on(3, 6)) == "wrong_state"
    assert refusal(notified(), "inspection.record", ANN, on(3, 6)) is None
