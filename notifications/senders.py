"""The senders an installation's settings allow."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

from models.store.engine import Store
from models.store.untold import NOT_SET_UP
from models.vocabulary import REGISTERED, Channel
from notifications.channels.mail import MailSender
from notifications.channels.registered import RegisteredSender
from notifications.channels.webhook import WebhookSender
from notifications.digests import joining
from notifications.moot import deadline_gate, transfer_gate
from notifications.outcomes import Later, Message, Outcome, Sender, gated
from notifications.pacing import Pacing
from notifications.settings import NotificationSettings
from notifications.timing import timing
from notifications.transfer import TransferSender

LOOK_AGAIN = timedelta(minutes=1)


@contextmanager
def senders(
    store: Store, settings: NotificationSettings, open_package: Callable[[str], bytes]
) -> Iterator[dict[Channel, Sender]]:
    """A sender per channel that is set up, and for those of the register, paced. BadInput when a URL cannot be used
    (its text is not shown)."""
    registered = gated(RegisteredSender(store), Pacing(store))
    gates = (deadline_gate(store), transfer_gate(store))
    with ExitStack() as stack:
        ready: dict[Channel, Sender] = {
            Channel.TRANSFER: stack.enter_context(TransferSender(store, open_package, settings)),
            **dict.fromkeys(REGISTERED, registered),
        }
        if settings.smtp_url:
            ready[Channel.MAIL] = stack.enter_context(MailSender(store, settings.smtp_url.get_secret_value()))
        own: Sender = _not_set_up
        if settings.webhook_url:
            own = stack.enter_context(WebhookSender(settings.webhook_url.get_secret_value()))
        ready[Channel.WEBHOOK] = _either(registered, own)
        at_hours = timing(store, settings.digest_at)
        yield {
            channel: gated(sender, *gates)
            if channel is Channel.TRANSFER
            else gated(joining(store, sender, settings.locale), *gates, at_hours)
            for channel, sender in ready.items()
        }


def _either(registered: Sender, of_settings: Sender) -> Sender:
    """A webhook is one of the register where the message names one, else the settings'."""

    def send(message: Message) -> Outcome:
        return (of_settings if message.via is None else registered)(message)

    return send


def _not_set_up(message: Message) -> Outcome:
    return Later(NOT_SET_UP, datetime.now(UTC) + LOOK_AGAIN)
