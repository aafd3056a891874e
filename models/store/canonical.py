"""Canonical bytes (RFC 8785 for what we store: text, whole numbers, flags, lists, objects with ASCII keys)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PLAIN = frozenset({str, int, bool, type(None)})


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one byte string for this value. A float is refused (ValueError): its text differs between machines."""
    _check(value)
    return _ENCODER.encode(value).encode()


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def _check(value: Any) -> None:
    # What it nearly always is first, by its exact type: asking for Mapping is slow, and so is a call for each item.
    if type(value) is dict:
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError("keys are ASCII text")
            if type(item) not in _PLAIN:
                _check(item)
    elif type(value) is list or type(value) is tuple:
        for item in value:
            if type(item) not in _PLAIN:
                _check(item)
    elif isinstance(value, float):
        raise ValueError("a float has no canonical form")
    elif isinstance(value, Mapping):
        _check(dict(value))
    elif isinstance(value, list | tuple):
        _check(list(value))
    elif not (value is None or isinstance(value, str | int)):
        raise ValueError(f"{type(value).__name__} has no canonical form")
