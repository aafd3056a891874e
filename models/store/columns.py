"""Column types that keep what SQLite would drop: time zones, and the values (not the names) of enums."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Enum, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from models.store.canonical import ENCODER


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC. A naive datetime is refused (ValueError); what comes back is always aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CanonicalJSON(TypeDecorator[Any]):
    """JSON kept as text exactly as written, keys sorted, so that both databases hold the same bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else ENCODER.encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def by_value(kind: type[StrEnum]) -> Enum:
    """A text column with a CHECK over the enum's values."""
    return _words(kind, listed=True)


def by_word(kind: type[StrEnum]) -> Enum:
    """The same for a vocabulary that grows with the procedure: the program checks its words, not the database, which
    would have to be altered for each new one."""
    return _words(kind, listed=False)


def _words(kind: type[StrEnum], *, listed: bool) -> Enum:
    return Enum(
        kind,
        values_callable=lambda members: [m.value for m in members],
        native_enum=False,
        create_constraint=listed,
        validate_strings=True,
        length=40,
        name=f"{kind.__name__.lower()}_value",
    )
