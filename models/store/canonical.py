"""Canonical bytes (RFC 8785 for what we store: text, whole numbers, flags, lists, objects with ASCII keys)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one byte string for this value. A float is refused (ValueError): its text differs between machines."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def _check(value: Any) -> None:
    # Plain values first: they are nearly all, and asking for Mapping is slow.
    if value is None or isinstance(value, str | int):
        return
    if isinstance(value, float):
        raise ValueError("a float has no canonical form")
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError("keys are ASCII text")
            _check(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    else:
        raise ValueError(f"{type(value).__name__} has no canonical form")
