"""Writing down how attempts ended: the messages' new states and the attempts, in one transaction behind the fence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, update

from models.store import chain
from models.store.engine import Store
from models.store.handles import ATTEMPT, OUTBOX
from models.vocabulary import MessageState
from notifications.backoff import pause
from notifications.claims import FREE, held
from notifications.outcomes import Delivered, Later, Message, Moot, NoRecipient, Outcome, Permanent, TryAgain

LONGEST_ANSWER = 200

_LABELS: dict[type[Outcome], str] = {
    Delivered: "delivered",
    TryAgain: "try_again",
    Permanent: "permanent",
    Moot: "moot",
    NoRecipient: "no_recipient",
}
_FINAL: dict[type[Outcome], MessageState] = {
    Delivered: MessageState.DONE,
    TryAgain: MessageState.DEAD,
    Permanent: MessageState.DEAD,
    Moot: MessageState.CANCELLED,
    NoRecipient: MessageState.NO_RECIPIENT,
}


Ended = Sequence[tuple[Message, Outcome]]


@dataclass(frozen=True)
class Ledger:
    """Where attempts are written. `chance` gives the jitter."""

    store: Store
    max_attempts: int
    chance: Random

    def settle(self, lease: str, ended: Ended) -> list[tuple[Message, MessageState | None]]:
        """Each message with its new state (`ready`: another attempt is due), or None: its lease was lost, nothing of
        it changed. What ended together is written together: one transaction, and one statement for what arrived."""
        with self.store.write() as connection:
            now = chain.now(connection)
            verdicts = [(message, outcome, self._verdict(message, outcome, now)) for message, outcome in ended]
            arrived = [message.id for message, outcome, _ in verdicts if isinstance(outcome, Delivered)]
            ours = _write(connection, arrived, lease, _closed(MessageState.DONE, None, now)) if arrived else set()
            for message, outcome, values in verdicts:
                if not isinstance(outcome, Delivered):
                    ours |= _write(connection, [message.id], lease, values)
            tried = [(message, outcome) for message, outcome in ended if message.id in ours]
            attempts = [_attempt(message, outcome, now) for message, outcome in tried if not isinstance(outcome, Later)]
            if attempts:
                connection.execute(insert(ATTEMPT), attempts)
        return [(message, values["state"] if message.id in ours else None) for message, _, values in verdicts]

    def _verdict(self, message: Message, outcome: Outcome, now: datetime) -> dict[str, Any]:
        """What the message's row becomes."""
        if isinstance(outcome, Later):
            # As if it had not been claimed, but for its time and the reason.
            uncounted = {"attempts": OUTBOX.c.attempts - 1, "last_error": outcome.answer, "due_at": outcome.until}
            return {"state": MessageState.READY, **uncounted, **FREE}
        answer = None if isinstance(outcome, Delivered) else outcome.answer[:LONGEST_ANSWER]
        wait = pause(outcome, message.attempt, self.chance, self.max_attempts)
        if wait is None:
            return _closed(_FINAL[type(outcome)], answer, now)
        due = now + timedelta(seconds=wait)
        return {"state": MessageState.READY, "last_error": answer, "due_at": due, **FREE}


def _closed(state: MessageState, error: str | None, now: datetime) -> dict[str, Any]:
    return {"state": state, "last_error": error, "done_at": now, **FREE}


def _write(connection: Connection, ids: Sequence[int], lease: str, values: Mapping[str, Any]) -> set[int]:
    """The ids that changed: those still held under the lease."""
    written = update(OUTBOX).where(held(ids, lease)).values(**values).returning(OUTBOX.c.id)
    return set(connection.scalars(written))


def _attempt(message: Message, outcome: Outcome, now: datetime) -> dict[str, Any]:
    return {
        "message_id": message.id, "attempt": message.attempt, "at": now, "outcome": _LABELS[type(outcome)],
        "answer": outcome.answer[:LONGEST_ANSWER],
    }  # fmt: skip
