"""Who packages go to: only what the register says, and how a connection to it is made."""

import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from time import monotonic, time
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit

import httpx
from sqlalchemy import Connection, select

from models.errors import BadInput
from models.store import transfer_key
from models.store.handles import DEPARTMENT
from models.store.settings import store_settings
from notifications import http_signature
from notifications.recipients import endpoint
from notifications.settings import NotificationSettings

TIMEOUT = httpx.Timeout(15.0, connect=3.0, pool=5.0)
WHOLE_SECONDS = 18.0
"""A peer that sends its answer drop by drop is left after this; below the relay's limit for one attempt."""

LARGEST_ANSWER = 256 * 1024
PACKAGE, ASKED = (
    ("@method", "@target-uri", "content-digest", "content-type", "idempotency-key"),
    ("@method", "@target-uri"),
)
"""What is signed of a request with a package, and of one without."""


@dataclass(frozen=True)
class Peer:
    """A department's service: the address from the register, and the key its statements are verified with."""

    base: str
    public_key: bytes

    def transfers(self, *path: str) -> str:
        return "/".join((self.base.rstrip("/"), "transfers", *(quote(part, safe="") for part in path)))


def registered(connection: Connection, code: str) -> Peer | str:
    """The department's service, or what the register lacks. Raises vault.Sealed where the address does not open."""
    base = endpoint(connection, code)
    if not base:
        return "no endpoint"
    key = connection.execute(select(DEPARTMENT.c.public_key).where(DEPARTMENT.c.code == code)).scalar_one_or_none()
    return Peer(base, bytes.fromhex(key)) if key else "no public key"


def acceptable(base: str, *, plain: bool) -> bool:
    """Whether packages may go there: http(s) with a host and no more. Without TLS only to this very machine, unless
    settings allow it (`plain`).

    There is no list of forbidden networks: an organ's peers stand in closed ones, and an address comes from the
    register alone, where an administrator enters it. So no answer of a peer may lead elsewhere: redirects are off.
    """
    try:
        url = urlsplit(base)
        host, scheme, _ = url.hostname, url.scheme, url.port
    except ValueError:
        return False
    # No name and password in it: httpx logs addresses.
    if scheme not in ("http", "https") or not host or "@" in base or url.query or url.fragment:
        return False
    return scheme == "https" or plain or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Line:
    """Requests signed with this installation's key, over one client: building one costs a TLS context each time."""

    def __init__(self, settings: NotificationSettings) -> None:
        secret = transfer_key.secret(store_settings().transfer_key)
        self.plain = settings.transfer_plain
        self._secret = secret
        self._key_id = transfer_key.key_id(transfer_key.public_of(secret))
        self._client = httpx.Client(
            timeout=TIMEOUT, follow_redirects=False, trust_env=False, verify=_tls(settings) or True
        )

    def ask(
        self,
        method: str,
        url: str,
        covered: Sequence[str] = ASKED,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes | None, httpx.Headers]:
        """Status, body (None where it was too long or too slow) and headers. Raises httpx.HTTPError."""
        request = self._client.build_request(method, url, content=body, headers=dict(headers or {}))
        names = {name.lower(): value for name, value in (headers or {}).items()}
        request.headers.update(
            http_signature.signed(method, str(request.url), names, covered, self._secret, self._key_id, int(time()))
        )
        answer = self._client.send(request, stream=True)
        try:
            return answer.status_code, _body(answer), answer.headers
        finally:
            answer.close()

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _body(answer: httpx.Response) -> bytes | None:
    until = monotonic() + WHOLE_SECONDS
    body = b""
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > LARGEST_ANSWER or monotonic() > until:
            return None
    return body


def _tls(settings: NotificationSettings) -> ssl.SSLContext | None:
    """Our certificate for peers that ask for one, and whose certificates are trusted; None: as httpx has it."""
    ca, own, key = settings.transfer_tls_ca, settings.transfer_tls_cert, settings.transfer_tls_key
    if ca is None and own is None:
        return None
    try:
        context = ssl.create_default_context(cafile=ca)
        if own is not None:
            context.load_cert_chain(own, key)
    except (OSError, ssl.SSLError):
        raise BadInput("CASEWORK_TRANSFER_TLS_CA, _CERT or _KEY cannot be read") from None
    return context
