"""Mail and webhook over real sockets."""

import json
import socket
from dataclasses import replace
from threading import Event

import pytest

from models.errors import BadInput
from models.store.addresses import seal_address
from models.store.engine import Store
from models.store.handles import OFFICER
from models.vocabulary import Audience, Channel, MessageState
from notifications.channels.mail import MailSender
from notifications.channels.webhook import WebhookSender
from notifications.outcomes import Delivered, Message, NoRecipient, Outcome, Permanent, TryAgain
from notifications.relay import Drained, drain
from notifications.sinks import Mail, MailSink
from tests.delivery.outbox import Outbox, register
from tests.delivery.peers import peer, raw

MESSAGE = Message(
    id=1,
    dedupe="GZ-2026-000001:3:mail:B-1",
    case_no="GZ-2026-000001",
    channel=Channel.MAIL,
    audience=Audience.HANDLER,
    target="B-1",
    title="案件 GZ-2026-000001：批准",
    body="第一行 :smile:\n\nhttp://127.0.0.1:4200/c/GZ-2026-000001\n",
    sealed_id=None,
    attempt=1,
)


def test_mail_arrives_as_plain_text_with_its_key(sqlite: Store) -> None:
    register(sqlite)
    with (
        MailSink() as sink,
        MailSender(sqlite, sink.url + "&to=somebody@else.example&cc=more@else.example") as sender,
    ):
        assert [sender(MESSAGE), sender(MESSAGE)] == [Delivered("250")] * 2
        assert sink.connections == 1
    mail = Mail("b1@example.org", MESSAGE.title, MESSAGE.body, MESSAGE.dedupe)
    assert sink.messages == [mail, mail]


@pytest.mark.parametrize(
    ("audience", "target", "address"),
    [
        (Audience.HANDLER, "B-1", "b1@example.org"),
        (Audience.HEAD, "O-1", "organ@example.org"),
        (Audience.APPROVER, "B-1", "b1@example.org"),
        (Audience.SUPERVISOR, "O-1", "organ@example.org"),
        (Audience.UNIT, "U-1", "unit@example.org"),
        (Audience.SUPERIOR, "D-1", "dep@example.org"),
        (Audience.RECEIVER, "D-1", "dep@example.org"),
        (Audience.HANDLER, "B-2", None),
        (Audience.HANDLER, "B-3", None),
        (Audience.UNIT, "B-1", None),
        (Audience.HANDLER, "nobody", None),
    ],
)
def test_the_address_is_looked_up_when_sending(
    sqlite: Store, audience: Audience, target: str, address: str | None
) -> None:
    register(sqlite)
    with MailSink() as sink, MailSender(sqlite, sink.url) as sender:
        outcome = sender(replace(MESSAGE, audience=audience, target=target))
    assert [mail.recipient for mail in sink.messages] == ([address] if address else [])
    assert isinstance(outcome, Delivered if address else NoRecipient)


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org,b@example.org", "A <a@example.org>", "a b", "a@example.org\r\nRCPT TO:<b@example.org>",
        "a@example.org\nBcc: b@example.org", "a@example.org>", "a@b@example.org", "@example.org", "a@",
        "张三@example.org", f"{'a' * 250}@example.org",
    ],
)  # fmt: skip
def test_an_address_that_would_reach_somebody_else_is_not_used(sqlite: Store, address: str) -> None:
    register(sqlite)
    with sqlite.write() as connection:
        sealed = seal_address(connection, OFFICER, "B-1", "email", address)
        connection.execute(OFFICER.update().where(OFFICER.c.badge == "B-1").values(email=sealed))
    with MailSink() as sink, MailSender(sqlite, sink.url) as sender:
        assert sender(MESSAGE) == NoRecipient("the address cannot be read")
    assert sink.messages == []


@pytest.mark.parametrize("held", ["b1@example.org", "00", "moved"])
def test_an_address_that_does_not_open_ends_the_message_and_is_never_used(
    sqlite: Store, held: str, caplog: pytest.LogCaptureFixture
) -> None:
    register(sqlite)
    outbox = Outbox(sqlite)
    with sqlite.write() as connection:
        moved = seal_address(connection, OFFICER, "B-2", "email", "b2@example.org")
        sealed = moved if held == "moved" else held
        connection.execute(OFFICER.update().where(OFFICER.c.badge == "B-1").values(email=sealed))
    one, other = outbox.add(), outbox.add(audience=Audience.UNIT, target="U-1")
    with MailSink() as sink, MailSender(sqlite, sink.url) as sender:
        drained = drain(sqlite, {Channel.MAIL: sender})
    assert [mail.recipient for mail in sink.messages] == ["unit@example.org"], "the relay goes on"
    assert drained == Drained(sent=1, dead=1)
    assert outbox.attempts(one) == [(1, "permanent", "address_unopened")]
    assert outbox.state(other) is MessageState.DONE
    assert "@example.org" not in caplog.text


def test_no_recipient_is_a_visible_state(store: Store, outbox: Outbox) -> None:
    register(store)
    one = outbox.add(target="B-3")
    with MailSink() as sink, MailSender(store, sink.url) as sender:
        assert drain(store, {Channel.MAIL: sender}) == Drained(no_recipient=1)
    assert outbox.state(one) is MessageState.NO_RECIPIENT
    assert outbox.attempts(one) == [(1, "no_recipient", "no address")]


@pytest.mark.parametrize("address", ["o'neil@example.org", "a+b.c_d@sub.example-x.org", "root@localhost"])
def test_an_unusual_address_reaches_exactly_that_one(sqlite: Store, address: str) -> None:
    register(sqlite)
    with sqlite.write() as connection:
        sealed = seal_address(connection, OFFICER, "B-1", "email", address)
        connection.execute(OFFICER.update().where(OFFICER.c.badge == "B-1").values(email=sealed))
    with MailSink() as sink, MailSender(sqlite, sink.url) as sender:
        assert sender(MESSAGE) == Delivered("250")
    assert [mail.recipient for mail in sink.messages] == [address]


def test_a_webhook_gets_title_body_and_key() -> None:
    with (
        peer(lambda seen: (204, {}, b"")) as hook,
        WebhookSender(f"{hook.url}/in/k3y?-room=1&+X-Token=t0ken&key=7") as sender,
    ):
        assert sender(MESSAGE) == Delivered("204")
    (seen,) = hook.seen
    assert seen.path == "/in/k3y?room=1&key=7"
    assert seen.headers["X-Casework-Message"] == MESSAGE.dedupe
    assert seen.headers["X-Token"] == "t0ken"
    assert json.loads(seen.body) == {"title": MESSAGE.title, "body": MESSAGE.body}


def test_a_webhook_signs_in_with_the_name_in_its_address() -> None:
    with peer(lambda seen: (200, {}, b"thanks")) as hook:
        with WebhookSender(hook.url.replace("http://", "json://me:pa%20ss@")) as sender:
            assert sender(MESSAGE) == Delivered("200")
        assert hook.seen[0].headers["Authorization"] == "Basic bWU6cGEgc3M="
        assert hook.seen[0].path == "/"


def test_a_webhook_that_redirects_or_fails_is_not_followed_nor_believed() -> None:
    with peer(lambda seen: (200, {}, b"")) as elsewhere:
        for status in (302, 307, 308, 500):
            with (
                peer(lambda seen, s=status: (s, {"Location": elsewhere.url}, b"")) as hook,  # type: ignore[misc]
                WebhookSender(hook.url + "?redirect=yes") as sender,
            ):
                assert sender(MESSAGE) == TryAgain(str(status))
    assert elsewhere.seen == []


@pytest.mark.parametrize(
    ("status", "headers", "outcome"),
    [
        (400, {}, Permanent("400")),
        (401, {}, Permanent("401")),
        (404, {}, Permanent("404")),
        (408, {}, TryAgain("408")),
        (429, {"Retry-After": "120"}, TryAgain("429", 120.0)),
        (503, {"Retry-After": "soon"}, TryAgain("503")),
    ],
)
def test_what_a_webhook_answers_otherwise(status: int, headers: dict[str, str], outcome: Outcome) -> None:
    with peer(lambda seen: (status, headers, b"no")) as hook, WebhookSender(hook.url) as sender:
        assert sender(MESSAGE) == outcome


def test_a_webhook_that_is_not_there_or_does_not_speak_http_is_tried_again() -> None:
    with WebhookSender("http://127.0.0.1:1") as sender:
        assert sender(MESSAGE) == TryAgain("ConnectionRefusedError")
    with raw(lambda connection, stop: connection.sendall(b"220 mail\r\n")) as there, WebhookSender(there) as sender:
        assert sender(MESSAGE) == TryAgain("BadStatusLine")


def test_a_webhooks_connection_is_kept_while_the_peer_keeps_it() -> None:
    with peer(lambda seen: (200, {}, b"thanks"), "HTTP/1.1") as hook, WebhookSender(hook.url) as sender:
        assert [sender(MESSAGE) for _ in range(5)] == [Delivered("200")] * 5
    assert (len(hook.seen), hook.connections) == (5, 1)
    closing = {"Connection": "close"}
    with peer(lambda seen: (200, closing, b""), "HTTP/1.1") as hook, WebhookSender(hook.url) as sender:
        assert [sender(MESSAGE), sender(MESSAGE)] == [Delivered("200")] * 2
    assert hook.connections == 2


def test_a_webhooks_connection_that_the_peer_dropped_is_not_used_again() -> None:
    gone = Event()

    def answer_and_hang_up(connection: socket.socket, stop: Event) -> None:
        connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        connection.shutdown(socket.SHUT_RDWR)
        gone.set()

    with raw(answer_and_hang_up) as there, WebhookSender(there) as sender:
        assert sender(MESSAGE) == Delivered("204")
        assert gone.wait(30)
        assert sender(MESSAGE) == Delivered("204")


def test_a_webhook_that_answers_without_end_is_believed_and_left() -> None:
    def endless(connection: socket.socket, stop: Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not stop.is_set():
            connection.sendall(b"1000\r\n" + b" " * 4096 + b"\r\n")

    with raw(endless) as there, WebhookSender(there) as sender:
        assert sender(MESSAGE) == Delivered("200")


def test_a_key_can_begin_no_header_of_its_own() -> None:
    with peer(lambda seen: (200, {}, b"")) as hook, WebhookSender(hook.url) as sender:
        assert sender(replace(MESSAGE, dedupe="k\r\nX-Other: 1")) == Delivered("200")
    assert "X-Other" not in hook.seen[0].headers


def test_an_url_that_cannot_be_read_is_named_not_shown(sqlite: Store) -> None:
    for build in (
        lambda: WebhookSender("json://"),
        lambda: WebhookSender("http://hunter2@[::1/"),
        lambda: WebhookSender("http://127.0.0.1:1/?+X-A=hunter2%0D%0AX-B:1"),
        lambda: MailSender(sqlite, "mailto://u:hunter2@127.0.0.1:1/?mdoe=ssl"),
        lambda: MailSender(sqlite, "mailtos://u:hunter2@127.0.0.1:1/?mode=insecure"),
        lambda: MailSender(sqlite, "mailto://u:hunter2@127.0.0.1:1/?from=a@example.org%0D%0ABcc:b@example.org"),
        lambda: MailSender(sqlite, "mailto://u:hunter2@127.0.0.1:port/"),
        lambda: MailSender(sqlite, "mailto://u:hunter2@127.0.0.1:1/?mode=nonsense"),
    ):
        with pytest.raises(BadInput) as caught:
            build()
        assert "hunter2" not in str(caught.value)
