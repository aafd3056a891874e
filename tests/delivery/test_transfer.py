"""Transfers over real HTTP: one key for all tries, a signed receipt over our digest, hostile answers."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote

import pytest

from models.store import transfer_key
from models.store.engine import Store
from models.store.handles import DEPARTMENT
from models.vocabulary import Channel, MessageState, TransferState
from notifications.backoff import Pace
from notifications.http_signature import content_digest
from notifications.outcomes import Delivered, NoRecipient, Outcome, Permanent, TryAgain
from notifications.peers import acceptable
from notifications.proofs import RECEIPT
from notifications.relay import drain
from notifications.statements import opened, sign
from notifications.transfer import TransferSender
from tests.delivery.handing_over import CASE, MESSAGE, PACKAGE, THEIRS, ours, receipt, send, statement
from tests.delivery.outbox import Outbox, cases, events, register
from tests.delivery.peers import Answer, Seen, peer


def answering(status: int, content: bytes = b"{}", **headers: str) -> Answer:
    return lambda seen: (status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


def test_a_signed_receipt_over_our_digest_is_delivery(sqlite: Store) -> None:
    with peer(receipt()) as there:
        outcome = send(sqlite, there.url + "/")
    assert isinstance(outcome, Delivered)
    assert outcome.answer == "R-7"
    assert outcome.signed is not None
    assert opened(outcome.signed, transfer_key.public_of(THEIRS), key=MESSAGE.dedupe).receipt == "R-7"
    (seen,) = there.seen
    assert (seen.path, seen.body) == ("/transfers", PACKAGE)
    assert seen.headers["Idempotency-Key"] == f'"{MESSAGE.dedupe}"'
    assert seen.headers["Content-Digest"] == content_digest(PACKAGE)
    assert seen.headers["Content-Type"] == "application/zip"


def test_the_digest_is_that_of_rfc_9530() -> None:
    assert content_digest(b'{"hello": "world"}') == "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"


BAD = "the receipt is not good: {}".format


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (receipt(digest="sha-256=:AAAA:"), TryAgain(BAD("about other content"))),
        (receipt(key="another:key"), TryAgain(BAD("about something else"))),
        (receipt(secret=bytes(32)), TryAgain(BAD("not signed by the key in the register"))),
        (receipt(state=TransferState.ACCEPTED), TryAgain(BAD("there is no receipt in it"))),
        (receipt(reason="A text of somebody's."), TryAgain(BAD("it cannot be read"))),
        (receipt(receipt="Wang's"), TryAgain(BAD("it cannot be read"))),
        (receipt(received_at="2026-07-15T08:00:00"), TryAgain(BAD("it cannot be read"))),
        (receipt(stated_at="yesterday"), TryAgain(BAD("it cannot be read"))),
        (receipt(receipt=7), TryAgain(BAD("it cannot be read"))),
        (answering(200, b'{"receipt": "R", "digest": "sha-256=:AAAA:"}'), TryAgain(BAD("it cannot be read"))),
        (answering(200, b'{"statements": []}'), TryAgain(BAD("there is no receipt in it"))),
        (answering(200, b'{"statements": ["{}"]}'), TryAgain(BAD("it cannot be read"))),
        (answering(200, b'{"statements": ["[]"]}'), TryAgain(BAD("it cannot be read"))),
        (answering(200, b'{"statements": [7]}'), TryAgain(BAD("there is no receipt in it"))),
        (answering(200, b"<html>welcome</html>"), TryAgain(BAD("it cannot be read"))),
        (answering(200, b"[]"), TryAgain(BAD("it cannot be read"))),
        (answering(200, b" " * 300_000), TryAgain(BAD("it cannot be read"))),
        (answering(204, b""), TryAgain(BAD("it cannot be read"))),
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


def test_a_receipt_nobody_can_vouch_for_ends_dead_and_never_delivered(store: Store, outbox: Outbox) -> None:
    with peer(receipt(secret=bytes(32))) as there:
        register(store, there.url, transfer_key.public_of(THEIRS))
        cases(store, CASE)
        one = outbox.add(channel=Channel.TRANSFER, target="D-1", sealed_id="s1")
        with TransferSender(store, lambda sealed_id: PACKAGE) as sender:
            for _ in range(3):
                drain(store, {Channel.TRANSFER: sender}, pace=Pace(max_attempts=3))
                outbox.make_due()
    assert outbox.state(one) is MessageState.DEAD
    assert events(store, RECEIPT) == []


def test_without_a_key_in_the_register_nothing_is_sent(sqlite: Store) -> None:
    with peer(receipt()) as there:
        register(sqlite, there.url)
        with TransferSender(sqlite, lambda sealed_id: PACKAGE) as sender:
            assert sender(MESSAGE) == NoRecipient("no public key")
    assert there.seen == []


def test_after_a_first_try_the_peer_is_asked_before_the_package_is_sent_again(sqlite: Store) -> None:
    def answer(seen: Seen) -> tuple[int, dict[str, str], bytes]:
        return (404, {}, b"{}") if seen.path != "/transfers" else receipt()(seen)

    with peer(answer) as there:
        assert isinstance(send(sqlite, there.url, replace(MESSAGE, attempt=2)), Delivered)
    asked, sent = there.seen
    assert (asked.path, asked.body) == (f"/transfers/{quote(MESSAGE.dedupe, safe='')}", b"")
    assert sent.headers["Idempotency-Key"] == f'"{MESSAGE.dedupe}"'


def test_a_peer_that_has_it_already_is_not_sent_it_again(sqlite: Store) -> None:
    text = sign(statement(content_digest(PACKAGE)), THEIRS)
    with peer(answering(200, json.dumps({"statements": [text]}).encode())) as there:
        assert send(sqlite, there.url, replace(MESSAGE, attempt=2)) == Delivered("R-7", signed=text)
    assert [seen.path for seen in there.seen] == [f"/transfers/{quote(MESSAGE.dedupe, safe='')}"]


def test_retry_after_may_be_a_date(sqlite: Store) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=300), usegmt=True)
    with peer(answering(503, Retry_After=date)) as there:
        outcome = send(sqlite, there.url)
    assert isinstance(outcome, TryAgain)
    assert outcome.after is not None
    assert 290 < outcome.after <= 300


def test_an_endpoint_that_does_not_open_is_not_asked(sqlite: Store) -> None:
    with peer(answering(200)) as there:
        register(sqlite, there.url, ours())
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
        ("file:///etc/passwd", Permanent("the endpoint is not one a package may go to")),
        ("http://name:word@127.0.0.1:1", Permanent("the endpoint is not one a package may go to")),
        ("http://[", Permanent("the endpoint is not one a package may go to")),
        ("nonsense", Permanent("the endpoint is not one a package may go to")),
        ("http://127.0.0.1:1?a=b", Permanent("the endpoint is not one a package may go to")),
        ("http://127.0.0.1:1#a", Permanent("the endpoint is not one a package may go to")),
        ("http://127.0.0.1:port", Permanent("the endpoint is not one a package may go to")),
        ("http://192.0.2.1/", Permanent("the endpoint is not one a package may go to")),
        ("http://127.0.0.1:1", TryAgain("ConnectError")),
        ("http://localhost:1", TryAgain("ConnectError")),
        ("https://127.0.0.1:1", TryAgain("ConnectError")),
    ],
)
def test_endpoints(sqlite: Store, endpoint: str | None, outcome: Outcome) -> None:
    assert send(sqlite, endpoint) == outcome


def test_without_tls_another_machine_is_reached_only_where_settings_allow_it() -> None:
    assert acceptable("https://organ.example/", plain=False)
    assert not acceptable("http://organ.example/", plain=False)
    assert acceptable("http://organ.example/", plain=True)
    assert not acceptable("file://organ.example/", plain=True)


def test_an_open_failure_never_repeats_its_text(store: Store, outbox: Outbox) -> None:
    register(store, "http://127.0.0.1:1", ours())
    one = outbox.add(channel=Channel.TRANSFER, target="D-1", sealed_id="s1")

    def closed(sealed_id: str) -> bytes:
        raise ValueError("key material")

    with TransferSender(store, closed) as sender:
        assert drain(store, {Channel.TRANSFER: sender}).retried == 1
    assert outbox.row(one).last_error == "ValueError"
