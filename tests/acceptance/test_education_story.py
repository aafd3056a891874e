"""The year of an education plan as its organ would tell it. All days are of 2026."""

from sqlalchemy import select

from flows.missing_plans import remind
from models.store import education_years
from models.store.handles import OUTBOX
from tests import builders
from tests.acceptance.hearing import CITY_HEAD, COUNTY_HEAD, OFFICER, Hearing, on

UNIT, COUNTY, CITY = builders.UNIT_CODE, "GZ-GY-NM", "GZ-GY"
PLAN = {
    "targets": ["key units", "schools and universities"], "contents": ["law and duties", "how to report"],
    "forms": ["lecture", "exhibition"], "partners": ["media", "schools"], "plan": "A lecture in each school.",
}  # fmt: skip


def reminded(hearing: Hearing) -> list[str]:
    """The organs whose heads were told that their year has no plan, once for each time they were."""
    wanted = select(OUTBOX.c.target).where(OUTBOX.c.dedupe.like("plan_missing:%")).order_by(OUTBOX.c.target)
    with hearing.store.read() as connection:
        return list(connection.scalars(wanted))


def test_a_year_of_publicity_and_education(hearing: Hearing) -> None:
    """The plan is late; 15 April is held and noted late; the lecture has its own file; 1 November is cancelled."""
    assert remind(hearing.store, on(3, 2)) == 4
    assert remind(hearing.store, on(3, 20)) == 4
    assert reminded(hearing) == ["GZ", CITY, COUNTY, "GZ-ZY"]

    hearing.act(on(3, 3), OFFICER, "education.draft", year=2026, handler=OFFICER, **PLAN)
    assert hearing.refused(on(3, 3), "N002", "education.draft", year=2026, **PLAN) == "education_plan_exists"
    assert hearing.refused(on(3, 4), OFFICER, "education.approve") == "approver_involved"
    assert hearing.refused(on(3, 4), "N002", "education.approve") == "not_responsible_person"
    hearing.act(on(3, 4), COUNTY_HEAD, "education.approve")
    plan = hearing.no
    assert hearing.deadline("activity_day", None, 1) == ("2026-04-15", "running")
    assert hearing.deadline("activity_day", None, 2) == ("2026-11-01", "running")
    assert remind(hearing.store, on(4, 1)) == 3
    assert reminded(hearing) == ["GZ", "GZ", CITY, CITY, COUNTY, "GZ-ZY", "GZ-ZY"]

    hearing.swept(on(3, 17))
    assert hearing.told("reminder") == {OFFICER}
    assert hearing.refused(on(4, 1), COUNTY_HEAD, "education.move_activity", item=1, planned_on="2026-04-18",
                           reason="The hall is taken.") == "statutory_day_stays"  # fmt: skip
    hearing.swept(on(4, 16))
    assert hearing.told("end of the period") == {OFFICER, COUNTY}
    held = {"item": 1, "occurred_on": "2026-04-15", "attendance": 300, "forms": ["exhibition"], "partners": ["schools"]}
    hearing.act(on(4, 17), OFFICER, "education.hold", **held)
    assert hearing.deadline("activity_day", None, 1) == ("2026-04-15", "met")
    assert hearing.told("taken back") == {OFFICER, COUNTY}

    hearing.act(
        on(5, 6), OFFICER, "activity.plan", form="training", planned_on="2026-06-10", units=[UNIT], handler=OFFICER,
        content="A lecture.",
    )  # fmt: skip
    lecture, hearing.no = hearing.no, plan
    added = {"planned_on": "2026-06-10", "form": "lecture", "title": "A lecture."}
    hearing.act(on(5, 6), OFFICER, "education.add_activity", other=lecture, **added)
    assert hearing.refused(on(5, 6), OFFICER, "education.add_activity", other=lecture, **added) == "activity_in_plan"
    assert UNIT not in hearing.told()
    took_part = {"item": 3, "occurred_on": "2026-06-10", "forms": ["lecture"]}
    assert hearing.refused(on(6, 11), OFFICER, "education.hold", **took_part) == "activity_not_held"
    hearing.no = lecture
    hearing.act(on(6, 11), OFFICER, "activity.hold", occurred_on="2026-06-10", attended=[UNIT], attendance=40)
    hearing.no = plan
    hearing.act(on(6, 11), OFFICER, "education.hold", **took_part)

    visit = {"planned_on": "2026-09-18", "form": "exhibition", "title": "An exhibition.", "units": [UNIT]}
    hearing.act(on(8, 3), OFFICER, "education.add_activity", **visit)
    assert hearing.told("plan an education activity") == {OFFICER, UNIT}
    hearing.act(on(9, 1), OFFICER, "education.move_activity", item=4, planned_on="2026-09-25", reason="Repairs.")
    assert hearing.told("move an education activity") == {OFFICER, UNIT}
    hearing.act(on(9, 2), OFFICER, "education.cancel_activity", item=4, reason="Repairs take longer.")
    hearing.act(
        on(9, 3), OFFICER, "education.media_contribution", partner="television", kind="programme",
        published_on="2026-09-02",
    )  # fmt: skip
    gone = {"item": 2, "reason": "The square is closed."}
    assert hearing.refused(on(10, 28), OFFICER, "education.cancel_activity", **gone) == "not_responsible_person"
    assert hearing.refused(on(11, 3), OFFICER, "education.report_year", summary="x") == "education_activities_open"
    hearing.act(on(11, 3), COUNTY_HEAD, "education.cancel_activity", **gone)
    assert hearing.act(on(11, 3), OFFICER, "education.report_year", summary="A fair year.")["state"] == "reported"
    assert hearing.refused(on(11, 4), CITY_HEAD, "education.amend", reason="x", **PLAN) == "wrong_state"

    with hearing.store.read() as connection:
        counted = education_years.report(connection, plan)["counts"]
    assert counted == {
        "planned": 4, "held": 2, "cancelled": 2, "attendance": 340, "forms": {"exhibition": 1, "lecture": 1},
        "partners": {"schools": 1}, "media": {"programme": 1},
    }  # fmt: skip
    assert hearing.record_is_whole()
