"""Transfers over real HTTP: one key for all tries, a receipt over our digest, hostile answers."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from models.store.engine import Store
from models.store.handles import DEPARTMENT
from models.vocabulary import Channel
from notifications.outcomes import Delivered, Message, NoRecipient, Outcome, Permanent, TryAgain
from notifications.receive import Receiver
from notifications.relay import drain
from notifications.transfer import TransferSender, content_digest
from tests.delivery.handing_over import MESSAGE, PACKAGE, send
from tests.delivery.outbox import Outbox, register
from tests.delivery.peers import Answer, Seen, peer


def answering(status: int, content: bytes = b"{}", **headers: str) -> Answer:
    return lambda seen: (status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


def test_a_receipt_over_our_digest_is_delivery(sqlite: Store) -> None:
    def answer(seen: Seen) -> tuple[int, dict[str, str], bytes]:
        return 201, {}, json.dumps({"receipt": "R-7", "digest": seen.headers["Content-Digest"]}).encode()

    with peer(answer) as there:
        assert send(sqlite, there.url + "/") == Delivered("R-7")
    (seen,) = there.seen
    assert (seen.path, seen.body) == ("/transfers", PACKAGE)
    assert seen.headers["Idempotency-Key"] == f'"{MESSAGE.dedupe}"'
    assert seen.headers["Content-Digest"] == content_digest(PACKAGE)


def test_the_digest_is_that_of_rfc_9530() -> None:
    assert content_digest(b'{"hello": "world"}') == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (answering(200, b'{"receipt": "R", "digest": "sha-256=:AAAA:"}'), TryAgain("the receipt is for other content")),
        (answering(200, b"<html>welcome</html>"), TryAgain("the receipt cannot be read")),
        (answering(200, b"[]"), TryAgain("the receipt cannot be read")),
        (answering(200, b'{"receipt": 7, "digest": ""}'), TryAgain("the receipt cannot be read")),
        (answering(200, b" " * 100_000), TryAgain("the receipt cannot be read")),
        (answering(204, b""), TryAgain("the receipt cannot be read")),
        (answering(400), Permanent("400")),
        (answering(401), Permanent("401")),
        (answering(422), Permanent("422")),
        (answering(408), TryAgain("408")),
        (answering(409), TryAgain("409")),
        (answering(425), TryAgain("425")),
        (answering(429, Retry_After="120"), TryAgain("429", 120.0)),
        (answering(503, Retry_After="soon"), TryAgain("503")),
        (answering(503, Retry_After="Thu, 01 Jan 1998 00:00:00 GMT"), TryAgain("503", 0.0)),
        (answering(500), TryAgain("500")),
    ],
)
def test_other_answers(sqlite: Store, answer: Answer, outcome: Outcome) -> None:
    with peer(answer) as there:
        assert send(sqlite, there.url) == outcome


def test_retry_after_may_be_a_date(sqlite: Store) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=300), usegmt=True)
    with peer(answering(503, Retry_After=date)) as there:
        outcome = send(sqlite, there.url)
    assert isinstance(outcome, TryAgain)
    assert outcome.after is not None
    assert 290 < outcome.after <= 300


def test_an_endpoint_that_does_not_open_is_not_asked(sqlite: Store) -> None:
    with peer(answering(200)) as there:
        register(sqlite, there.url)
        with sqlite.write() as connection:
            connection.execute(DEPARTMENT.update().values(endpoint=there.url))
        with TransferSender(sqlite, lambda sealed_id: PACKAGE) as sender:
            assert sender(MESSAGE) == Permanent("address_unopened")
    assert there.seen == []


def test_a_redirect_is_not_followed(sqlite: Store) -> None:
    with peer(answering(200)) as elsewhere, peer(answering(307, Location=elsewhere.url)) as there:
        assert send(sqlite, there.url) == TryAgain("307")
    assert elsewhere.seen == []


@pytest.mark.parametrize(
    ("endpoint", "outcome"),
    [
        (None, NoRecipient("no endpoint")),
        ("", NoRecipient("no endpoint")),
        ("file:///etc/passwd", Permanent("the endpoint is not a plain http(s) address")),
        ("http://name:word@127.0.0.1:1", Permanent("the endpoint is not a plain http(s) address")),
        ("http://[", Permanent("the endpoint is not a plain http(s) address")),
        ("nonsense", Permanent("the endpoint is not a plain http(s) address")),
        ("http://127.0.0.1:1", TryAgain("ConnectError")),
    ],
)
def test_endpoints(sqlite: Store, endpoint: str | None, outcome: Outcome) -> None:
    assert send(sqlite, endpoint) == outcome


def test_a_lost_answer_leads_to_the_same_receipt(store: Store, outbox: Outbox, tmp_path: Path) -> None:
    with Receiver(tmp_path / "received") as receiver:
        register(store, receiver.url)
        one = outbox.add(channel=Channel.TRANSFER, target="D-1", sealed_id="s1")
        with TransferSender(store, lambda sealed_id: PACKAGE) as sender:

            def losing(message: Message) -> Outcome:
                sender(message)
                raise TimeoutError

            assert drain(store, {Channel.TRANSFER: losing}).retried == 1
            outbox.make_due()
            assert drain(store, {Channel.TRANSFER: sender}).sent == 1
        held = httpx.get(f"{receiver.url}/transfers", trust_env=False).json()
    assert [receipt["receipt"] for receipt in held] == [outbox.attempts(one)[1][2]]


def test_an_open_failure_never_repeats_its_text(store: Store, outbox: Outbox) -> None:
    register(store, "http://127.0.0.1:1")
    one = outbox.add(channel=Channel.TRANSFER, target="D-1", sealed_id="s1")

    def closed(sealed_id: str) -> bytes:
        raise ValueError("key material")

    with TransferSender(store, closed) as sender:
        assert drain(store, {Channel.TRANSFER: sender}).retried == 1
    assert outbox.row(one).last_error == "ValueError"
