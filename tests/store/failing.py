"""A database that fails in the middle of a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.store.engine import Store
from tests.store.watching import watched


@contextmanager
def failing(store: Store, statement: str) -> Iterator[list[str]]:
    """The writer's statements that begin like this fail; yields those that did."""
    hit: list[str] = []

    def fail(sql: str) -> None:
        if sql.startswith(statement):
            hit.append(sql)
            raise RuntimeError

    with watched(store.writer, fail):
        yield hit
