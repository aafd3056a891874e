"""A holiday notice arrives: last days are computed anew, journaled, and nobody is overdue by surprise."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from flows.calendar_import import Imported, import_notice
from flows.sweeping import sweep
from models.acts import rectification
from models.acts.choices import Arrival
from models.errors import BadInput
from models.periods import Clock
from models.store import calendars
from models.store.audit import verify
from models.store.canonical import digest
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.handles import DEADLINE, EVENT, RUNG
from models.store.reprojection import reproject
from models.vocabulary import EventKind, Stage
from tests.builders import SECRET, take, walk_to
from tests.store.worlds import CASE

R = Stage.RECTIFICATION
REPORTED = date(2026, 12, 11)
# 15 working days from Friday 11 December, holidays of 2027 unknown: Friday 1 January is off whatever they are.
GUESSED, SETTLED = date(2027, 1, 4), date(2027, 1, 5)


def notice(year: int, *off: str) -> dict[str, Any]:
    days = [{"name": "元旦", "date": day, "isOffDay": True} for day in off]
    return {"year": year, "papers": ["https://example.org/notice"], "days": days}


NEW_YEAR = notice(2027, "2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04")


def live_on(store: Store, today: date) -> None:
    with store.write() as connection:
        set_demo_today(connection, today)


def reported(store: Store, received: date = REPORTED) -> str:
    """A case whose re-inspection is due 15 working days after `received`."""
    case = walk_to(store, "rectification running")
    report = rectification.Report(case=case, received_on=received, arrival=Arrival.POST, content=SECRET)
    take(store, R, report, "N002", received)
    return case


def reinspection(store: Store, case: str) -> Any:
    found = select(DEADLINE).where(DEADLINE.c.case_no == case, DEADLINE.c.clock == Clock.REINSPECTION)
    with store.read() as connection:
        return connection.execute(found).one()


def rungs(store: Store, case: str) -> list[tuple[str, date, bool]]:
    found = (
        select(RUNG.c.rung, RUNG.c.rung_on, RUNG.c.sent)
        .join(DEADLINE, DEADLINE.c.id == RUNG.c.deadline_id)
        .where(DEADLINE.c.case_no == case, DEADLINE.c.clock == Clock.REINSPECTION)
        .order_by(RUNG.c.due_on, RUNG.c.rung_on)
    )
    with store.read() as connection:
        return [(row.rung, row.rung_on, row.sent) for row in connection.execute(found)]


def calendar_events(store: Store, chain: str) -> list[Any]:
    found = select(EVENT).where(EVENT.c.chain == chain, EVENT.c.kind == EventKind.CALENDAR).order_by(EVENT.c.seq)
    with store.read() as connection:
        return list(connection.execute(found))


def whole(store: Store) -> bool:
    with store.read() as connection:
        return verify(connection).first_bad is None


def test_the_import_settles_and_moves_the_last_day_and_says_so(world: Store) -> None:
    case, other = reported(world), walk_to(world, "rectification reported")
    assert (reinspection(world, case).due_on, reinspection(world, case).provisional) == (GUESSED, True)
    live_on(world, date(2026, 12, 14))
    assert import_notice(world, NEW_YEAR) == Imported(2, 2027, 1)
    after = reinspection(world, case)
    assert (after.due_on, after.provisional, after.calendar_version) == (SETTLED, False, 2)
    assert after.next_rung_on == date(2026, 12, 29)
    (event,) = calendar_events(world, case)
    assert (event.act, event.actor) == ("calendar.reproject", "system")
    assert b'"due_on":"2027-01-05"' in event.body
    (told,) = calendar_events(world, "system")
    assert told.act == "calendar.import"
    assert b"https://example.org/notice" in told.body
    assert digest(told.body) == told.hash
    assert calendar_events(world, other) == []
    assert reinspection(world, other).calendar_version == 2
    assert whole(world)


def test_a_provisional_deadline_reminds_and_never_escalates(world: Store) -> None:
    case = reported(world)
    for n in range(60):
        sweep(world, REPORTED + timedelta(days=n))
    assert [(rung, sent) for rung, _, sent in rungs(world, case)] == [("before-3", True), ("before-1", True)]
    assert reinspection(world, case).next_rung_on is None


def test_after_a_late_import_the_breach_waits_until_three_working_days_have_passed(world: Store) -> None:
    case = reported(world)
    sweep(world, date(2027, 1, 8))
    live_on(world, date(2027, 1, 8))
    import_notice(world, NEW_YEAR)
    for day in (8, 11, 12, 13):
        assert sweep(world, date(2027, 1, day)).rungs == 0
    thursday = date(2027, 1, 14)
    assert sweep(world, thursday).sent == 1
    assert rungs(world, case)[-1] == ("breach", thursday, True)
    assert whole(world)


def test_a_second_import_does_not_shorten_the_wait(world: Store) -> None:
    case = reported(world)
    live_on(world, date(2027, 1, 8))
    import_notice(world, NEW_YEAR)
    live_on(world, date(2027, 1, 11))
    assert import_notice(world, NEW_YEAR).recomputed == 0
    assert reinspection(world, case).next_rung_on == date(2027, 1, 14)


def test_a_rung_claimed_for_the_same_last_day_does_not_come_again(world: Store) -> None:
    case = reported(world)
    sweep(world, date(2026, 12, 31))
    before = rungs(world, case)
    assert [rung for rung, _, _ in before] == ["before-3", "before-1"]
    live_on(world, date(2026, 12, 31))
    # As guessed: only 1 January is off.
    import_notice(world, notice(2027, "2027-01-01"))
    after = reinspection(world, case)
    assert (after.due_on, after.provisional) == (GUESSED, False)
    assert sweep(world, GUESSED).rungs == 0
    assert rungs(world, case) == before
    assert whole(world)


def test_when_the_day_moves_its_rungs_to_come_are_sent_anew(world: Store) -> None:
    case = reported(world)
    sweep(world, date(2026, 12, 29))
    live_on(world, date(2026, 12, 29))
    import_notice(world, notice(2027, "2027-01-01", "2027-01-04", "2027-01-05", "2027-01-06"))
    assert reinspection(world, case).due_on == date(2027, 1, 7)
    sweep(world, date(2026, 12, 31))
    sweep(world, date(2027, 1, 8))
    last = [(rung, sent) for rung, _, sent in rungs(world, case)]
    assert last == [("before-3", True), ("before-3", False), ("before-1", True), ("breach", True)]


def test_a_missed_reminder_of_a_deadline_that_did_not_move_is_still_caught_up(with_order: Store) -> None:
    world, case = with_order, CASE
    live_on(world, date(2026, 3, 23))
    import_notice(world, NEW_YEAR)
    assert sweep(world, date(2026, 3, 23)).rungs == 2
    assert whole(world)
    assert calendar_events(world, case) == []


def test_a_suspended_deadline_is_left_to_its_resumption(with_order: Store) -> None:
    world, case = with_order, CASE
    suspend = rectification.Suspend(case=case, occurred_on=date(2026, 3, 13), reason=SECRET)
    take(world, R, suspend, "N100", date(2026, 3, 13))
    assert import_notice(world, NEW_YEAR).recomputed == 0
    assert calendar_events(world, case) == []
    assert whole(world)


def test_a_regional_notice_moves_the_deadlines_of_its_region_only(world: Store) -> None:
    case = walk_to(world, "rectification reported")
    live_on(world, date(2026, 3, 25))
    before = reinspection(world, case).due_on
    assert import_notice(world, notice(2026, "2026-03-30"), "530000").recomputed == 0
    assert reinspection(world, case).due_on == before
    assert import_notice(world, notice(2026, "2026-03-30"), "520102").recomputed == 1
    assert reinspection(world, case).due_on > before
    assert whole(world)


def test_computing_again_changes_nothing(world: Store) -> None:
    reported(world)
    live_on(world, date(2026, 12, 14))
    import_notice(world, NEW_YEAR)
    with world.write() as connection:
        assert reproject(connection, None, date(2026, 12, 14)) == 0


class Killed(Exception):
    """The process ended here."""


def test_an_import_that_broke_off_goes_on_and_journals_nothing_twice(
    world: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [reported(world), reported(world)]
    live_on(world, date(2026, 12, 14))
    monkeypatch.setattr("flows.calendar_import.FIRST", 1)
    seen: list[tuple[int, int]] = []

    def killed(looked: int, total: int) -> None:
        seen.append((looked, total))
        raise Killed

    with pytest.raises(Killed):
        import_notice(world, NEW_YEAR, progress=killed)
    assert [len(calendar_events(world, case)) for case in cases] == [1, 0]
    assert import_notice(world, NEW_YEAR, progress=lambda *at: seen.append(at)) == Imported(2, 2027, 1)
    assert seen == [(1, 2), (1, 1)]
    assert [len(calendar_events(world, chain)) for chain in (*cases, "system")] == [1, 1, 1]
    assert [reinspection(world, case).due_on for case in cases] == [SETTLED, SETTLED]
    assert whole(world)


def test_a_notice_in_force_is_not_put_in_force_again_and_one_of_other_days_is(world: Store) -> None:
    live_on(world, date(2026, 12, 14))
    assert [import_notice(world, NEW_YEAR).version for _ in range(2)] == [2, 2]
    assert len(calendar_events(world, "system")) == 1
    fewer = {**NEW_YEAR, "days": NEW_YEAR["days"][:-1]}
    assert import_notice(world, fewer).version == 3
    assert import_notice(world, {**fewer, "papers": ["https://example.org/other"]}).version == 4
    assert import_notice(world, NEW_YEAR, "520102").version == 5
    assert len(calendar_events(world, "system")) == 4


def test_a_notice_that_cannot_be_read_changes_nothing(world: Store) -> None:
    with pytest.raises(BadInput):
        import_notice(world, {"year": 2027, "papers": [], "days": []})
    with world.read() as connection:
        assert 2027 not in calendars.load(connection).years
    assert calendar_events(world, "system") == []
