"""Who was told: the readers of earlier events or of a breach, found in the outbox, so that each hears the change."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from models.ladders import BREACH
from models.store.handles import ATTEMPT, DIGEST_PART, OUTBOX
from models.vocabulary import Audience, Channel, MessageState

UNTOLD = (MessageState.CANCELLED, MessageState.NO_RECIPIENT)
AFTER = "after-%"

_tried = select(ATTEMPT.c.id).where(ATTEMPT.c.message_id == OUTBOX.c.id).correlate(OUTBOX).exists()
"""A message given another life counts its attempts anew; what was tried before stays on record."""

_joined = select(DIGEST_PART.c.digest_id).where(DIGEST_PART.c.message_id == OUTBOX.c.id).correlate(OUTBOX).exists()
"""A message that goes out as part of a digest: it is cancelled by itself, and read all the same."""


_PACKAGE = OUTBOX.c.sealed_id.is_not(None)


@dataclass(frozen=True)
class Told:
    """One who was told something: as whom, and under which code or badge; by `channel` where it was a package."""

    audience: Audience
    target: str
    channel: Channel | None = None


def of_events(connection: Connection, case_no: str, seqs: Collection[int]) -> list[Told]:
    """Everyone to whom a notice of these events went out, or may have gone out."""
    return _told(connection, case_no, OUTBOX.c.seq.in_(seqs)) if seqs else []


def of_breaches(connection: Connection, case_no: str, deadlines: Collection[int]) -> list[Told]:
    """Everyone who was told that these deadlines passed. What was not sent is cancelled for good: nobody heard it."""
    if not deadlines:
        return []
    late = (OUTBOX.c.deadline_id.in_(deadlines), or_(OUTBOX.c.rung == BREACH, OUTBOX.c.rung.like(AFTER)))
    untried = and_(OUTBOX.c.state == MessageState.READY, OUTBOX.c.attempts == 0, ~_tried)
    unsent = (OUTBOX.c.case_no == case_no, *late, or_(untried, OUTBOX.c.state == MessageState.NO_RECIPIENT))
    moot = {"state": MessageState.CANCELLED, "last_error": "taken back before it was sent"}
    connection.execute(update(OUTBOX).where(*unsent).values(**moot))
    return _told(connection, case_no, *late)


def _told(connection: Connection, case_no: str, *which: ColumnElement[bool]) -> list[Told]:
    rows: Any = connection.execute(
        select(OUTBOX.c.audience, OUTBOX.c.target, _PACKAGE.label("package"))
        .where(OUTBOX.c.case_no == case_no, or_(OUTBOX.c.state.not_in(UNTOLD), _joined), *which)
        .distinct()
        .order_by(OUTBOX.c.audience, OUTBOX.c.target)
    )
    return [Told(row.audience, row.target, Channel.TRANSFER if row.package else None) for row in rows]
