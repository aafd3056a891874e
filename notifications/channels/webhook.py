"""Webhook: the notice as JSON to the one configured URL."""

from urllib.parse import quote, urlsplit, urlunsplit

from notifications.channels.mail import MESSAGE_HEADER
from notifications.channels.push import prepare, push
from notifications.outcomes import Delivered, Message, Outcome, TryAgain

_SCHEMES = {"http": "json", "https": "jsons"}
# Renames Apprise's field and drops what is of no use to the receiver.
_SHAPE = ":message=body&:version=&:attachments=&:type="
_OURS = {"format", "redirect"}


class WebhookSender:
    """POSTs `{"title", "body"}` with the header X-Casework-Message. Redirects are not followed.

    `url` is http(s):// or Apprise's json(s):// (BadInput if unreadable). Apprise's own parameters apply in its query;
    `-name=value` is passed on as `name=value`.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        prepare(self._keyed("check"))

    def __call__(self, message: Message) -> Outcome:
        if push(prepare(self._keyed(message.dedupe)), message.title, message.body):
            return Delivered("2xx")
        return TryAgain("not answered with 2xx")

    def _keyed(self, dedupe: str) -> str:
        parts = urlsplit(self._url)
        scheme = _SCHEMES.get(parts.scheme.lower(), parts.scheme)
        theirs = [pair for pair in parts.query.split("&") if pair and pair.split("=")[0].lower() not in _OURS]
        ours = ["format=text", _SHAPE, f"+{MESSAGE_HEADER}={quote(dedupe, safe='')}"]
        return urlunsplit((scheme, parts.netloc, parts.path or "/", "&".join(theirs + ours), ""))
