"""Notices by a channel of the register: its address is looked up and opened when one is sent."""

from urllib.parse import urlsplit

from models.errors import BadInput
from models.store import channels
from models.store.engine import Store
from models.store.vault import Sealed
from models.vocabulary import Channel
from notifications.channels.push import prepare, push
from notifications.channels.robots import ROBOTS, make_known, robot_url
from notifications.channels.webhook import WebhookSender, hook
from notifications.outcomes import Delivered, Message, NoRecipient, Outcome, Permanent, TryAgain
from notifications.recipients import UNOPENED

CREDULOUS = {"wecombot": Channel.WECOM, "dingtalk": Channel.DINGTALK, "feishu": Channel.FEISHU, "lark": Channel.FEISHU}
"""Schemes of Apprise that believe any 200, and the kind to take instead."""

WEBHOOKS = ("http", "https", "json", "jsons")


class RegisteredSender:
    """Sends to the channel the message names by `via`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(self, message: Message) -> Outcome:
        try:
            with self._store.read() as connection:
                url = channels.address(connection, message.via or "")
        except Sealed:
            return UNOPENED
        if url is None:
            return NoRecipient("no channel")
        try:
            return _sent(url, message)
        except BadInput:
            return Permanent("the channel's URL cannot be read")


def kept_url(kind: Channel, typed: str, secret: str | None) -> str:
    """What the register keeps of what was typed in. BadInput, without it, where no sender can read it."""
    if kind in ROBOTS:
        return robot_url(kind, typed, secret)
    url = typed.strip()
    scheme = urlsplit(url).scheme.lower()
    if kind is Channel.WEBHOOK:
        if scheme not in WEBHOOKS:
            raise BadInput(f"the channel's URL starts with one of {', '.join(WEBHOOKS)}")
        hook(url)
        return url
    if scheme in CREDULOUS:
        raise BadInput(f"{scheme}: Apprise believes any answer of it; use the kind {CREDULOUS[scheme]}")
    make_known()
    if len(prepare(url)[0]) != 1:
        # Told that one of several failed, Apprise would tell all of them again.
        raise BadInput("the channel's URL: one place only")
    return url


def _sent(url: str, message: Message) -> Outcome:
    if message.channel is Channel.WEBHOOK:
        with WebhookSender(url) as sender:
            return sender(message)
    make_known()
    service = prepare(url)
    taken = push(service, message.title, message.body)
    told: Outcome | None = getattr(service[0], "outcome", None)
    return told or (Delivered("accepted") if taken else TryAgain("not accepted"))
