"""Handing a package of clues to the receiving organ's service, and reading its signed receipt; or withdrawing it."""

import json
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import httpx
from sqlalchemy import Connection, select

from models.store.engine import Store
from models.store.handles import EVENT, OUTBOX
from models.store.vault import Sealed
from models.vocabulary import Channel, TransferState
from notifications.http_answers import refusal
from notifications.http_signature import content_digest
from notifications.outcomes import Delivered, Message, Moot, NoRecipient, Outcome, Permanent, TryAgain
from notifications.peers import PACKAGE, Line, Peer, acceptable, registered
from notifications.recipients import UNOPENED
from notifications.settings import NotificationSettings
from notifications.statements import BadStatement, Statement, opened

UNHEARD_OF = (404, 405)
"""The peer does not have the package, or cannot be asked."""


class TransferSender:
    """POSTs the package with the same Idempotency-Key on every try. Delivered means: a receipt over our digest, signed
    with the key the register has for the department.

    `open_package` gives the bytes of a sealed package, the same on every try. After an attempt whose end is not known
    the peer is asked first whether it has the package. A message without a package withdraws what the events it
    recalls have sent.
    """

    def __init__(
        self, store: Store, open_package: Callable[[str], bytes], settings: NotificationSettings | None = None
    ) -> None:
        self._store = store
        self._open = open_package
        self.line = Line(settings or NotificationSettings())

    def __call__(self, message: Message) -> Outcome:
        try:
            with self._store.read() as connection:
                peer = registered(connection, message.target)
                recalled = None if message.sealed_id else _recalled(connection, message)
        except Sealed:
            return UNOPENED
        if isinstance(peer, str):
            return NoRecipient(peer)
        if not acceptable(peer.base, plain=self.line.plain):
            return Permanent("the endpoint is not one a package may go to")
        try:
            if message.sealed_id is not None:
                return self._hand_over(message, peer, self._open(message.sealed_id))
            return self._withdraw(recalled, peer) if recalled else Permanent("no package")
        except httpx.HTTPError as error:
            return TryAgain(type(error).__name__)

    def _hand_over(self, message: Message, peer: Peer, package: bytes) -> Outcome:
        digest = content_digest(package)
        if message.attempt > 1:
            status, body, headers = self.line.ask("GET", peer.transfers(message.dedupe))
            if status not in UNHEARD_OF:
                return _receipt(body, peer, message, digest) if status == 200 else _refused(status, headers)
        named = {
            "Content-Type": "application/zip",
            "Content-Digest": digest,
            "Idempotency-Key": f'"{message.dedupe}"',
        }
        status, body, headers = self.line.ask("POST", peer.transfers(), PACKAGE, package, named)
        return _receipt(body, peer, message, digest) if 200 <= status < 300 else _refused(status, headers)

    def _withdraw(self, key: str, peer: Peer) -> Outcome:
        status, body, headers = self.line.ask("POST", peer.transfers(key, "withdraw"))
        if status == 404:
            return Moot("the package never arrived")
        if status not in (200, 409):
            return _refused(status, headers)
        try:
            last = read(body, peer, key)[-1][0]
        except BadStatement as error:
            return TryAgain(f"the answer is not good: {error}")
        if status == 200 and last.state is not TransferState.WITHDRAWN:
            return TryAgain("the answer is not good: it is not withdrawn")
        # It was told and has answered. What it decided before comes as its answer, to the handler, like any other.
        return Delivered(last.state.value)

    def close(self) -> None:
        self.line.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read(body: bytes | None, peer: Peer, key: str, digest: str | None = None) -> list[tuple[Statement, str]]:
    """All the peer says of the transfer, oldest first, each with its signed text. Raises BadStatement."""
    try:
        answer: Any = json.loads(body or b"")
        texts = [text for text in answer["statements"] if isinstance(text, str)]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadStatement("it cannot be read") from None
    found = [(opened(text, peer.public_key, key=key, digest=digest), text) for text in texts]
    if not found or found[0][0].state is not TransferState.PENDING:
        raise BadStatement("there is no receipt in it")
    return found


def _receipt(body: bytes | None, peer: Peer, message: Message, digest: str) -> Outcome:
    try:
        receipt, text = read(body, peer, message.dedupe, digest)[0]
    except BadStatement as error:
        return TryAgain(f"the receipt is not good: {error}")
    return Delivered(receipt.receipt, signed=text)


def _recalled(connection: Connection, message: Message) -> str | None:
    """The key of the transfer that the message's event recalls."""
    event = select(EVENT.c.body).where(EVENT.c.chain == message.case_no, EVENT.c.seq == message.seq)
    body = connection.execute(event).scalar_one_or_none()
    sent = select(OUTBOX.c.dedupe).where(
        OUTBOX.c.case_no == message.case_no,
        OUTBOX.c.channel == Channel.TRANSFER,
        OUTBOX.c.target == message.target,
        OUTBOX.c.sealed_id.is_not(None),
        OUTBOX.c.seq.in_(json.loads(body)["data"].get("recalls", ()) if body else ()),
    )
    key: str | None = connection.execute(sent.order_by(OUTBOX.c.id.desc()).limit(1)).scalar()
    return key


def _refused(status: int, headers: httpx.Headers) -> Outcome:
    return refusal(status, headers.get("Retry-After"))
