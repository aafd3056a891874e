"""A mail server and a webhook that keep the key of each message they got, in the order in which they got them."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any

from notifications.sinks import MailSink
from tests.delivery.peers import Peer, Seen, peer

TAKES = 0.01
"""Seconds between having a message and saying so: the moment in which a kill makes a double."""


class SlowMailSink(MailSink):
    """Takes its time to answer; what it has, it has."""

    def __init__(self, came: Event) -> None:
        super().__init__()
        self._came = came

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = await super().handle_DATA(server, session, envelope)
        self._came.set()
        await asyncio.sleep(TAKES)
        return answer


@dataclass(frozen=True)
class Sinks:
    """Both."""

    mail: MailSink
    hook: Peer
    came: Event

    def await_next(self, seconds: float) -> None:
        """Return when the next message has come, or after so many seconds."""
        self.came.clear()
        self.came.wait(seconds)

    def keys(self) -> list[str]:
        """The keys of all that came; within a channel in the order of arrival."""
        return [mail.key for mail in self.mail.messages] + [
            seen.headers["X-Casework-Message"] for seen in self.hook.seen
        ]


@contextmanager
def sinks() -> Iterator[Sinks]:
    came = Event()

    def take(_: Seen) -> tuple[int, dict[str, str], bytes]:
        came.set()
        time.sleep(TAKES)
        return 204, {}, b""

    with SlowMailSink(came) as mail, peer(take) as hook:
        yield Sinks(mail, hook, came)
