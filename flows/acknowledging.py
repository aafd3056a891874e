"""Taking notice, signed by who reads it: proven and recorded like an act, without a stage and without Prefect."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

from flows.legal_day import legal_day
from flows.signature import Proven, Signed, prove
from models.errors import TransitionRefused, Unknown
from models.replay import ACKNOWLEDGED
from models.store import acknowledging, chain, inbox, journal, passcodes, snapshot
from models.store.engine import Store
from models.store.journal import Request


def acknowledge(store: Store, message: int, signed: Signed | Proven) -> dict[str, Any]:
    """Acknowledge a notice that waits for this officer; what the event says of it, and the case. Asked again, the
    answer is the same. A code is needed with a signature; whom the desk has proven needs none.

    Raises Unknown where no such notice waits for the officer, TransitionRefused once the refusal is recorded.
    """
    received_at = datetime.now(UTC)
    try:
        step = signed.step if isinstance(signed, Proven) else prove(store, signed, received_at)
        with store.write() as connection:
            before = acknowledging.given(connection, message, signed.badge or "")
            if before is not None:
                return before
            today = legal_day(connection, received_at)
            notice = _waiting(connection, message, signed.badge or "", today)
            chain.head(connection, notice.case)
            # Read again under the lock: a colleague may have been faster, the deadline may be settled.
            notice = _waiting(connection, message, signed.badge or "", today)
            done = acknowledging.acknowledge(connection, notice, signed.badge or "", today)
            if step is not None:
                passcodes.consume(connection, signed.badge or "", step)
        return {"case": notice.case, **done}
    except TransitionRefused as refused:
        with store.write() as connection:
            who = snapshot.known_badge(connection, signed.badge) or "unknown"
            today, request = legal_day(connection, received_at), Request(str(uuid4()), "", received_at)
            journal.refuse(connection, None, who, ACKNOWLEDGED, refused.refusal, today, request)
        raise


def _waiting(connection: Connection, message: int, badge: str, today: date) -> Any:
    for row in inbox.to_acknowledge(connection, badge, today):
        if row.id == message:
            return row
    raise Unknown(str(message))
