"""Putting messages into the outbox: the one place that does, so that every relay hears of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, text

from models.store.handles import OUTBOX

CHANNEL = "casework_outbox"
"""The channel relays listen on (PostgreSQL)."""


def post(connection: Connection, messages: Sequence[Mapping[str, Any]]) -> None:
    """Insert complete outbox rows; relays elsewhere are woken when the transaction commits."""
    if not messages:
        return
    connection.execute(insert(OUTBOX), list(messages))
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {CHANNEL}"))
