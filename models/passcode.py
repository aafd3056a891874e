"""The officer's passcode (TOTP, RFC 6238): which step a code belongs to, and when wrong codes lock a badge. Pure."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

import pyotp

STEP_SECONDS = 30
TOLERANCE = 1
"""Steps before and after the time of receipt whose code counts too."""

FAILURES = 5
WITHIN = timedelta(minutes=15)
LOCK = timedelta(minutes=15)


def new_secret() -> str:
    """A fresh secret, in Base32."""
    return pyotp.random_base32()


def uri(secret: str, badge: str) -> str:
    """What an authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=badge, issuer_name="Casework")


def step_of(moment: datetime) -> int:
    """The step in which the moment lies."""
    return int(moment.timestamp()) // STEP_SECONDS


def matching(secret: str, code: str, received_at: datetime) -> frozenset[int]:
    """The steps around the time of receipt that this is the code of; as a rule one, or none."""
    totp, now = pyotp.TOTP(secret), step_of(received_at)
    steps = range(now - TOLERANCE, now + TOLERANCE + 1)
    # Every step is compared, each in constant time: how long it takes tells nothing about the code.
    equal = [hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()) for step in steps]
    return frozenset(step for step, same in zip(steps, equal, strict=True) if same)


def locked_until(failures: Sequence[datetime], at: datetime) -> datetime | None:
    """The end of the lock in force at that moment. `failures` are in order, and include later ones.

    A lock reaches as far back as forward: what was sent before the last failure but is looked at after it could
    otherwise go on guessing.
    """
    runs = zip(failures, failures[FAILURES - 1 :], strict=False)
    return max((last + LOCK for first, last in runs if last - first < WITHIN and abs(at - last) < LOCK), default=None)
