"""A sweep written by hand: the least that keeps the promises, through the driver, set by set, in one transaction."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from deployments.demo.world import INSPECTOR, UNIT_CODE
from models.store.canonical import canonical, digest
from models.store.engine import Store

BODY = json.dumps("案件限期整改：期限将至。" * 8, ensure_ascii=False)
OWING = """
SELECT d.id, d.case_no, d.due_on, c.head_seq, c.head_hash FROM deadline d JOIN case_file c ON c.no = d.case_no
WHERE d.next_rung_on <= :day AND d.next_rung_on IS NOT NULL AND d.state = 'running' ORDER BY d.case_no
"""
RUNGS = """
INSERT INTO deadline_rung (deadline_id, due_on, rung, rung_on, sent, claimed_at) VALUES (?, ?, 'before-3', ?, TRUE, ?)
"""
EVENTS = """
INSERT INTO case_event (chain, seq, prev, hash, recorded_at, effective_on, body, kind, act, version, actor)
VALUES (?, ?, ?, ?, ?, ?, ?, 'deadline', 'deadline.sweep', 1, 'system')
"""
MESSAGES = """
INSERT INTO outbox_message (dedupe, case_no, seq, channel, audience, target, statutory, title, body, state, due_at,
                            attempts, created_at, deadline_id, rung)
VALUES (?, ?, ?, 'mail', ?, ?, FALSE, 't', ?, 'ready', ?, 0, ?, ?, 'before-3')
"""
HEADS = "UPDATE case_file SET head_seq = ?, head_hash = ? WHERE no = ?"
MOVED = "UPDATE deadline SET next_rung_on = ? WHERE id = ?"


def by_hand(store: Store, day: date) -> int:
    """Claim the reminders of `day`: rungs, an event per case chained to the one before, two messages each, the
    deadlines moved on. How many there were."""
    at = datetime.now(UTC)
    moment = at if store.postgres else at.strftime("%Y-%m-%d %H:%M:%S.%f")
    with store.write() as connection:
        owing = connection.execute(text(OWING), {"day": day if store.postgres else day.isoformat()}).all()
        events = [_event(row, at, moment, day) for row in owing]
        messages = [
            (f"{row.case_no}:{who}:{day}", row.case_no, row.head_seq + 1, who, to, BODY, moment, moment, row.id)
            for row in owing
            for who, to in (("handler", INSPECTOR), ("unit", UNIT_CODE))
        ]
        following = (day + timedelta(days=2)).isoformat()
        cursor: Any = connection.connection.cursor()
        for statement, rows in (
            (RUNGS, [(row.id, row.due_on, day.isoformat(), moment) for row in owing]),
            (EVENTS, events),
            (MESSAGES, messages),
            (HEADS, [(event[1], event[3], event[0]) for event in events]),
            (MOVED, [(following, row.id) for row in owing]),
        ):
            cursor.executemany(_spelled(store, statement), rows)
    return len(owing)


def _event(row: Any, at: datetime, moment: Any, day: date) -> tuple[Any, ...]:
    told = {"rungs": [{"clock": "rectification_limit", "stage": "R1", "rung": "before-3"}]}
    stated = {"chain": row.case_no, "seq": row.head_seq + 1, "prev": row.head_hash, "kind": "deadline", "data": told}
    body = canonical({**stated, "recorded_at": at.isoformat()})
    return row.case_no, row.head_seq + 1, row.head_hash, digest(body), moment, day.isoformat(), body


def _spelled(store: Store, statement: str) -> str:
    """With the driver's own placeholders, and truth as each database spells it."""
    return statement.replace("?", "%s") if store.postgres else statement.replace("TRUE", "1").replace("FALSE", "0")
