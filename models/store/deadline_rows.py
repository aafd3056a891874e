"""Writing deadlines: their rows, their ledgers, and what an event says of them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from models.deadline_changes import DeadlineChange
from models.store.handles import DEADLINE, LEDGER
from models.store.prepared import Prepared

_PROJECTED = ("state", "due_on", "provisional", "next_rung_on", "calendar_version", "settled_on", "anchor_on")
_ARMED, _LEDGER = Prepared(insert(DEADLINE)), Prepared(insert(LEDGER))
_MOVED = Prepared(
    update(DEADLINE)
    .where(DEADLINE.c.id == bindparam("deadline", None))
    .values({name: bindparam(name, None) for name in _PROJECTED})
)
_MENDED = Prepared(
    update(LEDGER)
    .where(LEDGER.c.deadline_id == bindparam("deadline", None), LEDGER.c.seq == bindparam("wrong", None))
    .values(on_date=bindparam("right", None))
)


def as_data(change: DeadlineChange) -> dict[str, Any]:
    """What the event records; (stage, clock, armed_seq, item) names the deadline, armed_seq 0 meaning this event."""
    d = change.deadline
    return {
        "clock": d.clock.value,
        "stage": d.stage,
        "armed_seq": d.armed_seq,
        "item": d.item,
        "state": d.state.value,
        "length": d.length,
        "unit": d.unit.value,
        "anchor_on": d.anchor_on.isoformat(),
        "due_on": d.due_on.isoformat(),
        "provisional": d.provisional,
        "settled_on": d.settled_on.isoformat() if d.settled_on else None,
        "ledger": [change.ledger[0].value, change.ledger[1].isoformat(), change.ledger[2]] if change.ledger else None,
        "mends": [change.mends[0], change.mends[1].isoformat()] if change.mends else None,
    }


def write(connection: Connection, case_no: str, changes: Iterable[DeadlineChange], seq: int, region: str) -> None:
    """Insert new deadlines, update the others, add ledger lines. `region` chooses the calendar's overlay."""
    for change in changes:
        d = change.deadline
        projection = {
            "state": d.state,
            "due_on": d.due_on,
            "provisional": d.provisional,
            "next_rung_on": change.next_rung_on,
            "calendar_version": change.calendar_version,
            "settled_on": d.settled_on,
            "anchor_on": d.anchor_on,
        }
        if d.id:
            _MOVED.run(connection, {"deadline": d.id, **projection})
        else:
            armed = {
                "case_no": case_no, "stage": d.stage, "clock": d.clock, "holder": d.holder, "length": d.length,
                "unit": d.unit, "roll": d.roll, "region": region, "armed_seq": seq, "item": d.item,
            }  # fmt: skip
            _ARMED.run(connection, {**armed, **projection})
        if change.ledger:
            kind, on, length = change.ledger
            line = {"deadline_id": d.id, "kind": kind, "on_date": on, "length": length, "seq": seq}
            _LEDGER.run(connection, line)
        if change.mends:
            wrong, right = change.mends
            _MENDED.run(connection, {"deadline": d.id, "wrong": wrong, "right": right})
