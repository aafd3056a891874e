"""Canonical bytes (RFC 8785 for what we store: text, whole numbers, flags, lists, objects with ASCII keys)."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from json.encoder import encode_basestring
from typing import Any

ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_PLAIN = frozenset({str, int, bool, type(None)})


class Written(str):
    """The canonical text of something, as it stands in that of a whole."""

    __slots__ = ()


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one byte string for this value. A float is refused (ValueError): its text differs between machines."""
    return written(value).encode()


def written(value: Any) -> Written:
    """The same as text, also of a list. Raises ValueError as `canonical` does."""
    _check(value)
    return Written(ENCODER.encode(value))


def flat(keys: Iterable[str]) -> Callable[[Mapping[str, Any]], bytes]:
    """What writes the same for these keys of a mapping whose values are no objects, unless `Written`; a missing one
    counts as empty. For what comes by the thousand."""
    named = sorted(keys)
    pattern = "{" + ",".join(f'"{key}":%s' for key in named) + "}"

    def said(value: Mapping[str, Any]) -> bytes:
        words = [_BY_TYPE.get(type(w), _word)(w) for w in map(value.get, named)]
        return (pattern % tuple(words)).encode()

    return said


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


_BY_TYPE: Mapping[type, Callable[[Any], str]] = {
    Written: str,
    str: encode_basestring,
    int: int.__repr__,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): lambda _: "null",
}


def _word(value: Any) -> str:
    """Of a type derived from these, as names of a vocabulary are."""
    for kind in (str, int):
        if isinstance(value, kind):
            return _BY_TYPE[kind](value)
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
