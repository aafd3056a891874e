"""The relay: claim, send outside any transaction, write down how it ended. Several may run at once, anywhere.

Delivery is at least once: a message may arrive twice after a crash, with the same key; none is lost.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from random import SystemRandom
from threading import Event, Lock
from weakref import WeakKeyDictionary

from models.store.engine import Store
from models.vocabulary import Channel, MessageState
from notifications.attempts import Hands, try_all
from notifications.backoff import Pace
from notifications.claims import anything, claim
from notifications.outcomes import Sender
from notifications.verdicts import Ledger

BATCH = 64
"""Messages claimed at once. Claimed is not sent: what a killed relay held is sent by another when the lease ends."""


_turns: WeakKeyDictionary[Store, Lock] = WeakKeyDictionary()
_guard = Lock()


@contextmanager
def _turn(store: Store, pace: Pace) -> Iterator[None]:
    """One drains at a time in a process, the relay or the safety net, so that the pace holds for both. Whoever waited
    for a lease's time goes on beside one that is stuck."""
    with _guard:
        mine = _turns.setdefault(store, Lock())
    got = mine.acquire(timeout=pace.lease)
    try:
        yield
    finally:
        if got:
            mine.release()


@dataclass(frozen=True)
class Drained:
    """How many messages ended how. `retried` are due again later; `lost` are late answers that were discarded."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    cancelled: int = 0
    no_recipient: int = 0
    lost: int = 0


def drain(
    store: Store,
    senders: Mapping[Channel, Sender],
    *,
    batch: int = BATCH,
    limit: int | None = None,
    pace: Pace | None = None,
    on_dead: Callable[[list[int]], None] | None = None,
    stop: Event | None = None,
    alive: Callable[[], None] | None = None,
) -> Drained:
    """Send what is due until nothing is, `limit` messages were taken or `stop` is set.

    Messages of a channel without a sender stay where they are. `on_dead` is told the ids of messages that died, after
    that is recorded and at most once: the rows remain the truth. `alive` is called before each claim. Errors of the
    database are raised; claimed messages are then taken up again when their lease runs out.
    """
    pace = pace or Pace()
    ledger = Ledger(store, pace.max_attempts, SystemRandom())
    ends: Counter[MessageState | None] = Counter()
    left, more = limit, False
    with _turn(store, pace), Hands(senders) as hands:
        while not (stop and stop.is_set()) and (left is None or left > 0):
            if alive:
                alive()
            wanted = batch if left is None else min(batch, left)
            if not more and not anything(store, senders.keys()):
                break
            taken = claim(store, senders.keys(), pace, wanted)
            if not taken.messages and not taken.poisoned:
                break
            more = len(taken.messages) == wanted
            died = list(taken.poisoned)
            for message, state in try_all(ledger, hands, taken, pace, stop):
                ends[state] += 1
                if state is MessageState.DEAD:
                    died.append(message.id)
            ends[MessageState.DEAD] += len(taken.poisoned)
            if left is not None:
                left -= len(taken.messages) + len(taken.poisoned)
            if died and on_dead:
                on_dead(died)
    return Drained(
        sent=ends[MessageState.DONE],
        retried=ends[MessageState.READY],
        dead=ends[MessageState.DEAD],
        cancelled=ends[MessageState.CANCELLED],
        no_recipient=ends[MessageState.NO_RECIPIENT],
        lost=ends[None],
    )
