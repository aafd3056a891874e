"""Ten days in which neither sweep nor relay ran, while periods ran and acts were recorded: caught up with in order."""

import json
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from flows.sweeping import sweep
from models.store.engine import Store
from models.store.handles import EVENT
from models.vocabulary import EventKind
from notifications.relay import Drained, drain
from notifications.senders import senders
from notifications.settings import NotificationSettings
from notifications.sinks import MailSink
from tests.acceptance.hearing import OFFICER, Hearing, on, ordered
from tests.builders import UNIT_CODE
from tests.kill.battle import open_rows
from tests.kill.reckoning import arrivals_are_as_written, record_is_whole
from tests.store.worlds import Worlds, heard, installed, standing

LAST, BACK = on(3, 15), on(3, 26)
"""The last day on which sweep and relay ran, and the one on which they came back: ten days lie between."""

Ladders = dict[tuple[str, ...], list[tuple[str, str, bool]]]
"""By deadline: the rungs claimed, in the order in which they stand in the record, with their days, and which were
sent."""


def lived_through(store: Store, every_day: bool) -> None:
    """Four cases until the day before `BACK`: nobody answers an order, one is reported on, one is objected to; and a
    new case has no handler. The sweep runs to `LAST` only, or `every_day`."""
    cases: list[Hearing] = []
    for _ in range(3):
        with heard(store) as hearing:
            ordered(hearing)
            cases.append(hearing)
    day = on(3, 11)
    while day < BACK:
        with heard(store, cases[1].no) as reported:
            if day == on(3, 18):
                reported.act(
                    day, OFFICER, "rectification.report", received_on=str(day), arrival="post", content="Done."
                )
        with heard(store, cases[2].no) as objected:
            if day == on(3, 17):
                objected.act(day, OFFICER, "rectification.object", received_on=str(day), content="Too strict.")
        with heard(store) as new:
            if day == on(3, 19):
                new.act(day, OFFICER, "case.open", unit=UNIT_CODE, reason="Nobody has it yet.")
        if every_day or day <= LAST:
            sweep(store, day)
        day += timedelta(days=1)


def caught_up(store: Store) -> None:
    lived_through(store, every_day=False)


def never_away(store: Store) -> None:
    lived_through(store, every_day=True)


def ladders(store: Store) -> Ladders:
    wanted = select(EVENT.c.chain, EVENT.c.body).where(EVENT.c.kind == EventKind.DEADLINE)
    found: Ladders = {}
    with store.read() as connection:
        for row in connection.execute(wanted.order_by(EVENT.c.chain, EVENT.c.seq)):
            for rung in json.loads(row.body)["data"]["rungs"]:
                deadline = (row.chain, str(rung["stage"]), rung["clock"], str(rung["item"]))
                found.setdefault(deadline, []).append((rung["rung"], rung["day"], rung["sent"]))
    return found


def sent_out(store: Store, post: MailSink) -> Drained:
    settings = NotificationSettings(smtp_url=SecretStr(post.url))
    with senders(store, settings, lambda sealed_id: b"") as ready:
        return drain(store, ready)


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_after_ten_days_all_is_caught_up_with_in_order_and_nothing_is_sent_twice(worlds: Worlds, engine: str) -> None:
    with worlds.copy(engine, installed, standing, caught_up) as store, MailSink() as post:
        before, waiting = ladders(store), open_rows(store)
        swept = sweep(store, BACK)
        after = ladders(store)
        assert sent_out(store, post).sent > waiting > 0
        assert (sweep(store, BACK).cases, sent_out(store, post)) == (0, Drained())
        assert arrivals_are_as_written(store, [mail.key for mail in post.messages], doubles=0) == 0
        record_is_whole(store)
    new = {deadline: rungs[len(before.get(deadline, ())) :] for deadline, rungs in after.items()}
    missed = {deadline: rungs for deadline, rungs in new.items() if rungs}
    assert swept.rungs == sum(map(len, missed.values())) > swept.sent
    for rungs in missed.values():
        days = [day for _, day, _ in rungs]
        assert days == sorted(days)
        assert [sent for *_, sent in rungs] == [*(False for _ in rungs[1:]), True], "the latest true one, alone"
    clocks = {clock: [rung for rung, *_ in rungs] for (_, _, clock, _), rungs in missed.items()}
    assert clocks["rectification_limit"] == ["before-7", "before-3", "before-1", "breach"]
    assert clocks["assignment"][-1] == f"unassigned-{BACK}"
    with worlds.copy(engine, installed, standing, never_away) as store:
        sweep(store, BACK)
        as_ever = ladders(store)
    for deadline, rungs in after.items():
        assert [rung[:2] for rung in rungs] == [rung[:2] for rung in as_ever[deadline]], "as if nobody had been away"
    assert {case for case, *_ in as_ever.keys() - after.keys()} == {"GZ-2026-000002"}, "met before anybody looked"
