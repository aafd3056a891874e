"""The senders an installation's settings allow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from models.store.engine import Store
from models.vocabulary import Channel
from notifications.channels.mail import MailSender
from notifications.channels.webhook import WebhookSender
from notifications.outcomes import Sender
from notifications.settings import NotificationSettings
from notifications.transfer import TransferSender


@contextmanager
def senders(
    store: Store, settings: NotificationSettings, open_package: Callable[[str], bytes]
) -> Iterator[dict[Channel, Sender]]:
    """A sender per channel that is set up. BadInput when a URL cannot be used (its text is not shown)."""
    with TransferSender(store, open_package, settings) as transfer:
        ready: dict[Channel, Sender] = {Channel.TRANSFER: transfer}
        if settings.smtp_url:
            ready[Channel.MAIL] = MailSender(store, settings.smtp_url.get_secret_value())
        if settings.webhook_url:
            ready[Channel.WEBHOOK] = WebhookSender(settings.webhook_url.get_secret_value())
        yield ready
