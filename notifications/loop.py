"""The relay as a background thread: idle until something may be due, then one drain."""

from collections.abc import Callable, Mapping
from logging import getLogger
from random import SystemRandom
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Self

from models.store import chain, heartbeats
from models.store.engine import Store
from models.vocabulary import Channel
from notifications.backoff import Pace, delay
from notifications.outcomes import Sender
from notifications.relay import drain
from notifications.wake import Wait, watch

POLL_SECONDS = 2.0
BEAT_SECONDS = 30.0
ERROR_BASE_SECONDS = 1.0
ERROR_CAP_SECONDS = 60.0

log = getLogger("casework.relay")
_running: set[Event] = set()
_guard = Lock()


def nudge() -> None:
    """Wake the relays of this process; call it after a commit. Without a relay here it does nothing."""
    with _guard:
        for woken in _running:
            woken.set()


class Relay:
    """Drains the outbox until stopped. An error ends a round, never the thread; only its type is logged.

    `stop` waits for attempts under way; claimed messages not yet tried go back to the outbox. It gives a sign of life
    every half minute, idle or not, and calls `on_beat` then.
    """

    def __init__(
        self,
        store: Store,
        senders: Mapping[Channel, Sender],
        *,
        pace: Pace | None = None,
        poll: float = POLL_SECONDS,
        on_dead: Callable[[list[int]], None] | None = None,
        on_beat: Callable[[], None] | None = None,
    ) -> None:
        self._store = store
        self._senders = senders
        self._pace = pace or Pace()
        self._poll = poll
        self._on_dead = on_dead
        self._on_beat = on_beat
        self._beats_at = monotonic()
        self._stop = Event()
        self._woken = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        if self._thread is not None:
            raise RuntimeError("the relay is running already")
        self._stop.clear()
        with _guard:
            _running.add(self._woken)
        self._thread = Thread(target=self._run, name="casework-relay", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._thread is None:
            return
        with _guard:
            _running.discard(self._woken)
        self._stop.set()
        self._woken.set()
        self._thread.join()
        self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            try:
                with watch(self._store, self._woken) as wait:
                    while not self._stop.is_set():
                        self._round(wait)
                        failures = 0
            except Exception as error:
                failures += 1
                log.error("round failed: %s", type(error).__name__)
                self._stop.wait(delay(failures, SystemRandom(), base=ERROR_BASE_SECONDS, cap=ERROR_CAP_SECONDS))

    def _round(self, wait: Wait) -> None:
        # Cleared first: a nudge that comes while draining asks for another round.
        self._woken.clear()
        done = drain(
            self._store, self._senders, pace=self._pace, on_dead=self._on_dead, stop=self._stop, alive=self._beat
        )
        if done.dead or done.no_recipient:
            log.warning("messages need a person: %d dead, %d without recipient", done.dead, done.no_recipient)
        if not self._stop.is_set():
            wait(self._poll)

    def _beat(self) -> None:
        if monotonic() < self._beats_at:
            return
        self._beats_at = monotonic() + BEAT_SECONDS
        with self._store.write() as connection:
            heartbeats.beat(connection, heartbeats.RELAY, chain.now(connection))
        if self._on_beat:
            self._on_beat()
