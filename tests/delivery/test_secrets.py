"""What a log at its loudest may not show."""

import logging

import pytest
from pydantic import SecretStr

from models.store.engine import Store
from models.vocabulary import Audience, Channel
from notifications.backoff import Pace
from notifications.relay import drain
from notifications.senders import senders
from notifications.settings import NotificationSettings
from notifications.sinks import MailSink
from tests.delivery.handing_over import ours
from tests.delivery.outbox import Outbox, register
from tests.delivery.peers import peer

# Apprise loads its plugins at first use, and its PGP support imports a module deprecated until Python 3.12.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


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
