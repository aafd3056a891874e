"""The rights of a unit under an order, as its lawyer would tell them. All days are of 2026; 10 March is a Tuesday."""

from sqlalchemy import select

from models.store.handles import EVENT, OUTBOX
from tests import builders
from tests.acceptance.hearing import (
    CITY_HEAD,
    COLLEAGUE,
    COUNTY_HEAD,
    OFFICER,
    OTHER_CITY_HEAD,
    Hearing,
    on,
    ordered,
)

COUNTY, CITY, UNIT = "GZ-GY-NM", "GZ-GY", builders.UNIT_CODE
SUPERIOR, RECEIVER = builders.SUPERIOR, builders.RECEIVER
WORDS = "They came twice in one week, and the second time without a paper."


def test_a_unit_has_its_record_corrected_files_by_itself_and_complains(hearing: Hearing) -> None:
    """The day of service is mended, its progress comes through a link, its complaint is decided above."""
    ordered(hearing)
    number = hearing.no
    service = served_by(hearing)

    asked = {"received_on": "2026-03-16", "event": service, "field": "served_on", "content": "It was the 11th."}
    hearing.act(on(3, 16), OFFICER, "case.request_correction", **asked)
    assert hearing.deadline("correction_answer", None) == ("2026-03-30", "running")
    assert hearing.refused(on(3, 16), OFFICER, "case.close", reason="Done.") == "correction_asked"
    right = {"event": service, "field": "served_on", "value": "2026-03-11", "reason": "The receipt says so."}
    hearing.act(on(3, 17), COLLEAGUE, "case.correct", **right)
    assert hearing.refused(on(3, 17), COLLEAGUE, "case.confirm_correction") == "not_responsible_person"
    hearing.act(on(3, 18), COUNTY_HEAD, "case.confirm_correction")
    assert hearing.deadline("correction_answer", None) == ("2026-03-30", "met")
    assert UNIT in hearing.told("confirm the correction")

    late = {"acts": ["rectification.progress"], "expires_on": "2026-06-30"}
    assert hearing.refused(on(3, 18), OFFICER, "case.open_link", **late) == "link_too_long"
    hearing.act(on(3, 18), OFFICER, "case.open_link", acts=["rectification.progress"], expires_on="2026-04-10")
    assert hearing.filed("rectification.progress", "R1", content=WORDS) == f"link:{number}-1"
    assert hearing.refused(on(3, 20), OFFICER, "case.revoke_link", link=2) == "link_unknown"
    hearing.act(on(3, 20), OFFICER, "case.revoke_link", link=1)

    joint = {"form": "written guidance", "content": "Lock the room.", "jointly_with": [SUPERIOR]}
    hearing.act(on(3, 20), OFFICER, "guidance.issue", **joint)
    complaint = {"unit": UNIT, "about": COUNTY, "about_case": number, "received_on": "2026-03-20", "content": WORDS}
    elsewhere = {**complaint, "about": CITY}
    assert hearing.refused(on(3, 20), OFFICER, "complaint.receive", **elsewhere) == "complaint_elsewhere"
    assert hearing.refused(on(3, 20), OFFICER, "complaint.receive", **complaint, also_to=[RECEIVER]) == (
        "not_taken_jointly"
    )
    hearing.act(on(3, 20), OFFICER, "complaint.receive", **complaint, also_to=[SUPERIOR], handler=COLLEAGUE)
    assert hearing.no != number and CITY in hearing.told("record a complaint")
    assert hearing.deadline("complaint_answer", None) == ("2026-04-13", "running")
    assert hearing.refused(on(3, 23), OTHER_CITY_HEAD, "complaint.accept") == "complaint_forward_first"
    hearing.act(on(3, 23), COLLEAGUE, "complaint.forward")
    assert hearing.refused(on(3, 24), COUNTY_HEAD, "complaint.accept") == "complaint_decided_above"
    assert hearing.refused(on(3, 24), CITY_HEAD, "complaint.accept") == "complaint_involved"
    hearing.act(on(3, 24), OTHER_CITY_HEAD, "complaint.accept")
    found = {"answer": "partly upheld", "undoing": "annul a stage", "reasons": WORDS}
    assert hearing.refused(on(3, 30), OTHER_CITY_HEAD, "complaint.decide", **found) == "complaint_to_do"
    found["to_do"] = "Annul the second visit."
    assert hearing.refused(on(3, 30), OTHER_CITY_HEAD, "complaint.decide", **found) == "department_unheard"
    hearing.act(on(3, 30), OTHER_CITY_HEAD, "complaint.decide", **found, heard=[SUPERIOR])
    told = hearing.act(on(4, 1), COLLEAGUE, "complaint.tell_result", told_on="2026-04-01", way="in writing")
    assert (told["state"], told["next"]) == ("told", [])
    assert hearing.deadline("complaint_answer", None) == ("2026-04-13", "met")
    assert UNIT in hearing.told("record that the result was told")
    assert hearing.record_is_whole() and nowhere_in_clear(hearing)

    # Nothing stopped or changed by itself: the order runs on, and what is undone is undone by an act.
    hearing.no = number
    assert hearing.states()["R1"] == "running" and hearing.record_is_whole()
    hearing.act(on(4, 2), OFFICER, "guidance.complete", outcome="A lock was fitted.")
    hearing.act(on(4, 2), COUNTY_HEAD, "rectification.withdraw", reason="As the organ above has found.")
    hearing.closed(on(4, 3))


def served_by(hearing: Hearing) -> int:
    """The number of the event that served the order."""
    wanted = select(EVENT.c.seq).where(EVENT.c.chain == hearing.no, EVENT.c.act == "rectification.serve")
    with hearing.store.read() as connection:
        return int(connection.execute(wanted).scalar_one())


def nowhere_in_clear(hearing: Hearing) -> bool:
    with hearing.store.read() as connection:
        bodies = connection.execute(select(EVENT.c.body)).scalars().all()
        messages = connection.execute(select(OUTBOX.c.title, OUTBOX.c.body)).all()
    written = [bytes(body).decode() for body in bodies] + [f"{m.title} {m.body}" for m in messages]
    return not any(WORDS in text for text in written)
