"""Robots of WeCom, DingTalk and Feishu/Lark as plugins of Apprise, which has none that reads their answers.

Their URLs look as the platform hands them out, but for the scheme, and for the secret at the end:
`caseworkdingtalks://oapi.dingtalk.com/robot/send?access_token=…&secret=…` (`s` at the scheme's end: https).
"""

from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar
from urllib.parse import quote, unquote, urlencode, urlsplit, urlunsplit

import apprise
import httpx
from apprise.plugins import NotifyBase

from models.errors import BadInput
from models.vocabulary import Channel
from notifications.channels.platforms import PLATFORMS, Platform
from notifications.channels.push import prepare
from notifications.http_answers import body, refusal
from notifications.outcomes import Delivered, Outcome, TryAgain

TIMEOUT = httpx.Timeout(8.0, connect=3.0)
WHOLE_SECONDS = 8.0
"""A robot that answers drop by drop is left after this; below the relay's limit for one attempt."""

# Apprise's own types fit no plugin but its own.
_PLUGIN: Any = NotifyBase
_MANAGER: Any = apprise.NotificationManager

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Robot(_PLUGIN):  # type: ignore[misc]
    """Sends one text to one robot; `outcome` says how that ended, since Apprise itself knows only yes or no."""

    platform: ClassVar[Platform]
    body_maxlen = 1_000_000  # what is too long is cut at a character, by bytes, by us
    title_maxlen = 1_000
    request_rate_per_sec = 0

    def __init__(self, address: str, secret: str | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._address = address
        self._secret = secret
        self.outcome: Outcome = TryAgain("not sent")

    @staticmethod
    def parse_url(url: str) -> dict[str, Any] | None:
        parts = urlsplit(url)
        pairs = [pair for pair in parts.query.split("&") if pair]
        secrets = [unquote(pair[7:]) for pair in pairs if pair.startswith("secret=")]
        query = "&".join(pair for pair in pairs if not pair.startswith("secret="))
        scheme = "https" if parts.scheme.endswith("s") else "http"
        return {
            "schema": parts.scheme,
            "host": parts.hostname,
            "port": parts.port,
            "address": urlunsplit((scheme, parts.netloc, parts.path, query, "")),
            "secret": secrets[0] if secrets else None,
        }

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """Never the whole of it: this is for showing."""
        return f"{self.schema}://{self.host}/"

    def send(self, body: str, title: str = "", **kwargs: Any) -> bool:
        posted = self.platform.request(title, body, self._secret, datetime.now(UTC))
        address = self._address + ("&" + urlencode(posted.query) if posted.query else "")
        try:
            self.outcome = _answered(address, dict(posted.body), self.platform)
        except httpx.HTTPError as error:
            self.outcome = TryAgain(type(error).__name__)
        return isinstance(self.outcome, Delivered)


class WeComRobot(Robot):
    service_name = "WeCom robot"
    protocol, secure_protocol = "caseworkwecom", "caseworkwecoms"
    platform = PLATFORMS[Channel.WECOM]


class DingTalkRobot(Robot):
    service_name = "DingTalk robot"
    protocol, secure_protocol = "caseworkdingtalk", "caseworkdingtalks"
    platform = PLATFORMS[Channel.DINGTALK]


class FeishuRobot(Robot):
    service_name = "Feishu robot"
    protocol, secure_protocol = "caseworkfeishu", "caseworkfeishus"
    platform = PLATFORMS[Channel.FEISHU]


ROBOTS: dict[Channel, type[Robot]] = {
    Channel.WECOM: WeComRobot,
    Channel.DINGTALK: DingTalkRobot,
    Channel.FEISHU: FeishuRobot,
}


@cache
def make_known() -> None:
    """Tell Apprise of them, before it reads a URL. Not at import: it loads all of its own plugins then."""
    for robot in ROBOTS.values():
        _MANAGER().add(robot)


def robot_url(kind: Channel, handed_out: str, secret: str | None) -> str:
    """Apprise's URL for the address the platform handed out. BadInput, without it, where it is none.

    `http` is taken for this machine itself only: the address is the key to the robot.
    """
    try:
        parts = urlsplit(handed_out.strip())
        plain = parts.scheme == "http" and parts.hostname in LOOPBACK
        parts.port  # noqa: B018  # raises for what is no number
    except ValueError:
        raise BadInput("the channel's URL cannot be read") from None
    if not parts.hostname or not (plain or parts.scheme == "https") or "@" in parts.netloc or parts.fragment:
        raise BadInput("the channel's URL: https, host and path as the platform shows them are needed")
    if not handed_out.isascii() or any(c.isspace() for c in handed_out.strip()):
        raise BadInput("the channel's URL cannot be read")
    scheme: str = ROBOTS[kind].protocol if plain else ROBOTS[kind].secure_protocol
    pairs = [pair for pair in parts.query.split("&") if pair]
    if secret:
        pairs.append(f"secret={quote(secret, safe='')}")
    url = urlunsplit((scheme, parts.netloc, parts.path, "&".join(pairs), ""))
    make_known()
    prepare(url)
    return url


def _answered(address: str, sent: dict[str, Any], platform: Platform) -> Outcome:
    with _client().stream("POST", address, json=sent) as response:
        if not response.is_success:
            return refusal(response.status_code, response.headers.get("Retry-After"))
        answer = body(response, WHOLE_SECONDS)
    if answer is None:
        return TryAgain("the answer does not end")
    return platform.verdict(answer)


@cache
def _client() -> httpx.Client:
    """One for all: building one costs a TLS context each time. A robot is spoken to too seldom to keep a connection."""
    return httpx.Client(
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
        headers={"Accept-Encoding": "identity"},
        limits=httpx.Limits(max_keepalive_connections=0),
    )
