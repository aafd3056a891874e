"""Canonical bytes (RFC 8785 for what we store: text, whole numbers, flags, lists, objects with ASCII keys)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PLAIN = frozenset({str, int, bool, type(None)})


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one byte string for this value. A float is refused (ValueError): its text differs between machines."""
    _check(value)
    return _ENCODER.encode(value).encode()


def canonical_flat(value: Mapping[str, Any], keys: Iterable[str]) -> bytes:
    """The same for these keys of a mapping, which come sorted and whose values are no objects; a key that is missing
    counts as empty. For what is written by the thousand."""
    words = [(key, value.get(key)) for key in keys]
    pairs = [f'"{key}":{encode_basestring(word) if type(word) is str else _word(word)}' for key, word in words]
    return f"{{{','.join(pairs)}}}".encode()


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def _word(value: Any) -> str:
    if isinstance(value, str):
        return encode_basestring(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    raise ValueError(f"{type(value).__name__} has no flat form")


def _check(value: Any) -> None:
    # What it nearly always is first, by its exact type: asking for Mapping is slow, and so is a call for each item.
    kind = type(value)
    if kind is dict:
        try:
            plain = "".join(value).isascii()
        except TypeError:
            plain = False
        if not plain:
            raise ValueError("keys are ASCII text")
        for item in value.values():
            if type(item) not in _PLAIN:
                _check(item)
    elif kind is list or kind is tuple:
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
        raise ValueError(f"{kind.__name__} has no canonical form")
