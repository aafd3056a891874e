"""Passcodes without a database: the steps a code belongs to, and when wrong ones lock a badge."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from flows.signature import Signed, signer
from models import passcode
from models.acts.form import Signature

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The one of the test vectors in RFC 6238, appendix B."""
NOON = datetime(2026, 3, 2, 4, 0, 10, tzinfo=UTC)


def after(*minutes: float) -> list[datetime]:
    return [NOON + timedelta(minutes=n) for n in minutes]


@pytest.mark.parametrize(("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert passcode.matching(RFC_SECRET, code, datetime.fromtimestamp(seconds, UTC)) == {seconds // 30}


@pytest.mark.parametrize("steps", range(-3, 4))
def test_a_code_counts_one_step_around_its_own_and_no_further(steps: int) -> None:
    code = pyotp.TOTP(RFC_SECRET).at(NOON)
    found = passcode.matching(RFC_SECRET, code, NOON + timedelta(seconds=30 * steps))
    assert found == ({passcode.step_of(NOON)} if abs(steps) <= 1 else set())


@pytest.mark.parametrize("code", ["", "0", "0000000", "二八七〇八二", "28708２"])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    assert not passcode.matching(RFC_SECRET, code, datetime.fromtimestamp(59, UTC))


@pytest.mark.parametrize(
    ("failures", "minute", "locked"),
    [
        ((0, 1, 2, 3), 3, False),
        ((0, 1, 2, 3, 4), 4, True),
        ((0, 1, 2, 3, 4), 18.9, True),
        ((0, 1, 2, 3, 4), 19, False),
        ((0, 1, 2, 3, 15), 15, False),
        ((0, 1, 2, 3, 14.9), 15, True),
        ((0, 10, 20, 30, 40, 50), 50, False),
        ((0, 9, 10, 11, 12, 16), 16, True),
        ((0, 0, 0, 0, 0, 15), 15, False),
    ],
)
def test_five_within_fifteen_minutes_lock_for_fifteen_from_the_last(
    failures: tuple[float, ...], minute: float, locked: bool
) -> None:
    found = passcode.locked_until(after(*failures), *after(minute))
    assert (found is not None) == locked
    if found is not None:
        assert found == after(failures[-1])[0] + passcode.LOCK


def test_what_was_received_before_the_last_failure_is_locked_too() -> None:
    assert passcode.locked_until(after(0, 0, 0, 0, 1), *after(0)) is not None
    assert passcode.locked_until(after(0, 0, 0, 0, 1), *after(-15)) is None


def test_an_address_for_the_authenticator_names_issuer_and_badge() -> None:
    read = pyotp.parse_uri(passcode.uri(RFC_SECRET, "N001"))
    assert (read.secret, read.name, read.issuer) == (RFC_SECRET, "N001", "Casework")


@pytest.mark.parametrize(
    ("signature", "read"),
    [
        (Signature(badge="N001", code="123456"), Signed("N001", "123456")),
        (Signature(badge="N001"), Signed("N001", None)),
        ({"badge": "N001", "code": " 123456 "}, Signed("N001", "123456")),
        ({"badge": "N001", "code": None}, Signed("N001", None)),
        ({"badge": "N001", "code": ""}, Signed("N001", None)),
        ({"badge": "N001", "code": "12345"}, Signed("N001", "")),
        ({"badge": "N001", "code": "\ud800"}, Signed("N001", "")),
        ({"badge": "N001", "code": ["123456"]}, Signed("N001", "")),
        ({"badge": "N 001", "code": "123456"}, Signed(None)),
        ({"badge": "N001", "pass": "123456"}, Signed(None)),
        (None, Signed(None)),
        ("N001", Signed(None)),
    ],
)
def test_a_signature_is_read_whatever_its_form(signature: object, read: Signed) -> None:
    assert signer(signature) == read


def test_a_code_is_not_shown_by_what_holds_it() -> None:
    assert "123456" not in repr(Signed("N001", "123456"))
    assert "123456" not in repr(Signature(badge="N001", code="123456"))
