"""What should have reached somebody and did not: one figure for each kind, found by indexes, on either database."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, text, update

from models.errors import Refusal
from models.store import chain, heartbeats, journal, undelivered
from models.store.engine import Store
from models.store.handles import INSTALLATION, OUTBOX
from models.store.overview import overview
from models.store.untold import untold
from models.vocabulary import Audience, Channel, MessageState

DAY = date(2026, 3, 2)


@pytest.fixture
def world(world: Store) -> Store:
    """The standard world as if made this moment: what gives signs of life has time to begin."""
    with world.write() as connection:
        connection.execute(update(INSTALLATION).values(created_at=chain.now(connection)))
    return world


def counted(store: Store, day: date = DAY) -> dict[str, int]:
    with store.read() as connection:
        found = untold(connection, day, chain.now(connection))
    assert found.total == sum(vars(found).values())
    return {name: count for name, count in vars(found).items() if count}


def message(number: int, **values: Any) -> dict[str, Any]:
    row = {
        "dedupe": f"d{number}", "case_no": None, "seq": 0, "channel": Channel.MAIL, "audience": Audience.HANDLER,
        "target": "N001", "statutory": False, "title": "t", "body": "b", "state": MessageState.READY, "attempts": 0,
    }  # fmt: skip
    return row | values


def test_zero_is_the_goal(world: Store) -> None:
    assert counted(world) == {}


def test_failed_messages_are_counted_by_how_they_ended(world: Store) -> None:
    states = [MessageState.DEAD] * 3 + [MessageState.NO_RECIPIENT] * 2 + [MessageState.DONE, MessageState.CANCELLED]
    with world.write() as connection:
        now = chain.now(connection)
        for number, state in enumerate(states):
            row = message(number, state=state, due_at=now - timedelta(days=1), created_at=now)
            connection.execute(insert(OUTBOX).values(row))
    assert counted(world) == {"dead": 3, "no_recipient": 2}


LONG, SHORT, AHEAD = timedelta(minutes=-11), timedelta(minutes=-9), timedelta(hours=8)
WAITING: dict[str, tuple[bool, timedelta, timedelta, dict[str, Any]]] = {
    "long due": (True, LONG, LONG, {}),
    "long due, and tried only now": (True, LONG, LONG, {"state": MessageState.LEASED}),
    "tried in vain": (True, AHEAD, LONG, {"attempts": 3, "last_error": "451"}),
    "without a channel": (True, timedelta(minutes=1), LONG, {"last_error": "not set up"}),
    "fresh": (False, SHORT, SHORT, {}),
    "tried in vain a moment ago": (False, AHEAD, SHORT, {"attempts": 1, "last_error": "451"}),
    "held for a digest": (False, AHEAD, LONG, {}),
    "held for its turn": (False, AHEAD, LONG, {"last_error": "rate"}),
    "held, and tried now": (False, SHORT, LONG, {"state": MessageState.LEASED, "attempts": 1}),
}


def test_what_should_long_be_out_is_counted_and_what_is_held_is_not(world: Store) -> None:
    for number, (what, (counts, due, created, more)) in enumerate(WAITING.items()):
        with world.write() as connection:
            now = chain.now(connection)
            row = message(number, due_at=now + due, created_at=now + created, **more)
            connection.execute(insert(OUTBOX).values(row))
            waiting = overview(connection, DAY, now).waiting
        assert counted(world) == ({"waiting": 1} if counts else {}), what
        assert waiting == ({Channel.MAIL: 1} if counts else {}), what
        with world.write() as connection:
            connection.execute(delete(OUTBOX))


def test_reads_refused_within_a_day_are_counted_and_refused_acts_are_not(world: Store) -> None:
    with world.write() as connection:
        now = chain.now(connection)
        for act, badge, back in (
            ("read.case", "N001", timedelta(hours=23)),
            ("read.document", "N002", timedelta()),
            ("read.case", "N002", timedelta(hours=25)),
            ("case.close", "N003", timedelta()),
        ):
            refusal = Refusal("no_need_to_know", "reg-3")
            journal.note_refusal(connection, None, badge, act, refusal, DAY, now - back)
    assert counted(world) == {"refused_reads": 2}


def test_a_relay_without_a_sign_of_life_is_counted(world: Store) -> None:
    with world.write() as connection:
        now = chain.now(connection)
        connection.execute(update(INSTALLATION).values(created_at=now - timedelta(days=9)))
        heartbeats.beat(connection, "relay", now - timedelta(minutes=6))
    assert counted(world) == {"silent_relay": 1}
    with world.write() as connection:
        heartbeats.beat(connection, "relay", now)
    assert counted(world) == {}


def test_a_year_without_holidays_is_counted_from_december(world: Store) -> None:
    assert counted(world, date(2026, 11, 30)) == {}
    assert counted(world, date(2026, 12, 1)) == {"uncovered": 1}
    assert counted(world, date(2031, 1, 1)) == {"uncovered": 1}


def plans(store: Store, day: date) -> list[str]:
    """How the database would answer each question about the outbox and the events."""
    asked: list[tuple[str, Any]] = []

    def note(conn: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(store.reader, "before_cursor_execute", note)
    with store.read() as connection:
        untold(connection, day, chain.now(connection))
        undelivered.unalarmed(connection, 0, 100)
    event.remove(store.reader, "before_cursor_execute", note)
    wanted = [(s, p) for s, p in asked if "outbox_message" in s or "case_event" in s]
    explain = "EXPLAIN " if store.postgres else "EXPLAIN QUERY PLAN "
    with store.read() as connection:
        if store.postgres:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        return [str(connection.exec_driver_sql(explain + s, p).all()) for s, p in wanted]


def test_no_question_reads_the_whole_outbox_or_the_whole_record(world: Store) -> None:
    failed, waiting, reads, unalarmed = plans(world, DAY)
    assert "outbox_failed" in failed
    assert "outbox_in_order" in waiting
    assert "event_refused" in reads
    assert "outbox_failed" in unalarmed
    assert "delivery_attempt_message_id" in unalarmed
