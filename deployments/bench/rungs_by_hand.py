"""A sweep written by hand for this one rung: the least that keeps the promises, set by set, in one transaction.

It writes the rows that ours writes, with texts and events as long: a rung, an event that commits to its two messages
and is chained to the one before, the messages, the head of the case, the day to look again. Each database is written
to in its fastest way: `executemany` on SQLite, COPY and arrays on PostgreSQL. It knows one ladder, asks for no
calendar, preference, absence or claimed rung, and leaves no room for acts while it runs.
"""

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import text

from deployments.demo.world import INSPECTOR, UNIT_CODE
from flows.sweeping import uncollected
from models.store.engine import Store

OWING = """
SELECT d.id, d.case_no, d.due_on, c.head_seq, c.head_hash FROM deadline d JOIN case_file c ON c.no = d.case_no
WHERE d.next_rung_on <= :day AND d.next_rung_on IS NOT NULL AND d.state = 'running' ORDER BY d.case_no
"""
LOCK = " FOR UPDATE OF c"
MAIL = ("mail", "ready", 0, False, "before-3")

_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Into(NamedTuple):
    """A table, its columns with their types on PostgreSQL, and the key of the rows that are changed."""

    table: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    key: str | None = None


RUNGS = Into(
    "deadline_rung", ("deadline_id", "due_on", "rung", "rung_on", "sent", "claimed_at"),
    ("int4", "date", "varchar", "date", "bool", "timestamptz"),
)  # fmt: skip
EVENTS = Into(
    "case_event",
    ("chain", "seq", "prev", "hash", "recorded_at", "effective_on", "body", "kind", "act", "version", "actor"),
    ("varchar", "int4", "varchar", "varchar", "timestamptz", "date", "bytea", "varchar", "varchar", "int4", "varchar"),
)
MESSAGES = Into(
    "outbox_message",
    ("dedupe", "case_no", "seq", "audience", "target", "title", "body", "due_at", "created_at", "deadline_id",
     "channel", "state", "attempts", "statutory", "rung"),
    ("varchar", "varchar", "int4", "varchar", "varchar", "varchar", "varchar", "timestamptz", "timestamptz", "int4",
     "varchar", "varchar", "int4", "bool", "varchar"),
)  # fmt: skip
HEADS = Into("case_file", ("head_seq", "head_hash", "no"), ("int4", "varchar", "varchar"), "no")
MOVED = Into("deadline", ("next_rung_on", "id"), ("date", "int4"), "id")


def by_hand(store: Store, day: date) -> int:
    """Claim the reminders of `day`; how many there were."""
    at = datetime.now(UTC)
    moment: Any = at if store.postgres else at.strftime("%Y-%m-%d %H:%M:%S.%f")
    today, following = (d if store.postgres else d.isoformat() for d in (day, day + timedelta(days=2)))
    rungs, events, messages, heads, moved = [], [], [], [], []
    with uncollected(), store.write() as connection:
        owing = connection.execute(text(OWING + (LOCK if store.postgres else "")), {"day": today}).all()
        for number, case, due, seq, prev in owing:
            written = _written(case, str(due))
            body = _event(case, seq + 1, prev, str(due), str(day), at, _told(number, written))
            hashed = sha256(body).hexdigest()
            rungs.append((number, due, "before-3", today, True, moment))
            events.append((case, seq + 1, prev, hashed, moment, today, body, "deadline", "deadline.sweep", 1, "system"))
            for who, to, title, words in written:
                key = f"{case}:{seq + 1}:mail:{who}:{to}:before-3:R1:rectification_limit:1:0"
                messages.append((key, case, seq + 1, who, to, title, words, moment, moment, number, *MAIL))
            heads.append((seq + 1, hashed, case))
            moved.append((following, number))
        cursor: Any = connection.connection.cursor()
        for into, rows in ((RUNGS, rungs), (EVENTS, events), (MESSAGES, messages), (HEADS, heads), (MOVED, moved)):
            (_postgresql if store.postgres else _sqlite)(cursor, into, rows)
    return len(owing)


def _written(case: str, due: str) -> tuple[tuple[str, str, str, str], ...]:
    """Audience, recipient, title and text of the two reminders, as long as ours."""
    title = f"案件 {case}：期限提醒 {due}"
    words = f"案件 {case}（R1），限期整改·整改期限：期限提醒。\n期限最后一日：{due}。\nhttp://127.0.0.1:8400/c/{case}\n"
    aside = f"{words}\n本通知仅供知悉，不构成文书送达，不起算任何期限。\n"
    return ("handler", INSPECTOR, title, words), ("unit", UNIT_CODE, title, aside)


def _told(number: int, written: tuple[tuple[str, str, str, str], ...]) -> str:
    said = [
        {"audience": who, "body": words, "channel": "mail", "deadline_id": number, "rung": "before-3",
         "sealed_id": None, "statutory": False, "target": to, "title": title}
        for who, to, title, words in written
    ]  # fmt: skip
    return sha256(_dumps({"messages": said}).encode()).hexdigest()


def _event(case: str, seq: int, prev: str, due: str, day: str, at: datetime, told: str) -> bytes:
    rung = {
        "armed_seq": 1, "clock": "rectification_limit", "day": day, "due_on": due, "item": 0, "rung": "before-3",
        "sent": True, "stage": "R1",
    }  # fmt: skip
    return _dumps(
        {
            "act": "deadline.sweep", "actor": "system", "alg": "sha256", "basis": [], "chain": case,
            "data": {"rungs": [rung], "told": told}, "dedupe": None, "effective_on": day, "kind": "deadline",
            "on_behalf": None, "prev": prev, "recorded_at": at.isoformat(), "request_id": None, "schema": 1,
            "sealed": None, "seq": seq, "stage": None, "version": 1,
        }
    ).encode()  # fmt: skip


def _sqlite(cursor: Any, into: Into, rows: list[tuple[Any, ...]]) -> None:
    table, columns, _, key = into
    if key is None:
        places = ", ".join("?" * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608
    else:
        to = ", ".join(f"{name} = ?" for name in columns[:-1])
        cursor.executemany(f"UPDATE {table} SET {to} WHERE {key} = ?", rows)  # noqa: S608


def _postgresql(cursor: Any, into: Into, rows: list[tuple[Any, ...]]) -> None:
    table, columns, types, key = into
    listed = ", ".join(columns)
    if key is None:
        with cursor.copy(f"COPY {table} ({listed}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)
    else:
        to = ", ".join(f"{name} = r.{name}" for name in columns[:-1])
        arrays = ", ".join(f"%b::{kind}[]" for kind in types)
        cursor.execute(
            f"UPDATE {table} SET {to} FROM unnest({arrays}) AS r({listed}) WHERE {table}.{key} = r.{key}",  # noqa: S608
            [list(column) for column in zip(*rows, strict=True)],
        )
