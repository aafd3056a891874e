"""Which rows may be taken: due, or with a lease that ran out, and first of their line."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, not_, or_, select

from models.store.handles import OUTBOX
from models.vocabulary import Channel, MessageState

CANDIDATE = OUTBOX.alias("candidate")
_EARLIER = OUTBOX.alias("earlier")

WAITS_FOR_DIGEST = "digest"
"""Why a message was put off that goes out with others at the hour its reader prefers."""


def due(now: ColumnElement[datetime], channels: Collection[Channel]) -> Select[Any]:
    """Ids of ready rows whose time has come."""
    return (
        _heads(now, channels)
        .where(CANDIDATE.c.state == _spelled(MessageState.READY), CANDIDATE.c.due_at <= now)
        .order_by(CANDIDATE.c.due_at, CANDIDATE.c.id)
    )


def expired(now: ColumnElement[datetime], channels: Collection[Channel]) -> Select[Any]:
    """Ids of rows whose lease ran out: the holder died, or was too slow."""
    return (
        _heads(now, channels)
        .where(CANDIDATE.c.state == _spelled(MessageState.LEASED), CANDIDATE.c.lease_until <= now)
        .order_by(CANDIDATE.c.lease_until, CANDIDATE.c.id)
    )


def _heads(now: ColumnElement[datetime], channels: Collection[Channel]) -> Select[Any]:
    """Rows with no earlier open row of the same case, channel and target; messages of no case have no order.

    One that waits for the hour of a digest holds nobody: a lapse must not wait with it. A dead notice releases those
    behind it. A transfer that did not arrive holds them: the next may make no sense alone.
    """
    before = and_(
        _EARLIER.c.case_no == CANDIDATE.c.case_no,
        _EARLIER.c.channel == CANDIDATE.c.channel,
        _EARLIER.c.target == CANDIDATE.c.target,
        _EARLIER.c.id < CANDIDATE.c.id,
    )
    waits = and_(_EARLIER.c.last_error.is_not_distinct_from(WAITS_FOR_DIGEST), _EARLIER.c.due_at > now)
    open_states = [_spelled(MessageState.READY), _spelled(MessageState.LEASED)]
    failed_states = [_spelled(MessageState.DEAD), _spelled(MessageState.NO_RECIPIENT)]
    # Counted, not NOT EXISTS: PostgreSQL would make that a join over every failed row of the table.
    failed = select(func.count()).where(before, _EARLIER.c.state.in_(failed_states)).scalar_subquery()
    return select(CANDIDATE.c.id).where(
        CANDIDATE.c.channel.in_(sorted(channels)),
        not_(exists().where(before, _EARLIER.c.state.in_(open_states), not_(waits))),
        # A notice is not even asked about.
        or_(CANDIDATE.c.channel != literal_column(f"'{Channel.TRANSFER.value}'"), failed == 0),
    )


def _spelled(state: MessageState) -> ColumnElement[str]:
    # Not bound: only a literal lets the planner see that a partial index applies.
    return literal_column(f"'{state.value}'")
