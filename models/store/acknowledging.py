"""Asking for an acknowledgement that a deadline has passed, and writing down who gave it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, or_, select, update

from models.clocks import LAPSING
from models.ladders import BREACH
from models.replay import ACKNOWLEDGED
from models.silence import SILENCE, patience, told_first
from models.store import chain, many
from models.store.claiming import CaseHead
from models.store.handles import ACKNOWLEDGEMENT, CASE_FILE, DEADLINE, OUTBOX
from models.store.rungs import RUNNING, Calendars, Owed
from models.store.settings import store_settings
from models.vocabulary import Audience, EventKind, MessageState

ASKED = (Audience.HANDLER, Audience.HEAD, Audience.SUPERVISOR)
"""Who is asked: officers and organs in line, never a body outside."""

LATE = or_(OUTBOX.c.rung == BREACH, OUTBOX.c.rung.like("after-%"))
STANDS = and_(RUNNING, DEADLINE.c.due_on == ACKNOWLEDGEMENT.c.due_on)
"""The deadline is still late: neither settled nor moved since."""


def begin(
    connection: Connection,
    heads: Mapping[str, CaseHead],
    owed: Iterable[Owed],
    by_region: Calendars,
    today: date,
    at: datetime,
) -> None:
    """Ask for an acknowledgement of each deadline of which somebody is told now that it has passed."""
    rows, workdays = [], store_settings().rules.acknowledge_working_days
    for entry in owed:
        d, case = entry.deadline, heads[entry.deadline.case_no]
        if d.clock in LAPSING:
            continue
        told = [rung.audiences for rung in entry.rungs if rung.send and rung.after_breach]
        step = told_first(told[0], case.handler is not None) if told else None
        if step is not None:
            on = patience(today, workdays, by_region(d.region)) if step < len(case.organ.line) else None
            rows.append({"deadline_id": d.id, "due_on": d.due_on, "step": step, "next_on": on, "since_at": at})
    many.put_once(connection, ACKNOWLEDGEMENT, rows)


def waiting_for(targets: Iterable[str]) -> Any:
    """The notices to one of these badges and organs that wait to be acknowledged, the oldest first."""
    return (
        select(
            OUTBOX.c.id, OUTBOX.c.case_no.label("case"), OUTBOX.c.target, OUTBOX.c.rung,
            *DEADLINE.c["stage", "clock", "armed_seq", "item"], DEADLINE.c.id.label("deadline_id"),
            DEADLINE.c.due_on.label("due"), OUTBOX.c.created_at.label("since"),
        )
        .select_from(
            ACKNOWLEDGEMENT.join(DEADLINE, DEADLINE.c.id == ACKNOWLEDGEMENT.c.deadline_id)
            .join(CASE_FILE, CASE_FILE.c.no == DEADLINE.c.case_no)
            .join(OUTBOX, and_(OUTBOX.c.case_no == DEADLINE.c.case_no, OUTBOX.c.deadline_id == DEADLINE.c.id))
        )
        .where(ACKNOWLEDGEMENT.c.badge.is_(None), STANDS, LATE)
        .where(OUTBOX.c.target.in_(sorted(targets)), OUTBOX.c.audience.in_(ASKED))
        .where(OUTBOX.c.state != MessageState.CANCELLED, OUTBOX.c.created_at >= ACKNOWLEDGEMENT.c.since_at)
        .order_by(OUTBOX.c.id)
    )  # fmt: skip


def acknowledge(connection: Connection, notice: Any, badge: str, today: date) -> dict[str, Any]:
    """Write down that the officer has taken notice, in a row and an event; what climbs up the line is called off.

    `notice` is a row of `waiting_for` read in this transaction, the head of its case locked. The event's data.
    """
    at = chain.now(connection)
    one = (ACKNOWLEDGEMENT.c.deadline_id == notice.deadline_id, ACKNOWLEDGEMENT.c.due_on == notice.due)
    done = {"message_id": notice.id, "badge": badge, "acknowledged_at": at, "next_on": None}
    connection.execute(update(ACKNOWLEDGEMENT).where(*one).values(**done))
    climbing = (OUTBOX.c.case_no == notice.case, OUTBOX.c.deadline_id == notice.deadline_id)
    unsent = (OUTBOX.c.rung.like(f"{SILENCE}%"), OUTBOX.c.state == MessageState.READY, OUTBOX.c.attempts == 0)
    over = {"state": MessageState.CANCELLED, "last_error": "acknowledged"}
    connection.execute(update(OUTBOX).where(*climbing, *unsent, OUTBOX.c.id != notice.id).values(**over))
    data = _data(notice)
    event = chain.NewEvent(EventKind.DELIVERY, ACKNOWLEDGED, badge, today, stage=notice.stage, data=data)
    chain.append(connection, notice.case, event, at)
    return data


def given(connection: Connection, message: int, badge: str) -> dict[str, Any] | None:
    """What was recorded when this officer acknowledged this notice, with its case; None where that never happened."""
    named = (*DEADLINE.c["stage", "clock", "armed_seq", "item"], ACKNOWLEDGEMENT.c.due_on.label("due"))
    row = connection.execute(
        select(OUTBOX.c.id, OUTBOX.c.case_no.label("case"), OUTBOX.c.rung, *named)
        .select_from(
            ACKNOWLEDGEMENT.join(DEADLINE, DEADLINE.c.id == ACKNOWLEDGEMENT.c.deadline_id).join(
                OUTBOX, OUTBOX.c.id == ACKNOWLEDGEMENT.c.message_id
            )
        )
        .where(ACKNOWLEDGEMENT.c.message_id == message, ACKNOWLEDGEMENT.c.badge == badge)
    ).first()
    return {"case": row.case, **_data(row)} if row is not None else None


def _data(notice: Any) -> dict[str, Any]:
    return {
        "clock": notice.clock.value,
        "stage": notice.stage,
        "armed_seq": notice.armed_seq,
        "item": notice.item,
        "due_on": notice.due.isoformat(),
        "message": notice.id,
        "rung": notice.rung,
    }
