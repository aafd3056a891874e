"""The list of key units in the database: the unit's spell comes and goes with the act that serves the notice."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from flows.advance import advance
from models.register_rows import DepartmentRow, UnitRow
from models.rules import Rules
from models.store import inbox
from models.store.audit import Audit, Bad
from models.store.chain import SYSTEM
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.handles import EVENT, OUTBOX, UNIT_STATUS
from models.store.journal import Answer
from models.store.registers import REGISTERS, add
from models.vocabulary import DepartmentKind, Evidence, Outcome, Stage, UnitKind
from tests.builders import OPENED, SECRET, UNIT_CODE, registers, stored
from tests.store.tampering import audit, tampered

PLAIN = "91520102MA6DK5AB3X"
"""A unit that is on no list yet."""
FILE = "GZ-2026-000001"
SERVED, REMOVED = date(2026, 3, 12), date(2026, 5, 15)
REGISTERED = 7
"""Events that told of the registers."""


@pytest.fixture
def world(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr("flows.advance.store", lambda: store)
    monkeypatch.setattr("flows.digest.store", lambda: store)
    plain = UnitRow(code=PLAIN, name="second", kind=UnitKind.ENTERPRISE, industry="instruments", region="520102")
    paper = DepartmentRow(code="D-PAPER", name="D-PAPER", kind=DepartmentKind.INDUSTRY)
    with store.write() as connection:
        registers(connection)
        add(connection, REGISTERS["unit"], [(0, plain)], "operator", OPENED)
        add(connection, REGISTERS["department"], [(0, paper)], "operator", OPENED)
    return store


def act(store: Store, name: str, badge: str = "N001", today: date = OPENED, **form: Any) -> Answer:
    with store.write() as connection:
        set_demo_today(connection, today)
    opens = {} if name == "propose" else {"case": FILE}
    stated = {"act": name, **opens, **form}
    return advance(Stage.LISTING, stated, {"badge": badge}, str(uuid4()), datetime.now(UTC))


def taken(store: Store, name: str, *more: Any, **form: Any) -> dict[str, Any]:
    answer = act(store, name, *more, **form)
    assert answer.outcome is Outcome.RECORDED, answer.body
    return dict(answer.body)


def propose(store: Store, unit: str = PLAIN) -> Answer:
    return act(store, "propose", unit=unit, handler="N001", secrecy=SECRET)


def handed_over(store: Store, on: date) -> dict[str, Any]:
    with store.write() as connection:
        proof = stored(connection, FILE, Evidence.SERVICE_PROOF)
    return {"method": "in person", "served_on": on.isoformat(), "recipient": SECRET, "proof": proof}


def decided(store: Store) -> None:
    assert propose(store).outcome is Outcome.RECORDED
    taken(store, "consult", "N001", date(2026, 3, 3), department="D-SUP", sent_on="2026-03-03", question=SECRET)
    taken(
        store, "record_opinion", "N002", date(2026, 3, 10), item=1, received_on="2026-03-10", position="agrees",
        words=SECRET,
    )  # fmt: skip
    taken(store, "approve", "C100", date(2026, 3, 11), opinion=SECRET)


def listed(store: Store) -> None:
    decided(store)
    taken(store, "draw_up", "N001", date(2026, 3, 11))
    taken(store, "serve", "N001", SERVED, **handed_over(store, SERVED))


def removal_proposed(store: Store) -> None:
    taken(store, "propose_removal", "N001", date(2026, 5, 6), reason=SECRET)
    taken(store, "consult", "N001", date(2026, 5, 6), department="D-PAPER", sent_on="2026-05-06", question=SECRET)
    taken(store, "record_opinion", "N002", date(2026, 5, 11), item=2, received_on="2026-05-11", position="no view")


def removed(store: Store) -> None:
    listed(store)
    removal_proposed(store)
    taken(store, "approve_removal", "C100", date(2026, 5, 12))
    taken(store, "draw_up_removal", "N001", date(2026, 5, 12))
    taken(store, "serve_removal", "N001", REMOVED, **handed_over(store, REMOVED))


def spells(store: Store, unit: str = PLAIN) -> list[tuple[Any, ...]]:
    columns = UNIT_STATUS.c["status", "notice_no", "served_on", "ended_on", "listing"]
    with store.read() as connection:
        rows = connection.execute(select(*columns).where(UNIT_STATUS.c.unit == unit).order_by(UNIT_STATUS.c.served_on))
        return [tuple(row) for row in rows]


def told(store: Store, seq: int) -> list[tuple[str, str]]:
    mine = (OUTBOX.c.case_no == FILE, OUTBOX.c.seq == seq)
    with store.read() as connection:
        rows = connection.execute(select(OUTBOX.c.audience, OUTBOX.c.target).where(*mine).order_by(OUTBOX.c.target))
        return [(row.audience.value, row.target) for row in rows]


def waiting(store: Store, badge: str, today: date) -> list[str]:
    with store.read() as connection:
        return [item["act"] for item in inbox.of(connection, badge, today, Rules()).to_approve]


def test_the_spell_begins_with_service_and_ends_with_the_removal(world: Store) -> None:
    decided(world)
    assert spells(world) == []
    taken(world, "draw_up", "N001", date(2026, 3, 11))
    assert spells(world) == []
    done = taken(world, "serve", "N001", SERVED, **handed_over(world, SERVED))
    assert (done["state"], done["deadlines"][0]["due"]) == ("listed", "2027-03-12")
    number = "GZ-GY-NM-KN-2026-0001"
    assert spells(world) == [("key_unit", number, SERVED, None, FILE)]
    removal_proposed(world)
    assert spells(world) == [("key_unit", number, SERVED, None, FILE)]
    taken(world, "approve_removal", "C100", date(2026, 5, 12))
    drawn = taken(world, "draw_up_removal", "N001", date(2026, 5, 12))
    assert [d["number"] for d in drawn["documents"]] == ["GZ-GY-NM-KR-2026-0001", "GZ-GY-NM-SR-2026-0002"]
    assert taken(world, "serve_removal", "N001", REMOVED, **handed_over(world, REMOVED))["state"] == "removed"
    assert spells(world) == [("key_unit", number, SERVED, REMOVED, FILE)]
    assert spells(world, UNIT_CODE) == [("key_unit", "K-1", date(2026, 1, 5), None, None)]
    with world.read() as connection:
        acts = connection.scalars(select(EVENT.c.act).where(EVENT.c.chain == SYSTEM).order_by(EVENT.c.seq)).all()
    assert acts[REGISTERED:] == ["register.unit_status.add", "register.unit_status.end"]
    assert audit(world, FILE) == Audit(True, 12, None)
    assert audit(world) == Audit(True, 12 + REGISTERED + 2, None)


mine = UNIT_STATUS.c.unit == PLAIN
FLIPPED = {
    "served earlier": (update(UNIT_STATUS).where(mine).values(served_on=date(2026, 3, 1)), REGISTERED + 2),
    "never ended": (update(UNIT_STATUS).where(mine).values(ended_on=None), REGISTERED + 2),
    "by another notice": (update(UNIT_STATUS).where(mine).values(notice_no="K-2"), REGISTERED + 2),
    "by hand": (update(UNIT_STATUS).where(mine).values(listing=None), REGISTERED + 2),
    "gone": (delete(UNIT_STATUS).where(mine), REGISTERED + 2),
    "one more": (
        insert(UNIT_STATUS).values(unit=PLAIN, status="key_unit", notice_no="K-3", served_on=date(2025, 1, 6)), 0,
    ),
}  # fmt: skip


@pytest.mark.slow
def test_a_flipped_spell_is_found_and_its_event_named(world: Store) -> None:
    removed(world)
    found = {
        name: tampered(world, partial(Connection.execute, statement=s)).first_bad for name, (s, _) in FLIPPED.items()
    }
    assert found == {name: Bad(SYSTEM, seq, "unit_status_row") for name, (_, seq) in FLIPPED.items()}


def test_a_unit_has_one_open_listing_in_an_organ(world: Store) -> None:
    assert propose(world).outcome is Outcome.RECORDED
    again = propose(world)
    assert (again.body["refused"]["code"], again.body["refused"]["detail"]) == ("listing_already_open", [FILE])
    assert propose(world, UNIT_CODE).outcome is Outcome.RECORDED
    taken(world, "withdraw", "N100", reason=SECRET)
    assert propose(world).outcome is Outcome.RECORDED


def test_a_unit_outside_or_unknown_is_not_proposed(world: Store) -> None:
    assert propose(world, "91520102MA6NOBODY0").body["refused"]["code"] == "unit_unknown"
    elsewhere = act(world, "propose", "Z100", unit=PLAIN, secrecy=SECRET)
    assert elsewhere.body["refused"]["code"] == "outside_jurisdiction"


def test_a_department_is_written_to_where_it_has_an_address(world: Store) -> None:
    propose(world)
    consult = {"sent_on": "2026-03-02", "question": SECRET}
    taken(world, "consult", department="D-SUP", **consult)
    taken(world, "consult", department="D-PAPER", **consult)
    assert told(world, 1) == [("approver", "GZ-GY"), ("handler", "N001")]
    assert told(world, 2) == [("department", "D-SUP"), ("handler", "N001")]
    assert told(world, 3) == [("handler", "N001")]


@pytest.mark.slow
def test_the_unit_hears_of_it_by_service_and_not_before(world: Store) -> None:
    listed(world)
    heard = {seq: told(world, seq) for seq in range(1, 7)}
    assert [seq for seq, to in heard.items() if ("unit", PLAIN) in to] == [6]


@pytest.mark.slow
def test_the_reasons_and_what_a_department_said_stand_sealed(world: Store) -> None:
    removed(world)
    with world.read() as connection:
        bodies = connection.scalars(select(EVENT.c.body)).all()
        messages = connection.execute(select(OUTBOX.c.title, OUTBOX.c.body)).all()
    assert not [body for body in bodies if SECRET.encode() in body]
    assert not [row for row in messages if SECRET in f"{row.title} {row.body}"]


def test_what_waits_for_a_decision_stands_in_the_inbox(world: Store) -> None:
    listed(world)
    taken(world, "object", "N001", date(2026, 3, 16), received_on="2026-03-16", content=SECRET)
    assert waiting(world, "C100", date(2026, 3, 16)) == ["listing.answer_objection"]
    taken(world, "answer_objection", "C100", date(2026, 3, 18), answer="rejected", reason=SECRET)
    removal_proposed(world)
    assert waiting(world, "C100", date(2026, 5, 11)) == ["listing.approve_removal"]
    assert waiting(world, "N100", date(2026, 5, 11)) == []
