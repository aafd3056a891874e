"""Handing one package to a peer, and a peer that signs what it is told to sign."""

import json
from collections.abc import Mapping
from dataclasses import replace

from models.store import transfer_key
from models.store.canonical import canonical
from models.store.engine import Store
from models.store.settings import store_settings
from models.vocabulary import Audience, Channel, TransferState
from notifications.bag import pack
from notifications.outcomes import Message, Outcome
from notifications.receive import Receiver
from notifications.settings import NotificationSettings
from notifications.statements import Statement, sign
from notifications.transfer import TransferSender
from tests.delivery.outbox import cases, register
from tests.delivery.peers import Answer, Seen

CASE = "GZ-2026-000001"
CLUE = {"letter": f"{CASE}/X1", "unit": "U-1", "breach": [{"duty": "reg-8-1"}], "facts": "内容"}
THEIRS = bytes(range(32))
"""The secret key of the peer these tests play."""


def bag(clue: Mapping[str, object] = CLUE) -> bytes:
    return pack("GZ-2026-000001-X1", {"Bagging-Date": "2026-07-15"}, {"clue.json": canonical(clue)})


PACKAGE = bag()
MESSAGE = Message(
    id=1,
    dedupe=f"{CASE}:9:transfer:receiver:D-1",
    case_no=CASE,
    channel=Channel.TRANSFER,
    audience=Audience.RECEIVER,
    target="D-1",
    title="t",
    body="b",
    sealed_id="s1",
    attempt=1,
)


def ours() -> bytes:
    """The public half of the key this installation signs with."""
    return transfer_key.public_of(transfer_key.secret(store_settings().transfer_key))


def send(store: Store, endpoint: str | None, message: Message = MESSAGE) -> Outcome:
    register(store, endpoint, transfer_key.public_of(THEIRS))
    with TransferSender(store, lambda sealed_id: PACKAGE, NotificationSettings()) as sender:
        return sender(message)


def statement(digest: str, key: str = MESSAGE.dedupe) -> Statement:
    at = "2026-07-15T08:00:00+00:00"
    return Statement(key, "R-7", digest, at, TransferState.PENDING, at)


def receipt(secret: bytes = THEIRS, **other: object) -> Answer:
    """A peer that signs a receipt for what it gets, but for what `other` says instead."""

    def answer(seen: Seen) -> tuple[int, dict[str, str], bytes]:
        said = statement(seen.headers["Content-Digest"], seen.headers["Idempotency-Key"].strip('"'))
        text = sign(replace(said, **other), secret)  # type: ignore[arg-type]
        return 201, {}, json.dumps({"statements": [text]}).encode()

    return answer


def met(store: Store, receiver: Receiver, url: str | None = None, *numbers: str) -> None:
    """Two installations that know each other's keys, and the cases whose clues are handed over."""
    register(store, url or receiver.url, receiver.public_key)
    receiver.ledger.trust("us", ours())
    cases(store, *(numbers or (CASE,)))
