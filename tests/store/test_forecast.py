"""What the deadlines will do, told without doing it."""

from datetime import date

import pytest
from sqlalchemy import select

from flows.calendar_import import import_notice
from flows.sweeping import sweep
from models.acts import rectification
from models.errors import Unknown
from models.periods import Clock
from models.store import forecast, overview
from models.store.demo_day import set_demo_today
from models.store.engine import Store
from models.store.handles import DEADLINE, EVENT, INSTALLATION, OUTBOX, RUNG
from models.vocabulary import Stage
from tests.builders import SECRET, opening, take, walk_to
from tests.store.worlds import CASE

R = Stage.RECTIFICATION
DUE, BREACH = date(2026, 3, 25), date(2026, 3, 26)


def limit(store: Store, case: str) -> int:
    wanted = (DEADLINE.c.case_no == case, DEADLINE.c.clock == Clock.RECTIFICATION_LIMIT)
    with store.read() as connection:
        return int(connection.scalars(select(DEADLINE.c.id).where(*wanted)).one())


def rows(store: Store) -> list[object]:
    with store.read() as connection:
        return [connection.execute(select(table)).all() for table in (DEADLINE, EVENT, RUNG, OUTBOX)]


def test_due_lists_the_open_deadlines_with_the_days_left(with_order: Store) -> None:
    world, case = with_order, CASE
    walk_to(world, "case open")
    with world.read() as connection:
        (found,) = forecast.due(connection, date(2026, 3, 20))
        assert found["case"] == case
        assert (found["stage"], found["clock"], found["holder"]) == ("R1", "rectification_limit", "unit")
        assert (found["due_on"], found["days_left"], found["overdue"]) == ("2026-03-25", 5, False)
        assert [forecast.due(connection, day)[0]["overdue"] for day in (DUE, BREACH)] == [False, True]


def test_explain_tells_every_day_that_was_not_counted(with_order: Store) -> None:
    world, case = with_order, CASE
    suspend = rectification.Suspend(case=case, occurred_on=date(2026, 3, 12), reason=SECRET)
    take(world, R, suspend, "N100", date(2026, 3, 12))
    with world.read() as connection:
        rest = forecast.explain(connection, limit(world, case))
    assert (rest["state"], rest["computed"], rest["next"]) == ("suspended", None, None)
    take(world, R, rectification.Resume(case=case, occurred_on=date(2026, 3, 13)), "N001", date(2026, 3, 13))
    sweep(world, date(2026, 3, 18))
    with world.read() as connection:
        told = forecast.explain(connection, limit(world, case))
    assert (told["anchor_on"], told["length"], told["unit"]) == ("2026-03-10", 15, "day")
    assert told["due_on"] == told["computed"] == "2026-03-27"
    assert told["skipped"] == [
        {"date": "2026-03-12", "why": "suspended"},
        {"date": "2026-03-13", "why": "suspended"},
    ]
    assert told["rule"] == ["event_day_not_counted", "calendar_days_counted", "suspension_not_counted"]
    assert [(line["kind"], line["on"]) for line in told["ledger"]] == [
        ("suspend", "2026-03-12"),
        ("resume", "2026-03-13"),
    ]
    assert [(rung["rung"], rung["day"]) for rung in told["rungs"]] == [("before-7", "2026-03-18")]
    assert told["next"] == {"rung": "before-3", "day": "2026-03-24"}
    with world.read() as connection, pytest.raises(Unknown):
        forecast.explain(connection, 0)


@pytest.mark.parametrize("as_of", [date(2026, 3, 16), DUE, BREACH, date(2026, 5, 1)])
def test_simulate_tells_what_a_sweep_then_does_and_changes_nothing(with_order: Store, as_of: date) -> None:
    world = with_order
    walk_to(world, "rectification reported")
    before = rows(world)
    with world.read() as connection:
        told = forecast.simulate(connection, as_of)
    assert rows(world) == before
    done = sweep(world, as_of)
    assert (len(told), sum(rung["sent"] for rung in told)) == (done.rungs, done.sent)
    with world.read() as connection:
        assert forecast.simulate(connection, as_of) == []
        claimed = connection.execute(select(RUNG.c.rung, RUNG.c.rung_on, RUNG.c.sent)).all()
    assert sorted((r["rung"], date.fromisoformat(r["day"]), r["sent"]) for r in told) == sorted(map(tuple, claimed))


def test_the_overview_counts_what_needs_a_person(with_order: Store) -> None:
    world, case = with_order, CASE
    alone = take(world, Stage.CASE, opening().model_copy(update={"handler": None}), "N001", date(2026, 3, 11))
    with world.read() as connection:
        # When this world was made: what gives signs of life has had no time to.
        moment = connection.execute(select(INSTALLATION.c.created_at)).scalar_one()
        due_today = overview.overview(connection, DUE, moment)
        late = overview.overview(connection, date(2026, 12, 1), moment)
    assert (due_today.due_today, due_today.overdue.count) == (overview.Listed(1, (case,)), 0)
    assert due_today.unassigned == overview.Listed(1, (alone.body["case"],))
    assert (due_today.uncovered_years, late.uncovered_years) == ((), (2027,))
    assert late.overdue == overview.Listed(1, (case,))
    # Nobody swept: two deadlines should have been spoken of, one of them that nobody handles the case.
    counted = {"skipped": 2, "unassigned_late": 1, "uncovered": 1}
    assert {name: count for name, count in vars(late.untold).items() if count} == counted
    assert late.nobody_told == 4
    sweep(world, date(2026, 12, 1))
    with world.write() as connection:
        set_demo_today(connection, date(2026, 12, 1))
    import_notice(
        world, {"year": 2027, "papers": ["p"], "days": [{"name": "n", "date": "2027-01-01", "isOffDay": True}]}
    )
    with world.read() as connection:
        swept = overview.overview(connection, date(2026, 12, 1), moment)
    assert (swept.nobody_told, swept.untold.unassigned_late, swept.uncovered_years) == (1, 1, ())
