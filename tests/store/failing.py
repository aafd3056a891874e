"""A database that fails in the middle of a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from models.store.engine import Store


@contextmanager
def failing(store: Store, statement: str) -> Iterator[list[str]]:
    """The writer's statements that begin like this fail; yields those that did."""
    hit: list[str] = []

    def fail(_connection: Any, _cursor: Any, sql: str, *_: Any) -> None:
        if sql.startswith(statement):
            hit.append(sql)
            raise RuntimeError

    event.listen(store.writer, "before_cursor_execute", fail)
    try:
        yield hit
    finally:
        event.remove(store.writer, "before_cursor_execute", fail)
