"""How a unit comes onto the list of key units, stays there and leaves it, as a lawyer would tell it. Days of 2026."""

from sqlalchemy import select

from models.law.duties import Spell, binding
from models.register_rows import UnitRow
from models.store.handles import UNIT_STATUS
from models.store.registers import REGISTERS, add
from models.vocabulary import UnitKind
from tests import builders
from tests.acceptance.hearing import CITY_HEAD, COLLEAGUE, COUNTY_HEAD, OFFICER, Hearing, on

UNIT, DEPARTMENT, COUNTY = "91520102MA6DK5AB3X", builders.SUPERIOR, "GZ-GY-NM"


def registered(hearing: Hearing) -> None:
    """A unit that is on no list yet."""
    row = UnitRow(
        code=UNIT, name="second", kind=UnitKind.ENTERPRISE, industry="instruments", region="520102",
        email="second@example.org",
    )  # fmt: skip
    with hearing.store.write() as connection:
        add(connection, REGISTERS["unit"], [(0, row)], "operator", on(3, 2))


def added_duties(hearing: Hearing, month: int, day: int) -> int:
    """How many duties of Art. 9 bind the unit on that day."""
    with hearing.store.read() as connection:
        rows = connection.execute(select(UNIT_STATUS).where(UNIT_STATUS.c.unit == UNIT)).all()
    spells = [Spell(row.status, row.served_on, row.ended_on) for row in rows]
    return sum(item.startswith("reg-9-") for item in binding(on(month, day), spells))


def test_a_unit_is_listed_objects_stays_and_is_removed(hearing: Hearing) -> None:
    """Article 9: made with other departments, told in writing; the duties follow service, and end with the removal."""
    registered(hearing)
    assert hearing.refused(on(3, 2), OFFICER, "listing.propose", unit=UNIT, handler=OFFICER) == "factor_required"
    hearing.act(on(3, 2), OFFICER, "listing.propose", unit=UNIT, handler=OFFICER, secrecy="It keeps state documents.")
    assert hearing.refused(on(3, 2), OFFICER, "listing.propose", unit=UNIT, nature="Again.") == "listing_already_open"
    assert hearing.refused(on(3, 3), CITY_HEAD, "listing.approve") == "consultation_missing"
    hearing.act(on(3, 3), OFFICER, "listing.consult", department=DEPARTMENT, sent_on="2026-03-03", question="Shall it?")
    assert hearing.deadline("listing_consultation", None, 1) == ("2026-03-17", "running")
    assert DEPARTMENT in hearing.told("consult a department")
    hearing.swept(on(3, 12))
    assert hearing.refused(on(3, 16), CITY_HEAD, "listing.approve") == "consultation_running"
    # The department lets its time pass, and the decision goes on without it.
    hearing.swept(on(3, 18))
    assert hearing.told("end of the period") == {OFFICER, COUNTY}
    assert hearing.refused(on(3, 18), COUNTY_HEAD, "listing.approve") == "approver_level_too_low"
    hearing.act(on(3, 18), CITY_HEAD, "listing.approve", opinion="Agreed.")
    assert hearing.deadline("listing_consultation", None, 1) == ("2026-03-17", "ended")

    hearing.act(on(3, 19), OFFICER, "listing.draw_up")
    assert UNIT not in hearing.told()
    assert added_duties(hearing, 12, 31) == 0
    hearing.act(on(3, 20), OFFICER, "listing.serve", **hearing.in_person(on(3, 20)))
    assert UNIT in hearing.told("serve the notice")
    assert (added_duties(hearing, 3, 20), added_duties(hearing, 3, 21)) == (0, 9)
    assert hearing.deadline("listing_review", None) == ("2027-03-20", "running")

    hearing.act(on(3, 25), OFFICER, "listing.object", received_on="2026-03-25", content="The documents went back.")
    assert hearing.deadline("objection_answer", None) == ("2026-04-09", "running")
    kept = {"occurred_on": "2026-03-26", "reason": "Nothing changed."}
    assert hearing.refused(on(3, 26), OFFICER, "listing.review", **kept) == "objection_open"
    hearing.act(on(4, 7), CITY_HEAD, "listing.answer_objection", answer="rejected", reason="Some are still there.")
    hearing.act(on(9, 1), OFFICER, "listing.review", occurred_on="2026-09-01", reason="Some are still there.")
    assert hearing.deadline("listing_review", None) == ("2027-09-01", "running")

    hearing.act(on(9, 7), OFFICER, "listing.propose_removal", reason="The last document went back.")
    hearing.act(on(9, 7), OFFICER, "listing.consult", department=DEPARTMENT, sent_on="2026-09-07", question="Shall it?")
    hearing.act(
        on(9, 10), COLLEAGUE, "listing.record_opinion", item=2, received_on="2026-09-10", position="agrees",
        words="It may leave the list.",
    )  # fmt: skip
    hearing.act(on(9, 11), CITY_HEAD, "listing.approve_removal")
    hearing.act(on(9, 11), OFFICER, "listing.draw_up_removal")
    assert added_duties(hearing, 9, 30) == 9
    done = hearing.act(on(9, 14), OFFICER, "listing.serve_removal", **hearing.in_person(on(9, 14)))
    assert (done["state"], done["next"]) == ("removed", [])
    assert (added_duties(hearing, 9, 14), added_duties(hearing, 9, 15)) == (9, 0)
    assert hearing.deadline("listing_review", None) == ("2027-09-01", "ended")
    assert hearing.record_is_whole()
