"""Putting messages into the outbox: the one place that does, so that every relay hears of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlalchemy.dialects import postgresql, sqlite

from models.store import many
from models.store.canonical import digest, flat
from models.store.handles import OUTBOX
from models.store.prepared import Prepared

CHANNEL = "casework_outbox"
"""The channel relays listen on (PostgreSQL)."""

FIXED = ("channel", "audience", "target", "statutory", "title", "body", "sealed_id", "deadline_id", "rung")
"""What of a message never changes; its state, times and attempts do."""

VIA = "via"
"""Fixed as well, in a message that goes by a channel of the register."""

_INTO, _NOTIFY = Prepared(insert(OUTBOX)), Prepared(text(f"NOTIFY {CHANNEL}"))
_fixed, _with_via = flat(FIXED), flat((*FIXED, VIA))


def commitment(messages: Iterable[Mapping[str, Any]]) -> str:
    """The digest over all messages of one event, in whatever order; the event holds it, so that none is lost."""
    # The canonical bytes of {"messages": [...]}, each message written once.
    # A channel is named only where there is one: events of before there were any commit to messages without.
    said = sorted([_fixed(m) if m.get(VIA) is None else _with_via(m) for m in messages])
    return digest(b'{"messages":[%b]}' % b",".join(said))


def post(connection: Connection, messages: Sequence[Mapping[str, Any]]) -> None:
    """Insert complete outbox rows; relays elsewhere are woken when the transaction commits."""
    if not messages:
        return
    _INTO.run(connection, *_alike(messages))
    _wake(connection)


def post_many(connection: Connection, messages: Sequence[Mapping[str, Any]]) -> None:
    """The same for thousands."""
    if messages:
        many.put(connection, OUTBOX, _alike(messages))
        _wake(connection)


def post_once(connection: Connection, messages: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows whose `dedupe` was never there; whoever was told is not told again."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    if messages:
        connection.execute(make(OUTBOX).on_conflict_do_nothing(index_elements=[OUTBOX.c.dedupe]), _alike(messages))
        _wake(connection)


def _alike(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the same columns, as one statement for all of them asks for."""
    return [{VIA: None, **message} for message in messages]


def _wake(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        _NOTIFY.run(connection, {})
