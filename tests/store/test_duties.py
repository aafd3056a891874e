"""The duties ledger in the database: its file, clocks side by side, notices that go no higher, and the unit's page."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from flows.sweeping import sweep
from models.errors import Unknown
from models.store import compliance
from models.store.audit import Audit
from models.store.chain import SYSTEM, NewEvent, append, now
from models.store.engine import Store
from models.store.handles import ACKNOWLEDGEMENT, CASE_FILE, DEADLINE, EVENT, OUTBOX, STAGE, UNIT
from models.store.reading import reader_of, visible
from models.vocabulary import EventKind, UnitKind
from tests.builders import OPENED, SECRET, UNIT_CODE, registers, walk_to
from tests.store.ledgers import act, opened, refused, trained
from tests.store.tampering import audit
from tests.store.watching import watched

NINTH = date(2026, 3, 9)
OTHER = "U-0001"


@pytest.fixture
def world(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr("flows.advance.store", lambda: store)
    monkeypatch.setattr("flows.digest.store", lambda: store)
    with store.write() as connection:
        registers(connection)
        plain = {"kind": UnitKind.ENTERPRISE, "industry": "software", "region": "520102"}
        connection.execute(insert(UNIT).values(**plain, code=OTHER, name=OTHER))
        told = NewEvent(EventKind.REGISTER, "register.unit.add", "operator", OPENED, data={"codes": [OTHER]})
        append(connection, SYSTEM, told, now(connection))
    return store


def clocks(store: Store, number: str) -> list[tuple[int, str, str]]:
    wanted = select(DEADLINE.c.item, DEADLINE.c.state, DEADLINE.c.due_on).where(DEADLINE.c.case_no == number)
    with store.read() as connection:
        rows = connection.execute(wanted.order_by(DEADLINE.c.id)).all()
    return [(row.item, row.state.value, str(row.due_on)) for row in rows]


def told(store: Store, number: str, rung: str) -> list[tuple[str, str, str]]:
    wanted = select(OUTBOX.c.audience, OUTBOX.c.target, OUTBOX.c.title, OUTBOX.c.body).where(
        OUTBOX.c.case_no == number, OUTBOX.c.rung == rung
    )
    with store.read() as connection:
        rows = connection.execute(wanted.order_by(OUTBOX.c.audience)).all()
    return [(row.audience.value, row.target, f"{row.title} {row.body}") for row in rows]


def on_page(store: Store, day: date, badge: str | None = None, unit: str = UNIT_CODE) -> dict[str, Any]:
    with store.read() as connection:
        seen = visible(reader_of(connection, badge, day)) if badge else None
        return compliance.of_unit(connection, unit, day, seen)


def test_a_ledger_is_a_file_of_its_own_and_its_chain_is_whole(world: Store) -> None:
    number = opened(world)
    assert trained(world, number, NINTH).body["state"] == "kept"
    assert clocks(world, number) == [
        (801, "met", "2027-03-02"), (907, "running", "2027-03-02"), (909, "running", "2027-03-02"),
        (801, "running", "2027-03-09"),
    ]  # fmt: skip
    closed = act(world, "close", date(2026, 3, 16), case=number, cause="unit moved away", reason=SECRET)
    assert closed.body["state"] == "ended"
    assert {state for _, state, _ in clocks(world, number)} == {"met", "ended"}
    with world.read() as connection:
        row = connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == number)).one()
        assert connection.execute(select(STAGE)).all() == []
        bodies = connection.execute(select(EVENT.c.body)).scalars().all()
    assert (row.kind.value, row.unit, row.handler, row.closed_on) == ("duties", UNIT_CODE, "N001", date(2026, 3, 16))
    assert not [body for body in bodies if SECRET.encode() in body]
    assert audit(world, number) == Audit(True, 3, None)


def test_a_unit_has_one_ledger_until_it_ends(world: Store) -> None:
    number = opened(world)
    assert refused(act(world, "open", unit=UNIT_CODE)) == "ledger_kept"
    assert opened(world, OTHER) != number
    walk_to(world, "case open")
    act(world, "close", case=number, cause="unit dissolved", reason=SECRET)
    assert opened(world) != number


def test_a_duty_that_was_not_performed_again_is_said_to_handler_and_head_and_goes_no_higher(world: Store) -> None:
    """Thirty days from 9 March end on Wednesday 8 April."""
    number = opened(world)
    trained(world, number, NINTH)
    act(world, "set_period", NINTH, "N100", case=number, duty="reg-8-1", days=30, reason=SECRET)
    for day in (date(2026, 4, 8), *(date(2026, 4, 9) + timedelta(days=n) for n in range(30))):
        sweep(world, day)
    assert [(to, whom) for to, whom, _ in told(world, number, "before-5")] == [("handler", "N001"), ("unit", UNIT_CODE)]
    passed = told(world, number, "breach")
    assert [(to, whom) for to, whom, _ in passed] == [("handler", "N001"), ("head", "GZ-GY-NM")]
    assert all("时间已过，并不因此产生后果" in text and "确认" not in text for _, _, text in passed)
    with world.read() as connection:
        assert connection.execute(select(ACKNOWLEDGEMENT)).all() == []
        rungs = connection.execute(select(OUTBOX.c.rung).where(OUTBOX.c.rung.is_not(None)).distinct()).scalars()
        assert set(rungs) <= {"before-20", "before-5", "breach"}
    assert audit(world, number).ok


def test_evidence_that_came_in_time_takes_the_notice_back(world: Store) -> None:
    number = opened(world)
    trained(world, number, NINTH)
    act(world, "set_period", NINTH, "N100", case=number, duty="reg-8-1", days=30, reason=SECRET)
    sweep(world, date(2026, 4, 9))
    done = {"received_on": "2026-04-08", "done_on": "2026-04-07", "duty": "reg-8-1", "kind": "training held"}
    late = act(world, "record_evidence", date(2026, 4, 10), case=number, **done, late_reason=SECRET)
    assert late.body["state"] == "kept"
    assert (801, "met", "2026-04-08") in clocks(world, number)
    with world.read() as connection:
        rows = connection.execute(select(OUTBOX.c.state).where(OUTBOX.c.rung == "breach")).scalars()
        # Nobody had been told yet: what waits is not sent.
        assert {state.value for state in rows} == {"cancelled"}


def test_the_page_joins_ledger_and_findings(world: Store) -> None:
    number, case = opened(world), walk_to(world, "rectification running")
    trained(world, number, date(2026, 3, 16))
    found = on_page(world, date(2026, 3, 20))
    assert (found["ledger"], found["state"], len(found["duties"])) == (number, "kept", 15)
    first, *_ = found["duties"]
    assert (first["duty"], first["last_done"], first["next_due"]) == ("reg-8-1", date(2026, 3, 16), date(2027, 3, 16))
    assert [(m["kind"], m["times"], m["count"]) for m in first["measures"]] == [("training held", 1, 120)]
    assert [(o["what"], o["case"], o["at"]) for o in first["open"]] == [("order", case, "R1/1")]
    assert {line["since"] for line in found["duties"]} == {date(2021, 4, 26), date(2026, 1, 6)}


@pytest.mark.parametrize(
    ("badge", "ledger", "cites"), [("N001", True, True), ("N100", True, True), ("N003", None, None)]
)
def test_the_page_holds_what_the_reader_may_see_only(
    world: Store, badge: str, ledger: bool | None, cites: bool | None
) -> None:
    opened(world)
    walk_to(world, "rectification running")
    if ledger is None:
        for unit in (UNIT_CODE, "U-9999"):
            with pytest.raises(Unknown):
                on_page(world, NINTH, badge, unit)
        return
    found = on_page(world, date(2026, 3, 20), badge)
    assert (found["ledger"] is not None, any(line["open"] for line in found["duties"])) == (ledger, cites)


def test_who_reads_the_case_only_sees_no_evidence(world: Store) -> None:
    number = opened(world)
    trained(world, number, NINTH)
    walk_to(world, "rectification running")
    # C100 approved the order, and stands over both; N002 was on the team of the inspection.
    found = on_page(world, date(2026, 3, 20), "N002")
    assert (found["ledger"], found["duties"][0]["measures"], found["duties"][0]["last_done"]) == (None, [], None)
    assert [o["at"] for o in found["duties"][0]["open"]] == ["R1/1"]


def test_the_page_asks_as_often_for_many_cases_as_for_one(world: Store) -> None:
    def asked() -> int:
        count = 0

        def note(_sql: str) -> None:
            nonlocal count
            count += 1

        with watched(world.reader, note):
            on_page(world, date(2026, 3, 20))
        return count

    opened(world)
    walk_to(world, "inspection requested")
    once = asked()
    walk_to(world, "inspection requested")
    walk_to(world, "case open")
    assert asked() == once
