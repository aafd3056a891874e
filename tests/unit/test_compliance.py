"""A unit's page: since when each duty binds, what was done, what is due, what cites it; nothing of persons."""

from dataclasses import fields
from datetime import date

import pytest

from models.acts.choices import DutyEvidence
from models.compliance import Line, Measures, Open, cited, page
from models.facts import Facts
from models.law.duties import DutyItem, Spell
from models.vocabulary import UnitStatus
from tests.unit.scenes import (
    commented_record,
    concluded,
    go,
    issued,
    not_met_order,
    on,
    proposed_order,
    running_order,
)
from tests.unit.scenes_duties import kept_ledger, self_inspected, trained
from tests.unit.worlds import ANN, CASE, COUNTY_HEAD, UNIT

CII = Spell(UnitStatus.CII_OPERATOR, date(2026, 3, 6))
EIGHT = [f"reg-8-{n}" for n in range(1, 7)]
NINE = [f"reg-9-{n}" for n in range(1, 10)]
TEN = [f"reg-10-{n}" for n in range(1, 4)]


def lines(facts: Facts, day: date, spells: tuple[Spell, ...] = UNIT.spells) -> dict[str, Line]:
    return {line.duty.value: line for line in page(day, spells, facts.case, facts.deadlines, ())}


def citing(facts: Facts, day: date) -> list[tuple[str, str, str]]:
    return [(duty.value, one.what, one.at) for duty, one in cited(CASE, facts.stages, day)]


@pytest.mark.parametrize(
    ("spells", "day", "expected"),
    [
        ((), on(3, 9), EIGHT),
        (UNIT.spells, on(3, 9), [*EIGHT, *NINE]),
        # Served on 12 January and on 6 March: the duties bind from the day after.
        (UNIT.spells, on(1, 12), EIGHT),
        (UNIT.spells, on(1, 13), [*EIGHT, *NINE]),
        ((CII,), on(3, 6), EIGHT),
        ((CII,), on(3, 7), [*EIGHT, *TEN]),
        ((*UNIT.spells, CII), on(3, 7), [*EIGHT, *NINE, *TEN]),
    ],
)
def test_the_page_shows_the_duties_that_bind_on_the_day(
    spells: tuple[Spell, ...], day: date, expected: list[str]
) -> None:
    assert list(lines(kept_ledger(), day, spells)) == expected


def test_the_new_duties_of_a_key_unit_show_since_when_and_no_lapse() -> None:
    found = lines(kept_ledger(), on(3, 7), (CII,))["reg-10-2"]
    assert (found.since, found.last_done, found.next_due, found.passed, found.measures) == (
        on(3, 7), None, None, False, (),
    )  # fmt: skip


def test_a_unit_without_a_ledger_has_its_duties_all_the_same() -> None:
    found = page(on(3, 9), UNIT.spells, None, (), ())
    assert [line.duty.value for line in found] == [*EIGHT, *NINE]
    assert {(line.last_done, line.next_due, line.said) for line in found} == {(None, None, None)}


def test_what_was_done_is_counted_by_kind() -> None:
    facts = go(trained(), "duties.record_evidence", ANN, on(3, 10), done_on=on(3, 10), count=30)
    facts = go(facts, "duties.record_evidence", ANN, on(3, 11), kind="record filed", count=None)
    facts = go(facts, "duties.file_plan", ANN, on(3, 12), plan="education plan")
    found = lines(facts, on(3, 16))["reg-8-1"]
    assert found.measures == (
        Measures(DutyEvidence.TRAINING, 2, 150, on(3, 10)),
        Measures(DutyEvidence.RECORD, 1, None, on(3, 11)),
        Measures(DutyEvidence.PLAN, 1, None, on(3, 12)),
    )
    # A plan is no performance of the duty.
    assert (found.last_done, found.next_due, found.days) == (on(3, 11), date(2027, 3, 11), 365)


def test_what_was_recorded_later_is_not_on_the_page_of_an_earlier_day() -> None:
    facts = go(trained(), "duties.set_period", COUNTY_HEAD, on(3, 16), days=180)
    facts = go(facts, "duties.close", ANN, on(3, 20))
    seen = {d: lines(facts, d)["reg-8-1"] for d in (on(3, 1), on(3, 6), on(3, 9), on(3, 16), on(3, 20))}
    assert {d: (x.last_done, x.next_due) for d, x in seen.items()} == {
        on(3, 1): (None, None),
        on(3, 6): (None, date(2027, 3, 2)),
        on(3, 9): (on(3, 9), date(2027, 3, 9)),
        on(3, 16): (on(3, 9), on(9, 7)),
        on(3, 20): (on(3, 9), None),
    }


@pytest.mark.parametrize(("day", "expected"), [(on(9, 7), False), (on(9, 8), True)])
def test_a_period_has_passed_on_the_day_after_its_last_one(day: date, expected: bool) -> None:
    facts = go(trained(), "duties.set_period", COUNTY_HEAD, on(3, 16), days=180)
    assert lines(facts, day)["reg-8-1"].passed is expected


def test_a_provisional_day_has_not_passed() -> None:
    found = lines(kept_ledger(), date(2027, 6, 1))["reg-8-1"]
    assert (found.next_due, found.provisional, found.passed) == (date(2027, 3, 2), True, False)


def test_what_the_unit_says_of_itself_is_shown_as_its_own_word() -> None:
    found = lines(self_inspected(), on(3, 16))
    assert (found["reg-9-8"].said, found["reg-8-1"].said) == (("partly met", on(3, 9)), ("met", on(3, 9)))
    assert (found["reg-9-9"].last_done, found["reg-9-8"].last_done) == (on(3, 9), None)
    assert lines(kept_ledger(), on(3, 16))["reg-9-8"].said is None


def test_findings_cite_duties_until_an_order_takes_them_up() -> None:
    finds = [("reg-8-1", "finding", "I1/1"), ("reg-9-8", "finding", "I1/2")]
    assert citing(commented_record(), on(3, 9)) == citing(concluded(), on(3, 9)) == finds
    # An order that is only proposed asks nothing of the unit yet.
    assert citing(proposed_order(), on(3, 10)) == finds
    assert citing(running_order(), on(3, 12)) == [("reg-8-1", "order", "R1/1"), ("reg-9-8", "order", "R1/2")]
    assert citing(issued(), on(3, 3)) == [("reg-9-8", "finding", "G1/1")]


def test_what_is_settled_is_not_shown() -> None:
    # Item 1 is met, item 2 is not.
    assert citing(not_met_order(), on(4, 15)) == [("reg-9-8", "order", "R1/2")]
    done = go(running_order(), "rectification.report", ANN, on(4, 10))
    both = [{"item": 1, "met": True}, {"item": 2, "met": True}]
    assert citing(go(done, "rectification.reinspect", ANN, on(4, 15), results=both), on(4, 15)) == []
    assert citing(go(not_met_order(), "rectification.conclude", COUNTY_HEAD, on(4, 16)), on(4, 16)) == []
    none = go(commented_record(), "inspection.conclude", ANN, on(3, 9), result="no problem")
    assert citing(none, on(3, 9)) == []
    assert citing(go(issued(), "guidance.complete", ANN, on(3, 4)), on(3, 4)) == []
    assert citing(go(issued(), "guidance.withdraw", ANN, on(3, 4)), on(3, 4)) == []


def test_a_withdrawn_order_leaves_its_findings_open_and_a_renewed_one_what_was_not_met() -> None:
    finds = [("reg-8-1", "finding", "I1/1"), ("reg-9-8", "finding", "I1/2")]
    assert citing(go(running_order(), "rectification.withdraw", COUNTY_HEAD, on(3, 20)), on(3, 20)) == finds
    renewed = go(not_met_order(), "rectification.renew", ANN, on(4, 16))
    assert citing(renewed, on(4, 16)) == finds[1:]


def test_a_finding_is_not_on_the_page_of_a_day_before_it_was_recorded() -> None:
    assert citing(concluded(), on(3, 5)) == []
    assert len(citing(concluded(), on(3, 6))) == 2


def test_each_line_has_the_findings_of_its_duty() -> None:
    found = page(on(3, 9), UNIT.spells, None, (), cited(CASE, concluded().stages, on(3, 9)))
    by_duty = {line.duty: line.open for line in found if line.open}
    assert by_duty == {
        DutyItem.ART_8_1: (Open("finding", CASE, "I1/1", "concluded", on(2, 2), on(2, 27)),),
        DutyItem.ART_9_8: (Open("finding", CASE, "I1/2", "concluded", on(2, 2), on(2, 27)),),
    }


def test_the_page_has_no_place_for_a_person_or_a_score() -> None:
    assert [f.name for f in fields(Line)] == [
        "duty", "since", "last_done", "days", "next_due", "provisional", "passed", "measures", "said", "open",
    ]  # fmt: skip
    assert [f.name for f in fields(Measures)] == ["kind", "times", "count", "last"]
    assert [f.name for f in fields(Open)] == ["what", "case", "at", "state", "since", "until"]
