"""Cases as a lawyer would tell them, each from its opening to its end. All days are of 2026."""

from models.vocabulary import Evidence
from tests import builders
from tests.acceptance.hearing import (
    CITY_HEAD,
    COUNTY_HEAD,
    OFFICER,
    OTHER_CITY_HEAD,
    PAIR,
    Hearing,
    inspected,
    on,
    ordered,
    reinspected,
)

UNIT, COUNTY, CITY, SUPERIOR = builders.UNIT_CODE, "GZ-GY-NM", "GZ-GY", builders.SUPERIOR


def test_an_extension_is_granted_and_kept(hearing: Hearing) -> None:
    """Ten days more from 25 March end on Saturday 4 April, in the Qingming holiday: the last day is Tuesday 7 April."""
    ordered(hearing)
    hearing.act(
        on(3, 20), OFFICER, "rectification.request_extension", received_on="2026-03-20", length=10,
        cause="The builder is ill.",
    )  # fmt: skip
    granted = hearing.act(
        on(3, 23), CITY_HEAD, "rectification.decide_extension", decision="granted", length=10, reason="Justified."
    )
    assert hearing.deadline("rectification_limit", "R1") == ("2026-04-07", "running")
    assert granted["notices"] == 2
    hearing.swept(on(3, 30))
    assert hearing.refused(on(3, 30), OFFICER, "interview.propose", order="R1", reason="Late.") == "no_interview_ground"
    hearing.act(on(4, 7), OFFICER, "rectification.report", received_on="2026-04-07", content="All done.")
    assert hearing.deadline("rectification_limit", "R1") == ("2026-04-07", "met")
    assert reinspected(hearing, on(4, 13), True, True) == "accepted"
    hearing.closed(on(4, 14))
    assert hearing.told("end of the period") == set()


def test_an_order_is_objected_to_and_withdrawn(hearing: Hearing) -> None:
    """While the objection waits, the limit may pass: nothing is done to the unit over it."""
    ordered(hearing)
    hearing.act(on(3, 16), OFFICER, "rectification.object", received_on="2026-03-16", content="The rooms are let.")
    assert hearing.deadline("objection_answer", "R1") == ("2026-03-30", "running")
    hearing.swept(on(3, 26))
    assert hearing.refused(on(3, 26), OFFICER, "interview.propose", order="R1", reason="Late.") == "objection_open"
    assert hearing.refused(on(3, 26), OFFICER, "case.close", reason="Enough.") == "stages_open"
    hearing.act(on(3, 27), CITY_HEAD, "rectification.answer_objection", answer="upheld", reason="They are let.")
    hearing.act(on(3, 27), CITY_HEAD, "rectification.withdraw", reason="The objection is right.")
    assert hearing.states() == {"I1": "concluded", "R1": "withdrawn"}
    assert UNIT in hearing.told("withdraw the order")
    assert hearing.refused(on(3, 30), OFFICER, "interview.propose", order="R1", reason="Late.") == "no_interview_ground"
    hearing.closed(on(3, 30))


def test_a_county_organ_asks_and_its_city_organ_approves(hearing: Hearing) -> None:
    """Article 21: a responsible person at city level or above, in line; a colleague of the same rank does not do."""
    hearing.act(on(3, 2), OFFICER, "case.open", unit=UNIT, handler=OFFICER, reason="Weak prevention.")
    hearing.act(
        on(3, 2), OFFICER, "inspection.request", ground="application by the unit", reason="It asked.",
        methods=["enter and look"], places=["The offices."], starts_on="2026-03-04", ends_on="2026-03-13", team=PAIR,
    )  # fmt: skip
    assert CITY in hearing.told("request an inspection")
    assert hearing.refused(on(3, 3), OFFICER, "inspection.approve") == "approver_involved"
    assert hearing.refused(on(3, 3), "N003", "inspection.approve") == "not_responsible_person"
    assert hearing.refused(on(3, 3), COUNTY_HEAD, "inspection.approve") == "approver_level_too_low"
    assert hearing.refused(on(3, 3), "C001", "inspection.approve") == "not_responsible_person"
    assert hearing.refused(on(3, 3), "Z100", "inspection.approve") == "approver_not_in_line"
    hearing.act(on(3, 3), CITY_HEAD, "inspection.approve")
    proof = hearing.in_person(on(3, 4))
    assert hearing.refused(on(3, 4), OFFICER, "inspection.notify", **proof) == "instrument_missing"
    hearing.act(on(3, 4), OFFICER, "inspection.draw_up")
    hearing.act(on(3, 4), OFFICER, "inspection.notify", **proof)
    assert hearing.states() == {"I1": "notified"}
    assert hearing.record_is_whole()


def test_a_report_received_on_the_last_day_and_recorded_three_days_later_is_in_time(hearing: Hearing) -> None:
    """Who was told that the limit had passed is told that this is taken back; the supervisor sees the late entry."""
    ordered(hearing)
    hearing.swept(on(3, 26))
    passed = hearing.told("end of the period")
    assert passed == {OFFICER, COUNTY}
    report = {"received_on": "2026-03-25", "content": "All done.", "files": [hearing.scan(Evidence.REPORT)]}
    assert hearing.refused(on(3, 28), OFFICER, "rectification.report", **report) == "late_reason_required"
    hearing.act(on(3, 28), OFFICER, "rectification.report", **report, late_reason="The officer was away.")
    assert hearing.deadline("rectification_limit", "R1") == ("2026-03-25", "met")
    assert hearing.told("taken back") == passed
    told = hearing.told("record the rectification report")
    assert {UNIT, CITY} <= told
    assert hearing.refused(on(3, 30), OFFICER, "interview.propose", order="R1", reason="Late.") == "no_interview_ground"
    assert reinspected(hearing, on(3, 31), True, True) == "accepted"
    hearing.closed(on(4, 1))


def test_the_order_is_renewed_for_two_of_five_items(hearing: Hearing) -> None:
    """The three items met are done with; the renewed order has its own approval, document and service."""
    ordered(hearing, findings=5)
    hearing.act(on(3, 24), OFFICER, "rectification.report", received_on="2026-03-24", content="Three done.")
    assert reinspected(hearing, on(3, 27), True, False, True, True, False) == "not_met"
    again = {"required": "Mend the rest.", "limit_length": 10}
    assert hearing.refused(on(3, 27), OFFICER, "rectification.renew", **again) == "comment_time_running"
    hearing.act(on(3, 30), OFFICER, "rectification.comment", received_on="2026-03-30", content="Two take longer.")
    hearing.act(on(3, 30), OFFICER, "rectification.renew", **again)
    assert hearing.states() == {"I1": "concluded", "R1": "renewed", "R2": "proposed"}
    hearing.act(on(3, 31), OTHER_CITY_HEAD, "rectification.approve")
    hearing.served(on(4, 1), "rectification.serve")
    assert hearing.deadline("rectification_limit", "R2") == ("2026-04-13", "running")
    hearing.act(on(4, 10), OFFICER, "rectification.report", received_on="2026-04-10", content="Both done.")
    assert reinspected(hearing, on(4, 14), True, True, stage="R2") == "accepted"
    hearing.closed(on(4, 15))


def test_an_order_is_annulled_after_the_superior_was_told(hearing: Hearing) -> None:
    """Everyone who was told hears that it no longer holds, the superior too; what rested on it is decided."""
    ordered(hearing)
    hearing.swept(on(3, 26))
    hearing.act(on(3, 26), OFFICER, "interview.propose", order="R1", reason="No report came.")
    hearing.act(on(3, 27), CITY_HEAD, "interview.approve")
    meeting = {
        "meeting_on": "2026-04-03", "meeting_at": "09:30", "place": "Our office.", "interviewee": "principal",
        "person": "The principal.",
    }  # fmt: skip
    hearing.served(on(3, 30), "interview.summon", **meeting)
    hearing.act(
        on(4, 3), OFFICER, "interview.hold", occurred_on="2026-04-03", present=PAIR, persons="The principal.",
        points="The limit.", statement="We forgot.", signing="signed",
        commitments=[{"due_on": "2026-04-30", "promise": "Mend it."}],
    )  # fmt: skip
    hearing.act(on(4, 7), OFFICER, "interview.propose_notice", department=SUPERIOR, necessity="It must help.")
    hearing.act(on(4, 7), CITY_HEAD, "interview.approve_notice")
    hearing.act(on(4, 8), OFFICER, "interview.draw_up_letter")
    hearing.act(on(4, 8), OFFICER, "interview.notify_superior")
    decision = {"decided_by": "court", "decision_no": "C-2026-7", "decided_on": "2026-04-20", "reason": "No ground."}
    hearing.act(on(4, 21), CITY_HEAD, "case.annul", annulled="R1", **decision)
    assert hearing.states() == {"I1": "concluded", "R1": "annulled", "Y1": "held"}
    assert {OFFICER, COUNTY, CITY} <= hearing.told("annul a stage")
    assert UNIT in hearing.told("no longer holds")
    assert SUPERIOR not in hearing.told("no longer holds")
    assert hearing.refused(on(4, 21), OFFICER, "case.close", reason="Annulled.") == "resting_undecided"
    resting = {"which": "Y1", "decision": "annulled too", "reason": "It rested on the order."}
    hearing.act(on(4, 22), CITY_HEAD, "case.decide_resting", **resting)
    assert SUPERIOR in hearing.told("no longer holds")
    assert hearing.states() == {"I1": "concluded", "R1": "annulled", "Y1": "annulled"}
    hearing.closed(on(4, 23))


def test_a_measure_that_nobody_ratified_lapses(hearing: Hearing) -> None:
    """Ordered on Thursday 30 April, before the holidays: three calendar days end on Sunday 3 May."""
    inspected(hearing)
    hearing.act(
        on(4, 27), OFFICER, "technical.request", risk_in="I1", reason="An open server.", mode="on site",
        objects=["computer networks and information systems"], systems=["The mail server."],
        starts_on="2026-04-29", ends_on="2026-05-15", team=PAIR,
    )  # fmt: skip
    hearing.act(on(4, 28), CITY_HEAD, "technical.approve")
    hearing.act(on(4, 29), OFFICER, "technical.draw_up")
    window = {"starts_at": "2026-04-29T09:00", "ends_at": "2026-05-15T18:00", "systems": [1]}
    hearing.act(on(4, 29), OFFICER, "technical.notify", **hearing.in_person(on(4, 29)), **window)
    hearing.act(
        on(4, 30), OFFICER, "technical.order_measure", occurred_on="2026-04-30", measures=["isolate"],
        danger="Data flows out.", least="Cutting one cable is the least.",
    )  # fmt: skip
    assert hearing.deadline("measure_ratification", "T1") == ("2026-05-03", "running")
    hearing.swept(on(5, 4))
    assert hearing.told("has lapsed") == {OFFICER, COUNTY, CITY, UNIT}
    assert hearing.refused(on(5, 6), CITY_HEAD, "technical.ratify_measure", measure=1) == "measure_lapsed"
    found = {"result": "no problem", "opinion": "None."}
    hearing.act(
        on(5, 6), OFFICER, "technical.record", started_at="2026-04-30T09:00", ended_at="2026-04-30T17:00",
        present=PAIR, mode="on site", objects=["computer networks and information systems"], systems=[1],
        statement="Nothing.", signing="signed",
    )  # fmt: skip
    assert hearing.refused(on(5, 6), OFFICER, "technical.conclude", **found) == "measures_open"
    hearing.act(on(5, 6), OFFICER, "technical.lift_measure", measure=1, occurred_on="2026-05-04", reason="It lapsed.")
    hearing.act(on(5, 6), OFFICER, "technical.conclude", **found)
    assert hearing.states() == {"I1": "recorded", "T1": "concluded"}
    assert hearing.record_is_whole()
