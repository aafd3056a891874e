"""A requirement of an industry: its units under the organ are found and told in one go, again at each change."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from flows.advance import advance
from models.register_rows import DepartmentRow
from models.store.chain import SYSTEM, NewEvent, append, now
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.files import put
from models.store.handles import EVENT, OUTBOX, UNIT
from models.store.journal import Answer
from models.store.registers import REGISTERS, add
from models.vocabulary import DepartmentKind, EventKind, Evidence, Outcome, Stage, UnitKind
from tests.builders import OPENED, SECRET, UNIT_CODE, registers
from tests.store.tampering import audit

MANY = [f"U-{n:04d}" for n in range(1, 1202)]
FILE = "GZ-2026-000001"


@pytest.fixture
def world(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr("flows.advance.store", lambda: store)
    monkeypatch.setattr("flows.digest.store", lambda: store)
    plain = {"kind": UnitKind.ENTERPRISE, "industry": "software", "region": "520102"}
    others = [
        {**plain, "region": "520300", "code": "U-ZY", "name": "elsewhere"},
        {**plain, "industry": "banking", "code": "U-BANK", "name": "another industry"},
    ]
    with store.write() as connection:
        registers(connection)
        department = DepartmentRow(code="D-IND", name="industry", kind=DepartmentKind.INDUSTRY, email="i@example.org")
        add(connection, REGISTERS["department"], [(0, department)], "operator", OPENED)
        connection.execute(insert(UNIT), [*({**plain, "code": code, "name": code} for code in MANY), *others])
        codes = [*MANY, "U-ZY", "U-BANK"]
        told = NewEvent(EventKind.REGISTER, "register.unit.add", "operator", OPENED, data={"codes": codes})
        append(connection, SYSTEM, told, now(connection))
    return store


def act(store: Store, today: date = OPENED, **form: Any) -> Answer:
    with store.write() as connection:
        set_demo_today(connection, today)
    return advance(Stage.REQUIREMENT, form, {"badge": "N001"}, str(uuid4()), datetime.now(UTC))


def record(store: Store, **more: Any) -> Answer:
    stated: dict[str, Any] = {
        "department": "D-IND",
        "industry": "software",
        "received_on": "2026-03-02",
        "valid_from": "2026-04-01",
    }
    return act(store, act="record", **stated, content=SECRET, **more)


def told(store: Store, seq: int) -> list[str]:
    mine = (OUTBOX.c.case_no == FILE, OUTBOX.c.seq == seq)
    with store.read() as connection:
        return sorted(connection.scalars(select(OUTBOX.c.target).where(*mine)))


def test_the_units_of_the_industry_under_the_organ_are_told_at_each_change(world: Store) -> None:
    recorded = record(world)
    assert (recorded.outcome, recorded.body["case"], recorded.body["state"]) == (Outcome.RECORDED, FILE, "in_force")
    # Nobody handles it: the head of the organ is told.
    assert told(world, 1) == sorted([UNIT_CODE, *MANY, "GZ-GY-NM"])
    with world.write() as connection:
        late = {"kind": UnitKind.ENTERPRISE, "industry": "software", "region": "520102", "name": "new"}
        connection.execute(insert(UNIT).values(code="U-NEW", **late))
    changed = {"received_on": "2026-03-09", "valid_from": "2026-05-01", "content": SECRET}
    assert act(world, date(2026, 3, 9), act="amend", case=FILE, **changed).outcome is Outcome.RECORDED
    assert told(world, 2) == sorted([UNIT_CODE, *MANY, "U-NEW", "GZ-GY-NM"])
    ended = {"received_on": "2026-06-01", "ends_on": "2026-06-30", "reason": SECRET}
    assert act(world, date(2026, 6, 1), act="end", case=FILE, **ended).body["state"] == "ended"
    assert told(world, 3) == told(world, 2)
    assert audit(world, FILE).ok
    with world.read() as connection:
        bodies = connection.execute(select(EVENT.c.body)).scalars().all()
        messages = connection.execute(select(OUTBOX.c.title, OUTBOX.c.body)).all()
    assert not [body for body in bodies if SECRET.encode() in body]
    assert not [row for row in messages if SECRET in f"{row.title} {row.body}"]


def test_its_paper_is_attached_once_it_is_on_file(world: Store) -> None:
    record(world)
    missing = act(world, act="attach", case=FILE, files=["0" * 64])
    assert missing.body["refused"]["code"] == "document_unknown"
    with world.write() as connection:
        digest = put(
            connection, FILE, Evidence.OTHER.value, "rule.pdf", b"%PDF-1.4 rule", media="application/pdf",
            added_by="N001", at=datetime.now(UTC),
        )  # fmt: skip
    assert act(world, act="attach", case=FILE, files=[digest]).outcome is Outcome.RECORDED
    assert audit(world, FILE).ok
