"""What follows once a reward was told: claim, more time, lapse, publicity, revocation."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.facts import Facts
from models.periods import Clock
from tests.unit.announced import CALENDAR as UNTIL_2026
from tests.unit.scenes import allowed, attempt, go, on, refusal, why
from tests.unit.scenes_commendation import (
    extension_requested,
    reward_claimed,
    reward_consented,
    reward_decided,
    reward_granted,
    reward_revoked,
    reward_started,
    reward_told,
    unit_granted,
)
from tests.unit.test_rewards import CLAIM, ENDED, MET, RUNNING, TELL, clock
from tests.unit.worlds import (
    ANN,
    BO,
    CITY_DEPUTY,
    CITY_HEAD,
    COUNTY_HEAD,
    PHOTOGRAPH,
    PROOF,
    UNKNOWN_FILE,
    the_case,
    the_deadline,
)


def test_who_claims_is_looked_at_and_nothing_of_it_is_kept() -> None:
    assert refusal(reward_told(), CLAIM, ANN, on(4, 1), identity_checked=False) == "identity_unchecked"
    decision = allowed(attempt(reward_told(), CLAIM, ANN, on(4, 1), claimant="by a proxy"))
    assert decision.sealed == {}
    assert set(decision.entry) == {"act", "by", "on", "received_on", "claimant", "identity_checked"}


def test_a_claim_settles_the_period() -> None:
    assert clock(reward_claimed(), Clock.REWARD_CLAIM) == (on(9, 14), MET)


def test_a_reward_is_handed_over_once_it_is_claimed() -> None:
    assert refusal(reward_told(), "commendation.hand_over", ANN, on(4, 2)) == "claim_first"
    assert refusal(reward_claimed(), "commendation.hand_over", ANN, on(4, 2)) is None
    early = refusal(reward_claimed(), "commendation.hand_over", ANN, on(4, 2), occurred_on=on(3, 31))
    assert early == "dates_reversed"


@pytest.mark.parametrize(
    ("until", "due"),
    [
        (on(12, 31), on(12, 31)),
        (on(9, 15), on(9, 15)),
        # Saturday: the period ends on Monday.
        (on(10, 24), on(10, 26)),
    ],
)
def test_more_time_ends_on_the_day_that_is_named(until: date, due: date) -> None:
    facts = go(extension_requested(), "commendation.decide_extension", COUNTY_HEAD, on(8, 5), until=until)
    assert clock(facts, Clock.REWARD_CLAIM) == (due, RUNNING)
    assert clock(facts, Clock.EXTENSION_DECISION)[1] is MET


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        ({"until": date(2029, 3, 13)}, ()),
        ({"until": date(2029, 3, 14)}, ("claim_period_too_long", "2029-03-13")),
        ({"until": on(9, 14)}, ("extension_day_missing", "2026-09-14")),
        ({"until": None}, ("extension_day_missing", "2026-09-14")),
        ({"decision": "rejected", "until": None}, ()),
        ({"decision": "rejected"}, ("extension_day_missing",)),
    ],
)
def test_more_time_ends_within_three_years_of_the_telling(decided: dict[str, Any], expected: tuple[str, ...]) -> None:
    act = "commendation.decide_extension"
    assert why(extension_requested(), act, COUNTY_HEAD, on(8, 5), **decided) == expected


def test_a_second_extension_counts_from_the_telling_too() -> None:
    facts = go(extension_requested(), "commendation.decide_extension", COUNTY_HEAD, on(8, 5))
    facts = go(facts, "commendation.request_extension", ANN, on(12, 1))
    longer = go(facts, "commendation.decide_extension", COUNTY_HEAD, on(12, 2), until=date(2027, 3, 15))
    assert the_deadline(longer, Clock.REWARD_CLAIM, None).due_on == date(2027, 3, 15)
    late = why(facts, "commendation.decide_extension", COUNTY_HEAD, on(12, 2), until=date(2029, 3, 14))
    assert late == ("claim_period_too_long", "2029-03-13")


def test_a_request_is_decided_once_and_refused_leaves_the_period_as_it_was() -> None:
    assert refusal(reward_told(), "commendation.decide_extension", COUNTY_HEAD, on(8, 5)) == "no_open_extension"
    asked = extension_requested()
    assert refusal(asked, "commendation.request_extension", ANN, on(8, 4)) == "extension_already_open"
    rejected: dict[str, Any] = {"decision": "rejected", "until": None}
    facts = go(asked, "commendation.decide_extension", COUNTY_HEAD, on(8, 5), **rejected)
    assert clock(facts, Clock.REWARD_CLAIM) == (on(9, 14), RUNNING)


def test_a_claim_needs_no_more_time() -> None:
    facts = go(extension_requested(), CLAIM, ANN, on(8, 4))
    assert clock(facts, Clock.EXTENSION_DECISION)[1] is ENDED


def test_it_lapses_after_the_last_day_and_never_while_a_request_waits() -> None:
    lapse = "commendation.lapse"
    assert why(reward_told(), lapse, COUNTY_HEAD, on(9, 14)) == ("claim_period_running", "2026-09-14")
    assert why(reward_told(), lapse, COUNTY_HEAD, on(9, 15)) == ()
    assert why(extension_requested(), lapse, COUNTY_HEAD, on(9, 15)) == ("extension_open",)
    assert the_case(go(reward_told(), lapse, COUNTY_HEAD, on(9, 15))).state == "lapsed"


def test_it_never_lapses_on_a_day_the_next_holidays_may_move() -> None:
    """Told on 31 August, it ends on Sunday 28 February 2027, and nobody knows yet what is worked then."""
    facts = go(reward_decided(), TELL, ANN, on(8, 31), calendar=UNTIL_2026)
    limit = the_deadline(facts, Clock.REWARD_CLAIM, None)
    assert (limit.due_on, limit.provisional) == (date(2027, 3, 1), True)
    answer = refusal(facts, "commendation.lapse", COUNTY_HEAD, date(2027, 3, 2), calendar=UNTIL_2026)
    assert answer == "due_date_provisional"


def test_a_reward_declined_ends_the_procedure() -> None:
    facts = go(reward_told(), "commendation.waive", ANN, on(3, 16))
    assert the_case(facts).state == "waived"
    assert clock(facts, Clock.REWARD_CLAIM)[1] is ENDED


CONSENT, PUBLISH = "commendation.consent_publicity", "commendation.publish"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, None),
        ({"present": [ANN]}, "two_officers_required"),
        ({"present": []}, "two_officers_required"),
        ({"proof": PROOF}, "paper_names_informant"),
    ],
)
def test_an_informant_consents_before_two_officers_and_signs_nothing(
    given: dict[str, Any], expected: str | None
) -> None:
    assert refusal(reward_granted(), CONSENT, ANN, on(4, 3), **given) == expected


@pytest.mark.parametrize(
    ("proof", "expected"), [(PROOF, None), (None, "consent_unproven"), (UNKNOWN_FILE, "document_unknown")]
)
def test_the_consent_of_a_unit_is_on_file(proof: str | None, expected: str | None) -> None:
    assert refusal(unit_granted(), CONSENT, ANN, on(4, 3), proof=proof, present=[]) == expected


def test_nothing_is_made_public_without_consent() -> None:
    assert refusal(reward_granted(), PUBLISH, ANN, on(4, 7)) == "publicity_not_consented"
    assert refusal(unit_granted(), PUBLISH, ANN, on(4, 7)) == "publicity_not_consented"
    assert refusal(reward_consented(), PUBLISH, ANN, on(4, 7)) is None


@pytest.mark.parametrize(
    ("day", "expected"), [(on(4, 2), "publicity_not_consented"), (on(4, 3), None), (on(4, 8), "date_in_future")]
)
def test_nothing_is_made_public_before_the_consent(day: date, expected: str | None) -> None:
    assert refusal(reward_consented(), PUBLISH, ANN, on(4, 7), occurred_on=day) == expected


def test_a_consent_is_taken_back() -> None:
    facts = go(reward_consented(), CONSENT, ANN, on(4, 7), given=False)
    assert refusal(facts, PUBLISH, ANN, on(4, 7)) == "publicity_not_consented"
    assert refusal(facts, PUBLISH, ANN, on(4, 7), occurred_on=on(4, 6)) is None


def test_what_the_decision_keeps_secret_is_not_made_public_even_with_consent() -> None:
    facts = go(reward_started(), "commendation.approve", CITY_HEAD, on(3, 11), kept_secret=True)
    facts = go(facts, TELL, ANN, on(3, 13))
    facts = go(facts, CONSENT, ANN, on(3, 16))
    assert refusal(facts, PUBLISH, ANN, on(3, 16)) == "honour_stays_secret"


def test_what_is_made_public_is_a_stored_file() -> None:
    assert refusal(reward_consented(), PUBLISH, ANN, on(4, 7), files=[UNKNOWN_FILE]) == "document_unknown"
    decision = allowed(attempt(reward_consented(), PUBLISH, ANN, on(4, 7)))
    assert decision.entry["files"] == [PHOTOGRAPH]


def test_what_was_given_is_to_be_returned_within_the_time_that_is_set() -> None:
    assert the_case(reward_revoked()).state == "to_return"
    assert clock(reward_revoked(), Clock.REWARD_RETURN) == (on(5, 22), RUNNING)
    facts = go(reward_revoked(), "commendation.record_return", COUNTY_HEAD, on(5, 25), received_on=on(5, 22))
    assert (the_case(facts).state, clock(facts, Clock.REWARD_RETURN)) == ("revoked", (on(5, 22), MET))


@pytest.mark.parametrize("facts", [reward_decided(), reward_told(), reward_claimed()])
def test_where_nothing_was_given_nothing_is_returned(facts: Facts) -> None:
    after = go(facts, "commendation.revoke", CITY_DEPUTY, on(4, 8))
    assert the_case(after).state == "revoked"
    assert after.deadline(Clock.REWARD_RETURN, None) is None
    assert [d for d in after.deadlines if d.open] == []


def test_who_took_part_does_not_revoke() -> None:
    for badge in (ANN, BO):
        assert refusal(reward_granted(), "commendation.revoke", badge, on(4, 8)) == "approver_involved"
    assert refusal(reward_granted(), "commendation.revoke", COUNTY_HEAD, on(4, 8)) == "approver_level_too_low"


def test_a_proposal_is_withdrawn_before_the_decision_only() -> None:
    facts = go(reward_started(), "commendation.withdraw", ANN, on(3, 10))
    assert the_case(facts).state == "withdrawn"
    assert refusal(reward_decided(), "commendation.withdraw", ANN, on(3, 12)) == "wrong_state"


def test_nothing_names_who_is_honoured_but_the_alias() -> None:
    words = [str(value) for entry in the_case(reward_revoked()).acts for value in entry.values()]
    assert "A-7KQ2M9XH" in words
    assert not [word for word in words if "leak" in word or "Paid" in word or "staged" in word]
    assert replace(reward_revoked(), case=None).unit is None
