"""The safety net under the relay: drains the outbox now and then, whoever slept."""

from dataclasses import asdict

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import package
from flows.notices import notification_settings
from flows.stores import store
from models.store.engine import Store
from notifications.relay import Drained, drain
from notifications.senders import senders


@flow(name="dispatch", persist_result=False)
async def dispatch() -> State:
    """Send what is due until nothing is."""
    done = send_due(store())
    return Completed(message=", ".join(f"{name} {count}" for name, count in asdict(done).items()))


def send_due(opened: Store) -> Drained:
    """Drain the outbox once with every channel that is set up."""

    def open_package(sealed_id: str) -> bytes:
        with opened.read() as connection:
            return package.open_package(connection, sealed_id)

    with senders(opened, notification_settings(), open_package) as ready:
        return drain(opened, ready)
