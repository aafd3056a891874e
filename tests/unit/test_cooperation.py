"""Working with departments: whom, how long they may be silent, what a joint act may be, what is never given."""

from dataclasses import replace
from datetime import date

import pytest
from pydantic import ValidationError

from models.acts.choices import Information
from models.acts.exchange import Propose
from models.carried import disclosures, penalties
from models.classification import Classification
from models.facts import Facts, UnitFacts
from models.periods import Clock, DeadlineState
from tests.unit.moments import before
from tests.unit.papers import paper
from tests.unit.scenes import allowed, attempt, concluded, go, notified, on, opened, refusal, why
from tests.unit.scenes_cooperation import (
    approved_exchange,
    consulted,
    disclosed_exchange,
    ended_requirement,
    held_joint,
    proposed_exchange,
    proposed_joint,
    required,
)
from tests.unit.worlds import (
    ANN,
    CITY_HEAD,
    COUNTY_HEAD,
    INDUSTRY,
    MANY_UNITS,
    NOTHING,
    RECEIVER,
    SECOND_UNIT,
    SUPERIOR,
    UNIT,
    UNKNOWN_FILE,
    the_case,
    the_deadline,
    the_stage,
    with_deadline,
    with_stage,
)

ASKED, PROPOSED, GIVEN = "consultation.ask", "joint.propose", "exchange.propose"
RECORD, AMEND, END = "requirement.record", "requirement.amend", "requirement.end"


@pytest.mark.parametrize(
    ("department", "expected"),
    [
        (INDUSTRY, ()),
        (SUPERIOR, ("department_not_competent", SUPERIOR, "superior")),
        (RECEIVER, ("department_not_competent", RECEIVER, "receiver")),
        ("NOBODY", ("department_unknown", "NOBODY")),
    ],
)
def test_only_an_industry_department_sets_requirements(department: str, expected: tuple[str, ...]) -> None:
    assert why(MANY_UNITS, RECORD, ANN, on(3, 3), department=department) == expected


@pytest.mark.parametrize("act", [ASKED, PROPOSED])
@pytest.mark.parametrize(
    ("department", "expected"),
    [(INDUSTRY, None), (SUPERIOR, None), (RECEIVER, "department_not_competent"), ("NOBODY", "department_unknown")],
)
def test_the_industry_or_the_superior_department_is_consulted_and_acts_jointly(
    act: str, department: str, expected: str | None
) -> None:
    assert refusal(notified(), act, ANN, on(3, 10), department=department) == expected


@pytest.mark.parametrize(
    ("department", "expected"),
    [(INDUSTRY, None), (SUPERIOR, None), (RECEIVER, None), ("NOBODY", "department_unknown")],
)
def test_information_goes_to_a_department_of_the_register_only(department: str, expected: str | None) -> None:
    assert refusal(concluded(), GIVEN, ANN, on(3, 10), department=department) == expected


@pytest.mark.parametrize(
    ("facts", "act", "label"),
    [(consulted(), ASKED, "C1"), (proposed_joint(), PROPOSED, "J1"), (proposed_exchange(), GIVEN, "E1")],
)
def test_with_one_department_one_is_open_and_with_several_side_by_side(facts: Facts, act: str, label: str) -> None:
    assert why(facts, act, ANN, on(3, 11)) == ("stage_already_open", label)
    assert why(facts, act, ANN, on(3, 11), department=SUPERIOR) == ()
    assert why(with_stage(facts, label, state="withdrawn" if label != "J1" else "declined"), act, ANN, on(3, 11)) == ()


def test_the_units_of_the_industry_under_the_organ_are_told() -> None:
    elsewhere = UnitFacts("91520103MA6DEMO99X", "520103", None)
    facts = replace(MANY_UNITS, units={u.code: u for u in (SECOND_UNIT, elsewhere, UNIT)})
    recorded = allowed(attempt(facts, RECORD, ANN, on(3, 3)))
    assert recorded.entry["units"] == [UNIT.code, SECOND_UNIT.code]
    assert (recorded.entry["industry"], recorded.entry["valid_from"]) == ("software", "2026-04-01")
    assert recorded.sealed == {"content": "Train everybody once a year."}


def test_a_requirement_for_an_industry_without_a_unit_is_recorded_all_the_same() -> None:
    assert allowed(attempt(replace(MANY_UNITS, units={}), RECORD, ANN, on(3, 3))).entry["units"] == []


def test_who_is_told_of_a_change_are_the_units_of_that_day() -> None:
    fewer = replace(required(), units={UNIT.code: UNIT})
    assert allowed(attempt(fewer, AMEND, ANN, on(4, 1))).entry["units"] == [UNIT.code]
    assert allowed(attempt(fewer, END, ANN, on(6, 1))).entry["units"] == [UNIT.code]


@pytest.mark.parametrize(("day", "expected"), [(on(3, 3), None), (on(3, 4), "date_in_future")])
def test_no_requirement_was_received_tomorrow(day: date, expected: str | None) -> None:
    assert refusal(MANY_UNITS, RECORD, ANN, on(3, 3), received_on=day) == expected
    assert refusal(required(), AMEND, ANN, on(3, 3), received_on=day) == expected
    assert refusal(required(), END, ANN, on(3, 3), received_on=day) == expected


@pytest.mark.parametrize(("day", "expected"), [(on(4, 1), None), (on(3, 31), "dates_reversed")])
def test_a_requirement_does_not_end_before_it_holds(day: date, expected: str | None) -> None:
    assert refusal(required(), END, ANN, on(3, 4), ends_on=day) == expected


def test_a_requirement_is_a_file_of_its_own() -> None:
    case = the_case(required())
    assert (case.kind.value, case.state, required().stages, required().deadlines) == ("requirement", "in_force", (), ())
    assert the_case(ended_requirement()).state == "ended"


@pytest.mark.parametrize(
    ("act", "day"),
    [("requirement.attach", on(3, 4)), (AMEND, on(4, 1)), (END, on(6, 1)), ("consultation.answer", on(3, 16)),
     ("joint.agree", on(3, 6)), ("joint.decline", on(3, 6)), ("joint.hold", on(3, 9)), (GIVEN, on(3, 10))],
)  # fmt: skip
def test_what_is_named_as_a_file_is_on_file(act: str, day: date) -> None:
    scene = before(act)
    assert refusal(scene.facts, act, ANN, day, files=[UNKNOWN_FILE]) == "document_unknown"
    assert refusal(scene.facts, act, ANN, day) is None


def test_ten_working_days_are_for_the_answer() -> None:
    found = the_deadline(consulted(), Clock.CONSULTATION_ANSWER, "C1")
    assert (found.anchor_on, found.due_on, found.length) == (on(3, 10), on(3, 24), 10)
    assert the_deadline(proposed_joint(), Clock.JOINT_ANSWER, "J1").due_on == on(3, 19)
    assert the_deadline(disclosed_exchange(), Clock.EXCHANGE_RECEIPT, "E1").due_on == on(3, 26)


LAPSES = [
    (consulted(), "consultation.lapse", Clock.CONSULTATION_ANSWER, on(3, 24)),
    (proposed_joint(), "joint.lapse", Clock.JOINT_ANSWER, on(3, 19)),
]


@pytest.mark.parametrize(("facts", "act", "clock", "last"), LAPSES)
def test_silence_counts_only_after_the_last_day(facts: Facts, act: str, clock: Clock, last: date) -> None:
    assert why(facts, act, ANN, last) == ("answer_still_possible", last.isoformat())
    assert why(facts, act, ANN, last.replace(day=last.day + 1)) == ()


@pytest.mark.parametrize(("facts", "act", "clock", "last"), LAPSES)
@pytest.mark.parametrize("held", [{"state": DeadlineState.SUSPENDED}, {"provisional": True}])
def test_silence_does_not_count_while_the_clock_is_held_or_its_day_unknown(
    facts: Facts, act: str, clock: Clock, last: date, held: dict[str, object]
) -> None:
    assert refusal(with_deadline(facts, clock, **held), act, ANN, on(6, 1)) == "answer_still_possible"
    assert refusal(facts, act, ANN, on(6, 1)) is None


@pytest.mark.parametrize(("day", "state"), [(on(3, 24), DeadlineState.MET), (on(3, 25), DeadlineState.LATE)])
def test_an_answer_is_in_time_by_the_day_it_came(day: date, state: DeadlineState) -> None:
    facts = go(consulted(), "consultation.answer", ANN, on(3, 27), received_on=day)
    assert the_deadline(facts, Clock.CONSULTATION_ANSWER, "C1").state is state
    assert the_stage(facts, "C1").state == "answered"


@pytest.mark.parametrize("act", ["joint.agree", "joint.decline"])
@pytest.mark.parametrize(
    ("day", "expected"),
    [(on(3, 4), "dates_reversed"), (on(3, 5), None), (on(3, 9), None), (on(3, 10), "date_in_future")],
)
def test_a_department_answers_between_the_proposal_and_today(act: str, day: date, expected: str | None) -> None:
    assert refusal(proposed_joint(), act, ANN, on(3, 9), received_on=day) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(on(3, 9), "dates_reversed"), (on(3, 10), None), (on(3, 17), "date_in_future")]
)
def test_an_answer_to_a_consultation_lies_between_the_question_and_today(day: date, expected: str | None) -> None:
    assert refusal(consulted(), "consultation.answer", ANN, on(3, 16), received_on=day) == expected


@pytest.mark.parametrize(
    ("facts", "annulled"), [(consulted(), "C1"), (held_joint(), "J1"), (disclosed_exchange(), "E1")]
)
def test_what_is_open_keeps_the_case_open_and_can_be_annulled(facts: Facts, annulled: str) -> None:
    assert refusal(facts, "case.close", ANN, on(3, 16)) == "stages_open"
    assert the_stage(go(facts, "case.annul", COUNTY_HEAD, on(3, 16), annulled=annulled), annulled).state == "annulled"


@pytest.mark.parametrize("law", ["reg-7", "gz-6", "cel-56"])
def test_information_is_given_on_an_article_of_the_law(law: str) -> None:
    assert refusal(concluded(), GIVEN, ANN, on(3, 10), law=law) is None
    assert why(concluded(), GIVEN, ANN, on(3, 10), law=f"{law}-x") == ("basis_unknown", f"{law}-x")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The server room stood open.", None),
        ("As A-7K3M9QRT told us.", "informant_data"),
        ("as a-7k3m9qrt told us", "informant_data"),
        ("See V-22222222.", "informant_data"),
        ("Cable A-1234 is loose, and XA-7K3M9QRT is a model.", None),
    ],
)
def test_no_name_of_the_vault_is_given_to_anybody(words: str, expected: str | None) -> None:
    assert refusal(concluded(), GIVEN, ANN, on(3, 10), disclosed=words) == expected
    assert refusal(concluded(), GIVEN, ANN, on(3, 10), purpose=words) == expected


def about_an_informant(facts: Facts) -> Facts:
    case = the_case(facts)
    entry = {"act": "classify", "by": ANN, "on": "2026-03-09", "seq": 99, "classification": "informant"}
    cleared = {b: replace(o, clearance=Classification.INFORMANT) for b, o in facts.officers.items()}
    return replace(facts, case=replace(case, acts=(*case.acts, entry)), officers=cleared)


@pytest.mark.parametrize(
    ("facts", "act", "badge"),
    [
        (concluded(), GIVEN, ANN),
        (proposed_exchange(), "exchange.approve", CITY_HEAD),
        (approved_exchange(), "exchange.disclose", ANN),
    ],
)
def test_a_file_about_an_informant_is_given_to_nobody(facts: Facts, act: str, badge: str) -> None:
    assert refusal(facts, act, badge, on(3, 12)) is None
    assert refusal(about_an_informant(facts), act, badge, on(3, 12)) == "informant_data"


def test_the_form_has_no_place_for_an_informant_or_a_person() -> None:
    assert set(Propose.model_fields) == {
        "act", "case", "seen", "department", "law", "kinds", "purpose", "disclosed", "files",
    }  # fmt: skip
    assert [kind.value for kind in Information] == [
        "problems found", "state of rectification", "guidance given", "prevention measures of the unit",
        "suggestions for the industry",
    ]  # fmt: skip
    with pytest.raises(ValidationError):
        paper(GIVEN, on(3, 10), kinds=[])


def test_what_was_given_and_withdrawn_is_recalled_from_who_got_it() -> None:
    given = the_stage(disclosed_exchange(), "E1").last("disclose")
    assert given is not None
    assert allowed(attempt(disclosed_exchange(), "exchange.withdraw", ANN, on(3, 13))).recalls == (given["seq"],)
    assert allowed(attempt(approved_exchange(), "exchange.withdraw", ANN, on(3, 13))).recalls == ()


@pytest.mark.parametrize(
    ("day", "expected"), [(on(3, 11), "dates_reversed"), (on(3, 12), None), (on(3, 17), "date_in_future")]
)
def test_a_receipt_lies_between_the_disclosure_and_today(day: date, expected: str | None) -> None:
    assert refusal(disclosed_exchange(), "exchange.receipt", ANN, on(3, 16), received_on=day) == expected


def test_everything_given_is_listed_on_the_case() -> None:
    facts = go(disclosed_exchange(), "exchange.receipt", ANN, on(3, 16))
    (found,) = disclosures(facts)
    assert found == {
        "stage": "E1", "state": "acknowledged", "department": INDUSTRY, "law": "reg-7", "kinds": ["problems found"],
        "given_on": "2026-03-12", "acknowledged_on": "2026-03-16",
    }  # fmt: skip
    (waiting,) = disclosures(proposed_exchange())
    assert (waiting["state"], waiting["given_on"], waiting["acknowledged_on"]) == ("proposed", None, None)
    assert disclosures(concluded()) == disclosures(NOTHING) == []


def test_a_penalty_decided_elsewhere_is_a_number_and_a_day_on_the_case() -> None:
    facts = go(opened(), "case.note_penalty", ANN, on(3, 3), decided_on=on(3, 2))
    assert penalties(facts) == [{"number": "P-1", "decided_on": "2026-03-02"}]
    assert (the_case(facts).state, facts.deadlines, facts.stages) == ("open", opened().deadlines, ())
    assert refusal(opened(), "case.note_penalty", ANN, on(3, 3), decided_on=on(3, 4)) == "date_in_future"
    assert penalties(opened()) == penalties(NOTHING) == []
