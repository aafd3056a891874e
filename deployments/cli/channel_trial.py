"""Sending a test notice through the very sender of a channel, past the outbox."""

from datetime import UTC, datetime
from uuid import uuid4

from deployments.cli.exits import Failed
from deployments.cli.output import told
from flows.alarms import day_of
from flows.notices import notification_settings
from models.errors import Unknown
from models.store import channels
from models.store.administrators import administrators
from models.store.engine import Store
from models.vocabulary import Audience, Channel
from notifications.outcomes import Delivered, Message
from notifications.senders import senders

OF_SETTINGS = (Channel.MAIL, Channel.WEBHOOK)


def attempt(store: Store, name: str, badge: str | None) -> tuple[bool, str]:
    """Whether it was taken, and what was answered. Raises Unknown for no such channel, Failed where the settings name
    none, or a mail would have no recipient."""
    channel, via = _way(store, name)
    audience, to = _recipient(store, badge)
    message = Message(
        id=0,
        dedupe=f"test:{uuid4()}",
        case_no=None,
        channel=channel,
        audience=audience,
        target=to,
        title=told("channel_test_title"),
        body=told("channel_test_body", what=name),
        sealed_id=None,
        attempt=1,
        via=via,
    )
    with senders(store, notification_settings(), _no_package) as ready:
        outcome = ready[channel](message)
    return isinstance(outcome, Delivered), outcome.answer


def _way(store: Store, name: str) -> tuple[Channel, str | None]:
    if name in OF_SETTINGS:
        settings = notification_settings()
        url = settings.smtp_url if name == Channel.MAIL else settings.webhook_url
        if url is None:
            raise Failed("channel", told("channel_not_set", what=name))
        return Channel(name), None
    with store.read() as connection:
        found = channels.find(connection, name)
    if found is None or not found.active:
        raise Unknown(name)
    return found.kind, name


def _recipient(store: Store, badge: str | None) -> tuple[Audience, str]:
    if badge is not None:
        return Audience.HANDLER, badge
    with store.read() as connection:
        known = administrators(connection, day_of(datetime.now(UTC)))
    return known[0] if known else (Audience.HEAD, "")


def _no_package(sealed_id: str) -> bytes:
    raise Unknown(sealed_id)
