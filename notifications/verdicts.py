"""Writing down how attempts ended: the messages' new states and the attempts, in one transaction behind the fence."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from models.store import chain
from models.store.engine import Store
from models.store.handles import OUTBOX
from models.vocabulary import MessageState
from notifications import written
from notifications.backoff import pause
from notifications.outcomes import Delivered, Later, Message, Moot, NoRecipient, Outcome, Permanent, TryAgain
from notifications.proofs import keep_receipt
from notifications.written import FREE

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
        arrived = [message.id for message, outcome in ended if isinstance(outcome, Delivered)]
        states: dict[int, MessageState] = dict.fromkeys(arrived, MessageState.DONE)
        with self.store.write() as connection:
            signed = _signed(ended)
            for case_no in sorted({message.case_no or "" for message, _ in signed}):
                # The heads of the chains before the rows: acts lock them in this order.
                chain.head(connection, case_no)
            ours = written.done(connection, arrived, lease) if arrived else set()
            for message, outcome in ended:
                if not isinstance(outcome, Delivered):
                    values = self._verdict(message, outcome, chain.now(connection))
                    states[message.id] = values["state"]
                    ours |= written.changed(connection, message.id, lease, values)
            for message, receipt in signed:
                if message.id in ours:
                    now = chain.now(connection)
                    keep_receipt(connection, message.case_no or "", message.seq, message.dedupe, receipt, now)
            for (label, answer), ids in _alike(ended, ours).items():
                written.tried(connection, ids, label, answer)
        return [(message, states[message.id] if message.id in ours else None) for message, _ in ended]

    def _verdict(self, message: Message, outcome: Outcome, now: datetime) -> dict[str, Any]:
        """What the message's row becomes."""
        if isinstance(outcome, Later):
            # As if it had not been claimed, but for its time and the reason.
            uncounted = {"attempts": OUTBOX.c.attempts - 1, "last_error": outcome.answer, "due_at": outcome.until}
            return {"state": MessageState.READY, **uncounted, **FREE}
        answer = outcome.answer[:LONGEST_ANSWER]
        wait = pause(outcome, message.attempt, self.chance, self.max_attempts)
        if wait is None:
            return _closed(_FINAL[type(outcome)], answer, now)
        due = now + timedelta(seconds=wait)
        return {"state": MessageState.READY, "last_error": answer, "due_at": due, **FREE}


def _signed(ended: Ended) -> list[tuple[Message, str]]:
    """What arrived with a receipt that the receiver has signed, which the case keeps."""
    return [
        (message, outcome.signed)
        for message, outcome in ended
        if isinstance(outcome, Delivered) and outcome.signed is not None and message.case_no is not None
    ]


def _closed(state: MessageState, error: str | None, now: datetime) -> dict[str, Any]:
    return {"state": state, "last_error": error, "done_at": now, **FREE}


def _alike(ended: Ended, ours: Collection[int]) -> dict[tuple[str, str], list[int]]:
    """The attempts to write, those that ended alike together; what was put off was none."""
    alike: dict[tuple[str, str], list[int]] = {}
    for message, outcome in ended:
        if message.id in ours and not isinstance(outcome, Later):
            alike.setdefault((_LABELS[type(outcome)], outcome.answer[:LONGEST_ANSWER]), []).append(message.id)
    return alike
