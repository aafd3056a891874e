"""The chat robots of WeCom, DingTalk and Feishu/Lark: what each is sent, and what its answer means. Pure.

All three answer 200 to what they refuse; only the code in the answer tells.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import digest
from typing import Any

from models.vocabulary import Channel
from notifications.outcomes import Delivered, Outcome, Permanent, TryAgain

CUT = "…"


@dataclass(frozen=True)
class Posted:
    """A request to a robot: what is added to its address, and the JSON it is sent."""

    query: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Platform:
    """How one platform's robots are spoken to.

    `codes` are the names its answers give the code under; `largest` is the most bytes of text it takes. `busy` says,
    for the codes of a rate limit, how many seconds to wait; after a code of `final` trying again cannot help.
    """

    codes: tuple[str, ...]
    largest: int
    post: Callable[[str, str | None, datetime], Posted]
    busy: Mapping[int, float]
    final: frozenset[int]

    def request(self, title: str, body: str, secret: str | None, now: datetime) -> Posted:
        """The notice as this platform takes it, signed with the robot's secret where it has one."""
        return self.post(shortened(f"{title}\n{body}".strip(), self.largest), secret, now)

    def verdict(self, answer: bytes) -> Outcome:
        """What a 200 really means. An answer that cannot be read is no delivery."""
        try:
            told = json.loads(answer)
        except (ValueError, RecursionError):
            return TryAgain("the answer cannot be read")
        names = [name for name in self.codes if isinstance(told, dict) and type(told.get(name)) is int]
        if not names:
            return TryAgain("the answer has no code")
        # Feishu's older answers have two names for it: one that refuses is believed.
        name = next((name for name in names if told[name] != 0), names[0])
        code = told[name]
        shown = f"{name} {code}"
        if code == 0:
            return Delivered(shown)
        if code in self.final:
            return Permanent(shown)
        return TryAgain(shown, self.busy.get(code))


def shortened(text: str, largest: int) -> str:
    """The text cut at a character so that its UTF-8 has at most so many bytes; the cut can be seen."""
    if len(text.encode()) <= largest:
        return text
    return text.encode()[: largest - len(CUT.encode())].decode(errors="ignore") + CUT


def _wecom(text: str, secret: str | None, now: datetime) -> Posted:
    return Posted({}, {"msgtype": "text", "text": {"content": text}})


def _dingtalk(text: str, secret: str | None, now: datetime) -> Posted:
    """Signed in the address: milliseconds and secret, under the secret."""
    query: dict[str, str] = {}
    if secret is not None:
        stamp = str(int(now.timestamp() * 1000))
        signed = digest(secret.encode(), f"{stamp}\n{secret}".encode(), "sha256")
        query = {"timestamp": stamp, "sign": b64encode(signed).decode()}
    return Posted(query, {"msgtype": "text", "text": {"content": text}})


def _feishu(text: str, secret: str | None, now: datetime) -> Posted:
    """Signed in the body: nothing at all, under seconds and secret."""
    signed: dict[str, str] = {}
    if secret is not None:
        stamp = str(int(now.timestamp()))
        signature = digest(f"{stamp}\n{secret}".encode(), b"", "sha256")
        signed = {"timestamp": stamp, "sign": b64encode(signature).decode()}
    return Posted({}, {**signed, "msg_type": "text", "content": {"text": text}})


PLATFORMS: Mapping[Channel, Platform] = {
    Channel.WECOM: Platform(
        codes=("errcode",),
        largest=2048,
        post=_wecom,
        busy={45009: 60.0, 45033: 10.0},
        # Message type, parameters, length; the robot's key, the robot stopped or removed.
        final=frozenset({40008, 40058, 44004, 45002, 93000, 93004, 93008}),
    ),
    Channel.DINGTALK: Platform(
        codes=("errcode",),
        largest=18_000,
        post=_dingtalk,
        # Who sends more than 20 a minute is shut out for ten minutes.
        busy={130101: 600.0, 410100: 600.0, 660026: 600.0},
        # Keyword, signature, time or sender's address refused; token unknown; robot stopped, group gone; words refused.
        final=frozenset(
            {310000, 300001, 300005, 400013, 400101, 400102, 400105, 400106, 40035}
            | {430101, 430102, 430103, 430104}
        ),
    ),
    Channel.FEISHU: Platform(
        codes=("code", "StatusCode"),
        largest=18_000,
        post=_feishu,
        busy={9499: 60.0, 11232: 60.0},
        # Token, signature or time, sender's address, keyword; robot not in the group, or stopped.
        final=frozenset({19001, 19002, 19021, 19022, 19024, 19036}),
    ),
}  # fmt: skip
