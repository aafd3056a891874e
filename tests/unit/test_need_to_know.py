"""Need to know, rule by rule, each with a yes and a no: who is on a case or over it, what a clearance reaches."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.classification import Classification
from models.errors import Refusal
from models.facts import CaseFacts, MandateFacts, OfficerFacts, StageFacts
from models.need_to_know import (
    Guarded,
    Reader,
    allowed,
    classified,
    cleared,
    may_read,
    may_read_notices,
    people,
    people_of,
    reader,
)
from models.situation import no
from models.vocabulary import Level, Role, Stage
from tests.unit.worlds import NOTHING

TODAY = date(2026, 3, 12)
PUBLIC, INTERNAL, WORK, BUSINESS, PERSONAL, INFORMANT, CONFIDENTIAL, SECRET, TOP = Classification
COUNTY, CITY = frozenset({"NM"}), frozenset({"GY", "NM"})
CASE = Guarded("NM", INTERNAL, frozenset({"NM-11", "NM-12", "GY-01"}), frozenset({"NM-12"}))


def said(who: Reader, case: Guarded | None = CASE) -> str:
    refusal = may_read(who, case)
    return "reads" if refusal is None else refusal.code


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        (Reader("NM-11", INTERNAL), "reads"),
        (Reader("NM-13", INTERNAL), "need_to_know"),
        (Reader("NM-12", INTERNAL), "need_to_know"),
        (Reader("NM-12", INTERNAL, COUNTY), "need_to_know"),
        (Reader("NM-01", INTERNAL, COUNTY), "reads"),
        (Reader("GY-02", INTERNAL, CITY), "reads"),
        (Reader("ZY-01", INTERNAL, frozenset({"ZY"})), "need_to_know"),
        (Reader("NM-11", PUBLIC), "clearance_too_low"),
        (Reader("NM-01", PUBLIC, COUNTY), "clearance_too_low"),
        (Reader("NM-13", PUBLIC), "need_to_know"),
        (Reader("NM-11", INTERNAL, active=False), "need_to_know"),
        (Reader("NM-01", INTERNAL, COUNTY, active=False), "need_to_know"),
    ],
    ids=[
        "on the case", "a colleague", "recused", "a head who is recused", "the head", "the head above",
        "the head beside", "on the case, not cleared", "the head, not cleared", "a colleague learns no classification",
        "on the case, out of service", "the head, out of service",
    ],
)  # fmt: skip
def test_who_reads_the_case(who: Reader, answer: str) -> None:
    assert said(who) == answer


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        (Reader("NM-11", INTERNAL), "reads"),
        (Reader("GY-01", INTERNAL), "notices_restricted"),
        (Reader("NM-01", INTERNAL, COUNTY), "reads"),
        (Reader("GY-02", INTERNAL, CITY), "reads"),
        (Reader("ZY-01", INTERNAL, frozenset({"ZY"})), "need_to_know"),
        (Reader("NM-12", INTERNAL, COUNTY), "need_to_know"),
        (Reader("NM-13", INTERNAL), "need_to_know"),
        (Reader("NM-11", PUBLIC), "clearance_too_low"),
        (Reader("NM-11", INTERNAL, active=False), "need_to_know"),
    ],
    ids=[
        "the handler", "on the case", "the head", "the head above", "the head beside", "a head who is recused",
        "a colleague", "the handler, not cleared", "the handler, out of service",
    ],
)  # fmt: skip
def test_who_reads_what_was_sent_word_for_word(who: Reader, answer: str) -> None:
    refusal = may_read_notices(who, replace(CASE, handler="NM-11"))
    assert ("reads" if refusal is None else refusal.code) == answer
    assert may_read_notices(who, None) == no("need_to_know")


def test_a_case_that_is_not_there_gets_the_answer_of_one_that_concerns_others() -> None:
    answers = {may_read(Reader("NM-13", TOP), case) for case in (None, CASE)}
    assert answers == {Refusal("need_to_know", "reg-6")}


STEPS = {
    PUBLIC: [PUBLIC],
    INTERNAL: [PUBLIC, INTERNAL],
    WORK: [PUBLIC, INTERNAL, WORK, BUSINESS, PERSONAL],
    BUSINESS: [PUBLIC, INTERNAL, WORK, BUSINESS, PERSONAL],
    PERSONAL: [PUBLIC, INTERNAL, WORK, BUSINESS, PERSONAL],
    INFORMANT: [PUBLIC, INTERNAL, WORK, BUSINESS, PERSONAL, INFORMANT],
    CONFIDENTIAL: [PUBLIC, INTERNAL, WORK, BUSINESS, PERSONAL, INFORMANT, CONFIDENTIAL],
    SECRET: [PUBLIC, INTERNAL, WORK, BUSINESS, PERSONAL, INFORMANT, CONFIDENTIAL, SECRET],
    TOP: list(Classification),
}


@pytest.mark.parametrize("clearance", Classification)
def test_what_a_clearance_reaches(clearance: Classification) -> None:
    assert allowed(clearance) == STEPS[clearance]
    for step in Classification:
        assert cleared(clearance, step) is (step in STEPS[clearance])
        answer = said(Reader("NM-11", clearance), replace(CASE, classification=step))
        assert answer == ("reads" if step in STEPS[clearance] else "clearance_too_low")


def mandate(role: Role, until: date | None = None, since: date = date(2025, 1, 1), act: str = "*") -> MandateFacts:
    return MandateFacts(role, act, since, until)


@pytest.mark.parametrize(
    ("mandates", "sees"),
    [
        ((mandate(Role.RESPONSIBLE),), CITY),
        ((mandate(Role.RESPONSIBLE, act="guidance.plan"),), CITY),
        ((mandate(Role.AUDITOR),), CITY),
        ((mandate(Role.INSPECTOR),), frozenset()),
        ((mandate(Role.ADMINISTRATOR),), frozenset()),
        ((), frozenset()),
        ((mandate(Role.RESPONSIBLE, until=TODAY),), CITY),
        ((mandate(Role.RESPONSIBLE, until=date(2026, 3, 11)),), frozenset()),
        ((mandate(Role.AUDITOR, since=TODAY),), CITY),
        ((mandate(Role.AUDITOR, since=date(2026, 3, 13)),), frozenset()),
        ((mandate(Role.INSPECTOR), mandate(Role.RESPONSIBLE)), CITY),
    ],
    ids=[
        "head", "head for one act", "auditor", "inspector", "administrator", "no mandate", "last day", "expired",
        "first day", "not yet", "one of two mandates",
    ],
)  # fmt: skip
def test_which_organs_an_officer_sees_by_post(mandates: tuple[MandateFacts, ...], sees: frozenset[str]) -> None:
    officer = OfficerFacts("GY-01", "GY", Level.CITY, True, mandates, WORK)
    assert reader(officer, CITY, TODAY) == Reader("GY-01", WORK, sees)
    assert reader(replace(officer, active=False), CITY, TODAY) == Reader("GY-01", WORK, sees, active=False)


def entry(act: str, by: str = "NM-11", **fields: Any) -> dict[str, Any]:
    return {"act": act, "by": by, "on": "2026-03-12", "seq": 1, **fields}


@pytest.mark.parametrize(
    ("entries", "on", "aside"),
    [
        ([], {"NM-10"}, set()),
        ([entry("approve", by="GY-01")], {"NM-10", "GY-01"}, set()),
        ([entry("assign", handler="NM-13")], {"NM-10", "NM-11", "NM-13"}, set()),
        ([entry("request", team=["NM-11", "NM-12"])], {"NM-10", "NM-11", "NM-12"}, set()),
        ([entry("record", present=["NM-12"])], {"NM-10", "NM-11", "NM-12"}, set()),
        ([entry("recuse", officer="NM-12")], {"NM-10", "NM-11", "NM-12"}, {"NM-12"}),
        ([entry("recuse", officer="NM-11")], {"NM-10", "NM-11"}, {"NM-11"}),
        ([entry("relate", other="NM-2026-000007")], {"NM-10", "NM-11"}, set()),
    ],
    ids=["handler", "who acted", "assigned", "team", "present", "recused", "recused by oneself", "other fields"],
)
def test_who_is_on_a_case(entries: list[dict[str, Any]], on: set[str], aside: set[str]) -> None:
    assert tuple(map(set, people("NM-10", entries))) == (on, aside)


def test_acts_of_the_case_and_of_every_stage_put_people_on_it() -> None:
    assert people_of(NOTHING) == (frozenset(), frozenset())
    case = CaseFacts("NM-2026-000001", "open", 3, None, (entry("open"), entry("recuse", officer="NM-12")))
    stage = StageFacts("I1", Stage.INSPECTION, "requested", None, (entry("request", by="NM-13", team=["NM-12"]),))
    on, aside = people_of(replace(NOTHING, case=case, stages=(stage,)))
    assert (set(on), set(aside)) == ({"NM-11", "NM-12", "NM-13"}, {"NM-12"})


@pytest.mark.parametrize(
    ("acts", "is_now"),
    [
        ([], INTERNAL),
        ([entry("open")], INTERNAL),
        ([entry("open", classification="public")], PUBLIC),
        ([entry("open"), entry("classify", classification="informant")], INFORMANT),
        ([entry("classify", classification="informant"), entry("classify", classification="internal")], INTERNAL),
        ([entry("classify", classification="personal"), entry("assign", handler="NM-11")], PERSONAL),
    ],
)
def test_a_case_is_classified_as_the_last_act_that_says_so_and_internal_before(
    acts: list[dict[str, Any]], is_now: Classification
) -> None:
    assert classified(acts) is is_now
