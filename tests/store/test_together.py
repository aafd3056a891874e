"""Many writes in one transaction: each takes back its own only, and all stand together or not at all."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models.store import heartbeats
from models.store.engine import Store
from models.store.handles import HEARTBEAT

AT = datetime(2026, 3, 2, tzinfo=UTC)


class Broken(Exception):
    """Something went wrong."""


def written(store: Store, name: str) -> None:
    with store.write() as connection:
        heartbeats.beat(connection, name, AT)


def broken(store: Store, name: str) -> None:
    with store.write() as connection:
        heartbeats.beat(connection, name, AT)
        raise Broken


def names(store: Store) -> list[str]:
    with store.read() as connection:
        return sorted(connection.scalars(select(HEARTBEAT.c.name)))


def test_a_write_that_fails_takes_back_its_own_only(store: Store) -> None:
    with store.together():
        written(store, "a")
        with pytest.raises(Broken):
            broken(store, "b")
        written(store, "c")
        assert names(store) == ["a", "c"], "what was written is seen within"
    assert names(store) == ["a", "c"]


def test_what_breaks_off_leaves_nothing(store: Store) -> None:
    with pytest.raises(Broken), store.together():
        written(store, "a")
        raise Broken
    assert names(store) == []
    written(store, "d")
    assert names(store) == ["d"], "afterwards each write is a transaction of its own again"
