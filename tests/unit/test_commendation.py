"""A commendation under Art. 20: one is honoured, for a condition that is named, by a decision taken jointly."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.acts.honours import Band, Merit
from models.guards.commendation import BANDS
from models.law import article
from models.lifecycle import next_acts
from models.rules import Rules
from models.vocabulary import Audience, File, Level
from tests.unit.papers import FIELDS
from tests.unit.scenes import allowed, attempt, go, on, opened, refusal, why
from tests.unit.scenes_commendation import (
    A_UNIT,
    COMMENDATION,
    MONEY,
    NOBODY_YET,
    reward_decided,
    reward_granted,
    reward_proposed,
    reward_started,
    reward_told,
    unit_decided,
    unit_granted,
    unit_joined,
    unit_proposed,
    unit_told,
)
from tests.unit.worlds import (
    ANN,
    BO,
    CAI,
    CITY_HEAD,
    COUNTY_HEAD,
    INDUSTRY,
    PROOF,
    PROVINCE_HEAD,
    SECOND_UNIT,
    UNIT,
    UNKNOWN_FILE,
    the_case,
)

PROPOSE, JOIN, APPROVE = "commendation.propose", "commendation.join", "commendation.approve"
NONE: dict[str, Any] = {"unit": None, "alias": None, "person": None}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({"alias": "A-7KQ2M9XH"}, None),
        ({"person": "A porter."}, None),
        ({"unit": UNIT.code}, "reward_is_for_citizens"),
        ({}, "one_is_honoured"),
        ({"alias": "A-7KQ2M9XH", "person": "A porter."}, "one_is_honoured"),
        ({"unit": UNIT.code, "alias": "A-7KQ2M9XH"}, "one_is_honoured"),
        ({"unit": UNIT.code, "alias": "A-7KQ2M9XH", "person": "A porter."}, "one_is_honoured"),
    ],
)
def test_exactly_one_is_rewarded_and_no_unit(who: dict[str, str], expected: str | None) -> None:
    facts = A_UNIT if "unit" in who else NOBODY_YET
    assert refusal(replace(facts, alias_known=True), PROPOSE, ANN, on(3, 4), **NONE | who) == expected


def test_a_unit_is_commended_by_the_organ_it_lies_under() -> None:
    assert refusal(A_UNIT, PROPOSE, ANN, on(3, 4), **COMMENDATION) is None
    elsewhere = replace(A_UNIT, unit=replace(UNIT, region="520300"))
    assert refusal(elsewhere, PROPOSE, ANN, on(3, 4), **COMMENDATION) == "outside_jurisdiction"
    assert refusal(NOBODY_YET, PROPOSE, ANN, on(3, 4), **COMMENDATION) == "unit_unknown"


def test_an_informant_is_named_by_an_alias_the_vault_holds() -> None:
    unknown = replace(NOBODY_YET, alias_known=False)
    assert refusal(unknown, PROPOSE, ANN, on(3, 4)) == "informant_unknown"
    assert refusal(unknown, PROPOSE, ANN, on(3, 4), alias=None, person="A porter.") is None


def test_another_individual_is_named_in_sealed_words_only() -> None:
    decision = allowed(attempt(NOBODY_YET, PROPOSE, ANN, on(3, 4), alias=None, person="A porter."))
    assert decision.sealed["person"] == "A porter."
    assert "person" not in decision.entry


@pytest.mark.parametrize(
    ("merits", "expected"),
    [
        (["outstanding cooperation in tasks"], None),
        (["outstanding cooperation in tasks", "other major contribution"], None),
        ([], "merit_missing"),
        (["other major contribution", "other major contribution"], "merit_missing"),
    ],
)
def test_a_commendation_names_the_conditions_that_are_met(merits: list[str], expected: str | None) -> None:
    assert refusal(A_UNIT, PROPOSE, ANN, on(3, 4), **COMMENDATION | {"merits": merits}) == expected


def test_each_of_the_six_conditions_is_recorded_as_its_item_of_article_20() -> None:
    assert the_case(unit_proposed()).acts[0]["grounds"] == ["reg-20-4"]
    facts = go(A_UNIT, PROPOSE, ANN, on(3, 4), **COMMENDATION | {"merits": list(Merit)})
    items = the_case(facts).acts[0]["grounds"]
    assert items == ["reg-20-1", "reg-20-2", "reg-20-3", "reg-20-4", "reg-20-5", "reg-20-6"]
    assert all(article(item).law.id == "reg" for item in items)


@pytest.mark.parametrize(("day", "expected"), [(on(3, 6), None), (on(3, 7), "date_in_future")])
def test_who_joins_has_said_so(day: date, expected: str | None) -> None:
    assert refusal(unit_proposed(), JOIN, ANN, on(3, 6), received_on=day) == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({"department": INDUSTRY}, ()),
        ({"department": None, "units": [SECOND_UNIT.code]}, ()),
        ({"department": INDUSTRY, "units": [SECOND_UNIT.code]}, ()),
        ({"department": None}, ("nobody_joins",)),
        ({"department": "NOBODY"}, ("department_unknown", "NOBODY")),
        ({"department": None, "units": ["NOBODY"]}, ("unit_unknown", "NOBODY")),
        ({"department": None, "units": [SECOND_UNIT.code] * 2}, ("unit_twice",)),
        ({"files": [PROOF]}, ()),
        ({"files": [UNKNOWN_FILE]}, ("document_unknown", UNKNOWN_FILE[:12])),
    ],
)
def test_who_joins_is_registered_and_named_once(who: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert why(unit_proposed(), JOIN, ANN, on(3, 6), **who) == expected


def test_a_commendation_is_decided_jointly_or_says_why_not() -> None:
    assert refusal(unit_joined(), APPROVE, CITY_HEAD, on(3, 11)) is None
    assert refusal(unit_proposed(), APPROVE, CITY_HEAD, on(3, 11)) == "nobody_joined"
    assert refusal(unit_proposed(), APPROVE, CITY_HEAD, on(3, 11), alone="It is ours alone.") is None


@pytest.mark.parametrize(
    ("award", "expected"),
    [
        ({"award": "certificate"}, None),
        ({"award": "certificate", "amount": 500}, "amount_and_award_differ"),
        ({"award": "money", "amount": 500}, None),
        ({"award": "money"}, "amount_and_award_differ"),
        # The bands are those of a reward for a report.
        ({"award": "money", "amount": 500, "band": "up to 10,000 yuan"}, "amount_and_award_differ"),
    ],
)
def test_money_has_an_amount_and_a_certificate_none(award: dict[str, Any], expected: str | None) -> None:
    assert refusal(unit_joined(), APPROVE, CITY_HEAD, on(3, 11), **award) == expected


@pytest.mark.parametrize(
    ("band", "least", "most"),
    [
        ("up to 10,000 yuan", 1, 10_000),
        ("10,000 to 30,000 yuan", 10_000, 30_000),
        ("30,000 to 100,000 yuan", 30_000, 100_000),
        ("100,000 yuan or more", 100_000, 5_000_000),
    ],
)
def test_a_reward_in_money_lies_in_its_band(band: str, least: int, most: int) -> None:
    def answer(amount: int) -> tuple[str, ...]:
        return why(reward_started(), APPROVE, CITY_HEAD, on(3, 11), award="money", band=band, amount=amount)

    assert answer(least) == answer(most) == ()
    if least > 1:
        assert answer(least - 1) == ("amount_outside_band", band)
    if band != "100,000 yuan or more":
        assert answer(most + 1) == ("amount_outside_band", band)


@pytest.mark.parametrize("missing", ["band", "amount"])
def test_a_reward_in_money_names_band_and_amount(missing: str) -> None:
    given = MONEY | {missing: None}
    assert refusal(reward_started(), APPROVE, CITY_HEAD, on(3, 11), **given) == "amount_and_award_differ"


def test_the_four_bands_leave_no_gap() -> None:
    bounds = [BANDS[band] for band in Band]
    assert [most for _, most in bounds[:-1]] == [least for least, _ in bounds[1:]]


def test_a_setting_lets_the_county_commend_but_never_reward() -> None:
    lower = Rules(approval_level={"commendation.approve": Level.COUNTY, "commendation.start": Level.COUNTY})
    assert refusal(unit_joined(), APPROVE, COUNTY_HEAD, on(3, 11)) == "approver_level_too_low"
    assert refusal(unit_joined(), APPROVE, COUNTY_HEAD, on(3, 11), rules=lower) is None
    for facts, act in ((reward_proposed(), "commendation.start"), (reward_started(), APPROVE)):
        assert refusal(facts, act, COUNTY_HEAD, on(3, 11), rules=lower, **_paper(act)) == "approver_level_too_low"
        assert refusal(facts, act, PROVINCE_HEAD, on(3, 11), rules=lower, **_paper(act)) is None


def _paper(act: str) -> dict[str, Any]:
    return dict(MONEY) if act == APPROVE else {}


def test_no_clock_of_the_reward_measures_runs_for_a_commendation() -> None:
    assert unit_decided().deadlines == unit_told().deadlines == unit_granted().deadlines == ()


@pytest.mark.parametrize("act", ["start", "request_extension", "claim", "lapse"])
def test_what_is_of_a_reward_is_none_of_a_commendation(act: str) -> None:
    facts = unit_joined() if act == "start" else unit_told()
    badge = {"start": CITY_HEAD, "lapse": COUNTY_HEAD}.get(act, ANN)
    assert refusal(facts, f"commendation.{act}", badge, on(3, 20)) == "not_a_reward"


def test_a_commendation_is_handed_over_without_a_claim() -> None:
    assert the_case(unit_granted()).state == "granted"
    given = unit_granted()
    assert refusal(given, "commendation.conclude", ANN, on(3, 23)) is None


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        ([ANN, BO], None),
        ([ANN], "two_officers_required"),
        ([ANN, ANN], "duplicate_officer"),
        ([ANN, CITY_HEAD], "not_organ_in_charge"),
    ],
)
def test_two_officers_hand_over(present: list[str], expected: str | None) -> None:
    assert refusal(unit_told(), "commendation.hand_over", ANN, on(3, 20), present=present) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(on(3, 12), "dates_reversed"), (on(3, 13), None), (on(3, 21), "date_in_future")]
)
def test_nothing_is_handed_over_before_it_was_told(day: date, expected: str | None) -> None:
    assert refusal(unit_told(), "commendation.hand_over", ANN, on(3, 20), occurred_on=day) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(on(3, 10), "before_approval"), (on(3, 11), None), (on(3, 14), "date_in_future")]
)
def test_the_decision_is_told_after_it_was_taken(day: date, expected: str | None) -> None:
    assert refusal(unit_decided(), "commendation.tell", ANN, on(3, 13), told_on=day) == expected


def test_the_unit_hears_by_the_telling_and_an_individual_by_nothing_that_is_sent() -> None:
    """A file about an individual is about no unit: there is nobody outside the organ to send to."""
    assert Audience.UNIT in allowed(attempt(unit_decided(), "commendation.tell", ANN, on(3, 13))).audience
    assert reward_decided().unit is None
    assert "units" not in the_case(reward_decided()).acts[0]


def test_who_drafted_or_took_part_does_not_decide() -> None:
    for badge in (ANN, BO):
        assert refusal(unit_joined(), APPROVE, badge, on(3, 11)) == "approver_involved"
    assert refusal(unit_joined(), APPROVE, CAI, on(3, 11)) == "not_responsible_person"


def test_who_started_a_reward_may_decide_on_it() -> None:
    assert refusal(reward_started(), APPROVE, CITY_HEAD, on(3, 11), **MONEY) is None


@pytest.mark.parametrize("handler", [BO, None])
def test_another_handler_is_an_officer_of_the_organ(handler: str | None) -> None:
    assert refusal(NOBODY_YET, PROPOSE, ANN, on(3, 4), handler=handler) is None
    facts = go(unit_told(), "commendation.assign", COUNTY_HEAD, on(3, 16), handler=BO)
    assert the_case(facts).handler == BO
    assert refusal(unit_told(), "commendation.assign", COUNTY_HEAD, on(3, 16), handler="NOBODY") == "person_unknown"


def test_it_is_a_file_of_its_own_and_offers_its_own_acts_only() -> None:
    case = the_case(reward_told())
    assert (case.kind, case.state, case.handler) == (File.COMMENDATION, "told", ANN)
    offered = {t.full_name for t, _ in next_acts(reward_told())}
    assert offered == {
        "commendation.waive", "commendation.request_extension", "commendation.decide_extension", "commendation.claim",
        "commendation.hand_over", "commendation.lapse", "commendation.consent_publicity", "commendation.publish",
        "commendation.revoke", "commendation.assign",
    }  # fmt: skip
    assert not [t for t, _ in next_acts(opened()) if t.full_name.startswith("commendation.")]


@pytest.mark.parametrize("act", [name for name in FIELDS if name.startswith("commendation.")])
def test_none_of_its_acts_is_taken_on_a_case(act: str) -> None:
    expected = "wrong_state" if act == PROPOSE else "not_a_working_case"
    scene = replace(opened(), alias_known=True, unit=None)
    assert refusal(scene, act, CITY_HEAD if act == APPROVE else ANN, on(9, 15)) == expected


def test_a_granted_reward_is_concluded_by_the_organ_in_charge() -> None:
    assert the_case(go(reward_granted(), "commendation.conclude", ANN, on(5, 29))).state == "concluded"
    assert refusal(reward_granted(), "commendation.conclude", CITY_HEAD, on(5, 29)) == "not_organ_in_charge"
