"""Who keeps the installation is told of what concerns it, once, on either database."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from models.store import posting
from models.store.administrators import administrators
from models.store.engine import Store
from models.store.handles import MANDATE, OFFICER, OUTBOX
from models.vocabulary import Audience, Channel, MessageState, Role
from tests.builders import registers

TODAY = date(2026, 3, 2)


@pytest.fixture
def world(store: Store) -> Store:
    with store.write() as connection:
        registers(connection)
    return store


def message(dedupe: str) -> dict[str, Any]:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return {
        "dedupe": dedupe, "case_no": None, "seq": 0, "rung": None, "channel": Channel.MAIL,
        "audience": Audience.HANDLER, "target": "N003", "statutory": False, "title": "t", "body": "b",
        "sealed_id": None, "state": MessageState.READY, "attempts": 0, "created_at": at, "due_at": at,
    }  # fmt: skip


def keeper(world: Store, until: date | None) -> None:
    row = {"badge": "N003", "role": Role.ADMINISTRATOR, "act": "*", "valid_from": TODAY, "valid_until": until}
    with world.write() as connection:
        connection.execute(insert(MANDATE).values(row))


def found(world: Store, day: date = TODAY) -> list[tuple[Audience, str]]:
    with world.read() as connection:
        return administrators(connection, day)


def test_what_was_told_once_is_never_told_again(world: Store) -> None:
    for batch in (["a"], ["a", "b"], ["b"], []):
        with world.write() as connection:
            posting.post_once(connection, [message(dedupe) for dedupe in batch])
    with world.read() as connection:
        assert connection.execute(select(func.count()).select_from(OUTBOX)).scalar_one() == 2


def test_the_administrators_of_the_day_are_meant(world: Store) -> None:
    keeper(world, until=TODAY)
    assert found(world) == [(Audience.HANDLER, "N003")]


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 3)])
def test_without_a_mandate_that_day_the_highest_organ_is_meant(world: Store, day: date) -> None:
    keeper(world, until=TODAY)
    assert found(world, day) == [(Audience.HEAD, "GZ")]


def test_an_officer_no_longer_active_is_not_meant(world: Store) -> None:
    keeper(world, until=None)
    with world.write() as connection:
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "N003").values(active=False))
    assert found(world) == [(Audience.HEAD, "GZ")]
