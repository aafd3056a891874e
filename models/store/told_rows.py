"""What an event tells of the rows of the registers: the codes, days and flags that authority and notices rest on.

Names, posts and addresses stay out of the record, which cannot be repaired later.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from models.register_replay import Told
from models.store.handles import ABSENCE, DEPARTMENT, MANDATE, OFFICER, ORGAN, PREFERENCE, UNIT, UNIT_STATUS


@dataclass(frozen=True)
class Kept:
    """Of one table: the columns that name a row for ever, and those that say what it is. The first is a code."""

    table: Table
    names: tuple[str, ...]
    says: tuple[str, ...]

    @property
    def columns(self) -> list[Column[Any]]:
        return [self.table.c[name] for name in (*self.names, *self.says)]


KEPT: Mapping[str, Kept] = {
    "organ": Kept(ORGAN, ("code",), ("level", "region", "prefix", "parent")),
    "department": Kept(DEPARTMENT, ("code",), ("kind", "public_key")),
    "unit": Kept(UNIT, ("code",), ("kind", "region", "superior")),
    "unit_status": Kept(UNIT_STATUS, ("unit", "status", "served_on"), ("notice_no", "ended_on", "listing")),
    "officer": Kept(OFFICER, ("badge",), ("organ", "active")),
    "mandate": Kept(
        MANDATE,
        ("badge", "role", "act", "valid_from", "delegated_by", "order_no"),
        ("valid_until", "revoked_on"),
    ),
    "notice_preference": Kept(PREFERENCE, ("owner",), ("channel", "quiet_from", "quiet_until", "digest_at")),
    "absence": Kept(ABSENCE, ("badge", "from_on"), ("until_on", "substitute", "ended_on")),
}


def tell(table: str, values: Mapping[str, Any]) -> list[Any]:
    """A row as an event holds it: a list in the order of the columns kept; columns not given are empty."""
    kept = KEPT[table]
    return [_plain(values.get(name)) for name in (*kept.names, *kept.says)]


def standing(connection: Connection, table: str) -> Iterable[Told]:
    """The rows as they stand now, in the form events tell them."""
    kept = KEPT[table]
    for row in connection.execute(select(*kept.columns)):
        told = tuple(_plain(value) for value in row)
        yield told[: len(kept.names)], told[len(kept.names) :]


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return getattr(value, "value", value)
