"""Mail: one message to one address, over connections that are kept.

Our own and not Apprise, which opens a connection and reads the system's certificates for each mail: some 30 a second.
"""

from base64 import encodebytes
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime
from hashlib import sha256
from types import TracebackType
from typing import Self
from urllib.parse import quote

from models.store.engine import Store
from models.store.vault import Sealed
from notifications.channels.smtp import MailServer, readable, server
from notifications.outcomes import Message, NoRecipient, Outcome
from notifications.recipients import UNOPENED, address

MESSAGE_HEADER = "X-Casework-Message"

LONGEST_LINE = 998


class MailSender:
    """Sends through the server named by a `mailto` URL (BadInput if unreadable); recipients in it are ignored.

    Mail knows no key against doubles; the header, and a Message-ID that stays the same, let a person recognise one.
    """

    def __init__(self, store: Store, url: str) -> None:
        self._store = store
        self._named = server(url)
        self._server = MailServer(self._named)

    def __call__(self, message: Message) -> Outcome:
        try:
            with self._store.read() as connection:
                to = address(connection, message)
        except Sealed:
            return UNOPENED
        if to is None:
            return NoRecipient()
        if not readable(to):
            return NoRecipient("the address cannot be read")
        return self._server.hand_in(to, written(message, self._named.sender, to))

    def close(self) -> None:
        self._server.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def written(message: Message, sender: str, to: str) -> bytes:
    """The mail as it goes over the line: plain UTF-8 text. A title is one line, whatever was put into it.

    Written out, because the library takes longer to build it than the server to take it. Nothing here can begin a line
    of its own: both addresses are `readable`, the key and the title are encoded.
    """
    title = "".join(character for character in " ".join(message.title.split()) if character.isprintable())
    lines = message.body.splitlines()
    plain = message.body.isascii() and all(len(line) < LONGEST_LINE for line in lines)
    text = "".join(f"{line}\r\n" for line in lines).encode()
    head = {
        # As it is: people and filters look for it.
        MESSAGE_HEADER: quote(message.dedupe, safe=":/._-@"),
        "Message-ID": f"<{sha256(message.dedupe.encode()).hexdigest()[:40]}@{sender.rpartition('@')[2]}>",
        "Date": format_datetime(datetime.now(UTC)),
        "From": sender,
        "To": to,
        "Subject": Header(title, "us-ascii" if title.isascii() else "utf-8", header_name="Subject").encode(
            linesep="\r\n"
        ),
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "7bit" if plain else "base64",
    }
    content = text if plain else encodebytes(text).replace(b"\n", b"\r\n")
    return "".join(f"{name}: {value}\r\n" for name, value in head.items()).encode("ascii") + b"\r\n" + content
