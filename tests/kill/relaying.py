"""A relay: sends what writers leave in the outbox, with the senders and the loop of the product."""

from multiprocessing.connection import Connection as Pipe
from typing import Any

from flows.package import open_package
from flows.stores import store
from notifications.backoff import Pace
from notifications.loop import Relay
from notifications.senders import senders
from notifications.settings import NotificationSettings
from tests.kill.place import Site


def relay(site: Site, threads: int, told: "Pipe[Any, Any]") -> None:
    """Send until told to stop, or killed; `threads` messages at a time. Says "up" when it begins."""
    site.enter()

    def opened(sealed_id: str) -> bytes:
        with store().read() as connection:
            return open_package(connection, sealed_id)

    with (
        senders(store(), NotificationSettings(), opened) as ready,
        Relay(store(), ready, pace=Pace(at_once=threads)),
    ):
        told.send("up")
        told.poll(None)
