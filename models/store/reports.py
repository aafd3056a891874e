"""Reports in the order they were registered: by the database's clock, then by number. Opens nothing."""

from typing import Any

from sqlalchemy import Connection, select

from models.store.handles import CASE_FILE, EVENT
from models.vocabulary import EventKind, File


def registered(connection: Connection) -> list[dict[str, Any]]:
    """Number, moment of registration, channel and state; the first reporter is the first line."""
    opening = (EVENT.c.chain == CASE_FILE.c.no, EVENT.c.seq == 1, EVENT.c.kind == EventKind.ACT)
    wanted = (
        select(*CASE_FILE.c["no", "acts", "state"], EVENT.c.recorded_at)
        .join_from(CASE_FILE, EVENT, opening[0])
        .where(CASE_FILE.c.kind == File.REPORT, *opening[1:])
        .order_by(EVENT.c.recorded_at, CASE_FILE.c.no)
    )
    return [
        {"case": r.no, "recorded_at": r.recorded_at, "channel": r.acts[0]["channel"], "state": r.state}
        for r in connection.execute(wanted)
    ]
