"""Trying the messages of one claim, a few at a time, each within its own time limit."""

from collections import deque
from collections.abc import Iterator, Mapping
from queue import Empty, SimpleQueue
from threading import Event, Thread
from time import monotonic

from models.vocabulary import Channel, MessageState
from notifications.backoff import Pace
from notifications.claims import Claim, give_back
from notifications.outcomes import Message, Outcome, Sender, TryAgain
from notifications.verdicts import Ledger

Answers = SimpleQueue[tuple[Message, Outcome]]


def try_all(
    ledger: Ledger, senders: Mapping[Channel, Sender], taken: Claim, pace: Pace, stop: Event | None
) -> Iterator[tuple[Message, MessageState | None]]:
    """Yield each tried message with its new state. What could not be started within the lease goes back untried.

    A sender that does not return in time is left behind in its thread and its answer is never read.
    """
    waiting = deque(taken.messages)
    running: dict[int, tuple[Message, float]] = {}
    answers: Answers = SimpleQueue()
    # An attempt started later could outlive the lease, and somebody else would send the same message beside it.
    last_start = monotonic() + pace.lease - pace.attempt
    while waiting or running:
        while waiting and len(running) < pace.threads:
            message = waiting.popleft()
            if (stop and stop.is_set()) or monotonic() > last_start:
                give_back(ledger.store, message, taken.lease)
                continue
            running[message.id] = (message, monotonic() + pace.attempt)
            # Not a pool: the interpreter waits for a pool's threads at its end, and a stuck peer would hold it.
            Thread(
                target=_attempt, args=(senders[message.channel], message, answers), name="casework-send", daemon=True
            ).start()
        for message, outcome in _ended(running, answers, pace):
            yield message, ledger.settle(message, taken.lease, outcome)


def _ended(
    running: dict[int, tuple[Message, float]], answers: Answers, pace: Pace
) -> Iterator[tuple[Message, Outcome]]:
    if not running:
        return
    first = min(limit for _, limit in running.values())
    try:
        message, outcome = answers.get(timeout=max(0.0, first - monotonic()))
    except Empty:
        now = monotonic()
        for late in [message for message, limit in running.values() if limit <= now]:
            del running[late.id]
            yield late, TryAgain(f"no answer within {pace.attempt:g} s")
    else:
        if running.pop(message.id, None):
            yield message, outcome


def _attempt(sender: Sender, message: Message, answers: Answers) -> None:
    try:
        outcome = sender(message)
    except Exception as error:
        # The type only: an error's text may repeat an address, a key or the message itself.
        outcome = TryAgain(type(error).__name__)
    answers.put((message, outcome))
