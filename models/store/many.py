"""Thousands of rows in one statement, as each database does it best: past the ORM and its binding value by value."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, cast

import psycopg
from sqlalchemy import ColumnElement, Connection, LargeBinary, String, Table, any_, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from models.store.prepared import told

Row = Mapping[str, Any]


def among(connection: Connection, column: ColumnElement[Any], values: Collection[str | int]) -> ColumnElement[bool]:
    """Whether the column of words or whole numbers holds one of `values`, which are bound as one."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))
    packed = bindparam(None, json.dumps(list(values)), type_=String)
    return column.in_(select(func.json_each(packed).table_valued("value").c.value))


def by_keys(connection: Connection) -> None:
    """Until the transaction ends, rows are found through an index: right where a few thousand of a million are named,
    and statistics know nothing yet of rows that come by the thousand."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL enable_seqscan = off"))


def put(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, all with the same names; columns they do not name are left to the database."""
    if not rows:
        return
    names, tuples = tuple(rows[0]), _tuples(connection, table, rows)
    if connection.dialect.name != "postgresql":
        connection.exec_driver_sql(_insert(table, names, f"VALUES ({_places(names)})"), tuples)
        return
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    copied = f"COPY {table.name} ({', '.join(names)}) FROM STDIN (FORMAT BINARY)"
    try:
        with driver.cursor() as cursor, cursor.copy(copied.encode()) as copy:
            copy.set_types([_type(connection, table, name) for name in names])
            for row in tuples:
                copy.write_row(row)
    except psycopg.Error as error:
        # As whatever else goes wrong in the database; SQLAlchemy knows no COPY.
        raise told(connection, copied, error) from error


def put_once(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """The same; a row whose key is there already stays as it is."""
    if not rows:
        return
    names, tuples = tuple(rows[0]), _tuples(connection, table, rows)
    if connection.dialect.name != "postgresql":
        connection.exec_driver_sql(_insert(table, names, f"VALUES ({_places(names)}) ON CONFLICT DO NOTHING"), tuples)
        return
    source = f"SELECT * FROM {_unnested(connection, table, names)} ON CONFLICT DO NOTHING"  # noqa: S608
    connection.exec_driver_sql(_insert(table, names, source), _arrays(tuples))


def change(connection: Connection, table: Table, keys: Collection[str], rows: Sequence[Row]) -> None:
    """In each row that `keys` name, set what the mapping says besides; all mappings have the same names."""
    if not rows:
        return
    said = [name for name in rows[0] if name not in keys]
    names = (*said, *keys)
    tuples = _tuples(connection, table, rows, names)
    if connection.dialect.name != "postgresql":
        to, which = (mark.join(f"{name} = ?" for name in of) for mark, of in ((", ", said), (" AND ", keys)))
        connection.exec_driver_sql(f"UPDATE {table.name} SET {to} WHERE {which}", tuples)  # noqa: S608
        return
    to = ", ".join(f"{name} = r.{name}" for name in said)
    which = " AND ".join(f"{table.name}.{name} = r.{name}" for name in keys)
    source = f"{_unnested(connection, table, names)} AS r({', '.join(names)})"
    connection.exec_driver_sql(f"UPDATE {table.name} SET {to} FROM {source} WHERE {which}", _arrays(tuples))  # noqa: S608


def _insert(table: Table, names: Iterable[str], source: str) -> str:
    return f"INSERT INTO {table.name} ({', '.join(names)}) {source}"


def _places(names: Sequence[str]) -> str:
    return ", ".join("?" * len(names))


def _unnested(connection: Connection, table: Table, names: Iterable[str]) -> str:
    return f"unnest({', '.join(f'%b::{_type(connection, table, name)}[]' for name in names)})"


def _arrays(tuples: Iterable[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    return tuple(list(column) for column in zip(*tuples, strict=True))


def _type(connection: Connection, table: Table, name: str) -> str:
    return table.c[name].type.compile(connection.dialect).lower().partition("(")[0]


def _tuples(
    connection: Connection, table: Table, rows: Sequence[Row], names: Iterable[str] | None = None
) -> list[tuple[Any, ...]]:
    """The rows as the driver takes them. Most words, days and moments stand in many rows: each is converted once."""
    names = tuple(names or rows[0])
    # Transposed by the interpreter itself, not value by value; at least two columns: one would be no tuple.
    columns = zip(*map(itemgetter(*names), rows), strict=True)
    converted = (_converted(connection, table, name, of) for name, of in zip(names, columns, strict=True))
    return list(zip(*converted, strict=True))


def _converted(connection: Connection, table: Table, name: str, values: Sequence[Any]) -> Sequence[Any]:
    kind = table.c[name].type
    process = (
        None
        if isinstance(kind, LargeBinary)
        else kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    )
    if process is None:
        return values
    known = {value: process(value) for value in set(values)}
    return [known[value] for value in values]
