"""Looking at each statement before a database gets it, whichever way it comes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
