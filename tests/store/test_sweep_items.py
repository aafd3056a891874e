"""Deadlines that only remind, and several of one kind: each is told by itself, under its own name."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from flows.sweeping import sweep
from models.periods import Clock
from models.store.engine import Store
from models.store.handles import DEADLINE, OUTBOX, RUNG
from models.store.sweep import Swept
from tests.acceptance.hearing import CITY_HEAD, OFFICER, PAIR, Hearing, on
from tests.builders import UNIT_CODE, walk_to
from tests.store.outbox_rows import told
from tests.store.worlds import CASE

HANDLER, UNIT = ("handler", "N001"), ("unit", UNIT_CODE)


def deadlines(store: Store, case: str, clock: Clock) -> list[Any]:
    found = select(DEADLINE).where(DEADLINE.c.case_no == case, DEADLINE.c.clock == clock)
    with store.read() as connection:
        return list(connection.execute(found.order_by(DEADLINE.c.item)))


def day_by_day(store: Store, since: date, until: date) -> dict[date, int]:
    """On which days how many rungs were sent."""
    days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    return {day: count for day in days if (count := sweep(store, day).sent)}


def test_the_time_to_comment_reminds_once_and_is_never_breached(world: Store) -> None:
    # Recorded on Thursday 5 March, three working days: Tuesday 10 March.
    case = walk_to(world, "inspection recorded")
    (comment,) = deadlines(world, case, Clock.COMMENT)
    assert (comment.stage, comment.due_on, comment.item) == ("I1", date(2026, 3, 10), 0)
    assert day_by_day(world, date(2026, 3, 5), date(2026, 3, 20)) == {date(2026, 3, 9): 1}
    assert told(world, case, "before-1") == [UNIT, HANDLER]
    (after,) = deadlines(world, case, Clock.COMMENT)
    assert (after.state.value, after.next_rung_on) == ("running", None)


def test_a_comment_made_is_not_asked_for(world: Store) -> None:
    case = walk_to(world, "inspection commented")
    (comment,) = deadlines(world, case, Clock.COMMENT)
    assert (comment.state.value, comment.settled_on) == ("met", date(2026, 3, 6))
    assert sweep(world, date(2026, 3, 20)) == Swept()


def test_a_message_of_the_sweep_names_its_deadline_and_its_rung(with_order: Store) -> None:
    world, case = with_order, CASE
    sweep(world, date(2026, 3, 26))
    (limit,) = deadlines(world, case, Clock.RECTIFICATION_LIMIT)
    with world.read() as connection:
        rows = connection.execute(select(OUTBOX.c.deadline_id, OUTBOX.c.rung).where(OUTBOX.c.case_no == case)).all()
    assert [tuple(row) for row in rows] == [(limit.id, "breach"), (limit.id, "breach")]


def test_two_promises_for_one_day_are_two_deadlines_and_each_is_told(order_hearing: Hearing) -> None:
    hearing = order_hearing
    hearing.act(on(3, 26), OFFICER, "interview.propose", order="R1", reason="No report came.")
    hearing.act(on(3, 27), CITY_HEAD, "interview.approve")
    hearing.served(
        on(3, 30), "interview.summon", meeting_on="2026-04-03", meeting_at="09:30", place="Our office.",
        interviewee="principal", person="The principal.",
    )  # fmt: skip
    promises = [("2026-04-30", "Mend the doors."), ("2026-04-30", "Train the staff."), ("2026-05-29", "Report.")]
    held = hearing.act(
        on(4, 3), OFFICER, "interview.hold", occurred_on="2026-04-03", present=PAIR, persons="The principal.",
        points="The limit.", statement="We forgot.", signing="signed",
        commitments=[{"due_on": due, "promise": promise} for due, promise in promises],
    )  # fmt: skip
    found = deadlines(hearing.store, hearing.no, Clock.COMMITMENT)
    seq = held["event"]["seq"]
    assert [(d.stage, d.armed_seq, d.item, d.due_on) for d in found] == [
        ("Y1", seq, 1, on(4, 30)), ("Y1", seq, 2, on(4, 30)), ("Y1", seq, 3, on(5, 29)),
    ]  # fmt: skip
    hearing.swept(on(4, 27))
    with hearing.store.read() as connection:
        rungs = connection.execute(
            select(DEADLINE.c.item, RUNG.c.rung)
            .join_from(RUNG, DEADLINE)
            .where(DEADLINE.c.clock == Clock.COMMITMENT, RUNG.c.sent)
            .order_by(DEADLINE.c.item)
        ).all()
    assert [tuple(row) for row in rungs] == [(1, "before-3"), (2, "before-3")]
    assert told(hearing.store, hearing.no, "before-3") == [UNIT, UNIT, HANDLER, HANDLER]
    assert hearing.record_is_whole()
