"""Whatever waits for a responsible person is offered to who may decide it, and to nobody else. All days are of 2026."""

from collections.abc import Iterator
from datetime import date

import pytest

from models.rules import Rules
from models.store import inbox
from models.store.engine import Store
from models.vocabulary import Evidence
from tests.acceptance.hearing import CITY_HEAD, COLLEAGUE, COUNTY_HEAD, OFFICER, OTHER_CITY_HEAD, Hearing, on, ordered
from tests.builders import SECRET, UNIT_CODE, registers
from tests.store.test_commendation import ALIASED, CERTIFICATE
from tests.store.vaulted import Vault
from tests.store.worlds import heard, mostly_sqlite

pytestmark = mostly_sqlite
COUNTY = "GZ-GY-NM"
EVERYBODY = (OFFICER, COLLEAGUE, COUNTY_HEAD, CITY_HEAD, OTHER_CITY_HEAD)
DECISION = {"decided_by": "court", "decision_no": "C-2026-7", "decided_on": "2026-03-11", "reason": SECRET}
COMPLAINT = {"unit": UNIT_CODE, "about": COUNTY, "received_on": "2026-03-02", "content": SECRET}


@pytest.fixture
def hearing(store: Store) -> Iterator[Hearing]:
    with store.write() as connection:
        registers(connection)
    with heard(store) as hearing:
        yield hearing


def offered(hearing: Hearing, day: date) -> dict[str, list[str]]:
    """What of this file each officer finds offered; who finds nothing is left out."""
    with hearing.store.read() as connection:
        lists = {badge: inbox.of(connection, badge, day, Rules()).to_approve for badge in EVERYBODY}
    found = {badge: [row["act"] for row in rows if row["case"] == hearing.no] for badge, rows in lists.items()}
    return {badge: acts for badge, acts in found.items() if acts}


def test_a_complaint_waits_for_the_organ_above_once_it_has_come_there(hearing: Hearing) -> None:
    hearing.act(on(3, 2), OFFICER, "complaint.receive", **COMPLAINT, handler=COLLEAGUE)
    assert offered(hearing, on(3, 2)) == {}
    hearing.act(on(3, 3), COLLEAGUE, "complaint.forward")
    assert offered(hearing, on(3, 3)) == {CITY_HEAD: ["complaint.accept"], OTHER_CITY_HEAD: ["complaint.accept"]}
    hearing.act(on(3, 4), CITY_HEAD, "complaint.accept")
    assert offered(hearing, on(3, 4)) == {CITY_HEAD: ["complaint.decide"], OTHER_CITY_HEAD: ["complaint.decide"]}
    hearing.act(on(3, 5), OTHER_CITY_HEAD, "complaint.decide", answer="rejected", reasons=SECRET)
    assert offered(hearing, on(3, 5)) == {}


def test_who_received_the_complaint_is_not_offered_to_decide_it(hearing: Hearing) -> None:
    hearing.act(on(3, 2), CITY_HEAD, "complaint.receive", **COMPLAINT)
    assert offered(hearing, on(3, 2)) == {OTHER_CITY_HEAD: ["complaint.accept"]}


def test_the_review_of_a_report_not_taken_up_waits_for_who_is_in_line(hearing: Hearing) -> None:
    hearing.act(
        on(3, 3), OFFICER, "report.receive", channel="web", reporter="anonymous", subject="other",
        received_on="2026-03-03", handler=OFFICER, content=SECRET,
    )  # fmt: skip
    hearing.act(on(3, 4), OFFICER, "report.not_take", reason=SECRET)
    hearing.act(on(3, 4), OFFICER, "report.answer", occurred_on="2026-03-04", way="under the receipt code")
    assert offered(hearing, on(3, 4)) == {}
    hearing.act(on(3, 5), OFFICER, "report.request_review", received_on="2026-03-05", content=SECRET)
    waits = ["report.decide_review"]
    assert offered(hearing, on(3, 5)) == {COUNTY_HEAD: waits, CITY_HEAD: waits, OTHER_CITY_HEAD: waits}
    hearing.act(on(3, 6), COUNTY_HEAD, "report.decide_review", decision="confirmed", reason=SECRET)
    assert offered(hearing, on(3, 6)) == {}


def test_a_reward_is_started_in_the_city_and_its_claim_extended_by_the_county_too(kept: Vault) -> None:
    """Each offer asks for the level that the guard of its act asks for."""
    alias = kept.entered()
    with heard(kept.store) as hearing:
        hearing.act(on(3, 4), OFFICER, "commendation.propose", **ALIASED, alias=alias)
        waits = ["commendation.approve", "commendation.start"]
        assert offered(hearing, on(3, 4)) == {CITY_HEAD: waits, OTHER_CITY_HEAD: waits}
        hearing.act(on(3, 9), CITY_HEAD, "commendation.start")
        hearing.act(on(3, 11), CITY_HEAD, "commendation.approve", **CERTIFICATE)
        hearing.act(on(3, 12), OFFICER, "commendation.tell", told_on="2026-03-12", way="in person")
        assert offered(hearing, on(3, 12)) == {}
        hearing.act(on(3, 13), OFFICER, "commendation.request_extension", received_on="2026-03-13", cause=SECRET)
        asked = ["commendation.decide_extension"]
        assert offered(hearing, on(3, 13)) == {COUNTY_HEAD: asked, CITY_HEAD: asked, OTHER_CITY_HEAD: asked}


def test_a_case_waits_for_its_handler_and_for_who_answers_the_unit_or_confirms_a_correction(hearing: Hearing) -> None:
    hearing.act(on(3, 2), OFFICER, "case.open", unit=UNIT_CODE, reason=SECRET)
    assert offered(hearing, on(3, 2))[COUNTY_HEAD] == ["case.assign"]
    hearing.act(on(3, 2), COUNTY_HEAD, "case.assign", handler=OFFICER)
    assert offered(hearing, on(3, 2)) == {}
    proof = hearing.scan(Evidence.SERVICE_PROOF)
    consent = hearing.act(on(3, 3), OFFICER, "case.consent", received_on="2026-03-03", address=SECRET, proof=proof)
    hearing.act(on(3, 4), OFFICER, "case.request_correction", received_on="2026-03-04", content=SECRET)
    assert offered(hearing, on(3, 4))[COUNTY_HEAD] == ["case.decline_correction"]
    wrong = {"event": consent["event"]["seq"], "field": "received_on", "value": "2026-03-02", "reason": SECRET}
    hearing.act(on(3, 5), COUNTY_HEAD, "case.correct", **wrong)
    assert offered(hearing, on(3, 5))[CITY_HEAD] == ["case.confirm_correction", "case.decline_correction"]
    assert offered(hearing, on(3, 5))[COUNTY_HEAD] == ["case.decline_correction"]
    hearing.act(on(3, 6), CITY_HEAD, "case.confirm_correction")
    assert offered(hearing, on(3, 6)) == {}


def test_what_rests_on_an_annulled_stage_waits_until_it_is_decided(store: Store) -> None:
    with heard(store) as hearing:
        with store.write() as connection:
            registers(connection)
        ordered(hearing)
        assert offered(hearing, on(3, 11)) == {}
        hearing.act(on(3, 11), CITY_HEAD, "case.annul", annulled="I1", **DECISION)
        waits = ["case.decide_resting"]
        assert offered(hearing, on(3, 11)) == {COUNTY_HEAD: waits, CITY_HEAD: waits, OTHER_CITY_HEAD: waits}
        hearing.act(on(3, 12), CITY_HEAD, "case.decide_resting", which="R1", decision="annulled too", reason=SECRET)
        assert offered(hearing, on(3, 12)) == {}
