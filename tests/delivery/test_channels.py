"""Mail and webhook over real sockets."""

import time
from dataclasses import replace

import pytest

from models.errors import BadInput
from models.store.addresses import seal_address
from models.store.engine import Store
from models.store.handles import OFFICER
from models.vocabulary import Audience, Channel, MessageState
from notifications.channels.mail import MailSender
from notifications.channels.webhook import WebhookSender
from notifications.outcomes import Delivered, Message, NoRecipient, TryAgain
from notifications.relay import Drained, drain
from notifications.sinks import Mail, MailSink
from tests.delivery.outbox import Outbox, register
from tests.delivery.peers import peer

# Apprise loads its plugins at first use, and its PGP support imports a module deprecated until Python 3.12.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

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
    with MailSink() as sink:
        sender = MailSender(sqlite, sink.url + "&to=somebody@else.example&cc=more@else.example")
        assert isinstance(sender(MESSAGE), Delivered)
        started = time.monotonic()
        assert isinstance(sender(MESSAGE), Delivered)
        assert time.monotonic() - started < 5, "Apprise would sleep 5.5 s between two mails"
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
    with MailSink() as sink:
        outcome = MailSender(sqlite, sink.url)(replace(MESSAGE, audience=audience, target=target))
    assert [mail.recipient for mail in sink.messages] == ([address] if address else [])
    assert isinstance(outcome, Delivered if address else NoRecipient)


@pytest.mark.parametrize("address", ["o'neil@example.org", "a@example.org,b@example.org", "A <a@example.org>", "a b"])
def test_an_address_that_would_reach_somebody_else_is_not_used(sqlite: Store, address: str) -> None:
    register(sqlite)
    with sqlite.write() as connection:
        sealed = seal_address(connection, OFFICER, "B-1", "email", address)
        connection.execute(OFFICER.update().where(OFFICER.c.badge == "B-1").values(email=sealed))
    with MailSink() as sink:
        assert MailSender(sqlite, sink.url)(MESSAGE) == NoRecipient("the address cannot be read")
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
    with MailSink() as sink:
        drained = drain(sqlite, {Channel.MAIL: MailSender(sqlite, sink.url)})
    assert [mail.recipient for mail in sink.messages] == ["unit@example.org"], "the relay goes on"
    assert drained == Drained(sent=1, dead=1)
    assert outbox.attempts(one) == [(1, "permanent", "address_unopened")]
    assert outbox.state(other) is MessageState.DONE
    assert "@example.org" not in caplog.text


def test_no_recipient_is_a_visible_state(store: Store, outbox: Outbox) -> None:
    register(store)
    one = outbox.add(target="B-3")
    with MailSink() as sink:
        assert drain(store, {Channel.MAIL: MailSender(store, sink.url)}) == Drained(no_recipient=1)
    assert outbox.state(one) is MessageState.NO_RECIPIENT
    assert outbox.attempts(one) == [(1, "no_recipient", "no address")]


def test_a_refusing_or_missing_mail_server_means_try_again(sqlite: Store) -> None:
    register(sqlite)
    with MailSink(answer="451 later") as sink:
        assert MailSender(sqlite, sink.url)(MESSAGE) == TryAgain("not accepted by the mail server")
    assert MailSender(sqlite, sink.url)(MESSAGE) == TryAgain("not accepted by the mail server")


def test_a_webhook_gets_title_body_and_key() -> None:
    with peer(lambda seen: (204, {}, b"")) as hook:
        assert WebhookSender(f"{hook.url}/in/k3y?-room=1")(MESSAGE) == Delivered("2xx")
    (seen,) = hook.seen
    assert seen.path == "/in/k3y?room=1"
    assert seen.headers["X-Casework-Message"] == MESSAGE.dedupe
    assert b'"title"' in seen.body
    assert b'"body"' in seen.body


def test_a_webhook_that_redirects_or_fails_is_not_followed_nor_believed() -> None:
    with peer(lambda seen: (200, {}, b"")) as elsewhere:
        for status in (302, 307, 308, 500):
            with peer(lambda seen, s=status: (s, {"Location": elsewhere.url}, b"")) as hook:  # type: ignore[misc]
                assert WebhookSender(hook.url + "?redirect=yes")(MESSAGE) == TryAgain("not answered with 2xx")
    assert elsewhere.seen == []


def test_an_url_that_cannot_be_read_is_named_not_shown(sqlite: Store) -> None:
    for build in (
        lambda: WebhookSender("json://"),
        lambda: MailSender(sqlite, "mailto://u:hunter2@127.0.0.1:1/?mode=nonsense"),
    ):
        with pytest.raises(BadInput) as caught:
            build()
        assert "hunter2" not in str(caught.value)
