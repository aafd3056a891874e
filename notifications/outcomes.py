"""What a sender is given, and how an attempt may end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from models.vocabulary import Audience, Channel


@dataclass(frozen=True)
class Message:
    """One claimed row of the outbox; `attempt` counts from 1 and includes this one. `via` names a channel of the
    register."""

    id: int
    dedupe: str
    case_no: str | None
    channel: Channel
    audience: Audience
    target: str
    title: str
    body: str
    sealed_id: str | None
    attempt: int
    seq: int = 0
    deadline_id: int | None = None
    rung: str | None = None
    statutory: bool = False
    via: str | None = None


@dataclass(frozen=True)
class Delivered:
    """The peer has it. `answer` is its receipt or a code; `signed` its receipt as it signed it, kept as an event."""

    answer: str
    signed: str | None = None


@dataclass(frozen=True)
class TryAgain:
    """Not now. `after` is what the peer asked to wait, in seconds."""

    answer: str
    after: float | None = None


@dataclass(frozen=True)
class Later:
    """Not before `until` (UTC), for a reason of ours: nothing was tried, and no attempt is counted."""

    answer: str
    until: datetime


@dataclass(frozen=True)
class Permanent:
    """Trying again cannot help: the message is dead at once and waits for a person."""

    answer: str


@dataclass(frozen=True)
class Moot:
    """The message lost its point before it left."""

    answer: str


@dataclass(frozen=True)
class NoRecipient:
    """The register holds no address that could be used."""

    answer: str = "no address"


Outcome = Delivered | TryAgain | Later | Permanent | Moot | NoRecipient
"""An `answer` is kept for ever and shown: it holds codes and receipts, never content, addresses or secrets."""

Sender = Callable[[Message], Outcome]
"""Sends one message once. It may block up to the attempt's limit; it is called from several threads at once."""

Gate = Callable[[Message], Outcome | None]
"""Asked before a message is sent: how it ends without being sent, or None where it may go."""


def gated(sender: Sender, *gates: Gate) -> Sender:
    """The sender behind gates, asked in this order."""

    def send(message: Message) -> Outcome:
        for gate in gates:
            if (end := gate(message)) is not None:
                return end
        return sender(message)

    return send
