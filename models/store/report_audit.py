"""Receipt codes against what the events of their reports tell: no code changed, lost, or put beside another."""

import json
from typing import Any

from sqlalchemy import Connection, select

from models.store import report_codes
from models.store.handles import EVENT, REPORT_CODE
from models.vocabulary import EventKind

Told = tuple[str, str, str]


def fault(connection: Connection, case: str | None) -> tuple[str, int, str] | None:
    """The first code that is not what its event commits to, as chain, event (0: none tells of it) and a short code."""
    events = select(EVENT.c.chain, EVENT.c.seq, EVENT.c.body).where(
        EVENT.c.kind == EventKind.REGISTER, EVENT.c.act == report_codes.CODE_MADE
    )
    rows = select(REPORT_CODE)
    if case is not None:
        events, rows = events.where(EVENT.c.chain == case), rows.where(REPORT_CODE.c.case_no == case)
    expected: dict[str, tuple[int, Told]] = {}
    for event in connection.execute(events.order_by(EVENT.c.chain, EVENT.c.seq)):
        body = json.loads(event.body)
        expected[event.chain] = (event.seq, (body["data"]["code"], body["actor"], body["recorded_at"]))
    found: dict[str, Told] = {
        row["case_no"]: (_committed(row), row["made_by"], row["made_at"].isoformat())
        for row in connection.execute(rows).mappings()
    }
    for chain in sorted({*expected, *found}):
        seq, told = expected.get(chain, (0, None))
        if found.get(chain) != told:
            return chain, seq, "report_code_row"
    return None


def _committed(row: Any) -> str:
    """SQLite lets a text stand where bytes should."""
    whole = isinstance(row["salt"], bytes) and isinstance(row["hash"], bytes)
    return report_codes.commitment(row) if whole else ""
