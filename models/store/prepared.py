"""The statements of the road that every act takes: compiled once for each kind of database, run on the driver's cursor.

Values and rows are what the columns' types say, as with SQLAlchemy; its own work for each execution is left out.
"""

import json
from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Select, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.expression import Executable
from sqlalchemy.types import Boolean, TypeDecorator, TypeEngine


class _Several(TypeDecorator[Any]):
    """Any number of texts as one value, so that the statement stays the same."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return list(value) if dialect.name == "postgresql" else json.dumps(list(value))


class among(ColumnElement[bool]):  # noqa: N801  # reads as a condition
    """The column holds one of the texts that are given under this name, or that `besides` selects."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], name: str, besides: Select[Any] | None = None) -> None:
        self.column, self.besides = column, besides
        self.several = bindparam(name, (), type_=_Several())

    def self_group(self, against: Any = None) -> "among":
        """As it stands: compared with 1, as flags are where there are none, no index would answer it."""
        return self


@compiles(among)
def _in_json(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, several = compiler.process(element.column, **kw), compiler.process(element.several, **kw)
    return f"{column} IN (SELECT value FROM json_each({several}){_besides(element, compiler, **kw)})"  # noqa: S608


@compiles(among, "postgresql")
def _in_array(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, several = compiler.process(element.column, **kw), compiler.process(element.several, **kw)
    if element.besides is None:
        return f"{column} = ANY({several})"
    return f"{column} IN (SELECT unnest({several}){_besides(element, compiler, **kw)})"


def _besides(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    # Not joined with OR: then neither database would go by the column's index.
    return f" UNION {compiler.process(element.besides, **kw)}" if element.besides is not None else ""


@dataclass(frozen=True)
class _Spelled:
    """A statement as one driver takes it, with what turns values and rows."""

    sql: str
    fixed: Mapping[str, Any]
    into: Mapping[str, Any]
    row: Any
    out_of: Sequence[tuple[int, Any]]

    def values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        values = {**self.fixed, **given}
        for name, process in self.into.items():
            values[name] = process(values[name])
        return values

    def rows(self, found: Sequence[Sequence[Any]]) -> list[Any]:
        if not self.out_of:
            return [self.row._make(raw) for raw in found]
        rows = []
        for raw in found:
            plain = list(raw)
            for at, process in self.out_of:
                plain[at] = process(plain[at])
            rows.append(self.row._make(plain))
        return rows


class Asked:
    """Rows that were asked for; within a `trip` they are there at its end."""

    def __init__(self, connection: Connection, spelled: _Spelled, cursor: Any) -> None:
        self._connection, self._spelled, self._cursor = connection, spelled, cursor
        # SQLite has them now or when it likes; a write in between must not change them.
        self._found: list[Any] | None = None if connection.dialect.name == "postgresql" else self.all()

    def all(self) -> list[Any]:
        if self._cursor is not None:
            try:
                self._found = self._spelled.rows(self._cursor.fetchall())
            except self._connection.dialect.loaded_dbapi.Error as error:
                raise told(self._connection, self._spelled.sql, error) from error
            self._cursor.close()
            self._cursor = None
        return self._found or []

    def first(self) -> Any:
        """The first row, None where there is none."""
        return next(iter(self.all()), None)


class Prepared:
    """A statement whose text never changes: a select over columns of different names, or one that changes rows."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._spelled: dict[tuple[str, tuple[str, ...]], _Spelled] = {}

    def ask(self, connection: Connection, **values: Any) -> Asked:
        """Ask for the rows under these values."""
        spelled = self._for(connection, ())
        return Asked(connection, spelled, _sent(connection, spelled, (values,)))

    def run(self, connection: Connection, *rows: Mapping[str, Any]) -> None:
        """Change what each of `rows` says; an insert writes the columns that the first one names."""
        if rows:
            _sent(connection, self._for(connection, tuple(rows[0])), rows).close()

    def _for(self, connection: Connection, columns: tuple[str, ...]) -> _Spelled:
        key = connection.dialect.name, columns
        if key not in self._spelled:
            self._spelled[key] = _spell(self._statement, connection.dialect, columns)
        return self._spelled[key]


def execute(cursor: Any, sql: str, values: Mapping[str, Any]) -> None:
    """Every statement of this module goes through here."""
    cursor.execute(sql, values)


@contextmanager
def trip(connection: Connection) -> Iterator[None]:
    """What is asked and run within goes to PostgreSQL at once and in this order, each seeing what stands then."""
    if connection.dialect.name != "postgresql":
        yield
        return
    line: Any = connection.connection.driver_connection
    try:
        with line.pipeline():
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise told(connection, "several statements", error) from error


def _sent(connection: Connection, spelled: _Spelled, rows: Sequence[Mapping[str, Any]]) -> Any:
    """The cursor on which the statement went with each of the rows."""
    cursor = connection.connection.cursor()
    try:
        for row in rows:
            execute(cursor, spelled.sql, spelled.values(row))
    except connection.dialect.loaded_dbapi.Error as error:
        raise told(connection, spelled.sql, error) from error
    return cursor


def told(connection: Connection, sql: str, error: Exception) -> Exception:
    """The driver's error as SQLAlchemy raises it, without the values; a connection that is gone is given up."""
    dialect = connection.dialect
    gone = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)  # type: ignore[arg-type]
    if gone:
        connection.invalidate(error)
    return DBAPIError.instance(
        sql, None, error, dialect.loaded_dbapi.Error,
        hide_parameters=True, connection_invalidated=gone, dialect=dialect,
    )  # fmt: skip


def _spell(statement: Any, dialect: Dialect, columns: tuple[str, ...]) -> _Spelled:
    if dialect.name == "sqlite":
        dialect = type(dialect)(paramstyle="named")  # type: ignore[call-arg]  # each dialect takes it
    if statement.is_insert:
        # inline: nothing is given back; the keys that a database numbers itself are not asked for.
        statement, keys = statement.inline(), list(columns)
    else:
        keys = None
    compiled = statement.compile(dialect=dialect, column_keys=keys, compile_kwargs={"render_postcompile": True})
    assert not (statement.is_dml and (compiled.insert_prefetch or compiled.update_prefetch))  # noqa: S101
    fixed = {name: value.value if isinstance(value, Enum) else value for name, value in compiled.params.items()}
    into = {
        name: process
        for bind, name in compiled.bind_names.items()
        if name in fixed and (process := bind.type.dialect_impl(dialect).bind_processor(dialect))
    }
    if not statement.is_select:
        return _Spelled(str(compiled), fixed, into, None, ())
    selected = statement.selected_columns
    out_of = [
        (at, process)
        for at, column in enumerate(selected)
        if (process := column.type.dialect_impl(dialect).result_processor(dialect, None))
    ]
    row = namedtuple("Row", [name.lstrip("_") for name in selected.keys()])  # type: ignore[misc]  # noqa: SIM118
    return _Spelled(str(compiled), fixed, into, row, out_of)
