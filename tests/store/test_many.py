"""Many rows at once are written as they would be one by one, on either database."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models.periods import Clock
from models.store import many
from models.store.engine import Store
from models.store.handles import ACKNOWLEDGEMENT, CASE_FILE, DEADLINE, OUTBOX
from models.vocabulary import Audience, Channel, MessageState
from tests.builders import walk_to

AT = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)
ODD = "“题”\t\\N {1,2} %s\n'\""


def message(n: int) -> dict[str, Any]:
    return {
        "dedupe": f"d{n}", "seq": n, "channel": Channel.MAIL, "audience": Audience.HANDLER, "target": "N001",
        "statutory": n == 1, "title": ODD, "body": "", "sealed_id": None, "state": MessageState.READY, "due_at": AT,
        "attempts": 0, "created_at": AT, "via": None if n else "duty",
    }  # fmt: skip


def test_rows_come_back_as_they_were_put(world: Store) -> None:
    rows = [message(n) for n in range(3)]
    with world.write() as connection:
        many.put(connection, OUTBOX, rows)
        many.put(connection, OUTBOX, [])
        found = connection.execute(select(*OUTBOX.c[tuple(rows[0])]).where(OUTBOX.c.case_no.is_(None))).mappings()
        assert [dict(row) for row in found] == rows


def test_a_row_that_is_there_is_an_error_and_stays_where_it_is_put_once(world: Store) -> None:
    case = walk_to(world, "rectification running")
    with world.read() as connection:
        number = connection.scalars(select(DEADLINE.c.id).where(DEADLINE.c.case_no == case)).first()
    row = {"deadline_id": number, "due_on": date(2026, 3, 5), "step": 0, "next_on": None, "since_at": AT}
    with world.write() as connection:
        many.put_once(connection, ACKNOWLEDGEMENT, [row])
        many.put_once(connection, ACKNOWLEDGEMENT, [{**row, "step": 1}, {**row, "due_on": date(2026, 3, 6)}])
        many.put_once(connection, ACKNOWLEDGEMENT, [])
        steps = connection.execute(select(*ACKNOWLEDGEMENT.c["due_on", "step"])).all()
    assert sorted(steps) == [(date(2026, 3, 5), 0), (date(2026, 3, 6), 0)]
    with pytest.raises(IntegrityError), world.write() as connection:
        many.put(connection, ACKNOWLEDGEMENT, [row])


def test_only_the_rows_named_are_changed(world: Store) -> None:
    cases = [walk_to(world, "case open") for _ in range(3)]
    with world.write() as connection:
        many.change(connection, CASE_FILE, ("no",), [{"no": no, "head_hash": f"of {no}"} for no in cases[:2]])
        many.change(connection, CASE_FILE, ("no",), [])
        hashes = dict(connection.execute(select(*CASE_FILE.c["no", "head_hash"])).tuples().all())
    assert [hashes[no] == f"of {no}" for no in cases] == [True, True, False]


def test_a_key_of_several_columns_and_days_that_end(world: Store) -> None:
    walk_to(world, "rectification running")
    limit = DEADLINE.c.clock == Clock.RECTIFICATION_LIMIT
    with world.write() as connection:
        row = connection.execute(select(*DEADLINE.c["id", "due_on"]).where(limit)).mappings().one()
        many.change(connection, DEADLINE, ("id", "due_on"), [{**row, "next_rung_on": None, "provisional": True}])
        found = connection.execute(select(*DEADLINE.c["next_rung_on", "provisional"]).where(limit)).one()
        assert found == (None, True)
        many.change(connection, DEADLINE, ("id", "due_on"), [{**row, "due_on": date(1999, 1, 1), "provisional": False}])
        assert connection.scalar(select(DEADLINE.c.provisional).where(limit)) is True


def test_among_asks_for_any_number_of_words_as_one(world: Store) -> None:
    cases = [walk_to(world, "case open") for _ in range(2)]
    with world.read() as connection:
        for asked in ([], cases, [cases[0], ODD]):
            found = select(CASE_FILE.c.no).where(many.among(connection, CASE_FILE.c.no, asked))
            assert set(connection.scalars(found)) == set(asked) & set(cases)
