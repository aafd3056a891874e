"""Mail over connections that are kept: what is written, what the server's codes mean, and what becomes of a line."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from models.store.engine import Store
from notifications.channels.mail import MailSender, written
from notifications.channels.smtp import Server, server
from notifications.outcomes import Delivered, Outcome, Permanent, TryAgain
from notifications.sinks import MailSink
from tests.delivery.lines import Script, speaking
from tests.delivery.outbox import register
from tests.delivery.test_channels import MESSAGE

FROM, TO = "casework@example.org", "b1@example.org"


@pytest.fixture
def registered(sqlite: Store) -> Store:
    register(sqlite)
    return sqlite


@given(title=st.text(max_size=200), body=st.text(max_size=300), dedupe=st.text(min_size=1, max_size=120))
def test_whatever_a_notice_says_it_is_one_mail_to_one_address(title: str, body: str, dedupe: str) -> None:
    raw = written(replace(MESSAGE, title=title, body=body, dedupe=dedupe), FROM, TO)
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    mail = message_from_bytes(raw, policy=default)
    assert sorted(mail.keys()) == [
        "Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To",
        "X-Casework-Message",
    ]  # fmt: skip
    assert (mail["From"], mail["To"], mail.get_content_type()) == (FROM, TO, "text/plain")
    assert mail.get_content().splitlines() == body.splitlines()


@pytest.mark.parametrize(
    "title", ["案件 GZ-2026-000001：批准", "Case GZ-2026-000001: approve", "a\r\nBcc: x@example.org", "长" * 120]
)
def test_a_title_is_one_line_and_reads_as_it_was(title: str) -> None:
    mail = message_from_bytes(written(replace(MESSAGE, title=title), FROM, TO), policy=default)
    assert mail["Subject"] == " ".join(title.split())
    assert mail["Bcc"] is None


def test_all_tries_of_a_message_carry_one_id_and_another_message_another() -> None:
    def id_of(dedupe: str) -> str:
        return str(message_from_bytes(written(replace(MESSAGE, dedupe=dedupe), FROM, TO), policy=default)["Message-ID"])

    assert id_of("k1") == id_of("k1") != id_of("k2")
    assert id_of("k1").endswith("@example.org>")


def test_the_date_is_now() -> None:
    mail = message_from_bytes(written(MESSAGE, FROM, TO), policy=default)
    assert abs(parsedate_to_datetime(str(mail["Date"])) - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("mailto://h", Server("h", 25, "insecure", "casework@h")),
        ("mailto://h:26/?from=a+b@c.org&mode=insecure", Server("h", 26, "insecure", "a+b@c.org")),
        ("mailtos://me:pa%40ss@h/", Server("h", 587, "starttls", "me@h", "me", "pa@ss")),
        ("mailtos://me%40c.org:p@h/?mode=ssl", Server("h", 465, "ssl", "me@c.org", "me@c.org", "p")),
        ("mailtos://u:p@c.org/?smtp=mx.c.org&from=a@c.org", Server("mx.c.org", 587, "starttls", "a@c.org", "u", "p")),
    ],
)
def test_the_forms_of_a_mail_url(url: str, wanted: Server) -> None:
    assert server(url) == wanted
    assert "pa@ss" not in repr(wanted)


def test_one_connection_serves_many_and_an_idle_one_is_closed(
    registered: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifications.channels.kept.IDLE_SECONDS", 0.05)
    with MailSink() as sink, MailSender(registered, sink.url) as sender:
        assert [sender(MESSAGE) for _ in range(20)] == [Delivered("250")] * 20
        assert sink.connections == 1
        assert sink.left.wait(30)
        assert sender(MESSAGE) == Delivered("250")
        assert sink.connections == 2


GREETING, HELLO, OK = "220 hello", "250 hello", "250 ok"
BEGUN = [GREETING, HELLO, OK]


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ([*BEGUN, OK, "354 go", OK], Delivered("250")),
        ([*BEGUN, "450 later", OK], TryAgain("450")),
        ([*BEGUN, "550 nobody <b1@example.org>", OK], Permanent("550")),
        ([*BEGUN, "551 moved", OK], Permanent("551")),
        ([*BEGUN, "553 what", OK], Permanent("553")),
        ([*BEGUN, "503 order", OK], TryAgain("503")),
        ([*BEGUN, OK, "354 go", "554 content", OK], Permanent("554")),
        ([*BEGUN, OK, "354 go", "552 too large", OK], Permanent("552")),
        ([*BEGUN, OK, "354 go", "452 full", OK], TryAgain("452")),
        ([*BEGUN, OK, "554 no data", OK], Permanent("554")),
        ([*BEGUN, "421 bye"], TryAgain("421")),
        (["554 go away"], TryAgain("554")),
        (["220 hello", "550 who", "550 who"], TryAgain("550")),
        ([GREETING, HELLO, "550 not you"], TryAgain("550")),
        ([GREETING, HELLO, "421 bye"], TryAgain("421")),
        (["no smtp at all"], TryAgain("-1")),
        ([], TryAgain("SMTPServerDisconnected")),
        ([*BEGUN, OK, "354 go"], TryAgain("SMTPServerDisconnected")),
    ],
)
def test_what_a_code_means_and_that_nothing_else_is_kept(registered: Store, script: Script, outcome: Outcome) -> None:
    with speaking(script) as (url, _), MailSender(registered, url) as sender:
        assert sender(MESSAGE) == outcome


def test_a_line_the_server_dropped_is_opened_anew_once(registered: Store) -> None:
    whole = [*BEGUN, OK, "354 go", OK]
    with speaking(whole, whole, []) as (url, heard), MailSender(registered, url) as sender:
        assert [sender(MESSAGE), sender(MESSAGE)] == [Delivered("250")] * 2
        assert sender(MESSAGE) == TryAgain("SMTPServerDisconnected")
    assert heard.count("mail from") == 2


def test_a_refused_address_leaves_the_line_fit_for_the_next(registered: Store) -> None:
    script = [*BEGUN, "550 nobody", OK, OK, OK, "354 go", OK]
    with speaking(script) as (url, heard), MailSender(registered, url) as sender:
        assert [sender(MESSAGE), sender(MESSAGE)] == [Permanent("550"), Delivered("250")]
    assert heard.count("rset") == 1


def test_a_server_that_drips_is_cut_off_by_the_next(registered: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.channels.kept.WHOLE_SECONDS", 0.2)
    whole = [*BEGUN, OK, "354 go", OK]
    with speaking(None, whole) as (url, _), MailSender(registered, url) as sender:
        ended: list[Outcome] = []
        stuck = Thread(target=lambda: ended.append(sender(MESSAGE)))
        stuck.start()
        stuck.join(0.5)
        assert stuck.is_alive()
        assert sender(MESSAGE) == Delivered("250")
        stuck.join(30)
        assert [type(outcome) for outcome in ended] == [TryAgain]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(pem)
    return folder / "cert.pem", folder / "key.pem"


def knows(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"me", b"pass")
    return AuthResult(success=known, handled=False)


@contextmanager
def guarded(certificate: tuple[Path, Path]) -> Iterator[MailSink]:
    """A mail server that takes mail only from who signed in, and lets sign in only under TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with MailSink(tls_context=context, require_starttls=True, authenticator=knows, auth_required=True) as sink:
        yield sink


@pytest.mark.parametrize(
    ("word", "trusted", "outcome"),
    [
        ("pass", True, Delivered("250")),
        ("wrong", True, TryAgain("535")),
        ("pass", False, TryAgain("SSLCertVerificationError")),
    ],
)
def test_starttls_and_sign_in(
    registered: Store,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    word: str,
    trusted: bool,
    outcome: Outcome,
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with guarded(certificate) as sink:
        url = f"mailtos://me:{word}@127.0.0.1:{sink.port}/?from=casework@example.org"
        with MailSender(registered, url) as sender:
            assert [sender(MESSAGE), sender(MESSAGE)] == [outcome] * 2
        assert len(sink.messages) == (2 if outcome == Delivered("250") else 0)
        if trusted and word == "pass":
            assert sink.connections == 1


def test_a_server_without_tls_gets_neither_mail_nor_password(registered: Store) -> None:
    with (
        speaking([GREETING, "250-hello\r\n250 AUTH PLAIN LOGIN", OK, OK, OK]) as (url, heard),
        MailSender(registered, url.replace("mailto://", "mailtos://me:pass@").replace("insecure", "starttls")) as s,
    ):
        assert s(MESSAGE) == TryAgain("SMTPNotSupportedError")
    assert "auth" not in heard.text
    assert "mail from" not in heard.text
