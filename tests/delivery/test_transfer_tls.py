"""Transfers over TLS: each side shows a certificate, and neither takes one it has no reason to trust."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models.errors import BadInput
from notifications.peers import Line
from notifications.settings import NotificationSettings


@dataclass
class Issued:
    """A certificate with its key, as files."""

    cert: Path
    key: Path
    certificate: x509.Certificate
    secret: ec.EllipticCurvePrivateKey


def issued(folder: Path, name: str, by: Issued | None = None) -> Issued:
    secret = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(by.secret if by else secret, hashes.SHA256())
    )
    found = Issued(folder / f"{name}.pem", folder / f"{name}.key", made, secret)
    found.cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    found.key.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return found


@contextmanager
def listening(own: Issued, trusts: Issued) -> Iterator[str]:
    """An HTTPS server that asks for a certificate."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    class Server(HTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client without a certificate is no news."""

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=trusts.cert)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(own.cert, own.key)
    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"https://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def status(url: str, **settings: Path) -> int:
    with Line(NotificationSettings.model_validate(settings)) as line:
        return line.ask("GET", url)[0]


def test_with_a_certificate_each_side_trusts_the_request_arrives(tmp_path: Path) -> None:
    ca = issued(tmp_path, "ca")
    there, here = issued(tmp_path, "there", ca), issued(tmp_path, "here", ca)
    told = {"transfer_tls_ca": ca.cert, "transfer_tls_cert": here.cert, "transfer_tls_key": here.key}
    with listening(there, ca) as url:
        assert status(url, **told) == 204
        with pytest.raises(httpx.HTTPError):
            status(url, transfer_tls_ca=ca.cert)
        with pytest.raises(httpx.ConnectError):
            status(url)


def test_a_server_of_another_authority_is_not_talked_to(tmp_path: Path) -> None:
    ca, other = issued(tmp_path, "ca"), issued(tmp_path, "other")
    here = issued(tmp_path, "here", ca)
    told = {"transfer_tls_ca": ca.cert, "transfer_tls_cert": here.cert, "transfer_tls_key": here.key}
    with listening(issued(tmp_path, "there", other), ca) as url, pytest.raises(httpx.ConnectError):
        status(url, **told)


def test_a_certificate_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="CASEWORK_TRANSFER_TLS"):
        status("https://127.0.0.1:1/", transfer_tls_cert=tmp_path / "none.pem")
