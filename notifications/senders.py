"""The senders an installation's settings allow."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from models.store.engine import Store
from models.vocabulary import Channel
from notifications.channels.mail import MailSender
from notifications.channels.webhook import WebhookSender
from notifications.moot import deadline_gate, transfer_gate
from notifications.outcomes import Sender, gated
from notifications.settings import NotificationSettings
from notifications.transfer import TransferSender


@contextmanager
def senders(
    store: Store, settings: NotificationSettings, open_package: Callable[[str], bytes]
) -> Iterator[dict[Channel, Sender]]:
    """A sender per channel that is set up. BadInput when a URL cannot be used (its text is not shown)."""
    gates = (deadline_gate(store), transfer_gate(store))
    with ExitStack() as stack:
        ready: dict[Channel, Sender] = {Channel.TRANSFER: stack.enter_context(TransferSender(store, open_package))}
        if settings.smtp_url:
            ready[Channel.MAIL] = stack.enter_context(MailSender(store, settings.smtp_url.get_secret_value()))
        if settings.webhook_url:
            ready[Channel.WEBHOOK] = stack.enter_context(WebhookSender(settings.webhook_url.get_secret_value()))
        yield {channel: gated(sender, *gates) for channel, sender in ready.items()}
