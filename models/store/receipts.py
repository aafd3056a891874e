"""What an event promises of the receipt given for it: the receipt names the event, so the event cannot hold it."""

from collections.abc import Mapping
from typing import Any

from models.store.canonical import canonical, digest


def commitment(of_request: str, answer: Mapping[str, Any]) -> str:
    """The digest over the request's digest and the answer, but for the event that the answer names."""
    rest = {name: value for name, value in answer.items() if name != "event"}
    return digest(canonical({"request": of_request, "answer": rest}))
