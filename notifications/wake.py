"""How an idle relay learns of a new message: by a nudge of its own process, or by another process's commit."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from logging import getLogger
from selectors import EVENT_READ, DefaultSelector
from socket import SHUT_WR, socket, socketpair
from threading import Event, Thread
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from models.store.engine import Store
from models.store.posting import CHANNEL

LOOK_SECONDS = 0.3
RECONNECT_SECONDS = 2.0

Wait = Callable[[float], None]
"""Returns when there may be something to send, at the latest after so many seconds."""

log = getLogger("casework.relay")


def watch(store: Store, woken: Event) -> AbstractContextManager[Wait]:
    """Watch the database for commits of others; `woken` ends a wait at once."""
    return _notifications(store, woken) if store.postgres else _file_changes(store, woken)


@contextmanager
def _file_changes(store: Store, woken: Event) -> Iterator[Wait]:
    # The driver's own connection: SQLAlchemy would begin a transaction, in which the number never changes.
    connection = store.reader.raw_connection()
    try:
        cursor = connection.cursor()

        def version() -> int:
            return int(cursor.execute("PRAGMA data_version").fetchone()[0])

        seen = version()

        def wait(seconds: float) -> None:
            nonlocal seen
            until = monotonic() + seconds
            while (left := until - monotonic()) > 0 and not woken.wait(min(LOOK_SECONDS, left)):
                if (now := version()) != seen:
                    seen = now
                    return

        yield wait
    finally:
        connection.close()


@contextmanager
def _notifications(store: Store, woken: Event) -> Iterator[Wait]:
    stopped, stop = socketpair()
    listener = Thread(target=_listen, args=(store, woken, stopped), name="casework-listen", daemon=True)
    with stopped, stop:
        listener.start()

        def wait(seconds: float) -> None:
            woken.wait(seconds)

        try:
            yield wait
        finally:
            stop.shutdown(SHUT_WR)
            listener.join()


def _listen(store: Store, woken: Event, stopped: socket) -> None:
    """Sleeps until something is announced or `stopped` becomes readable."""
    address = make_url(store.url).set(drivername="postgresql").render_as_string(hide_password=False)
    while not _readable(stopped, None, seconds=0):
        try:
            with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                # Whatever was committed before we listened was announced to nobody.
                woken.set()
                while stopped not in _readable(stopped, connection):
                    if any(True for _ in connection.notifies(timeout=0)):
                        woken.set()
        except psycopg.Error as error:
            log.warning("listening stopped: %s", type(error).__name__)
            _readable(stopped, None, seconds=RECONNECT_SECONDS)


def _readable(
    stopped: socket, connection: "psycopg.Connection[Any] | None", seconds: float | None = None
) -> list[object]:
    """Which of them can be read, at the latest after so many seconds."""
    with DefaultSelector() as both:
        both.register(stopped, EVENT_READ)
        if connection is not None:
            both.register(connection, EVENT_READ)
        return [key.fileobj for key, _ in both.select(seconds)]
