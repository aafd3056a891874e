"""Deliveries per second: the relay with 1, 4 and 16 at once, beside what one would write without it."""

import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from time import perf_counter

import httpx
from pydantic import SecretStr

from deployments.bench.databases import ADDRESS, BODY, TITLE, fill
from deployments.bench.medians import Contestant
from models.store.engine import Store
from models.vocabulary import Audience, Channel
from notifications.backoff import Pace
from notifications.channels.mail import written
from notifications.channels.push import prepare, push
from notifications.outcomes import Message, Sender
from notifications.relay import drain
from notifications.senders import senders
from notifications.settings import NotificationSettings

AT_ONCE = (1, 4, 16)
MESSAGE = Message(
    id=1, dedupe="GZ-2026-000001:1:mail:B-1", case_no="GZ-2026-000001", channel=Channel.MAIL,
    audience=Audience.HANDLER, target="B-1", title=TITLE, body=BODY, sealed_id=None, attempt=1,
)  # fmt: skip


@dataclass(frozen=True)
class Sinks:
    """Where the two servers listen on the loopback address."""

    mail: int
    http: int

    @property
    def smtp_url(self) -> str:
        return f"mailto://127.0.0.1:{self.mail}/?from=casework@localhost&mode=insecure"

    @property
    def webhook_url(self) -> str:
        return f"json://127.0.0.1:{self.http}/hook"


@contextmanager
def contestants(store: Store, sinks: Sinks) -> Iterator[Mapping[str, Mapping[str, Contestant]]]:
    """By channel and name. Each delivers the same notice over real sockets; the relays keep record of it as well."""
    settings = NotificationSettings(smtp_url=SecretStr(sinks.smtp_url), webhook_url=SecretStr(sinks.webhook_url))
    to = f"mailto://127.0.0.1:{sinks.mail}/?from=casework@localhost&mode=insecure&to={ADDRESS}&format=text"
    with senders(store, settings, lambda sealed_id: b"") as ready:

        def relays(channel: Channel) -> dict[str, Contestant]:
            return {f"relay_{n}": partial(_relayed, store, channel, ready[channel], n) for n in AT_ONCE}

        yield {
            "mail": {
                **relays(Channel.MAIL),
                "apprise": partial(_apprise, to),
                "smtplib": partial(_smtplib, sinks.mail),
            },
            "webhook": {
                **relays(Channel.WEBHOOK),
                "apprise": partial(_apprise, sinks.webhook_url),
                "httpx": partial(_httpx, sinks.http),
            },
        }


def _relayed(store: Store, channel: Channel, sender: Sender, at_once: int, count: int) -> float:
    fill(store, channel, count)
    began = perf_counter()
    done = drain(store, {channel: sender}, pace=Pace(at_once=at_once))
    seconds = perf_counter() - began
    if done.sent != count:
        raise RuntimeError(f"{done.sent} of {count} were delivered")
    return seconds


def _apprise(url: str, count: int) -> float:
    """One object for all, and without its pauses: the fastest that Apprise can be used."""
    service = prepare(url)
    began = perf_counter()
    for _ in range(count):
        if not push(service, TITLE, BODY):
            raise RuntimeError("Apprise did not deliver")
    return perf_counter() - began


def _smtplib(port: int, count: int) -> float:
    began = perf_counter()
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as line:
        for _ in range(count):
            line.sendmail("casework@localhost", [ADDRESS], written(MESSAGE, "casework@localhost", ADDRESS))
    return perf_counter() - began


def _httpx(port: int, count: int) -> float:
    began = perf_counter()
    with httpx.Client(trust_env=False) as client:
        for _ in range(count):
            client.post(f"http://127.0.0.1:{port}/hook", json={"title": TITLE, "body": BODY}).raise_for_status()
    return perf_counter() - began
