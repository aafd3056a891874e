"""When a message may go: quiet hours, and the hour of the digest. Asked before each is sent; nothing is lost by it.

What is told to a body outside, what is statutory, and alarms are never put off; a deadline that passed and what
climbs up the line waits for the end of the quiet time only, since a day's digest would cost a day of a lapse.
What concerns an informant goes at one fixed hour for everybody, so that the time of a notice tells nothing.
"""

from datetime import time
from typing import Any

from sqlalchemy import Connection, Row, select

from models.hours import Hours, next_at
from models.ladders import BREACH
from models.store import chain
from models.store.engine import Store
from models.store.handles import DIGEST_PART, OUTBOX, PREFERENCE
from models.store.preferences import WITHIN
from models.vocabulary import Channel
from notifications import digests
from notifications.digests import DIGEST, kind
from notifications.outcomes import Gate, Later, Message, Outcome
from notifications.render import VAULT_NAMES

QUIET = "quiet_hours"
AFTER = "after-"
"""How the rungs after a breach begin."""


def timing(store: Store, vault_at: time) -> Gate:
    """The gate; at `vault_at`, by the clock in China, goes what concerns an informant.

    A message waits for a digest until the first such hour after it was written, so never for more than a day, and for
    the end of a quiet time, so for less than another.
    """

    def gate(message: Message) -> Outcome | None:
        if not may_wait(message):
            return None
        with store.read() as connection:
            now, found = chain.now(connection), _found(connection, message.id)
        if found.digest_id is not None:
            return digests.join(store, message, now)
        hours = Hours(found.quiet_from, found.quiet_until, found.digest_at)
        at = _digest_hour(message, hours, vault_at)
        if at is not None:
            due = next_at(at, found.created_at)
            return Later(DIGEST, due) if now < due else digests.join(store, message, due)
        end = hours.quiet_end(now)
        return None if end is None else Later(QUIET, end)

    return gate


def may_wait(message: Message) -> bool:
    """Whether a preference, or an informant's safety, may move the time of this message at all."""
    if message.statutory or message.audience not in WITHIN or message.channel in (Channel.TRANSFER, Channel.RUN):
        return False
    return message.case_no is not None or kind(message) in (DIGEST, *VAULT_NAMES)


def _digest_hour(message: Message, hours: Hours, vault_at: time) -> time | None:
    if kind(message) in VAULT_NAMES:
        return vault_at
    rung = message.rung or ""
    return None if kind(message) == DIGEST or rung == BREACH or rung.startswith(AFTER) else hours.digest_at


def _found(connection: Connection, message_id: int) -> Row[Any]:
    prefers = PREFERENCE.c["quiet_from", "quiet_until", "digest_at"]
    wanted = select(OUTBOX.c.created_at, DIGEST_PART.c.digest_id, *prefers)
    known = OUTBOX.outerjoin(PREFERENCE, PREFERENCE.c.owner == OUTBOX.c.target)
    known = known.outerjoin(DIGEST_PART, DIGEST_PART.c.message_id == OUTBOX.c.id)
    return connection.execute(wanted.select_from(known).where(OUTBOX.c.id == message_id)).one()
