"""Connections that are kept between messages: lent to one sender at a time, closed when nobody needed them for a while.

A peer that sends its answer drop by drop is cut off by whoever asks next, so that no thread hangs on it for ever.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from socket import SHUT_RDWR, socket
from threading import Lock, Timer
from time import monotonic
from typing import Generic, Protocol, TypeVar
from weakref import finalize

IDLE_SECONDS = 30.0
"""A connection not used for so long is closed. Servers wait longer: usually five minutes for mail, one for HTTP."""

WHOLE_SECONDS = 18.0
"""The most one message may take; below the relay's limit for one attempt."""


class Connection(Protocol):
    """What a library of the standard gives for a connection."""

    sock: socket | None


T = TypeVar("T", bound=Connection)


@dataclass(frozen=True)
class Kind(Generic[T]):
    """How connections of one kind are handled. `make` does not connect; `connect` and `usable` may raise OSError."""

    make: Callable[[], T]
    connect: Callable[[T], None]
    usable: Callable[[T], bool]
    close: Callable[[T], None]


class Kept(Generic[T]):
    """The connections to one server."""

    def __init__(self, kind: Kind[T]) -> None:
        self._kind = kind
        self._guard = Lock()
        self._idle: list[tuple[T, float]] = []
        self._busy: dict[int, tuple[T, float]] = {}
        self._sweeper: Timer | None = None
        # Whoever forgets to close: nothing is left open at the end.
        finalize(self, _close_all, self._idle, kind.close)

    @contextmanager
    def lent(self) -> Iterator[T]:
        """A kept connection that still answers, else a new one. It is closed, not kept, when the block raises."""
        self._cut_off()
        connection = self._ready(self._last())
        try:
            yield connection
        except BaseException:
            self._drop(connection)
            raise
        with self._guard:
            self._busy.pop(id(connection), None)
            self._idle.append((connection, monotonic()))
            self._sweep_later()

    def close(self) -> None:
        """Close what is kept; what is lent is closed by nobody but its user."""
        with self._guard:
            if self._sweeper:
                self._sweeper.cancel()
                self._sweeper = None
            old = self._taken_out(monotonic())
        _close_all(old, self._kind.close)

    def _ready(self, kept: T | None) -> T:
        if kept is not None:
            with suppress(OSError):
                if self._kind.usable(kept):
                    return kept
            self._drop(kept)
        connection = self._kind.make()
        self._lend(connection)
        try:
            self._kind.connect(connection)
        except BaseException:
            self._drop(connection)
            raise
        return connection

    def _last(self) -> T | None:
        with self._guard:
            if not self._idle:
                return None
            connection, _ = self._idle.pop()
        self._lend(connection)
        return connection

    def _lend(self, connection: T) -> None:
        with self._guard:
            self._busy[id(connection)] = (connection, monotonic() + WHOLE_SECONDS)

    def _drop(self, connection: T) -> None:
        with self._guard:
            self._busy.pop(id(connection), None)
        # Not a polite end: a peer that failed once is not waited for again.
        self._sever(connection)
        _close_all([(connection, 0.0)], self._kind.close)

    def _cut_off(self) -> None:
        now = monotonic()
        with self._guard:
            late = [connection for connection, until in self._busy.values() if until <= now]
        for connection in late:
            self._sever(connection)

    @staticmethod
    def _sever(connection: T) -> None:
        with suppress(OSError):
            if connection.sock is not None:
                connection.sock.shutdown(SHUT_RDWR)

    def _sweep_later(self) -> None:
        if self._sweeper is None and self._idle:
            self._sweeper = Timer(IDLE_SECONDS, self._sweep)
            self._sweeper.name, self._sweeper.daemon = "casework-kept", True
            self._sweeper.start()

    def _sweep(self) -> None:
        with self._guard:
            self._sweeper = None
            old = self._taken_out(monotonic() - IDLE_SECONDS)
            self._sweep_later()
        _close_all(old, self._kind.close)

    def _taken_out(self, until: float) -> list[tuple[T, float]]:
        """Those not used since; the guard is held."""
        old = [entry for entry in self._idle if entry[1] <= until]
        self._idle[:] = [entry for entry in self._idle if entry[1] > until]
        return old


def _close_all(entries: list[tuple[T, float]], close: Callable[[T], None]) -> None:
    for connection, _ in entries:
        with suppress(Exception):
            close(connection)
