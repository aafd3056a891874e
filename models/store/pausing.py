"""Standing still after a restore: nothing is sent, claimed or signed until a person has looked and resumes.

What was sent between the backup and the loss would be sent once more; nobody but a person can tell what that was.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from models.errors import BadInput
from models.store import chain
from models.store.handles import ATTEMPT, DEADLINE, EVENT, INSTALLATION, OUTBOX
from models.store.rungs import due_by
from models.vocabulary import Channel, EventKind, MessageState

RESTORED, RESUMED = "installation.restore", "installation.resume"
HELD = "held after restore"
LONGEST = 500
"""Characters of a reason."""

UNSENT = OUTBOX.c.state.in_((MessageState.READY, MessageState.LEASED))


@dataclass(frozen=True)
class Pause:
    """Since when nothing goes out, and of when the backup is that was restored then (UTC)."""

    since: datetime
    backup_of: datetime


@dataclass(frozen=True)
class Waiting:
    """What resuming sets free: unsent messages by channel, how many of them were in the backup (and may have been sent
    since), forms of the desk that wait for their run, deadlines with a rung due."""

    messages: Mapping[Channel, int]
    restored: int
    forms: int
    deadlines: int


def paused(connection: Connection) -> Pause | None:
    """The pause, if there is one."""
    row = connection.execute(select(INSTALLATION.c.paused_since, INSTALLATION.c.backup_taken_at)).first()
    return None if row is None or row.paused_since is None else Pause(row.paused_since, row.backup_taken_at)


def begin(connection: Connection, backup_of: datetime, at: datetime) -> None:
    """Stand still from now on."""
    connection.execute(update(INSTALLATION).values(paused_since=at, backup_taken_at=backup_of))


def waiting(connection: Connection, today: date) -> Waiting:
    """What would go out."""
    by_channel = select(OUTBOX.c.channel, func.count()).where(UNSENT).group_by(OUTBOX.c.channel)
    counts = {row[0]: row[1] for row in connection.execute(by_channel.order_by(OUTBOX.c.channel))}
    forms = counts.pop(Channel.RUN, 0)
    restored = connection.scalar(select(func.count()).select_from(OUTBOX).where(*_restored(connection))) or 0
    due = connection.scalar(select(func.count()).select_from(DEADLINE).where(due_by(today))) or 0
    return Waiting(counts, restored, forms, due)


def resume(connection: Connection, reason: str, actor: str, today: date, *, hold: bool) -> int:
    """Go on. With `hold` the unsent messages of the backup become dead, to be replayed one by one; how many did.

    The reason stays in clear. Raises BadInput where nothing is paused, or for a reason that is not one line.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST or not reason.isprintable():
        raise BadInput(f"reason: one line of at most {LONGEST} characters is needed")
    chain.head(connection, chain.SYSTEM)  # of two who resume, one finds nothing paused
    if (standing := paused(connection)) is None:
        raise BadInput("nothing is paused")
    at = chain.now(connection)
    held = _hold(connection, at) if hold else 0
    connection.execute(update(INSTALLATION).values(paused_since=None, backup_taken_at=None))
    data = {"reason": reason, "paused_since": standing.since.isoformat(), "held": held}
    chain.append(connection, chain.SYSTEM, chain.NewEvent(EventKind.REGISTER, RESUMED, actor, today, data=data), at)
    return held


def _hold(connection: Connection, at: datetime) -> int:
    dead = {"state": MessageState.DEAD, "last_error": HELD, "done_at": at, "lease": None, "lease_until": None}
    stopped = update(OUTBOX).where(*_restored(connection)).values(**dead).returning(OUTBOX.c.id, OUTBOX.c.attempts)
    rows = connection.execute(stopped).all()
    if rows:
        tried = [
            {"message_id": row.id, "attempt": row.attempts, "at": at, "outcome": "held", "answer": HELD} for row in rows
        ]
        connection.execute(insert(ATTEMPT), tried)
    return len(rows)


def _restored(connection: Connection) -> tuple[Any, ...]:
    """Unsent messages that came with the backup. A number, no clock, tells them from what was written since."""
    ours = (EVENT.c.chain == chain.SYSTEM, EVENT.c.act == RESTORED)
    body = connection.execute(select(EVENT.c.body).where(*ours).order_by(EVENT.c.seq.desc()).limit(1)).scalar()
    last = int(json.loads(body)["data"]["outbox"]) if body is not None else 0
    return UNSENT, OUTBOX.c.channel != Channel.RUN, OUTBOX.c.id <= last
