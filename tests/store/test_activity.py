"""Guidance for many units at once: a file and a chain of its own, a message to each unit, and no case."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from flows.advance import advance
from models.store.audit import Audit, verify
from models.store.chain import SYSTEM, NewEvent, append, now
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.handles import CASE_FILE, DEADLINE, EVENT, OUTBOX, STAGE, UNIT
from models.store.journal import Answer
from models.vocabulary import EventKind, Outcome, Stage, UnitKind
from tests.builders import OPENED, SECRET, UNIT_CODE, opening, registers
from tests.store.tampering import audit

MANY = [f"U-{n:04d}" for n in range(1, 1202)]
"""More than one select names at once."""
HELD = date(2026, 5, 20)
REGISTERED = 6
"""Events that told of the registers."""
ACTIVITY, FIRST_CASE = "GZ-2026-000001", "GZ-2026-000002"


@pytest.fixture
def world(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr("flows.advance.store", lambda: store)
    monkeypatch.setattr("flows.digest.store", lambda: store)
    plain = {"kind": UnitKind.ENTERPRISE, "industry": "software", "region": "520102"}
    with store.write() as connection:
        registers(connection)
        connection.execute(insert(UNIT), [{**plain, "code": code, "name": code} for code in MANY])
        connection.execute(insert(UNIT).values(**{**plain, "region": "520300"}, code="U-ZY", name="elsewhere"))
        told = NewEvent(EventKind.REGISTER, "register.unit.add", "operator", OPENED, data={"codes": [*MANY, "U-ZY"]})
        append(connection, SYSTEM, told, now(connection))
    return store


def act(store: Store, stage: Stage, badge: str = "N001", today: date = OPENED, **form: Any) -> Answer:
    with store.write() as connection:
        set_demo_today(connection, today)
    return advance(stage, form, {"badge": badge}, str(uuid4()), datetime.now(UTC))


def plan(store: Store, units: list[str], **more: Any) -> Answer:
    planned = {"form": "training", "planned_on": "2026-05-20", "handler": "N001", "content": SECRET, **more}
    return act(store, Stage.ACTIVITY, act="plan", units=units, **planned)


def refused(answer: Answer) -> str:
    assert answer.outcome is Outcome.REFUSED
    return str(answer.body["refused"]["code"])


def case_opened(store: Store) -> str:
    answer = act(store, Stage.CASE, **opening().model_dump(mode="json"))
    return str(answer.body["case"])


def file_row(store: Store) -> Any:
    with store.read() as connection:
        return connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == ACTIVITY)).one()


def told(store: Store, seq: int) -> list[tuple[str, str]]:
    mine = (OUTBOX.c.case_no == ACTIVITY, OUTBOX.c.seq == seq)
    with store.read() as connection:
        rows = connection.execute(select(OUTBOX.c.audience, OUTBOX.c.target).where(*mine).order_by(OUTBOX.c.target))
        return [(row.audience.value, row.target) for row in rows]


def chain(store: Store, number: str) -> list[tuple[int, str]]:
    acts = select(EVENT.c.seq, EVENT.c.act).where(EVENT.c.chain == number, EVENT.c.kind == EventKind.ACT)
    with store.read() as connection:
        return [(row.seq, row.act) for row in connection.execute(acts.order_by(EVENT.c.seq))]


def test_an_activity_is_planned_and_held_on_a_chain_of_its_own(world: Store) -> None:
    planned = plan(world, MANY)
    assert (planned.outcome, planned.body["case"], planned.body["state"]) == (Outcome.RECORDED, ACTIVITY, "planned")
    row = file_row(world)
    assert (row.kind.value, row.unit, row.organ, row.handler, row.closed_on) == (
        "activity", None, "GZ-GY-NM", "N001", None,
    )  # fmt: skip
    assert case_opened(world) == FIRST_CASE
    came = MANY[:600]
    held = act(
        world, Stage.ACTIVITY, today=HELD, act="hold", case=ACTIVITY, occurred_on="2026-05-20", attended=came,
        attendance=900,
    )  # fmt: skip
    assert (held.outcome, held.body["state"]) == (Outcome.RECORDED, "held")
    row = file_row(world)
    assert (row.state, row.version, row.closed_on) == ("held", 2, HELD)
    assert chain(world, ACTIVITY) == [(1, "activity.plan"), (2, "activity.hold")]
    assert chain(world, FIRST_CASE) == [(1, "case.open")]
    with world.read() as connection:
        body = json.loads(
            connection.execute(select(EVENT.c.body).where(EVENT.c.chain == ACTIVITY, EVENT.c.seq == 2)).scalar_one()
        )
        assert connection.execute(select(STAGE)).all() == []
        assert connection.execute(select(DEADLINE).where(DEADLINE.c.case_no == ACTIVITY)).all() == []
    assert body["data"]["moves"][0]["entry"]["attended"] == came
    assert audit(world, ACTIVITY) == Audit(True, 2, None)
    assert audit(world) == Audit(True, 3 + REGISTERED, None)


def test_each_unit_invited_is_told_once_and_told_again_when_it_is_cancelled(world: Store) -> None:
    plan(world, MANY)
    everyone = [("handler", "N001"), *(("unit", code) for code in MANY)]
    assert told(world, 1) == everyone
    cancelled = act(world, Stage.ACTIVITY, act="cancel", case=ACTIVITY, reason=SECRET)
    assert (cancelled.body["state"], cancelled.body["notices"]) == ("cancelled", 1202)
    assert told(world, 2) == everyone
    assert file_row(world).closed_on == OPENED


def test_what_was_said_stands_sealed(world: Store) -> None:
    plan(world, [UNIT_CODE])
    with world.read() as connection:
        bodies = connection.execute(select(EVENT.c.body)).scalars().all()
        messages = connection.execute(select(OUTBOX.c.title, OUTBOX.c.body)).all()
    assert not [body for body in bodies if SECRET.encode() in body]
    assert not [row for row in messages if SECRET in f"{row.title} {row.body}"]


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ([UNIT_CODE, "U-9999"], "unit_unknown"),
        ([UNIT_CODE, "U-0001", UNIT_CODE], "unit_twice"),
        ([UNIT_CODE, "U-ZY"], "outside_jurisdiction"),
        ([], "malformed"),
    ],
)
def test_an_activity_for_units_it_may_not_name_is_refused_and_takes_no_number(
    world: Store, units: list[str], code: str
) -> None:
    assert refused(plan(world, units)) == code
    assert case_opened(world) == ACTIVITY


def test_nobody_attended_who_was_not_invited(world: Store) -> None:
    plan(world, ["U-0001", "U-0002"])
    hold: dict[str, Any] = {"act": "hold", "case": ACTIVITY, "occurred_on": "2026-05-20"}
    stranger = act(world, Stage.ACTIVITY, today=HELD, attended=["U-0001", "U-0003"], **hold)
    assert (refused(stranger), stranger.body["refused"]["detail"]) == ("unit_not_invited", ["U-0003"])
    early = act(world, Stage.ACTIVITY, attended=["U-0001"], **hold)
    assert refused(early) == "date_in_future"


CASE_ACTS: list[tuple[Stage, str, dict[str, Any]]] = [
    (Stage.CASE, "N100", {"act": "assign", "handler": "N002"}),
    (Stage.CASE, "N001", {"act": "close", "reason": SECRET}),
    (Stage.CASE, "N001", {"act": "correct", "event": 1, "field": "planned_on", "value": "2026-05-21", "reason": "x"}),
    (Stage.GUIDANCE, "N001", {"act": "issue", "form": "written guidance", "content": SECRET}),
    (
        Stage.INSPECTION, "N001",
        {"act": "request", "ground": "risk or hidden danger found", "reason": SECRET, "methods": ["consult material"],
         "places": [SECRET], "starts_on": "2026-03-04", "ends_on": "2026-03-13", "team": ["N001", "N002"]},
    ),
    (Stage.RECTIFICATION, "N001", {"act": "propose", "ground": "I1", "required": SECRET, "limit_length": 15}),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "badge", "form"), CASE_ACTS, ids=[f"{s}.{f['act']}" for s, _, f in CASE_ACTS])
def test_an_act_on_a_case_is_refused_for_an_activity(
    world: Store, stage: Stage, badge: str, form: dict[str, Any]
) -> None:
    plan(world, [UNIT_CODE])
    assert refused(act(world, stage, badge, case=ACTIVITY, **form)) == "not_a_working_case"
    assert chain(world, ACTIVITY) == [(1, "activity.plan")]
    with world.read() as connection:
        assert verify(connection) == Audit(True, 2 + REGISTERED, None)


@pytest.mark.parametrize(
    "form", [{"act": "hold", "occurred_on": "2026-03-02", "attended": []}, {"act": "cancel", "reason": SECRET}]
)
def test_an_act_on_an_activity_is_refused_for_a_case(world: Store, form: dict[str, Any]) -> None:
    number = case_opened(world)
    assert refused(act(world, Stage.ACTIVITY, case=number, **form)) == "not_a_working_case"
    assert chain(world, number) == [(1, "case.open")]


def test_a_case_is_related_to_no_activity(world: Store) -> None:
    plan(world, [UNIT_CODE])
    number = case_opened(world)
    assert refused(act(world, Stage.CASE, act="relate", case=number, other=ACTIVITY)) == "not_a_working_case"
