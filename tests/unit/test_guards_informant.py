"""Who may enter an informant, ask who one is, decide on that, and look: for every rule a yes and a no."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from models.acts.informant import FORMS
from models.errors import Refusal
from models.facts import CaseFacts, Facts, MandateFacts, OfficerFacts, RevealFacts, StageFacts
from models.guards.informant import may_ask, may_decide, may_enter, may_look
from models.vocabulary import Level, RevealState, Role, Stage
from tests.unit.worlds import ADMIN, ANN, AUDITOR, BO, CAI, CASE, COUNTY_HEAD, GONE, NOTHING, officer

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
KEEPER, CITY_KEEPER, OTHER_KEEPER, PROVINCE_KEEPER = "NM-50", "GY-50", "ZY-50", "GZ-50"
LEFT, NARROW_KEEPER, SOON = "NM-51", "NM-52", "NM-53"


def keeper(badge: str, level: Level = Level.COUNTY, **more: Any) -> OfficerFacts:
    return officer(badge, level, Role.CUSTODIAN, **more)


KEEPERS = {
    o.badge: o
    for o in (
        keeper(KEEPER),
        keeper(CITY_KEEPER, Level.CITY),
        keeper(PROVINCE_KEEPER, Level.PROVINCE),
        keeper(OTHER_KEEPER, Level.CITY),
        keeper(LEFT, until=date(2026, 3, 1)),
        keeper(NARROW_KEEPER, act="informant.refuse"),
        replace(keeper(SOON), mandates=(MandateFacts(Role.CUSTODIAN, "*", date(2026, 3, 3), None),)),
    )
}
ACTS = ({"act": "open", "by": COUNTY_HEAD, "on": "2026-03-02", "handler": ANN},)
INSPECTED = StageFacts(
    "I1",
    Stage.INSPECTION,
    "approved",
    None,
    (
        {"act": "request", "by": ANN, "on": "2026-03-02", "team": [ANN, BO]},
        {"act": "approve", "by": "GY-01", "on": "2026-03-02"},
    ),
)
FACTS = replace(
    NOTHING,
    case=CaseFacts(CASE, "open", 3, ANN, ACTS),
    stages=(INSPECTED,),
    officers={**NOTHING.officers, **KEEPERS},
)
WAITING = RevealFacts("V-1", "A-1", CASE, ANN, RevealState.WAITING)
APPROVED = replace(WAITING, state=RevealState.APPROVED, decided_at=NOON, valid_until=NOON + timedelta(hours=24))


def by(badge: str, facts: Facts = FACTS) -> Facts:
    return replace(facts, actor=facts.officers.get(badge))


def recused(badge: str) -> Facts:
    assert FACTS.case is not None
    entry = {"act": "recuse", "by": badge, "officer": badge, "on": "2026-03-02"}
    return replace(FACTS, case=replace(FACTS.case, acts=(*FACTS.case.acts, entry)))


def with_role(badge: str, role: Role, act: str = "*", until: date | None = None) -> Facts:
    """The facts where the officer holds one more mandate."""
    found = FACTS.officers[badge]
    more = replace(found, mandates=(*found.mandates, MandateFacts(role, act, date(2020, 1, 1), until)))
    return replace(FACTS, officers={**FACTS.officers, badge: more})


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("badge", "refusal"),
    [
        (ANN, None),
        (COUNTY_HEAD, None),
        (KEEPER, None),
        (AUDITOR, "no_mandate"),
        (ADMIN, "no_mandate"),
        (LEFT, "no_mandate"),
        (GONE, "officer_inactive"),
        ("X-1", "officer_unknown"),
    ],
)
def test_who_enters_an_informant(badge: str, refusal: str | None) -> None:
    assert code(may_enter(FACTS.officers.get(badge), TODAY)) == refusal


@pytest.mark.parametrize(
    ("badge", "refusal"),
    [
        (ANN, None),
        (BO, None),
        (CAI, "not_on_the_case"),
        (COUNTY_HEAD, "not_on_the_case"),
        (KEEPER, "not_on_the_case"),
        (GONE, "officer_inactive"),
        ("X-1", "officer_unknown"),
    ],
)
def test_who_asks_for_an_identity(badge: str, refusal: str | None) -> None:
    assert code(may_ask(by(badge), TODAY)) == refusal


def test_nobody_asks_without_a_case_after_a_recusal_or_without_a_mandate() -> None:
    assert code(may_ask(by(ANN, replace(FACTS, case=None)), TODAY)) == "not_a_working_case"
    assert code(may_ask(by(ANN, recused(ANN)), TODAY)) == "officer_recused"
    assert code(may_ask(by(BO, recused(ANN)), TODAY)) is None
    bare = {**FACTS.officers, ANN: replace(FACTS.officers[ANN], mandates=())}
    assert code(may_ask(by(ANN, replace(FACTS, officers=bare)), TODAY)) == "no_mandate"


@pytest.mark.parametrize(
    ("badge", "refusal"),
    [
        (KEEPER, None),
        (CITY_KEEPER, None),
        (PROVINCE_KEEPER, None),
        (OTHER_KEEPER, "approver_not_in_line"),
        (LEFT, "custodian_needed"),
        (SOON, "custodian_needed"),
        (NARROW_KEEPER, "custodian_needed"),
        (COUNTY_HEAD, "custodian_needed"),
        (CAI, "custodian_needed"),
        (ADMIN, "custodian_administers"),
        (GONE, "officer_inactive"),
        ("X-1", "officer_unknown"),
    ],
)
def test_who_approves(badge: str, refusal: str | None) -> None:
    assert code(may_decide(by(badge), WAITING, "informant.approve", TODAY)) == refusal


def test_a_keeping_given_for_one_act_covers_that_act() -> None:
    assert code(may_decide(by(NARROW_KEEPER), WAITING, "informant.refuse", TODAY)) is None


@pytest.mark.parametrize("badge", [ANN, BO])
def test_who_works_on_the_case_never_decides_even_as_custodian(badge: str) -> None:
    facts = by(badge, with_role(badge, Role.CUSTODIAN))
    assert code(may_decide(facts, WAITING, "informant.approve", TODAY)) == "custodian_involved"


def test_who_asked_or_once_handled_the_case_never_decides() -> None:
    facts = by(CAI, with_role(CAI, Role.CUSTODIAN))
    assert code(may_decide(facts, WAITING, "informant.approve", TODAY)) is None
    asked = replace(WAITING, requested_by=CAI)
    assert code(may_decide(facts, asked, "informant.approve", TODAY)) == "custodian_involved"
    assert facts.case is not None
    entry = {"act": "assign", "by": COUNTY_HEAD, "on": "2026-03-02", "handler": CAI}
    once = replace(facts, case=replace(facts.case, acts=(*facts.case.acts, entry)))
    assert code(may_decide(once, WAITING, "informant.approve", TODAY)) == "custodian_involved"


def test_an_administrator_never_decides_whatever_else_the_officer_is() -> None:
    narrow = with_role(KEEPER, Role.ADMINISTRATOR, act="case.open")
    assert code(may_decide(by(KEEPER, narrow), WAITING, "informant.approve", TODAY)) == "custodian_administers"
    over = with_role(KEEPER, Role.ADMINISTRATOR, until=date(2026, 3, 1))
    assert code(may_decide(by(KEEPER, over), WAITING, "informant.approve", TODAY)) is None


def test_a_recused_custodian_never_decides() -> None:
    assert code(may_decide(by(KEEPER, recused(KEEPER)), WAITING, "informant.approve", TODAY)) == "officer_recused"


@pytest.mark.parametrize("state", [RevealState.APPROVED, RevealState.REFUSED])
def test_a_request_is_decided_once(state: RevealState) -> None:
    decided = replace(WAITING, state=state)
    assert code(may_decide(by(KEEPER), decided, "informant.approve", TODAY)) == "reveal_decided"


@pytest.mark.parametrize(
    ("after", "refusal"),
    [
        (timedelta(seconds=-1), "reveal_expired"),
        (timedelta(0), None),
        (timedelta(hours=24), None),
        (timedelta(hours=24, seconds=1), "reveal_expired"),
    ],
)
def test_the_time_box_is_24_hours_and_not_a_second_more(after: timedelta, refusal: str | None) -> None:
    assert code(may_look(by(ANN), APPROVED, NOON + after)) == refusal


def test_a_shorter_time_ends_earlier_and_a_longer_one_is_not_believed() -> None:
    short = replace(APPROVED, valid_until=NOON + timedelta(hours=2))
    assert code(may_look(by(ANN), short, NOON + timedelta(hours=2))) is None
    assert code(may_look(by(ANN), short, NOON + timedelta(hours=2, seconds=1))) == "reveal_expired"
    long = replace(APPROVED, valid_until=NOON + timedelta(days=9))
    assert code(may_look(by(ANN), long, NOON + timedelta(hours=24, seconds=1))) == "reveal_expired"


@pytest.mark.parametrize("badge", [BO, KEEPER, COUNTY_HEAD, ADMIN])
def test_nobody_looks_but_who_asked(badge: str) -> None:
    assert code(may_look(by(badge), APPROVED, NOON)) == "reveal_of_another"


@pytest.mark.parametrize("state", [RevealState.WAITING, RevealState.REFUSED])
def test_nobody_looks_without_an_approval(state: RevealState) -> None:
    assert code(may_look(by(ANN), replace(APPROVED, state=state), NOON)) == "reveal_not_approved"


def test_who_was_recused_meanwhile_or_left_looks_no_more() -> None:
    assert code(may_look(by(ANN, recused(ANN)), APPROVED, NOON)) == "officer_recused"
    left = {**FACTS.officers, ANN: replace(FACTS.officers[ANN], active=False)}
    assert code(may_look(by(ANN, replace(FACTS, officers=left)), APPROVED, NOON)) == "officer_inactive"


STATED = {"act": "request", "case": "NM-2026-000001", "alias": "A-1", "reason": "To hear again."}


@pytest.mark.parametrize(
    ("stated", "good"),
    [
        ({"basis": "consent"}, True),
        ({"basis": "statutory_need", "article": "reg-6"}, True),
        ({"basis": "statutory_need"}, False),
        ({"basis": "statutory_need", "article": "reg-999"}, False),
        ({"basis": "consent", "article": "reg-6"}, False),
        ({"basis": "curiosity"}, False),
        ({"basis": "consent", "reason": " "}, False),
        ({}, False),
    ],
)
def test_a_request_states_its_reason_and_its_basis(stated: dict[str, str], good: bool) -> None:
    if good:
        assert FORMS.validate_python({**STATED, **stated}).act == "request"
        return
    with pytest.raises(ValidationError) as caught:
        FORMS.validate_python({**STATED, **stated})
    assert "hear again" not in str(caught.value)


@pytest.mark.parametrize(("hours", "good"), [(1, True), (24, True), (0, False), (25, False)])
def test_an_approval_is_for_a_day_at_most(hours: int, good: bool) -> None:
    form = {"act": "approve", "reveal": "V-1", "hours": hours}
    if good:
        assert FORMS.validate_python(form).act == "approve"
        return
    with pytest.raises(ValidationError):
        FORMS.validate_python(form)


def test_a_form_never_shows_what_is_secret_in_it() -> None:
    entered = FORMS.validate_python({"act": "enter", "identity": "Zhang San, 13800000000"})
    asked = FORMS.validate_python({**STATED, "basis": "consent"})
    assert "Zhang" not in repr(entered)
    assert "hear again" not in repr(asked)
