"""Messages that came to nothing: how many, and those of which nobody was told yet."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    cast,
    exists,
    func,
    literal,
    literal_column,
    not_,
    select,
)

from models.store.handles import ATTEMPT, OUTBOX
from models.store.pausing import HELD

KIND = "undelivered"
FAILED: ColumnElement[bool] = literal_column("outbox_message.state IN ('dead', 'no_recipient')")
"""Spelled out, not bound: only then does the planner see that a partial index applies."""

_ALARM = OUTBOX.alias("alarm")


def key(message_id: int, tries: int, number: int) -> str:
    """The dedupe key of an alarm. Sent again and failed once more, a message has more tries: that is told again."""
    return f"{KIND}:{message_id}:{tries}:{number}"


def unalarmed(connection: Connection, after: int, limit: int) -> Sequence[Row[Any]]:
    """Failed messages with id beyond `after` of which no alarm was raised; alarms themselves raise none, nor does what
    a person held back after a restore."""
    tried = select(func.count()).where(ATTEMPT.c.message_id == OUTBOX.c.id).correlate(OUTBOX).scalar_subquery()
    first = literal(f"{KIND}:") + cast(OUTBOX.c.id, String) + ":" + cast(tried, String) + ":0"
    wanted: Select[Any] = (
        select(*OUTBOX.c["id", "case_no", "channel", "via", "state"], tried.label("tries"))
        .where(FAILED, OUTBOX.c.id > after, not_(OUTBOX.c.dedupe.startswith(f"{KIND}:")))
        .where(func.coalesce(OUTBOX.c.last_error, "") != HELD, not_(exists().where(_ALARM.c.dedupe == first)))
        .order_by(OUTBOX.c.id)
        .limit(limit)
    )
    return connection.execute(wanted).all()
