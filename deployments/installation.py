"""Everything on one machine: Prefect's server, the deployments, a warm worker, the relay; ended together."""

import asyncio
import importlib
import logging
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

from deployments import own_database, password
from deployments.holding import held, require_free, written
from deployments.postgres import OwnPostgres
from deployments.server import PrefectServer
from deployments.settings import Database, DeploymentSettings
from flows import stores
from flows.engine import address_file, pages, password_file
from flows.road import DESK, road
from flows.settings import flow_settings
from models.store import migrate
from models.store.engine import Store, open_store
from models.store.keyring import keyring
from models.store.settings import store_settings
from models.vocabulary import Channel
from models.wording import phrase

if TYPE_CHECKING:
    from deployments.desk.serving import Serving
    from deployments.warm import WarmWorker

log = logging.getLogger("casework.installation")

LOOK_EVERY_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
FLUSH_SECONDS = 3.0


class Installation:
    """One running installation. `start` returns once acts can be taken; `stop` leaves nothing running.

    The database is migrated, never made a demo here. `log` is told what is going on, a line at a time. `only`
    names the acts to publish (None: all). `database` is what a new data folder shall have. The server is started again
    if it dies, a PostgreSQL of its own too; a worker that ended is replaced.
    """

    def __init__(
        self,
        settings: DeploymentSettings,
        port: int | None = None,
        log: Callable[[str], None] = log.info,
        only: Collection[str] | None = None,
        database: Database | None = None,
    ) -> None:
        self._only = only
        self._database = database
        self._postgres: OwnPostgres | None = None
        self._settings = settings
        self._say = log
        self._server = PrefectServer(settings.home, port)
        self._password: str | None = None
        self._worker: WarmWorker | None = None
        self._desk: Serving | None = None
        self._ended = Event()
        self._parts = ExitStack()

    @property
    def api_url(self) -> str:
        """Where Prefect's API answers."""
        return self._server.api_url

    @property
    def ui_url(self) -> str:
        """Where people find Prefect's pages."""
        return pages(self.api_url)

    @property
    def password_file(self) -> Path:
        """Where what opens Prefect's pages and API is kept."""
        return password_file()

    @property
    def desk_url(self) -> str | None:
        """Where the desk answers; None where acts come by Prefect's forms."""
        return self._desk.url if self._desk is not None else None

    def start(self) -> Self:
        """Start all parts, side by side where they do not need each other. Raises what kept one of them from it."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End everything. May be called twice."""
        self._ended.set()
        self._parts.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def _start(self) -> None:
        self._parts.enter_context(held(self._settings.lock_file))
        require_free(self._server.port)
        self._password = password.kept(password_file())
        self._server.settings |= self._settings.of_server(self._password)
        self._tell("up_starting")
        self._start_database()
        self._parts.callback(self._server.stop)
        self._parts.callback(_flush_events)
        with ThreadPoolExecutor(max_workers=2) as side:
            served, stored = side.submit(self._server.start), side.submit(prepare)
            # Prefect's client takes a second or more to import; the server needs longer than that.
            importlib.import_module("deployments.warm")
            importlib.import_module("deployments.published")
            store = stored.result()
            served.result()
        self._tell("up_publishing")
        self._publish()
        self._parts.enter_context(relaying(store, self.api_url))
        self._parts.callback(self._end_worker)
        self._hire()
        self._open_desk(store)
        self._parts.enter_context(written(address_file(), self.api_url))
        watch = Thread(target=self._watch, name="casework-watch", daemon=True)
        watch.start()
        self._parts.callback(watch.join)

    def _start_database(self) -> None:
        self._postgres = own_database.of_its_own(store_settings(), self._database)
        if self._postgres is not None:
            self._parts.callback(self._postgres.stop)
            own_database.ready(self._postgres)
            self._server.settings |= own_database.of_the_engine(self._postgres, self._settings)

    def _tell(self, key: str) -> None:
        self._say(phrase(key, flow_settings().locale))

    def _publish(self) -> None:
        from deployments.published import publish

        asyncio.run(publish(self.api_url, self._password, self._only))

    def _hire(self) -> None:
        from deployments.warm import WarmWorker

        self._worker = WarmWorker(self.api_url, password=self._password).start()

    def _open_desk(self, store: Store) -> None:
        with store.read() as connection:
            if road(connection) != DESK:
                return
        from deployments.desk.serving import Serving

        serving = Serving(store, self._settings.desk_host, self._settings.desk_port)
        self._desk = self._parts.enter_context(serving)

    def _end_worker(self) -> None:
        if self._worker is not None:
            self._worker.stop()

    def _watch(self) -> None:
        """Keep server and worker alive until the end, looking less often while that fails."""
        troubles = 0
        while not self._ended.wait(min(LOOK_EVERY_SECONDS * 2**troubles, LONGEST_PAUSE_SECONDS)):
            try:
                troubles = troubles + 1 if self._revived() else 0
            except Exception as error:
                # The next look may succeed; an end of this thread would end the supervision.
                troubles += 1
                log.error("supervision: %s", type(error).__name__)

    def _revived(self) -> bool:
        """Start again what has ended; whether anything had."""
        if self._postgres is not None and not self._postgres.alive():
            self._postgres.start()
            self._tell("up_again_database")
        dead = not self._server.alive()
        if dead:
            require_free(self._server.port)
            self._server.restart_if_dead()
            self._publish()
            self._tell("up_again_server")
        if self._worker is not None and not self._worker.alive():
            self._hire()
            self._tell("up_again_worker")
            return True
        return dead


def prepare() -> Store:
    """Make folder, key and database ready; whatever exists stays."""
    settings = store_settings()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keyring()
    store = open_store(settings.url)
    try:
        migrate.install(store, demo=False, today=None)
    finally:
        store.close()
    return stores.store()


@contextmanager
def relaying(store: Store, api_url: str) -> Iterator[None]:
    """The relay with the senders this installation's settings allow, in the background; sealed submissions start
    their runs at `api_url`."""
    from flows import silence, undelivered
    from flows.notices import notification_settings
    from flows.package import open_package
    from flows.starting import run_sender
    from notifications.backoff import Pace
    from notifications.loop import Relay
    from notifications.senders import senders

    def opened(sealed_id: str) -> bytes:
        with store.read() as connection:
            return open_package(connection, sealed_id)

    def on_dead(died: list[int]) -> None:
        undelivered.tell(store)

    with (
        senders(store, notification_settings(), opened) as ready,
        Relay(
            store,
            {**ready, Channel.RUN: run_sender(store, api_url)},
            pace=Pace(at_once=notification_settings().relay_at_once),
            on_dead=on_dead,
            on_beat=silence.Watch(store).look,
        ),
    ):
        yield


def _flush_events() -> None:
    """Let Prefect's client send what it still holds, and close its connection, while the server is there."""
    from prefect.events.worker import EventsWorker

    EventsWorker.drain_all(timeout=FLUSH_SECONDS)
