"""What a log at its loudest may not show."""

import logging

import pytest
from pydantic import SecretStr

from models.store.addresses import open_address
from models.store.engine import Store
from models.store.handles import CHANNEL
from models.vocabulary import Audience, Channel
from notifications.backoff import Pace
from notifications.relay import drain
from notifications.senders import senders
from notifications.settings import NotificationSettings
from notifications.sinks import MailSink
from tests.delivery.handing_over import ours
from tests.delivery.outbox import Outbox, register
from tests.delivery.peers import peer
from tests.delivery.robots import enter


def test_no_secret_and_no_content_in_logs(
    store: Store, outbox: Outbox, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("apprise", "urllib3", "urllib3.connectionpool"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    with MailSink(answer="550 no") as sink, peer(lambda seen: (503, {}, b"")) as hook:
        address, hook_address = sink.url.split("//")[1], hook.url.split("//")[1]
        settings = NotificationSettings(
            smtp_url=SecretStr(f"mailto://user:hunter2@{address}"),
            webhook_url=SecretStr(f"json://user:hunter3@{hook_address}/robot/k3y?-token=t0ken"),
        )
        register(store, hook.url, ours())
        for channel, audience, target in (
            (Channel.MAIL, Audience.HANDLER, "B-1"),
            (Channel.WEBHOOK, Audience.HANDLER, "B-1"),
            (Channel.TRANSFER, Audience.RECEIVER, "D-1"),
        ):
            outbox.add(channel=channel, audience=audience, target=target, body="the body", sealed_id="s1")
        with senders(store, settings, lambda sealed_id: b'{"clue": "c0ntent"}') as ready:
            assert drain(store, ready, pace=Pace(attempt=10)).retried == 3
    for secret in ("hunter2", "hunter3", "k3y", "t0ken", "the body", "title 1", "c0ntent"):
        assert secret not in caplog.text, secret
        assert all(secret not in str(outbox.row(i).last_error) for i in (1, 2, 3))
    assert "hunter" not in repr(settings)


LOUD = ("apprise", "urllib3", "urllib3.connectionpool", "httpx", "httpcore", "httpcore.http11", "httpcore.connection")


def test_what_a_channel_of_the_register_leads_to_is_nowhere_in_clear(
    store: Store, outbox: Outbox, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in LOUD:
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    for status in (200, 503):
        with peer(lambda seen, s=status: (s, {}, b'{"errcode": 310000, "errmsg": "s3cret"}')) as robot:  # type: ignore[misc]
            address = robot.url.split("//")[1]
            for kind, typed in (
                (Channel.WECOM, f"{robot.url}/send?key=k3y"),
                (Channel.DINGTALK, f"{robot.url}/send?access_token=t0ken"),
                (Channel.FEISHU, f"{robot.url}/hook/h00k"),
                (Channel.WEBHOOK, f"json://user:hunter2@{address}/in/k3y"),
                (Channel.APPRISE, f"ntfy://user:hunter2@{address}/t0pic"),
            ):
                name = f"{kind}-{status}"
                enter(store, name, kind, typed, "s3cret" if kind in (Channel.DINGTALK, Channel.FEISHU) else None)
                outbox.add(channel=kind, via=name, target=name, dedupe=name, body="the body")
            with senders(store, NotificationSettings(), lambda sealed_id: b"") as ready:
                drain(store, ready, pace=Pace(attempt=10))
        assert len(robot.seen) == 5
    with store.read() as connection:
        kept = connection.execute(CHANNEL.select()).all()
        (feishu,) = (row for row in kept if row.name == "feishu-200")
        assert "/hook/h00k" in open_address(connection, CHANNEL, feishu.name, "url", feishu.url)
    clear = caplog.text + str(kept) + str([outbox.row(i) for i in range(1, 11)]) + str(ready)
    for secret in ("hunter2", "k3y", "t0ken", "h00k", "t0pic", "s3cret", "access_token"):
        assert secret not in clear, secret
    assert "the body" not in caplog.text
