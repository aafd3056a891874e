"""Mail: one message to one address."""

from urllib.parse import quote, urlsplit, urlunsplit

from models.store.engine import Store
from models.store.vault import Sealed
from notifications.channels.push import prepare, push
from notifications.outcomes import Delivered, Message, NoRecipient, Outcome, TryAgain
from notifications.recipients import UNOPENED, address

MESSAGE_HEADER = "X-Casework-Message"

_OURS = {"to", "cc", "bcc", "format"}


class MailSender:
    """Sends through the server named by an Apprise `mailto` URL (BadInput if unreadable); recipients in it are ignored.

    Mail knows no key against doubles; the header lets a person recognise one.
    """

    def __init__(self, store: Store, url: str) -> None:
        self._store = store
        self._url = url
        prepare(_addressed(url, "casework@example.org", "check"))

    def __call__(self, message: Message) -> Outcome:
        try:
            with self._store.read() as connection:
                to = address(connection, message)
        except Sealed:
            return UNOPENED
        if to is None:
            return NoRecipient()
        service = prepare(_addressed(self._url, to, message.dedupe))
        # Apprise drops what it cannot read and mails the rest: o'neil@… would reach neil@….
        if [target for _, target in getattr(service[0], "targets", ())] != [to]:
            return NoRecipient("the address cannot be read")
        if push(service, message.title, message.body):
            return Delivered("accepted by the mail server")
        return TryAgain("not accepted by the mail server")


def _addressed(url: str, to: str, dedupe: str) -> str:
    parts = urlsplit(url)
    theirs = [pair for pair in parts.query.split("&") if pair and pair.split("=")[0].lower() not in _OURS]
    ours = [f"to={quote(to, safe='')}", "format=text", f"+{MESSAGE_HEADER}={quote(dedupe, safe='')}"]
    return urlunsplit((parts.scheme, parts.netloc, "/", "&".join(theirs + ours), ""))
