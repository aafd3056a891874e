"""HTTP message signatures: the RFC's own example, and what a signature must not survive."""

from base64 import b64decode

import pytest

from models.store import transfer_key
from notifications.http_signature import LIFE_SECONDS, BadSignature, signed, verified

# RFC 9421, B.1.4 (the key) and B.2.6 (the message), typed from the text.
RFC_PUBLIC = b64decode("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")[-32:]
RFC_SECRET = b64decode("MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF")[-32:]
RFC_AT = 1618884473
RFC_MESSAGE = {
    "date": "Tue, 20 Apr 2021 02:07:55 GMT",
    "content-type": "application/json",
    "content-length": "18",
    "signature-input": 'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length")'
    ';created=1618884473;keyid="test-key-ed25519"',
    "signature": "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
}

SECRET = bytes(range(32))
PUBLIC = transfer_key.public_of(SECRET)
URL = "https://organ.example/transfers"
COVERED = ("@method", "@target-uri", "content-digest", "content-type", "idempotency-key")
AT = 1_784_000_000
FIELDS = {"content-digest": "sha-256=:AAAA:", "content-type": "application/zip", "idempotency-key": '"k1"'}


def made(**changed: object) -> dict[str, str]:
    """Our fields with their signature, as they reach the other side."""
    told = {"method": "POST", "url": URL, "headers": FIELDS, "covered": COVERED, "secret": SECRET, "at": AT} | changed
    given = signed(**told, key_id="us")  # type: ignore[arg-type]
    return {**FIELDS, **{name.lower(): value for name, value in given.items()}}


def seen(headers: dict[str, str], *, method: str = "POST", url: str = URL, at: int = AT) -> str:
    return verified(method, url, headers, COVERED, lambda name: PUBLIC if name == "us" else None, at)


def test_the_example_of_rfc_9421_holds() -> None:
    def key_of(name: str) -> bytes | None:
        return RFC_PUBLIC if name == "test-key-ed25519" else None

    covered = ("date", "@method", "@path", "@authority", "content-type", "content-length")
    told = ("POST", "https://example.com/foo", RFC_MESSAGE, covered, key_of, RFC_AT)
    assert verified(*told) == "test-key-ed25519"
    assert transfer_key.public_of(RFC_SECRET) == RFC_PUBLIC
    with pytest.raises(BadSignature):
        verified("POST", "https://example.com/bar", *told[2:])


def test_what_we_sign_we_accept() -> None:
    assert seen(made()) == "us"
    assert made() != made()


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_changed_field_is_noticed(name: str) -> None:
    with pytest.raises(BadSignature, match="does not hold"):
        seen(made() | {name: FIELDS[name] + " " + "x"})


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_field_that_was_taken_away_is_noticed(name: str) -> None:
    with pytest.raises(BadSignature, match="not there"):
        seen({key: value for key, value in made().items() if key != name})


def test_it_holds_for_one_method_and_one_address_only() -> None:
    for changed in ({"method": "PUT"}, {"url": "https://other.example/transfers"}, {"url": URL + "/k1"}):
        with pytest.raises(BadSignature, match="does not hold"):
            seen(made(), **changed)  # type: ignore[arg-type]


def test_what_must_be_signed_cannot_be_left_out() -> None:
    for left_out in COVERED:
        with pytest.raises(BadSignature, match="does not cover"):
            seen(made(covered=[name for name in COVERED if name != left_out]))


@pytest.mark.parametrize("off", [-LIFE_SECONDS - 1, LIFE_SECONDS + 1])
def test_a_signature_out_of_its_time_is_refused(off: int) -> None:
    with pytest.raises(BadSignature, match="too long ago"):
        seen(made(), at=AT + off)


def test_clocks_may_differ_by_a_little() -> None:
    assert seen(made(), at=AT - LIFE_SECONDS) == seen(made(), at=AT + LIFE_SECONDS) == "us"


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("signature-input", '"us"', '"them"'),
        ("signature-input", "ed25519", "hmac-sha256"),
        ("signature-input", "created=", "creates="),
        ("signature-input", '"@method" ', '"@method" "@method" '),
        ("signature-input", '"@method"', '"@method";sf'),
        ("signature-input", "casework=", "other="),
        ("signature", ":", ""),
        ("signature", "=:", "=:AAAA"),
    ],
)
def test_a_signature_that_is_not_ours_to_read_is_refused(field: str, old: str, new: str) -> None:
    headers = made()
    headers[field] = headers[field].replace(old, new, 1)
    with pytest.raises(BadSignature):
        seen(headers)


def test_without_a_signature_nobody_is_known() -> None:
    with pytest.raises(BadSignature, match="no signature"):
        seen(FIELDS)
