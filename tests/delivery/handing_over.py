"""Handing one package to a peer."""

from models.store.engine import Store
from models.vocabulary import Audience, Channel
from notifications.outcomes import Message, Outcome
from notifications.transfer import TransferSender
from tests.delivery.outbox import register

PACKAGE = '{"clue": "内容"}'.encode()
MESSAGE = Message(
    id=1,
    dedupe="GZ-2026-000001:9:transfer:D-1",
    case_no="GZ-2026-000001",
    channel=Channel.TRANSFER,
    audience=Audience.RECEIVER,
    target="D-1",
    title="t",
    body="b",
    sealed_id="s1",
    attempt=1,
)


def send(store: Store, endpoint: str | None, message: Message = MESSAGE) -> Outcome:
    register(store, endpoint)
    with TransferSender(store, lambda sealed_id: PACKAGE) as sender:
        return sender(message)
