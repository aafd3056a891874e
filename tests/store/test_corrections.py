"""A fact is corrected, a stage annulled: deadlines follow, both values stay, and everyone told is told again."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from models.ladders import BREACH
from models.store import casebook
from models.store.handles import EVENT, OUTBOX, STAGE, SUPERVISION
from tests.acceptance.hearing import CITY_HEAD, COLLEAGUE, COUNTY_HEAD, OFFICER, Hearing, on
from tests.builders import SUPERIOR, UNIT_CODE
from tests.store.outbox_rows import sent, told
from tests.store.worlds import CASE, Worlds, heard, heard_order, installed, standing, superior_told

SERVED, PROPOSED, CONFIRMED = 12, 13, 14
HANDLER, HEAD, UNIT = ("handler", OFFICER), ("head", "GZ-GY-NM"), ("unit", UNIT_CODE)
SUPERVISOR = ("supervisor", "GZ-GY")


def entries(hearing: Hearing) -> dict[int, Any]:
    """What the acts left in the order, by their events."""
    with hearing.store.read() as connection:
        acts = connection.execute(select(STAGE.c.acts).where(STAGE.c.id == f"{hearing.no}/R1")).scalar_one()
    return {entry["seq"]: entry for entry in acts}


def data(hearing: Hearing, seq: int) -> Any:
    with hearing.store.read() as connection:
        body = connection.execute(
            select(EVENT.c.body).where(EVENT.c.chain == hearing.no, EVENT.c.seq == seq)
        ).scalar_one()
    return json.loads(body)["data"]


def own(hearing: Hearing, seq: int) -> list[tuple[str, str]]:
    """Who is told of the act of that event."""
    mine = (OUTBOX.c.case_no == hearing.no, OUTBOX.c.seq == seq, OUTBOX.c.rung.is_(None))
    with hearing.store.read() as connection:
        rows = connection.execute(select(OUTBOX.c.audience, OUTBOX.c.target).where(*mine).order_by(OUTBOX.c.target))
        return [(row.audience.value, row.target) for row in rows]


def supervision(hearing: Hearing) -> list[tuple[Any, ...]]:
    with hearing.store.read() as connection:
        return [tuple(row) for row in connection.execute(select(SUPERVISION).order_by(SUPERVISION.c.seq))]


def corrected(hearing: Hearing, month: int, day: int, event: int, field: str, value: str) -> int:
    """A correction proposed and confirmed on one day; the event that confirmed it."""
    today = on(month, day)
    hearing.act(today, OFFICER, "case.correct", event=event, field=field, value=value, reason="Misread.")
    done = hearing.act(today, COUNTY_HEAD, "case.confirm_correction")
    return int(done["event"]["seq"])


def test_a_corrected_day_of_service_moves_the_last_day_and_leaves_both_values(order_hearing: Hearing) -> None:
    hearing = order_hearing
    assert hearing.deadline("rectification_limit", "R1") == ("2026-03-25", "running")
    assert corrected(hearing, 3, 13, SERVED, "served_on", "2026-03-12") == CONFIRMED
    assert hearing.deadline("rectification_limit", "R1") == ("2026-03-27", "running")
    entry = entries(hearing)[SERVED]
    assert (entry["served_on"], entry["corrected"]) == ("2026-03-12", {"served_on": "2026-03-10"})
    assert data(hearing, SERVED)["moves"][0]["entry"]["served_on"] == "2026-03-10"
    told_now = data(hearing, CONFIRMED)
    assert told_now["amends"] == [
        {"label": "R1", "seq": SERVED, "field": "served_on", "was": "2026-03-10", "right": "2026-03-12"}
    ]
    assert (told_now["recalls"], told_now["noted"], told_now["supervisor"]) == ([SERVED], ["corrected"], "GZ-GY")
    assert supervision(hearing) == [(hearing.no, CONFIRMED, "corrected", "GZ-GY", on(3, 13))]
    hearing.swept(on(3, 27))
    assert told(hearing.store, hearing.no, BREACH) == []
    hearing.swept(on(3, 28))
    assert told(hearing.store, hearing.no, BREACH) == [HEAD, HANDLER]
    assert hearing.record_is_whole()


def test_whoever_was_told_the_wrong_day_is_told_again(order_hearing: Hearing) -> None:
    hearing = order_hearing
    event = corrected(hearing, 3, 13, SERVED, "served_on", "2026-03-12")
    assert own(hearing, event) == [SUPERVISOR, HEAD, HANDLER]
    assert told(hearing.store, hearing.no, "corrected") == [UNIT]


def test_a_corrected_service_takes_back_a_breach_that_was_none(order_hearing: Hearing) -> None:
    hearing = order_hearing
    sent(hearing.store, hearing.no)
    hearing.swept(on(3, 26))
    sent(hearing.store, hearing.no)
    corrected(hearing, 3, 27, SERVED, "served_on", "2026-03-12")
    assert told(hearing.store, hearing.no, "taken_back") == [HEAD, HANDLER]
    hearing.swept(on(3, 28))
    assert told(hearing.store, hearing.no, BREACH) == [HEAD, HEAD, HANDLER, HANDLER]
    assert hearing.record_is_whole()


def test_a_corrected_day_of_receipt_judges_the_report_anew(order_hearing: Hearing) -> None:
    hearing = order_hearing
    reported = hearing.act(on(3, 27), COLLEAGUE, "rectification.report", received_on="2026-03-26", content="Done.")
    assert hearing.deadline("rectification_limit", "R1") == ("2026-03-25", "late")
    assert hearing.deadline("reinspection", "R1") == ("2026-04-17", "running")
    corrected(hearing, 3, 30, reported["event"]["seq"], "received_on", "2026-03-24")
    assert hearing.deadline("rectification_limit", "R1") == ("2026-03-25", "met")
    assert hearing.deadline("reinspection", "R1") == ("2026-04-15", "running")
    corrected(hearing, 3, 31, reported["event"]["seq"], "received_on", "2026-03-27")
    assert hearing.deadline("rectification_limit", "R1") == ("2026-03-25", "late")
    entry = entries(hearing)[reported["event"]["seq"]]
    assert (entry["received_on"], entry["corrected"]) == ("2026-03-27", {"received_on": "2026-03-26"})
    assert hearing.record_is_whole()


def test_a_rejected_correction_changes_nothing(order_hearing: Hearing) -> None:
    hearing = order_hearing
    before = entries(hearing)
    wrong = {"event": SERVED, "field": "served_on", "value": "2026-03-12", "reason": "Misread."}
    hearing.act(on(3, 13), OFFICER, "case.correct", **wrong)
    hearing.act(on(3, 13), COUNTY_HEAD, "case.reject_correction", reason="It was read rightly.")
    assert entries(hearing) == before
    assert hearing.deadline("rectification_limit", "R1") == ("2026-03-25", "running")
    assert supervision(hearing) == []
    assert hearing.refused(on(3, 13), COUNTY_HEAD, "case.confirm_correction") == "no_open_correction"


@pytest.fixture
def superior_hearing(worlds: Worlds, engine: str) -> Iterator[Hearing]:
    """The case in which the superior department was notified of the unit."""
    happened = (installed, standing, heard_order, superior_told)
    with worlds.copy(engine, *happened) as store, heard(store, CASE) as hearing:
        yield hearing


@pytest.mark.parametrize("delivered", [True, False], ids=["delivered", "on its way"])
def test_an_annulment_is_told_to_everyone_who_was_told_the_superior_too(
    superior_hearing: Hearing, delivered: bool
) -> None:
    hearing = superior_hearing
    if delivered:
        sent(hearing.store, hearing.no)
    done = hearing.act(
        on(4, 21), CITY_HEAD, "case.annul", annulled="Y1", decided_by="court", decision_no="C-2026-7",
        decided_on="2026-04-20", reason="No ground.",
    )  # fmt: skip
    assert hearing.states() == {"I1": "concluded", "R1": "running", "Y1": "annulled"}
    assert own(hearing, done["event"]["seq"]) == [SUPERVISOR, HEAD, HANDLER]
    assert told(hearing.store, hearing.no, "annulled") == [UNIT, ("superior", SUPERIOR)]
    assert done["notices"] == 5
    with hearing.store.read() as connection:
        statutory = connection.execute(select(OUTBOX.c.statutory).where(OUTBOX.c.rung == "annulled")).scalars().all()
    assert statutory == [True, True]
    assert supervision(hearing) == [(hearing.no, done["event"]["seq"], "annulled", "GZ-GY", on(4, 21))]
    assert hearing.record_is_whole()


def test_who_looks_at_the_case_sees_both_values_and_what_waits_for_a_decision(order_hearing: Hearing) -> None:
    hearing = order_hearing
    corrected(hearing, 3, 13, SERVED, "served_on", "2026-03-12")
    both = {"event": SERVED, "stage": "R1", "field": "served_on", "was": "2026-03-10", "now": "2026-03-12"}
    decision = {"decided_by": "court", "decision_no": "C-2026-7", "decided_on": "2026-03-16", "reason": "No ground."}
    hearing.act(on(3, 16), CITY_HEAD, "case.annul", annulled="I1", **decision)
    with hearing.store.read() as connection:
        shown = casebook.show(connection, hearing.no, on(3, 16))
    assert shown["corrections"] == [both]
    assert shown["resting"] == ["R1"]
