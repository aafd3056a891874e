"""Looking at each statement before a database gets it, whichever way it comes."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Engine, event

from models.store import prepared


@contextmanager
def watched(engine: Engine, look: Callable[[str], None]) -> Iterator[None]:
    """`look` is called with the text of each statement that goes to this database; what it raises stops it."""
    really = prepared.execute

    def before(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        look(sql)

    def execute(cursor: Any, sql: str, values: Any) -> None:
        look(sql)
        really(cursor, sql, values)

    event.listen(engine, "before_cursor_execute", before)
    prepared.execute = execute
    try:
        yield
    finally:
        prepared.execute = really
        event.remove(engine, "before_cursor_execute", before)


@contextmanager
def explained(engine: Engine) -> Iterator[list[str]]:
    """How this database answers each statement that SQLAlchemy sends it and that finds rows by a condition."""
    found: list[str] = []
    how = "EXPLAIN " if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    column = 0 if engine.dialect.name == "postgresql" else -1

    def explain(connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:
        if (
            statement.startswith(("SELECT", "UPDATE", "WITH", "\nSELECT"))
            and not many
            and "clock" not in statement[:20]
        ):
            with closing(connection.connection.cursor()) as cursor:
                cursor.execute(how + statement, values)
                found.append(" ".join(str(row[column]) for row in cursor.fetchall()))

    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", explain)
