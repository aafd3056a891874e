"""A ledger that is kept: what was filed is acknowledged, periods change, the ledger ends."""

from datetime import date

import pytest

from models.facts import Facts
from models.law.duties import DutyItem, Spell, bound_since
from models.lifecycle import next_acts
from models.periods import Clock, DeadlineState
from models.vocabulary import UnitStatus
from tests.unit.papers import FIELDS
from tests.unit.scenes import go, on, opened, refusal, why
from tests.unit.scenes_duties import kept_ledger, self_inspected, trained
from tests.unit.test_duties import ANSWER, CLOSE, EVIDENCE, INSPECTION, PERIOD, PLAN, running, states
from tests.unit.worlds import ANN, BO, COUNTY_HEAD, the_case


def test_the_organ_acknowledges_what_was_filed_within_ten_working_days() -> None:
    # 9 March and ten working days: Monday 23 March.
    clock = self_inspected().deadline(Clock.DUTY_ANSWER, None)
    assert clock is not None
    assert (clock.due_on, clock.state) == (on(3, 23), DeadlineState.RUNNING)
    later = go(self_inspected(), PLAN, ANN, on(3, 12))
    assert [d.due_on for d in later.deadlines if d.clock is Clock.DUTY_ANSWER] == [on(3, 23)]
    done = go(later, ANSWER, ANN, on(3, 16)).deadline(Clock.DUTY_ANSWER, None)
    assert done is not None
    assert done.state is DeadlineState.MET


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (kept_ledger(), "nothing_filed"),
        (trained(), "nothing_filed"),
        (self_inspected(), None),
        (go(kept_ledger(), PLAN, ANN, on(3, 9)), None),
        (go(self_inspected(), ANSWER, ANN, on(3, 10)), "nothing_filed"),
    ],
)
def test_only_what_was_filed_is_acknowledged(facts: Facts, expected: str | None) -> None:
    assert refusal(facts, ANSWER, ANN, on(3, 11)) == expected


def test_another_period_counts_from_the_last_performance() -> None:
    facts = go(trained(), PERIOD, COUNTY_HEAD, on(3, 16), days=180)
    # 9 March and 180 days: Saturday 5 September, so Monday the 7th.
    assert running(facts)[801] == (on(3, 9), on(9, 7))
    assert states(facts, 801) == [("met", on(3, 9)), ("ended", on(3, 16)), ("running", None)]
    facts = go(facts, EVIDENCE, ANN, on(5, 6), done_on=on(5, 6))
    assert running(facts)[801] == (on(5, 6), on(11, 2))


def test_a_period_may_be_taken_away_and_given_to_a_duty_that_had_none() -> None:
    facts = go(kept_ledger(), PERIOD, COUNTY_HEAD, on(3, 9), days=0)
    assert 801 not in running(facts)
    assert 801 not in running(go(facts, EVIDENCE, ANN, on(3, 10)))
    facts = go(kept_ledger(), PERIOD, COUNTY_HEAD, on(3, 9), duty="reg-9-3", days=90)
    assert running(facts)[903] == (on(3, 9), on(6, 8))


@pytest.mark.parametrize(
    ("duty", "days", "expected"),
    [
        ("reg-8-1", 364, ()),
        ("reg-8-1", 365, ("period_unchanged", "365")),
        ("reg-9-3", 0, ("period_unchanged", "0")),
        ("reg-10-1", 90, ("duty_not_binding", "reg-10-1")),
        # Training was held on 9 March; it is the 16th.
        ("reg-8-1", 7, ()),
        ("reg-8-1", 6, ("period_over", "2026-03-15")),
    ],
)
def test_a_new_period_differs_binds_and_leaves_time(duty: str, days: int, expected: tuple[str, ...]) -> None:
    assert why(trained(), PERIOD, COUNTY_HEAD, on(3, 16), duty=duty, days=days) == expected


def test_another_handler_is_named_once() -> None:
    assert refusal(kept_ledger(), "duties.assign", COUNTY_HEAD, on(3, 3), handler=ANN) == "already_handler"
    assert the_case(go(kept_ledger(), "duties.assign", COUNTY_HEAD, on(3, 3))).handler == BO


@pytest.mark.parametrize(
    ("facts", "cause", "expected"),
    [
        (kept_ledger(), "unit moved away", None),
        (self_inspected(), "unit moved away", "filing_unanswered"),
        (self_inspected(), "unit dissolved", None),
        (go(self_inspected(), ANSWER, ANN, on(3, 10)), "unit moved away", None),
    ],
)
def test_what_was_filed_is_acknowledged_before_the_ledger_ends(facts: Facts, cause: str, expected: str | None) -> None:
    assert refusal(facts, CLOSE, ANN, on(3, 11), cause=cause) == expected


def test_when_the_ledger_ends_nothing_runs_on() -> None:
    facts = go(kept_ledger(), CLOSE, ANN, on(3, 9))
    assert (the_case(facts).state, running(facts), next_acts(facts)) == ("ended", {}, [])


def test_no_act_of_a_ledger_is_taken_on_a_case_nor_back() -> None:
    for act in (EVIDENCE, INSPECTION, PLAN, ANSWER, CLOSE):
        assert refusal(opened(), act, ANN, on(3, 9)) == "not_a_working_case"
    assert refusal(kept_ledger(), "case.close", ANN, on(3, 9)) == "not_a_working_case"
    assert refusal(kept_ledger(), "guidance.plan", ANN, on(3, 9)) == "not_a_working_case"


def test_no_form_of_a_ledger_names_a_person_or_scores() -> None:
    told = {name for act, fields in FIELDS.items() if act.startswith("duties.") for name in fields}
    assert told == {
        "unit", "handler", "received_on", "duty", "kind", "done_on", "count", "content", "answers", "plan", "remarks",
        "days", "reason", "cause", "acts", "expires_on", "link",
    }  # fmt: skip


KEY, CII = UnitStatus.KEY_UNIT, UnitStatus.CII_OPERATOR


@pytest.mark.parametrize(
    ("duty", "spells", "expected"),
    [
        ("reg-8-1", (), date(2021, 4, 26)),
        ("reg-9-1", (), None),
        ("reg-9-1", (Spell(KEY, date(2026, 1, 12)),), on(1, 13)),
        ("reg-9-1", (Spell(KEY, date(2026, 3, 9)),), None),
        ("reg-9-1", (Spell(KEY, date(2026, 3, 8)),), on(3, 9)),
        ("reg-10-1", (Spell(KEY, date(2026, 1, 12)), Spell(CII, date(2026, 2, 2))), on(2, 3)),
        # Spells that touch are one time; a gap of a day breaks it.
        ("reg-9-1", (Spell(KEY, date(2024, 5, 6), date(2025, 5, 6)), Spell(KEY, date(2025, 5, 6))), date(2024, 5, 7)),
        ("reg-9-1", (Spell(KEY, date(2024, 5, 6), date(2025, 5, 5)), Spell(KEY, date(2025, 5, 6))), date(2025, 5, 7)),
        ("reg-9-1", (Spell(KEY, date(2020, 5, 6)),), date(2021, 4, 26)),
    ],
)
def test_since_when_a_duty_binds(duty: str, spells: tuple[Spell, ...], expected: date | None) -> None:
    assert bound_since(DutyItem(duty), on(3, 9), spells) == expected
