"""Claiming and acknowledging: the relay's own way beside the same work in plain SQL through the driver."""

from datetime import UTC, datetime, timedelta
from random import SystemRandom
from time import perf_counter
from typing import Any
from uuid import uuid4

from models.store.engine import Store
from models.vocabulary import Channel
from notifications.backoff import Pace
from notifications.claims import claim
from notifications.outcomes import Delivered
from notifications.relay import BATCH
from notifications.verdicts import Ledger

# The least that keeps the promises: due rows at the head of their line, taken under a lease; an acknowledgement behind
# the fence, and the attempt.
CLAIM = """
UPDATE outbox_message SET state = 'leased', attempts = attempts + 1, lease = :lease, lease_until = :until
WHERE id IN (
    SELECT c.id FROM outbox_message c
    WHERE c.channel = 'mail' AND c.state = 'ready' AND c.due_at <= :now
    AND NOT EXISTS (
        SELECT 1 FROM outbox_message e WHERE e.case_no = c.case_no AND e.channel = c.channel
        AND e.target = c.target AND e.id < c.id AND e.state IN ('ready', 'leased'))
    ORDER BY c.due_at, c.id LIMIT :limit SKIP)
RETURNING *
"""
DONE = """
UPDATE outbox_message SET state = 'done', lease = NULL, lease_until = NULL, last_error = NULL, done_at = :now
WHERE id IN (IDS) AND lease = :lease AND state = 'leased' RETURNING id
"""
TRIED = """
INSERT INTO delivery_attempt (message_id, attempt, at, outcome, answer) VALUES (:id, 1, :now, 'delivered', '250')
"""


def ours(store: Store) -> float:
    """Seconds in which the relay's claim and ledger bring every due message to its end."""
    ledger, pace, answer = Ledger(store, 20, SystemRandom()), Pace(), Delivered("250")
    began = perf_counter()
    while (taken := claim(store, [Channel.MAIL], pace, BATCH)).messages:
        ledger.settle(taken.lease, [(message, answer) for message in taken.messages])
    return perf_counter() - began


def plain(store: Store) -> float:
    """Seconds for the same in plain SQL."""
    raw = store.writer.raw_connection()
    cursor = raw.cursor()
    claimed = _spelled(store, CLAIM.replace("SKIP", "FOR UPDATE SKIP LOCKED" if store.postgres else ""))
    tried = _spelled(store, TRIED)
    began = perf_counter()
    while True:
        lease, now = uuid4().hex, datetime.now(UTC)
        values: dict[str, Any] = {"lease": lease, "now": _moment(store, now), "limit": BATCH}
        _begin(store, cursor)
        cursor.execute(claimed, {**values, "until": _moment(store, now + timedelta(seconds=60))})
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute("COMMIT")
        if not ids:
            break
        _begin(store, cursor)
        cursor.execute(_spelled(store, DONE.replace("IDS", ", ".join(map(str, ids)))), values)
        done = [row[0] for row in cursor.fetchall()]
        cursor.executemany(tried, [{"id": id, "now": values["now"]} for id in done])
        cursor.execute("COMMIT")
    seconds = perf_counter() - began
    raw.close()
    return seconds


def _begin(store: Store, cursor: Any) -> None:
    if not store.postgres:
        cursor.execute("BEGIN IMMEDIATE")


def _moment(store: Store, moment: datetime) -> datetime | str:
    return moment if store.postgres else moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def _spelled(store: Store, statement: str) -> str:
    """With the driver's own placeholders."""
    if not store.postgres:
        return statement
    for name in ("lease", "until", "now", "limit", "id"):
        statement = statement.replace(f":{name}", f"%({name})s")
    return statement
