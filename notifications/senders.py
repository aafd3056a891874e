"""The senders an installation's settings allow."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from models.store.engine import Store
from models.store.untold import NOT_SET_UP
from models.vocabulary import REGISTERED, Channel
from notifications.channels.mail import MailSender
from notifications.channels.registered import RegisteredSender
from notifications.channels.webhook import WebhookSender
from notifications.outcomes import Later, Message, Outcome, Sender, gated
from notifications.pacing import Pacing
from notifications.settings import NotificationSettings
from notifications.transfer import TransferSender

LOOK_AGAIN = timedelta(minutes=1)


@contextmanager
def senders(
    store: Store, settings: NotificationSettings, open_package: Callable[[str], bytes]
) -> Iterator[dict[Channel, Sender]]:
    """A sender per channel that is set up, and for those of the register, paced. BadInput when a URL cannot be used
    (its text is not shown)."""
    registered = gated(RegisteredSender(store), Pacing(store))
    with TransferSender(store, open_package) as transfer:
        ready: dict[Channel, Sender] = {Channel.TRANSFER: transfer, **dict.fromkeys(REGISTERED, registered)}
        if settings.smtp_url:
            ready[Channel.MAIL] = MailSender(store, settings.smtp_url.get_secret_value())
        url = settings.webhook_url
        ready[Channel.WEBHOOK] = _either(registered, WebhookSender(url.get_secret_value()) if url else _not_set_up)
        yield ready


def _either(registered: Sender, of_settings: Sender) -> Sender:
    """A webhook is one of the register where the message names one, else the settings'."""

    def send(message: Message) -> Outcome:
        return (of_settings if message.via is None else registered)(message)

    return send


def _not_set_up(message: Message) -> Outcome:
    return Later(NOT_SET_UP, datetime.now(UTC) + LOOK_AGAIN)
