"""Trying the messages of one claim, a few at a time, each within its own time limit."""

from collections import deque
from collections.abc import Iterator, Mapping
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Self

from models.vocabulary import Channel, MessageState
from notifications.backoff import Pace
from notifications.claims import Claim, give_back
from notifications.outcomes import Message, Outcome, Sender, TryAgain
from notifications.verdicts import Ledger

LONGEST_LINGER = 0.02
"""Seconds to wait for answers to write down together with the first; never longer than the last writing took."""

Answers = SimpleQueue[tuple[Message, Outcome]]


class Hands:
    """Threads that send, for one drain. Not a pool: the interpreter waits for a pool's threads at its end, and a stuck
    peer would hold it."""

    def __init__(self, senders: Mapping[Channel, Sender]) -> None:
        self._senders = senders
        self._given: SimpleQueue[Message | None] = SimpleQueue()
        self.answers: Answers = SimpleQueue()
        self.idle = Event()
        self._guard = Lock()
        self._busy: set[int] = set()
        self._all = 0
        self._lost = 0

    def take(self, message: Message, at_once: int) -> None:
        """Begin to send; `at_once` messages are under way with it."""
        if self._all - self._lost < at_once:
            self._all += 1
            Thread(target=self._work, name="casework-send", daemon=True).start()
        with self._guard:
            self._busy.add(message.id)
            self.idle.clear()
        self._given.put(message)

    def lose(self, message: Message) -> None:
        """The thread that sends it is stuck."""
        self._lost += 1
        self._free(message)

    def _free(self, message: Message) -> None:
        with self._guard:
            self._busy.discard(message.id)
            if not self._busy:
                self.idle.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let every thread end, the stuck ones when they come free."""
        for _ in range(self._all):
            self._given.put(None)

    def _work(self) -> None:
        while (message := self._given.get()) is not None:
            try:
                outcome = self._senders[message.channel](message)
            except Exception as error:
                # The type only: an error's text may repeat an address, a key or the message itself.
                outcome = TryAgain(type(error).__name__)
            self.answers.put((message, outcome))
            self._free(message)


def try_all(
    ledger: Ledger, hands: Hands, taken: Claim, pace: Pace, stop: Event | None
) -> Iterator[tuple[Message, MessageState | None]]:
    """Yield each tried message with its new state. What could not be started within the lease goes back untried.

    What has ended is written down before anything else is started: at no time more messages are sent and not yet
    written down than `pace` allows. A sender that does not return in time is left behind in its thread and its answer
    is never read.
    """
    waiting = deque(taken.messages)
    running: dict[int, tuple[Message, float]] = {}
    """By id: the message and when it was begun."""
    linger = 0.0
    # An attempt started later could outlive the lease, and somebody else would send the same message beside it.
    last_start = monotonic() + pace.lease - pace.attempt
    while waiting or running:
        if waiting and ((stop and stop.is_set()) or monotonic() > last_start):
            give_back(ledger.store, waiting, taken.lease)
            waiting.clear()
        while waiting and _room(running, pace):
            message = waiting.popleft()
            running[message.id] = (message, monotonic())
            hands.take(message, len(running))
        if ended := _ended(running, hands, pace, linger, more=bool(waiting)):
            began = monotonic()
            yield from ledger.settle(taken.lease, ended)
            linger = min(monotonic() - began, LONGEST_LINGER)


def _room(running: dict[int, tuple[Message, float]], pace: Pace) -> bool:
    """Whether one more may be begun: those whose peer is slow do not count, up to the most in all."""
    now = monotonic()
    awaited = sum(now - began < pace.patience for _, began in running.values())
    return len(running) < max(pace.threads, pace.at_once) and awaited < pace.at_once


def _ended(
    running: dict[int, tuple[Message, float]], hands: Hands, pace: Pace, linger: float, *, more: bool
) -> list[tuple[Message, Outcome]]:
    """Wait until an attempt ends or its time is over; then all that end within `linger` seconds.

    Where `more` waits, no longer than until there is room again.
    """
    if not running:
        return []
    now = monotonic()
    ages = [now - began for _, began in running.values()]
    wait = min(pace.attempt - age for age in ages)
    if more and (awaited := [pace.patience - age for age in ages if age < pace.patience]):
        wait = min(wait, *awaited)
    came: list[tuple[Message, Outcome]] = []
    try:
        came.append(hands.answers.get(timeout=max(0.0, wait)))
        # One wait for all, not one for each: every waking costs as much as a message.
        hands.idle.wait(linger)
        while True:
            came.append(hands.answers.get_nowait())
    except Empty:
        pass
    # The very attempt: an earlier one of the same message, given up since, may answer now.
    ended = [(message, outcome) for message, outcome in came if running.get(message.id, (None,))[0] is message]
    for message, _ in ended:
        del running[message.id]
    now = monotonic()
    for late in [message for message, began in running.values() if now - began >= pace.attempt]:
        del running[late.id]
        hands.lose(late)
        ended.append((late, TryAgain(f"no answer within {pace.attempt:g} s")))
    return ended
