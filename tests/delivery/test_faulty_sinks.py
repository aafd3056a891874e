"""Sinks that do not do what they should: how a message ends, that all others arrive, and that nothing of it is told."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from models.store import transfer_key
from models.store.engine import Store
from models.store.handles import ATTEMPT, OUTBOX
from models.vocabulary import Audience, Channel, MessageState
from notifications.backoff import Pace
from notifications.relay import Drained, drain
from notifications.senders import senders
from notifications.settings import NotificationSettings
from notifications.sinks import MailSink
from tests.delivery import faults
from tests.delivery.faults import Post, Serve, listening
from tests.delivery.handing_over import THEIRS
from tests.delivery.outbox import Outbox, register
from tests.delivery.peers import Seen, peer

PACE = Pace(max_attempts=3)
IMPATIENT = Pace(attempt=1.0, lease=30.0, max_attempts=1000)
TITLE, BODY, PACKAGE = "what the title says", "what the body says", '{"clue": "what the package says"}'
TELLING = ("title says", "body says", "package says", "example.org")
MAIL, WEBHOOK, TRANSFER = Channel.MAIL, Channel.WEBHOOK, Channel.TRANSFER


@pytest.fixture(autouse=True)
def nothing_told(store: Store, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """However it ends, neither text nor address stands in an answer, a reason or a log at its loudest."""
    caplog.set_level(logging.DEBUG)
    yield
    with store.read() as connection:
        kept = [*connection.scalars(select(ATTEMPT.c.answer)), *connection.scalars(select(OUTBOX.c.last_error))]
    # The mail server of the tests logs too, in this process.
    kept += [record.getMessage() for record in caplog.get_records("call") if record.name not in ("mail.log", "asyncio")]
    assert [text for text in kept for word in TELLING if word in str(text)] == []


@pytest.fixture
def store(sqlite: Store) -> Store:
    """The engine makes no difference here."""
    return sqlite


def sent(store: Store, mail: str | None = None, hook: str | None = None, rounds: int = 1, pace: Pace = PACE) -> Drained:
    """The outbox drained, so many times, each time with every pause over; what the last one says."""
    settings = NotificationSettings(
        smtp_url=SecretStr(mail) if mail else None, webhook_url=SecretStr(hook) if hook else None
    )
    with senders(store, settings, lambda sealed_id: PACKAGE.encode()) as ready:
        for _ in range(rounds):
            done = drain(store, ready, pace=pace)
            Outbox(store).make_due()
    return done


def receiving(store: Store, endpoint: str | None) -> None:
    """The registers, with the department's service at that address."""
    register(store, endpoint, transfer_key.public_of(THEIRS))


def add(outbox: Outbox, channel: Channel, **more: object) -> int:
    to = {"audience": Audience.RECEIVER, "target": "D-1", "sealed_id": "s1"} if channel is TRANSFER else {}
    key = f"key-{outbox.added}"
    return outbox.add(**{"channel": channel, "title": TITLE, "body": BODY, "dedupe": key, **to, **more})


def url(channel: Channel, port: int) -> str:
    if channel is MAIL:
        return f"mailto://127.0.0.1:{port}/?from=casework@localhost&mode=insecure"
    return f"http://127.0.0.1:{port}"


SPEECHLESS = (faults.silent, faults.dripping, faults.garbage)
BROKEN = [
    *((MAIL, fault) for fault in SPEECHLESS),
    *((WEBHOOK, fault) for fault in (*SPEECHLESS, faults.dripping_body, faults.reset)),
    # Of a webhook the status is all that counts, and that was 200.
    *((TRANSFER, fault) for fault in (*SPEECHLESS, faults.dripping_body, faults.reset, faults.short)),
]


@pytest.mark.parametrize(("channel", "fault"), BROKEN, ids=[f"{c.value}-{f.__name__}" for c, f in BROKEN])
def test_a_broken_peer_is_tried_again_and_holds_up_nobody(
    store: Store, outbox: Outbox, channel: Channel, fault: Serve
) -> None:
    with listening(fault) as port, MailSink() as post, peer(lambda seen: (204, {}, b"")) as hook:
        broken = url(channel, port)
        receiving(store, broken if channel is TRANSFER else None)
        stuck = add(outbox, channel)
        behind = add(outbox, channel)
        others = [add(outbox, WEBHOOK if channel is MAIL else MAIL, target=f"O-{n}") for n in (1, 2)]
        until = time.monotonic() + 60
        # Where the machine is slow, a good peer may not answer within the second either.
        while waiting(outbox, others) and time.monotonic() < until:
            mail, to_hook = broken if channel is MAIL else post.url, broken if channel is WEBHOOK else hook.url
            sent(store, mail, to_hook, pace=IMPATIENT)
    assert not waiting(outbox, others)
    row = outbox.row(stuck)
    assert (row.state, row.lease) == (MessageState.READY, None)
    assert {outcome for _, outcome, _ in outbox.attempts(stuck)} == {"try_again"}
    assert outbox.row(behind).attempts == 0, "it waits for the one before it"


def waiting(outbox: Outbox, messages: list[int]) -> bool:
    return any(outbox.state(i) in (MessageState.READY, MessageState.LEASED) for i in messages)


@dataclass
class InTurn:
    """Gives its answers in turn, to whoever asks, and keeps what it was asked."""

    answers: list[tuple[int, dict[str, str], bytes]]
    asked: list[Seen] = field(default_factory=list)

    def __call__(self, seen: Seen) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(seen)
        return self.answers[(len(self.asked) - 1) % len(self.answers)]


def apart(outbox: Outbox, channel: Channel, count: int) -> list[int]:
    """Messages of as many cases: none waits for another."""
    return [add(outbox, channel, case_no=f"GZ-2026-{n:06}") for n in range(count)]


@pytest.mark.parametrize("channel", [WEBHOOK, TRANSFER])
def test_nothing_arrives_where_a_redirect_leads(store: Store, outbox: Outbox, channel: Channel) -> None:
    with peer(lambda seen: (200, {}, b"{}")) as elsewhere:
        led = {"Location": f"{elsewhere.url}/transfers"}
        away = InTurn([(status, led, b"") for status in (301, 302, 303, 307, 308)])
        with peer(away) as there:
            receiving(store, there.url if channel is TRANSFER else None)
            messages = apart(outbox, channel, len(away.answers))
            sent(store, hook=there.url, rounds=2 * PACE.max_attempts)
    assert elsewhere.seen == []
    assert len(away.asked) >= len(messages)
    assert {outbox.state(i) for i in messages} == {MessageState.DEAD}, "a person is told"


LIES = (
    b'{"receipt": "R-1", "digest": "sha-256=:AAAA:"}',
    b'{"errcode": 40001, "errmsg": "what the package says"}',
    b"<html>what the package says</html>",
    b"null",
    b'"R-1"',
    b"{" * 5000,
    b"\xff\xfe",
    b"",
)


def test_a_transfer_is_not_believed_without_a_receipt_for_it(store: Store, outbox: Outbox) -> None:
    lying = InTurn([(200, {}, lie) for lie in LIES])
    with peer(lying) as there:
        receiving(store, there.url)
        messages = apart(outbox, TRANSFER, len(LIES))
        sent(store, rounds=2 * PACE.max_attempts)
    assert {outbox.state(i) for i in messages} == {MessageState.DEAD}
    keys = {seen.headers.get("Idempotency-Key") for seen in lying.asked} - {None}
    assert len(keys) == len(messages), "one key over all tries"


def test_a_mail_taken_before_the_line_broke_may_come_twice_under_one_key(store: Store, outbox: Outbox) -> None:
    register(store)
    first, second = add(outbox, MAIL), add(outbox, MAIL)
    with Post(data=("", "250 OK")) as post:
        assert sent(store, post.url).retried == 1
        assert outbox.row(second).attempts == 0
        assert sent(store, post.url).sent == 2
    assert [outbox.state(i) for i in (first, second)] == [MessageState.DONE, MessageState.DONE]
    assert Counter(mail.key for mail in post.messages) == {"key-0": 2, "key-1": 1}
    assert list(dict.fromkeys(mail.key for mail in post.messages)) == ["key-0", "key-1"]


@pytest.mark.parametrize("answer", ["451 4.7.1 <b1@example.org> come back", "421 4.3.2 what the body says: busy"])
def test_a_mail_put_off_is_tried_again_and_arrives_once(store: Store, outbox: Outbox, answer: str) -> None:
    register(store)
    one, other = add(outbox, MAIL), add(outbox, MAIL, audience=Audience.UNIT, target="U-1")
    with Post(data=(answer,)) as post:
        assert sent(store, post.url) == Drained(sent=1, retried=1)
        assert sent(store, post.url) == Drained(sent=1)
    assert [outbox.state(i) for i in (one, other)] == [MessageState.DONE, MessageState.DONE]
    assert Counter(mail.key for mail in post.messages) == {"key-0": 1, "key-1": 1}


@pytest.mark.parametrize("answer", ["550 5.1.1 <b1@example.org> unknown", "553 what the body says"])
def test_a_recipient_the_mail_server_refuses_is_dead_in_the_end_and_the_others_get_theirs(
    store: Store, outbox: Outbox, answer: str
) -> None:
    register(store)
    refused = add(outbox, MAIL)
    behind, other = add(outbox, MAIL), add(outbox, MAIL, audience=Audience.UNIT, target="U-1")
    with Post(rcpt={"b1@example.org": answer}) as post:
        told: list[int] = []
        settings = NotificationSettings(smtp_url=SecretStr(post.url))
        with senders(store, settings, lambda sealed_id: b"") as ready:
            for _ in range(2 * PACE.max_attempts):
                drain(store, ready, pace=PACE, on_dead=told.extend)
                outbox.make_due()
    assert [outbox.state(i) for i in (refused, behind, other)] == ["dead", "dead", "done"]
    assert told == [refused, behind], "a person is told of each, once"
    assert [mail.key for mail in post.messages] == ["key-2"]


def test_a_mail_server_that_speaks_no_tls_gets_nothing_when_tls_is_asked_for(store: Store, outbox: Outbox) -> None:
    register(store)
    one = add(outbox, MAIL)
    with MailSink() as post:
        assert sent(store, f"mailtos://127.0.0.1:{post.port}/?from=casework@localhost").sent == 0
    assert post.messages == []
    assert outbox.state(one) is not MessageState.DONE
