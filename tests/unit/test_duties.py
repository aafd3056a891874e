"""The duties ledger: which duty a unit shows evidence for, when it is due again, what a self-inspection must answer."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.facts import DeadlineFacts, Facts
from models.law.duties import Spell
from models.lifecycle import next_acts
from models.periods import Clock
from models.rules import Rules
from models.vocabulary import Audience, File, Noted, UnitStatus
from tests.unit.scenes import allowed, attempt, go, on, refusal, why
from tests.unit.scenes_duties import kept_ledger, self_inspected, trained
from tests.unit.worlds import ANN, BO, CITY_HEAD, COUNTY_HEAD, NOTHING, UNIT, the_case

OPEN, EVIDENCE, INSPECTION, PLAN = (
    "duties.open", "duties.record_evidence", "duties.file_self_inspection", "duties.file_plan",
)  # fmt: skip
ANSWER, PERIOD, CLOSE = "duties.answer", "duties.set_period", "duties.close"
PLAIN = replace(UNIT, spells=())
OPERATOR = replace(UNIT, spells=(Spell(UnitStatus.CII_OPERATOR, date(2026, 3, 6)),))


def ledger_of(**unit: Any) -> Facts:
    """The ledger of a unit that is no key unit, opened on 2 March; `unit` changes the unit afterwards."""
    facts = go(replace(NOTHING, unit=PLAIN), OPEN, ANN, on(3, 2))
    return replace(facts, unit=replace(PLAIN, **unit))


def running(facts: Facts) -> dict[int, tuple[date, date]]:
    """The first and the last day of each running period, by the duty's number."""
    return {d.item: (d.anchor_on, d.due_on) for d in due(facts) if d.open}


def due(facts: Facts) -> list[DeadlineFacts]:
    return [d for d in facts.deadlines if d.clock is Clock.DUTY_DUE]


def states(facts: Facts, number: int) -> list[tuple[str, date | None]]:
    return [(d.state.value, d.settled_on) for d in due(facts) if d.item == number]


def answered(*duties: str) -> list[dict[str, str]]:
    return [{"duty": duty, "answer": "met"} for duty in duties]


EIGHT = tuple(f"reg-8-{n}" for n in range(1, 7))
NINE = tuple(f"reg-9-{n}" for n in range(1, 10))


def test_a_ledger_is_a_file_of_its_own_about_one_unit() -> None:
    case = the_case(kept_ledger())
    assert (case.kind, case.state, case.handler) == (File.DUTIES, "kept", ANN)
    assert kept_ledger().stages == ()
    assert {t.act for t, _ in next_acts(kept_ledger())} == {
        "assign", "record_evidence", "file_self_inspection", "file_plan", "answer", "set_period", "open_link",
        "close",
    }  # fmt: skip


def test_the_periods_of_a_key_unit_begin_when_its_ledger_is_opened() -> None:
    """Training 8(1) and 9(7) and self-inspection 9(9); a review 10(1) binds operators only, the rest has no period."""
    # 365 days from Monday 2 March 2026 end on Tuesday 2 March 2027.
    assert running(kept_ledger()) == {n: (on(3, 2), date(2027, 3, 2)) for n in (801, 907, 909)}
    assert running(ledger_of()) == {801: (on(3, 2), date(2027, 3, 2))}
    assert all(d.provisional for d in due(kept_ledger()))


def test_a_setting_says_how_often() -> None:
    facts = go(NOTHING, OPEN, ANN, on(3, 2), rules=Rules(duty_training_days=100, duty_self_inspection_days=30))
    assert running(facts) == {
        801: (on(3, 2), on(6, 10)), 907: (on(3, 2), on(6, 10)), 909: (on(3, 2), on(4, 1)),
    }  # fmt: skip


@pytest.mark.parametrize(("other", "expected"), [(False, None), (True, "ledger_kept")])
def test_a_unit_has_one_ledger_that_is_kept(other: bool, expected: str | None) -> None:
    assert refusal(replace(NOTHING, same_kind_open=other), OPEN, ANN, on(3, 2)) == expected


@pytest.mark.parametrize(("handler", "expected"), [(BO, None), (None, None), (CITY_HEAD, "not_organ_in_charge")])
def test_its_handler_is_an_officer_of_the_organ(handler: str | None, expected: str | None) -> None:
    assert refusal(NOTHING, OPEN, ANN, on(3, 2), handler=handler) == expected


def test_evidence_settles_the_period_and_begins_the_next_from_the_day_it_was_done() -> None:
    facts = go(kept_ledger(), EVIDENCE, ANN, on(3, 9), done_on=on(3, 6))
    assert states(facts, 801) == [("met", on(3, 6)), ("running", None)]
    # 6 March 2027 is a Saturday: the day rolls on to Monday 8 March.
    assert running(facts)[801] == (on(3, 6), date(2027, 3, 8))
    assert running(facts)[907] == (on(3, 2), date(2027, 3, 2))


def test_what_was_done_before_counts_from_its_own_day() -> None:
    """Training of last November, recorded when the ledger is opened: the next is due this November."""
    facts = go(kept_ledger(), EVIDENCE, ANN, on(3, 9), done_on=date(2025, 11, 16))
    assert running(facts)[801] == (date(2025, 11, 16), on(11, 16))


@pytest.mark.parametrize("done", [on(3, 9), on(3, 8), date(2025, 6, 1)])
def test_evidence_of_the_same_day_or_an_earlier_one_moves_nothing(done: date) -> None:
    decision = allowed(attempt(trained(), EVIDENCE, ANN, on(3, 10), received_on=on(3, 10), done_on=done))
    assert decision.deadlines == ()


def test_done_after_the_last_day_it_is_late() -> None:
    short = Rules(duty_training_days=10)
    facts = go(NOTHING, OPEN, ANN, on(3, 2), rules=short)
    facts = go(facts, EVIDENCE, ANN, on(3, 16), done_on=on(3, 13), received_on=on(3, 16), rules=short)
    assert states(facts, 801)[0] == ("late", on(3, 13))


@pytest.mark.parametrize(
    ("duty", "done", "expected"),
    [
        ("reg-8-6", on(3, 2), None),
        ("reg-9-1", on(3, 2), None),
        # The notice was served on 12 January: the duties of a key unit bind from the 13th.
        ("reg-9-1", on(1, 13), None),
        ("reg-9-1", on(1, 12), "duty_not_binding"),
        ("reg-8-1", on(1, 12), None),
        ("reg-10-1", on(3, 2), "duty_not_binding"),
        ("reg-8-1", date(2021, 4, 25), "duty_not_binding"),
    ],
)
def test_evidence_is_for_a_duty_that_bound_on_the_day(duty: str, done: date, expected: str | None) -> None:
    assert refusal(kept_ledger(), EVIDENCE, ANN, on(3, 9), duty=duty, done_on=done) == expected


@pytest.mark.parametrize("act", [EVIDENCE, INSPECTION, PLAN])
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"received_on": on(3, 10), "done_on": on(3, 9)}, "date_in_future"),
        ({"received_on": on(3, 9), "done_on": on(3, 10)}, "date_in_future"),
        ({"received_on": on(3, 6), "done_on": on(3, 9), "late_reason": "Ill."}, "dates_reversed"),
        ({"received_on": on(3, 5), "done_on": on(3, 4)}, "late_reason_required"),
        ({"received_on": on(3, 5), "done_on": on(3, 4), "late_reason": "Ill."}, None),
        ({"received_on": on(3, 6), "done_on": on(3, 6)}, None),
        ({"received_on": on(3, 9), "done_on": on(3, 9), "files": ["0" * 64]}, "document_unknown"),
    ],
)
def test_what_the_unit_sends_has_dates_of_its_own(act: str, given: dict[str, Any], expected: str | None) -> None:
    assert refusal(kept_ledger(), act, ANN, on(3, 9), **given) == expected


def test_a_late_entry_is_noted_for_the_supervisor() -> None:
    late = attempt(
        kept_ledger(), EVIDENCE, ANN, on(3, 9), received_on=on(3, 4), done_on=on(3, 4), late_reason="On leave."
    )
    assert (allowed(late).noted, Audience.SUPERVISOR in allowed(late).audience) == ((Noted.RECORDED_LATE,), True)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (answered(*EIGHT, *NINE), ()),
        (answered(*NINE, *EIGHT), ()),
        (answered(*EIGHT, *NINE, "reg-10-1"), ("duty_not_binding", "reg-10-1")),
        (answered(*EIGHT, *NINE, "reg-9-9"), ("duty_twice", "reg-9-9")),
        (answered(*EIGHT), ("duty_unanswered", *NINE)),
        (answered(*EIGHT[:5], *NINE), ("duty_unanswered", "reg-8-6")),
    ],
)
def test_a_self_inspection_answers_each_binding_duty_once(
    answers: list[dict[str, str]], expected: tuple[str, ...]
) -> None:
    assert why(kept_ledger(), INSPECTION, ANN, on(3, 9), answers=answers) == expected


def test_a_self_inspection_is_the_ninth_duty_of_a_key_unit_and_only_management_of_another() -> None:
    assert running(self_inspected())[909] == (on(3, 9), date(2027, 3, 9))
    assert the_case(self_inspected()).acts[-1]["duty"] == "reg-9-9"
    facts = go(ledger_of(), INSPECTION, ANN, on(3, 9), answers=answered(*EIGHT))
    assert the_case(facts).acts[-1]["for_duty"] == "reg-8-2"
    assert running(facts) == running(ledger_of())


def test_the_words_of_a_self_inspection_are_sealed_and_its_answers_are_not() -> None:
    decision = allowed(attempt(kept_ledger(), INSPECTION, ANN, on(3, 9)))
    assert decision.entry["answers"][13] == {"duty": "reg-9-8", "answer": "partly met"}
    assert decision.sealed["answers"][13] == {"words": "A lock is ordered."}


def test_a_unit_that_became_an_operator_gets_its_new_periods_with_its_next_self_inspection() -> None:
    """Served on Friday 6 March: 10(1)-(3) bind from the 7th. Nothing is late that could not be done before."""
    facts = ledger_of(spells=OPERATOR.spells)
    ten = ("reg-10-1", "reg-10-2", "reg-10-3")
    before = {"done_on": on(3, 6), "received_on": on(3, 6)}
    assert why(facts, INSPECTION, ANN, on(3, 6), answers=answered(*EIGHT), **before) == ()
    assert why(facts, INSPECTION, ANN, on(3, 9), answers=answered(*EIGHT)) == ("duty_unanswered", *ten)
    facts = go(facts, INSPECTION, ANN, on(3, 9), answers=answered(*EIGHT, *ten))
    assert running(facts) == {
        801: (on(3, 2), date(2027, 3, 2)), 1001: (on(3, 9), date(2027, 3, 9)), 1002: (on(3, 9), date(2027, 3, 9)),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "expected"),
    [("foreign exchange plan", "duty_not_binding"), ("education plan", None), ("security plan", None)],
)
def test_a_plan_for_foreign_exchange_is_a_duty_of_key_units(plan: str, expected: str | None) -> None:
    assert refusal(ledger_of(), PLAN, ANN, on(3, 9), plan=plan) == expected
    assert refusal(kept_ledger(), PLAN, ANN, on(3, 9), plan=plan) is None


def test_a_plan_of_education_is_no_training_yet() -> None:
    facts = go(kept_ledger(), PLAN, ANN, on(3, 9), plan="education plan")
    assert running(facts) == running(kept_ledger())
    facts = go(kept_ledger(), PERIOD, COUNTY_HEAD, on(3, 9), duty="reg-9-5", days=200)
    facts = go(facts, PLAN, ANN, on(3, 10), plan="foreign exchange plan")
    assert states(facts, 905) == [("met", on(3, 10)), ("running", None)]
