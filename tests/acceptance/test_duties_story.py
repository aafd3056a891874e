"""A key unit and its duties over a year, as its officer would tell it. All days are of 2026."""

from models.vocabulary import Evidence
from tests import builders
from tests.acceptance.hearing import COUNTY_HEAD, OFFICER, Hearing, on

UNIT, COUNTY = builders.UNIT_CODE, "GZ-GY-NM"
DUTIES = [*(f"reg-8-{n}" for n in range(1, 7)), *(f"reg-9-{n}" for n in range(1, 10))]


def test_a_key_unit_keeps_its_duties(hearing: Hearing) -> None:
    """Training, forty letters of commitment, a self-inspection the organ acknowledges; then a period that lapses."""
    hearing.act(on(3, 2), OFFICER, "duties.open", unit=UNIT, handler=OFFICER)
    assert hearing.refused(on(3, 2), OFFICER, "duties.open", unit=UNIT) == "ledger_kept"
    done = {"received_on": "2026-03-09", "done_on": "2026-03-06"}
    attended = {"duty": "reg-8-1", "kind": "training held", "count": 120, "content": "Two lectures."}
    hearing.act(on(3, 9), OFFICER, "duties.record_evidence", **done, **attended)
    assert hearing.deadline("duty_due", None, 801) == ("2027-03-08", "running")
    letters = {"duty": "reg-9-3", "kind": "commitment letters signed", "count": 40}
    hearing.act(on(3, 9), OFFICER, "duties.record_evidence", **done, **letters, files=[hearing.scan(Evidence.REPORT)])
    operator = {"duty": "reg-10-1", "kind": "reviews made", "count": 3}
    assert hearing.refused(on(3, 9), OFFICER, "duties.record_evidence", **done, **operator) == "duty_not_binding"
    answers = [{"duty": duty, "answer": "met"} for duty in DUTIES]
    left = {"received_on": "2026-03-16", "done_on": "2026-03-13", "answers": answers[:-1]}
    assert hearing.refused(on(3, 16), OFFICER, "duties.file_self_inspection", **left) == "duty_unanswered"
    answers[-2] = {"duty": "reg-9-8", "answer": "partly met", "words": "A lock is ordered."}
    link = {"acts": ["duties.file_self_inspection"], "expires_on": "2026-04-10"}
    hearing.act(on(3, 16), OFFICER, "duties.open_link", **link)
    inspected = {"done_on": "2026-03-13", "answers": answers}
    assert hearing.filed("duties.file_self_inspection", None, **inspected) == f"link:{hearing.no}-1"
    assert hearing.deadline("duty_answer", None) == ("2026-03-30", "running")
    assert hearing.refused(on(3, 16), OFFICER, "duties.close", cause="unit moved away", reason="Gone.") == (
        "filing_unanswered"
    )
    hearing.act(on(3, 18), OFFICER, "duties.answer", remarks="The lock by May, please.")
    assert hearing.deadline("duty_answer", None) == ("2026-03-30", "met")
    assert UNIT in hearing.told("acknowledge what was filed")
    assert hearing.refused(on(3, 20), OFFICER, "duties.set_period", duty="reg-9-3", days=60, reason="New posts.") == (
        "not_responsible_person"
    )
    hearing.act(on(3, 20), COUNTY_HEAD, "duties.set_period", duty="reg-9-3", days=60, reason="New posts.")
    # 6 March and sixty days: Tuesday 5 May is a holiday, so Wednesday the 6th.
    assert hearing.deadline("duty_due", None, 903) == ("2026-05-06", "running")
    hearing.swept(on(4, 27))
    assert hearing.told("reminder") == {OFFICER, UNIT}
    hearing.swept(on(5, 7))
    assert hearing.told("nothing follows from that by itself") == {OFFICER, COUNTY}
    more = {"received_on": "2026-05-11", "done_on": "2026-05-11"}
    hearing.act(on(5, 11), OFFICER, "duties.record_evidence", **more, **letters)
    hearing.swept(on(6, 1))
    assert hearing.told("escalation") == set()
    hearing.act(on(6, 1), OFFICER, "duties.close", cause="unit moved away", reason="To another city.")
    assert hearing.refused(on(6, 2), OFFICER, "duties.record_evidence", **more, **letters) == "wrong_state"
    assert hearing.record_is_whole()
