"""What a sender is given, and how an attempt may end."""

from collections.abc import Callable
from dataclasses import dataclass

from models.vocabulary import Audience, Channel


@dataclass(frozen=True)
class Message:
    """One claimed row of the outbox; `attempt` counts from 1 and includes this one."""

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


@dataclass(frozen=True)
class Delivered:
    """The peer has it. `answer` is its receipt or a code."""

    answer: str


@dataclass(frozen=True)
class TryAgain:
    """Not now. `after` is what the peer asked to wait, in seconds."""

    answer: str
    after: float | None = None


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


Outcome = Delivered | TryAgain | Permanent | Moot | NoRecipient
"""An `answer` is kept for ever and shown: it holds codes and receipts, never content, addresses or secrets."""

Sender = Callable[[Message], Outcome]
"""Sends one message once. It may block up to the attempt's limit; it is called from several threads at once."""
