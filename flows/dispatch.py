"""The safety net under the relay: drains the outbox now and then, whoever slept."""

from dataclasses import asdict
from datetime import UTC, datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.settings import PREFECT_API_URL
from prefect.states import Completed

from flows import package, undelivered
from flows.notices import notification_settings, of_answer
from flows.pausing import standing_still
from flows.starting import run_sender
from flows.stores import store
from models.store import chain, heartbeats, submissions
from models.store.engine import Store
from models.vocabulary import Channel
from notifications import answers
from notifications.backoff import Pace
from notifications.relay import Drained, drain
from notifications.senders import senders


@flow(name="dispatch", persist_result=False)
async def dispatch() -> State:
    """Send what is due until nothing is, then ask receiving organs what became of transfers; nothing while paused."""
    opened = store()
    if paused := standing_still(opened):
        return paused
    done = send_due(opened, PREFECT_API_URL.value())
    counts = {**asdict(done), "answers": answers.pull(opened, notification_settings(), of_answer)}
    return Completed(message=", ".join(f"{name} {count}" for name, count in counts.items()))


def send_due(opened: Store, api_url: str | None = None) -> Drained:
    """Start again what waits too long for its run, drain the outbox once with every channel that is set up, and tell of
    what came to nothing, whoever tried it."""
    with opened.write() as connection:
        submissions.start_again(connection, datetime.now(UTC))

    def open_package(sealed_id: str) -> bytes:
        with opened.read() as connection:
            return package.open_package(connection, sealed_id)

    with senders(opened, notification_settings(), open_package) as ready:
        started = {Channel.RUN: run_sender(opened, api_url)} if api_url else {}
        done = drain(opened, {**ready, **started}, pace=Pace(at_once=notification_settings().relay_at_once))
    undelivered.tell(opened)
    with opened.write() as connection:
        heartbeats.beat(connection, heartbeats.DISPATCH, chain.now(connection))
    return done
