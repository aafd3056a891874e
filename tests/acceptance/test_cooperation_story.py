"""How departments and organ work together: a requirement for an industry, then one of its units. Days are of 2026."""

from models.register_rows import DepartmentRow
from models.store import casebook, registers
from models.vocabulary import DepartmentKind
from tests import builders
from tests.acceptance.hearing import CITY_HEAD, COLLEAGUE, COUNTY_HEAD, OFFICER, PAIR, Hearing, on

UNIT, SUPERIOR = builders.UNIT_CODE, builders.SUPERIOR
INDUSTRY, COUNTY, CITY = "D-IND", "GZ-GY-NM", "GZ-GY"
REQUIREMENT = {"department": INDUSTRY, "industry": "software", "received_on": "2026-03-02", "valid_from": "2026-04-01"}
ON_SITE = {"present": PAIR, "on_site": True, "content": "The plans were read with the department."}


def test_departments_set_requirements_are_consulted_supervise_jointly_and_are_told(hearing: Hearing) -> None:
    store = hearing.store
    row = DepartmentRow(code=INDUSTRY, name="the industry's", kind=DepartmentKind.INDUSTRY, email="ind@example.org")
    with store.write() as connection:
        registers.add(connection, registers.REGISTERS["department"], [(1, row)], "operator", on(3, 2))

    # The industry department sets a requirement: the units of its industry hear of it, and of its end.
    rule = Hearing(store, hearing.take)
    wrong = {**REQUIREMENT, "department": SUPERIOR, "content": "Train."}
    assert rule.refused(on(3, 2), OFFICER, "requirement.record", **wrong) == "department_not_competent"
    assert rule.act(on(3, 2), OFFICER, "requirement.record", **REQUIREMENT, content="Train.")["state"] == "in_force"
    assert UNIT in rule.told("record a requirement of an industry")
    rule.act(on(6, 1), OFFICER, "requirement.end", received_on="2026-06-01", ends_on="2026-06-30", reason="Replaced.")
    assert UNIT in rule.told("record that it ended")
    assert rule.record_is_whole()

    # A case: both departments are consulted. One answers, the other lets ten working days pass.
    hearing.act(on(3, 2), OFFICER, "case.open", unit=UNIT, handler=OFFICER, reason="Weak prevention.")
    hearing.act(on(3, 2), OFFICER, "consultation.ask", department=INDUSTRY, question="Does your rule ask for a lock?")
    hearing.act(on(3, 2), OFFICER, "consultation.ask", department=SUPERIOR, question="Does it have the money?")
    assert {INDUSTRY, SUPERIOR} <= hearing.told("consult a department")
    assert hearing.deadline("consultation_answer", "C1") == ("2026-03-16", "running")
    answered = {"received_on": "2026-03-05", "position": "agrees with remarks", "content": "From April on."}
    hearing.act(on(3, 5), OFFICER, "consultation.answer", stage="C1", **answered)
    assert hearing.deadline("consultation_answer", "C1") == ("2026-03-16", "met")

    # Joint supervision on the spot lies in an approved inspection, and the unit hears of it beforehand.
    hearing.act(
        on(3, 5), OFFICER, "inspection.request", ground="risk or hidden danger found", reason="Weak prevention.",
        methods=["consult material"], places=["The offices."], starts_on="2026-03-10", ends_on="2026-03-20", team=PAIR,
    )  # fmt: skip
    hearing.act(
        on(3, 5), OFFICER, "joint.propose", form="joint supervision", department=INDUSTRY, ground="I1",
        purpose="To look at it together.",
    )  # fmt: skip
    hearing.act(on(3, 6), OFFICER, "joint.agree", received_on="2026-03-06")
    assert UNIT not in hearing.told("joint act")
    hearing.act(
        on(3, 6), OFFICER, "joint.announce", planned_on="2026-03-10", team=PAIR, participants="Two officials.",
        content="We come on Tuesday.",
    )  # fmt: skip
    assert {UNIT, INDUSTRY} <= hearing.told("tell the unit of the joint act")
    held = {**ON_SITE, "occurred_on": "2026-03-10", "methods": ["consult material"]}
    assert hearing.refused(on(3, 10), OFFICER, "joint.hold", **held) == "joint_needs_inspection"
    hearing.act(on(3, 10), CITY_HEAD, "inspection.approve")
    hearing.served(on(3, 10), "inspection.notify")
    wider = {**held, "methods": ["enter and look"]}
    assert hearing.refused(on(3, 10), OFFICER, "joint.hold", **wider) == "joint_beyond_inspection"
    assert (
        hearing.refused(on(3, 10), OFFICER, "joint.hold", **{**held, "present": [OFFICER]}) == "two_officers_required"
    )
    hearing.act(on(3, 10), OFFICER, "joint.hold", **held)
    hearing.act(on(3, 11), OFFICER, "joint.conclude", outcome="Both gave advice.")
    hearing.act(on(3, 11), OFFICER, "inspection.cancel", reason="Guidance is enough.")

    # The other consultation: silence counts from the day after the last one, and is told to those who must know.
    assert hearing.refused(on(3, 16), OFFICER, "consultation.lapse", stage="C2") == "answer_still_possible"
    hearing.swept(on(3, 17))
    assert {OFFICER, COUNTY} <= hearing.told("end of the period")
    hearing.act(on(3, 17), OFFICER, "consultation.lapse", stage="C2")

    # Information is given for a purpose, approved by somebody else; never who reported.
    given = {"department": INDUSTRY, "law": "reg-7", "kinds": ["problems found"], "purpose": "A rule."}
    named = {**given, "disclosed": "As A-7K3M9QRT told us, the room stood open."}
    assert hearing.refused(on(3, 17), OFFICER, "exchange.propose", **named) == "informant_data"
    hearing.act(on(3, 17), OFFICER, "exchange.propose", **given, disclosed="The server room stood open.")
    assert hearing.refused(on(3, 18), OFFICER, "exchange.approve") == "approver_involved"
    assert hearing.refused(on(3, 18), COUNTY_HEAD, "exchange.approve") == "approver_level_too_low"
    assert hearing.refused(on(3, 18), COLLEAGUE, "exchange.disclose") == "wrong_state"
    hearing.act(on(3, 18), CITY_HEAD, "exchange.approve")
    hearing.act(on(3, 19), OFFICER, "exchange.disclose")
    assert INDUSTRY in hearing.told("give the information")
    assert UNIT not in hearing.told("give the information")
    assert hearing.refused(on(3, 20), OFFICER, "case.close", reason="Enough.") == "stages_open"
    hearing.act(on(3, 20), OFFICER, "exchange.receipt", received_on="2026-03-20", receipt="IND-7")
    with store.read() as connection:
        shown = casebook.show(connection, hearing.no, on(3, 20))
    assert shown["disclosures"] == [
        {"stage": "E1", "state": "acknowledged", "department": INDUSTRY, "law": "reg-7", "kinds": ["problems found"],
         "given_on": "2026-03-19", "acknowledged_on": "2026-03-20"},
    ]  # fmt: skip

    # A penalty another body decided on is a number and a day on the case; it changes nothing.
    hearing.act(
        on(3, 20), OFFICER, "case.note_penalty", reference_no="P-7", decided_on="2026-03-19", body="The bureau."
    )
    assert hearing.states() == {
        "C1": "answered", "C2": "lapsed", "E1": "acknowledged", "I1": "cancelled", "J1": "concluded",
    }  # fmt: skip
    hearing.closed(on(3, 23))
