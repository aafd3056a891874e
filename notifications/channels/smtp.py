"""A mail server named by a `mailto` URL, and what its codes mean. The connection is kept between messages."""

import socket
import ssl
from dataclasses import dataclass, field
from functools import partial
from re import ASCII, compile
from smtplib import SMTP, SMTP_SSL, SMTPDataError, SMTPException, SMTPResponseException
from urllib.parse import unquote, urlsplit

from models.errors import BadInput
from notifications.channels.kept import Kept, Kind
from notifications.channels.query import pairs
from notifications.outcomes import Delivered, Outcome, Permanent, TryAgain

STEP_SECONDS = 10.0
"""The longest a server may be silent, when connecting and at each command."""

REFUSED_FOR_GOOD = frozenset({550, 551, 552, 553, 554, 556})
"""Of a recipient or a content. The same codes for our own name or password are ours to mend: those are tried again."""

PORTS = {"insecure": 25, "starttls": 587, "ssl": 465}
_IGNORED = {"to", "cc", "bcc", "format"}
_KNOWN = {"from", "mode", "smtp", "user", "pass"}
_ADDRESS = compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", ASCII)
LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Server:
    """Where mail is handed in, as whom. `mode` is insecure, starttls or ssl."""

    host: str
    port: int
    mode: str
    sender: str
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @property
    def domain(self) -> str:
        """What we call ourselves to the server: a full name, which the machine's own need not be."""
        return self.sender.rpartition("@")[2]


def readable(address: str) -> bool:
    """Whether it is one plain address: nothing in it can reach somebody else or begin another line."""
    return len(address) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(address) is not None


def server(url: str) -> Server:
    """Read `mailto(s)://[user:password@]host[:port]/?from=…&mode=…`. BadInput, without the URL, where it cannot be."""
    try:
        parts = urlsplit(url)
        named = {name.lower(): value for name, value in pairs(parts.query)}
        port = parts.port
    except ValueError:
        raise _unreadable() from None
    secure = parts.scheme.lower() == "mailtos"
    mode = named.get("mode", "starttls" if secure else "insecure").lower()
    user, password = named.get("user", unquote(parts.username or "")), named.get("pass", unquote(parts.password or ""))
    host = named.get("smtp") or parts.hostname or ""
    sender = named.get("from") or (user if "@" in user else f"{user or 'casework'}@{parts.hostname}")
    strange = {name for name in named if not name.startswith("+")} - _KNOWN - _IGNORED
    if strange or not host or mode not in PORTS or (secure and mode == "insecure") or not readable(sender):
        raise _unreadable()
    return Server(host, port or PORTS[mode], mode, sender, user or None, password or None)


def _unreadable() -> BadInput:
    return BadInput("the channel's URL cannot be read")


class MailServer:
    """Hands in mail, one connection per sender at once. Answers are codes alone: a server's text may repeat an address.

    A connection is lent with the next mail begun.

    Certificates are checked against the system's, or those named by SSL_CERT_FILE.
    """

    def __init__(self, named: Server) -> None:
        # Once: building one reads every certificate of the system, 25 ms each time.
        tls = ssl.create_default_context() if named.mode != "insecure" else None
        self._kept: Kept[SMTP] = Kept(
            Kind(partial(_made, named, tls), partial(_connect, named, tls), partial(_begun, named), _leave)
        )

    def hand_in(self, to: str, content: bytes) -> Outcome:
        """Send to the one address, which must be `readable`."""
        try:
            with self._kept.lent() as connection:
                return _sent(connection, to, content)
        except SMTPResponseException as error:
            return TryAgain(str(error.smtp_code))
        except (SMTPException, OSError, ValueError) as error:
            # ValueError: what smtplib makes of a server that does not speak SMTP.
            return TryAgain(type(error).__name__)

    def close(self) -> None:
        """End the connections that are kept."""
        self._kept.close()


def _sent(line: SMTP, to: str, content: bytes) -> Outcome:
    """What the server made of a mail that is begun."""
    code, _ = line.rcpt(to)
    if code in (250, 251):
        try:
            code, _ = line.data(content)
        except SMTPDataError as error:
            code = error.smtp_code
        if code == 250:
            return Delivered(str(code))
    if code == 421 or line.rset()[0] != 250:  # the server hangs up, or is lost
        raise SMTPResponseException(code, "")
    return Permanent(str(code)) if code in REFUSED_FOR_GOOD else TryAgain(str(code))


def _made(named: Server, tls: ssl.SSLContext | None) -> SMTP:
    if named.mode == "ssl":
        line: SMTP = SMTP_SSL(timeout=STEP_SECONDS, local_hostname=named.domain, context=tls)
    else:
        line = SMTP(timeout=STEP_SECONDS, local_hostname=named.domain)
    # Given to the constructor it would connect at once; certificates are checked against it.
    line._host = named.host  # type: ignore[attr-defined]  # no public name for it
    return line


def _connect(named: Server, tls: ssl.SSLContext | None, line: SMTP) -> None:
    _expect(line.connect(named.host, named.port), 220)
    assert line.sock is not None  # noqa: S101  # connected
    line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if named.mode == "starttls":
        line.starttls(context=tls)
    line.ehlo_or_helo_if_needed()
    if named.user and named.password is not None:
        line.login(named.user, named.password)
    _expect(line.mail(named.sender), 250)


def _expect(reply: tuple[int, bytes], code: int) -> None:
    if reply[0] != code:
        raise SMTPResponseException(reply[0], "")


def _begun(named: Server, line: SMTP) -> bool:
    """Begin the next mail, which shows as well whether the server still listens."""
    try:
        return line.mail(named.sender)[0] == 250
    except SMTPException:
        return False


def _leave(line: SMTP) -> None:
    if line.sock is not None:
        try:
            line.sock.settimeout(1.0)
            line.docmd("QUIT")
        finally:
            line.close()
