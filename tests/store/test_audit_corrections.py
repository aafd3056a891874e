"""A correction leaves both values and what follows from it; a change of either is found, and named."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from models.acts import rectification, remedy
from models.store.audit import Audit, Bad
from models.store.engine import Store
from models.store.handles import DEADLINE, LEDGER, STAGE, SUPERVISION
from models.vocabulary import Stage
from tests.builders import SECRET, report, take, walk_to
from tests.store.tampering import CASE, Tamper, audit, rows, tampered

SERVED, SUSPENDED, CORRECTED, SUSPENSION_CORRECTED, REPORTED = 12, 13, 15, 17, 19
LAST = 19


@pytest.fixture(scope="module")
def world(shared: Store) -> Store:
    """An order served a day later than first recorded, suspended a day earlier, its report recorded late."""
    assert walk_to(shared, "rectification running") == CASE
    suspend = rectification.Suspend(case=CASE, occurred_on=date(2026, 3, 13), reason=SECRET)
    take(shared, Stage.RECTIFICATION, suspend, "N100", date(2026, 3, 13))
    corrected(shared, SERVED, "served_on", "2026-03-11", date(2026, 3, 16))
    corrected(shared, SUSPENDED, "occurred_on", "2026-03-12", date(2026, 3, 17))
    resume = rectification.Resume(case=CASE, occurred_on=date(2026, 3, 18))
    take(shared, Stage.RECTIFICATION, resume, "N001", date(2026, 3, 18))
    late = report(CASE).model_copy(update={"late_reason": SECRET})
    take(shared, Stage.RECTIFICATION, late, "N002", date(2026, 3, 30))
    return shared


def corrected(store: Store, event: int, field: str, value: str, today: date) -> None:
    correct = remedy.Correct(case=CASE, event=event, field=field, value=value, reason=SECRET)
    take(store, Stage.CASE, correct, "N001", today)
    take(store, Stage.CASE, remedy.ConfirmCorrection(case=CASE), "C100", today)


def stage_row(connection: Connection) -> list[dict[str, Any]]:
    acts = connection.execute(select(STAGE.c.acts).where(STAGE.c.id == f"{CASE}/R1")).scalar_one()
    return [dict(entry) for entry in acts]


def entry(seq: int, change: Callable[[dict[str, Any]], object]) -> Tamper:
    """The entry of that event in the row of the order says something else."""

    def both(connection: Connection) -> None:
        acts = stage_row(connection)
        change(next(e for e in acts if e["seq"] == seq))
        connection.execute(update(STAGE).where(STAGE.c.id == f"{CASE}/R1").values(acts=acts))

    return both


def ledger(**values: Any) -> Tamper:
    return lambda connection: connection.execute(update(LEDGER).where(LEDGER.c.seq == SUSPENDED).values(**values))


def noted(connection: Connection) -> None:
    line = {"case_no": CASE, "seq": SERVED, "noted": "excess", "organ": "GZ-GY", "noted_on": date(2026, 3, 10)}
    connection.execute(insert(SUPERVISION).values(**line))


def supervision_row(**values: Any) -> Tamper:
    line = (SUPERVISION.c.case_no == CASE, SUPERVISION.c.seq == REPORTED)
    return lambda connection: connection.execute(update(SUPERVISION).where(*line).values(**values))


TAMPERED: dict[str, tuple[Tamper, str]] = {
    "the first value put back": (entry(SERVED, lambda e: e.update(served_on="2026-03-10")), "stage_row"),
    "another right value": (entry(SERVED, lambda e: e.update(served_on="2026-03-12")), "stage_row"),
    "the first value gone": (entry(SERVED, lambda e: e.pop("corrected")), "stage_row"),
    "another first value": (entry(SERVED, lambda e: e.update(corrected={"served_on": "2026-03-09"})), "stage_row"),
    "a correction nobody confirmed": (entry(11, lambda e: e.update(corrected={"on": "2026-03-09"})), "stage_row"),
    "the day of the corrected suspension": (ledger(on_date=date(2026, 3, 13)), "deadline_row"),
    "the anchor of the corrected limit": (rows(DEADLINE, anchor_on=date(2026, 3, 10)), "deadline_row"),
    "the item of a deadline": (rows(DEADLINE, item=1), "deadline_row"),
    "the supervisor's list emptied": (
        lambda connection: connection.execute(delete(SUPERVISION)),
        "supervision_row",
    ),
    "a line on another organ's list": (supervision_row(organ="GZ-ZY"), "supervision_row"),
    "the day of a line": (supervision_row(noted_on=date(2026, 3, 31)), "supervision_row"),
    "why a line is there": (supervision_row(noted="corrected"), "supervision_row"),
    "a line nobody noted": (noted, "supervision_row"),
}


def test_the_record_holds_both_values_and_is_whole(world: Store) -> None:
    assert audit(world, CASE) == Audit(True, LAST, None)
    with world.read() as connection:
        acts = {e["seq"]: e for e in stage_row(connection)}
        limit = (
            select(DEADLINE).where(DEADLINE.c.case_no == CASE, DEADLINE.c.armed_seq == SERVED)
        )  # fmt: skip
        row = connection.execute(limit).one()
        lines = connection.execute(
            select(LEDGER.c.kind, LEDGER.c.on_date, LEDGER.c.seq)
            .where(LEDGER.c.deadline_id == row.id)
            .order_by(LEDGER.c.id)
        ).all()
        listed = connection.execute(select(SUPERVISION).order_by(SUPERVISION.c.seq)).all()
    assert (acts[SERVED]["served_on"], acts[SERVED]["corrected"]) == ("2026-03-11", {"served_on": "2026-03-10"})
    assert (acts[SUSPENDED]["occurred_on"], acts[SUSPENDED]["corrected"]) == (
        "2026-03-12", {"occurred_on": "2026-03-13"},
    )  # fmt: skip
    # Served on 11 March, 15 days, 12 to 18 March not counted: Thursday 2 April.
    assert (row.anchor_on, row.due_on, row.state.value) == (date(2026, 3, 11), date(2026, 4, 2), "met")
    assert [tuple(line) for line in lines] == [
        ("suspend", date(2026, 3, 12), SUSPENDED), ("resume", date(2026, 3, 18), 18),
    ]  # fmt: skip
    assert [(r.seq, r.noted, r.organ, r.noted_on) for r in listed] == [
        (CORRECTED, "corrected", "GZ-GY", date(2026, 3, 16)),
        (SUSPENSION_CORRECTED, "corrected", "GZ-GY", date(2026, 3, 17)),
        (REPORTED, "recorded_late", "GZ-GY", date(2026, 3, 30)),
    ]


@pytest.mark.parametrize("what", TAMPERED)
def test_every_change_of_what_a_correction_left_is_found(world: Store, what: str) -> None:
    change, why = TAMPERED[what]
    assert tampered(world, change).first_bad == Bad(CASE, LAST, why)
