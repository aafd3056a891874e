"""Rows as lines of JSON that are the same whichever database they come from: one format for both."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Time,
    column,
    func,
    insert,
    select,
    table,
    text,
    type_coerce,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from models.errors import DefinitionError
from models.store.columns import UTCDateTime

BATCH = 1000


def plain(found: Column[Any]) -> TypeEngine[Any]:
    """The column's bare type, as the database keeps it: words of a choice and JSON are text as it stands.

    DefinitionError for a type that no backup can hold yet.
    """
    if isinstance(found.type, UTCDateTime):
        return UTCDateTime()
    kept = found.type.impl_instance if isinstance(found.type, TypeDecorator) else found.type
    for known, bare in (
        (String, Text),
        (Boolean, Boolean),
        (Integer, Integer),
        (Date, Date),
        (Time, Time),
        (LargeBinary, LargeBinary),
    ):
        if isinstance(kept, known):
            return bare()
    raise DefinitionError(f"{found}: a backup cannot hold this type")


def lines(connection: Connection, of: Table) -> Iterator[bytes]:
    """The names of the columns, then the rows by their key, a line each."""
    yield line([c.name for c in of.c])
    bare = [type_coerce(c, plain(c)).label(c.name) for c in of.c]
    wanted = select(*bare).select_from(of).order_by(*of.primary_key.columns).execution_options(yield_per=BATCH)
    with connection.execute(wanted) as rows:
        for row in rows:
            yield line([_out(value) for value in row])


def line(values: Sequence[Any]) -> bytes:
    """One line."""
    return json.dumps(list(values), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def rows(of: Table, given: Iterable[bytes]) -> Iterator[list[Any]]:
    """The rows of lines without their head. Raises ValueError where one is no row of this table."""
    kinds = [plain(c) for c in of.c]
    for one in given:
        yield [_in(kind, value) for kind, value in zip(kinds, json.loads(one), strict=True)]


def load(connection: Connection, of: Table, given: Iterable[list[Any]]) -> None:
    """Put the rows into an empty table; on PostgreSQL in one statement, so that rows may refer to later ones."""
    if connection.dialect.name == "postgresql":
        _copy(connection, of, given)
        return
    into = insert(table(of.name, *(column(c.name, plain(c)) for c in of.c)))
    names, left = [c.name for c in of.c], iter(given)
    while batch := [dict(zip(names, row, strict=True)) for row in islice(left, BATCH)]:
        connection.execute(into, batch)


def _copy(connection: Connection, of: Table, given: Iterable[list[Any]]) -> None:
    quoted = connection.dialect.identifier_preparer.quote
    names = ", ".join(quoted(c.name) for c in of.c)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {quoted(of.name)} ({names}) FROM STDIN") as copy:
        for row in given:
            copy.write_row(row)
    counted = of.autoincrement_column
    sequence = counted is not None and connection.scalar(select(func.pg_get_serial_sequence(of.name, counted.name)))
    if counted is not None and sequence:
        # From the next number on; an empty table begins with the first.
        last = select(func.max(counted)).scalar_subquery()
        moved = func.setval(text(":sequence"), func.coalesce(last, 1), last.is_not(None))
        connection.execute(select(moved), {"sequence": sequence})


def _out(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | time) else value


def _in(kind: TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, LargeBinary):
        return b64decode(value, validate=True)
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(value).astimezone(UTC)
    if isinstance(kind, Time):
        return time.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
