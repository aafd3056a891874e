"""Writing down how an attempt ended: the message's new state and the attempt, in one transaction behind the fence."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, update

from models.store import chain
from models.store.engine import Store
from models.store.handles import ATTEMPT, OUTBOX
from models.vocabulary import MessageState
from notifications.backoff import pause
from notifications.claims import FREE, held
from notifications.outcomes import Delivered, Later, Message, Moot, NoRecipient, Outcome, Permanent, TryAgain
from notifications.proofs import keep_receipt

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


@dataclass(frozen=True)
class Ledger:
    """Where attempts are written. `chance` gives the jitter."""

    store: Store
    max_attempts: int
    chance: Random

    def settle(self, message: Message, lease: str, outcome: Outcome) -> MessageState | None:
        """The message's new state (`ready`: another attempt is due), or None: the lease was lost, nothing changed."""
        if isinstance(outcome, Later):
            return self._put_off(message, lease, outcome)
        wait = pause(outcome, message.attempt, self.chance, self.max_attempts)
        state = _FINAL[type(outcome)] if wait is None else MessageState.READY
        answer = outcome.answer[:LONGEST_ANSWER]
        with self.store.write() as connection:
            now = chain.now(connection)
            signed = outcome.signed if isinstance(outcome, Delivered) else None
            if signed is not None and message.case_no is not None:
                # The head of the chain before the row: acts lock them in this order.
                chain.head(connection, message.case_no)
            values: dict[str, Any] = {
                "state": state,
                "last_error": None if state is MessageState.DONE else answer,
                **FREE,
            }
            if wait is None:
                values["done_at"] = now
            else:
                values["due_at"] = now + timedelta(seconds=wait)
            changed = connection.execute(update(OUTBOX).where(held(message.id, lease)).values(**values))
            if changed.rowcount == 0:
                return None
            if signed is not None and message.case_no is not None:
                keep_receipt(connection, message.case_no, message.seq, message.dedupe, signed, now)
            connection.execute(
                insert(ATTEMPT).values(
                    message_id=message.id,
                    attempt=message.attempt,
                    at=now,
                    outcome=_LABELS[type(outcome)],
                    answer=answer,
                )
            )
        return state

    def _put_off(self, message: Message, lease: str, later: Later) -> MessageState | None:
        """Back to the outbox as if it had not been claimed, but for its time and the reason."""
        values = {"state": MessageState.READY, "attempts": OUTBOX.c.attempts - 1, "due_at": later.until, **FREE}
        with self.store.write() as connection:
            changed = connection.execute(
                update(OUTBOX).where(held(message.id, lease)).values(**values, last_error=later.answer)
            )
        return MessageState.READY if changed.rowcount else None
