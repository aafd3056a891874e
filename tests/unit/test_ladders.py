"""Who is warned when. Days are counted by hand on 2026's calendar; audiences are typed by hand from the design."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from models.calendars import Calendar
from models.ladders import LADDERS, DueRung, due_rungs, next_rung, rung_days
from models.periods import Clock
from models.vocabulary import Audience

HANDLER, HEAD, SUPERVISOR, UNIT = Audience.HANDLER, Audience.HEAD, Audience.SUPERVISOR, Audience.UNIT
APPROVER = Audience.APPROVER
LIMIT = Clock.RECTIFICATION_LIMIT
NOTHING: frozenset[str] = frozenset()


def _announced(year: int) -> Calendar:
    days = {}
    for n in range(366):
        day = date(year, 1, 1) + timedelta(days=n)
        if day.year == year and chinese_calendar.is_workday(day) != (day.weekday() < 5):
            days[day] = chinese_calendar.is_holiday(day)
    return Calendar(1, frozenset({year}), days)


CALENDAR = _announced(2026)
ANCHOR, DUE = date(2026, 9, 1), date(2026, 10, 8)
BEFORE_7, BEFORE_3, BEFORE_1 = date(2026, 9, 21), date(2026, 9, 28), date(2026, 9, 30)
BREACH, AFTER_5, AFTER_10 = date(2026, 10, 9), date(2026, 10, 14), date(2026, 10, 21)


def due_on(
    as_of: date, *claimed: str, provisional: bool = False, not_before: date | None = None, due: date = DUE
) -> list[DueRung]:
    return due_rungs(
        LIMIT,
        ANCHOR,
        due,
        CALENDAR,
        provisional=provisional,
        claimed=frozenset(claimed),
        as_of=as_of,
        not_before=not_before,
    )


def sent(rungs: list[DueRung]) -> list[str]:
    return [rung.key for rung in rungs if rung.send]


def keys(rungs: list[DueRung]) -> list[str]:
    return [rung.key for rung in rungs]


OWN = [("before-3", (HANDLER,)), ("before-1", (HANDLER,)), ("breach", (HANDLER, HEAD)), ("after-5", (SUPERVISOR,))]
TRANSFER = [("before-3", (HANDLER,)), ("breach", (HANDLER, HEAD)), ("after-10", (SUPERVISOR,))]


@pytest.mark.parametrize(
    ("clock", "ladder"),
    [
        (Clock.ASSIGNMENT, [("unassigned", (HEAD,))]),
        (Clock.APPROVAL_VALIDITY, [("before-3", (HANDLER,)), ("breach", (HANDLER,))]),
        (
            LIMIT,
            [
                ("before-7", (HANDLER, UNIT)),
                ("before-3", (HANDLER, UNIT)),
                ("before-1", (HANDLER, UNIT)),
                ("breach", (HANDLER, HEAD)),
                ("after-5", (HEAD,)),
                ("after-10", (SUPERVISOR,)),
            ],
        ),
        (Clock.REINSPECTION, OWN),
        (Clock.EXTENSION_DECISION, OWN),
        (Clock.OBJECTION_ANSWER, OWN),
        (Clock.TRANSFER_ANSWER, TRANSFER),
        (Clock.TRANSFER_OUTCOME, TRANSFER),
        # Neither a comment not made nor a commitment not kept is a breach.
        (Clock.COMMENT, [("before-1", (HANDLER, UNIT))]),
        (Clock.COMMITMENT, [("before-3", (HANDLER, UNIT)), ("before-1", (HANDLER, UNIT)), ("due", (HANDLER,))]),
        # A measure nobody ratified has no force: the unit is told so.
        (
            Clock.MEASURE_RATIFICATION,
            [("due", (HANDLER, APPROVER)), ("breach", (HANDLER, HEAD, SUPERVISOR, UNIT))],
        ),
        (Clock.MEASURE_REVIEW, [("due", (HANDLER,)), ("breach", (HANDLER, HEAD))]),
        # The supervising organ hears at once of a time limit of the Reward Measures that was missed.
        (
            Clock.REWARD_START,
            [("before-10", (HANDLER,)), ("before-3", (HANDLER, APPROVER)), ("breach", (HANDLER, HEAD, SUPERVISOR))],
        ),
        (
            Clock.REWARD_NOTICE,
            [("before-5", (HANDLER,)), ("before-1", (HANDLER, HEAD)), ("breach", (HANDLER, HEAD, SUPERVISOR))],
        ),
        # Who is honoured is reminded by nobody but the handler, in person.
        (Clock.REWARD_CLAIM, [("before-20", (HANDLER,)), ("before-5", (HANDLER,)), ("breach", (HANDLER, HEAD))]),
        (Clock.REWARD_RETURN, [("before-5", (HANDLER,)), ("breach", (HANDLER, HEAD))]),
        (Clock.LISTING_CONSULTATION, [("before-3", (HANDLER,)), ("breach", (HANDLER, HEAD))]),
        (
            Clock.LISTING_REVIEW,
            [
                ("before-20", (HANDLER,)),
                ("before-5", (HANDLER,)),
                ("breach", (HANDLER, HEAD)),
                ("after-10", (SUPERVISOR,)),
            ],
        ),
        (Clock.CONSULTATION_ANSWER, TRANSFER),
        (Clock.JOINT_ANSWER, TRANSFER),
        (Clock.EXCHANGE_RECEIPT, TRANSFER),
        (
            Clock.ACTIVITY_DAY,
            [
                ("before-20", (HANDLER,)),
                ("before-10", (HANDLER,)),
                ("before-3", (HANDLER,)),
                ("due", (HANDLER,)),
                ("breach", (HANDLER, HEAD)),
            ],
        ),
        # That a duty was not performed again in time is said to the head, and to nobody above.
        (
            Clock.DUTY_DUE,
            [("before-20", (HANDLER, UNIT)), ("before-5", (HANDLER, UNIT)), ("breach", (HANDLER, HEAD))],
        ),
        (Clock.DUTY_ANSWER, OWN),
    ],
)
def test_the_ladder_of_each_clock(clock: Clock, ladder: list[tuple[str, tuple[Audience, ...]]]) -> None:
    assert [(rung.key, rung.audience) for rung in LADDERS[clock]] == ladder


def test_every_clock_has_a_ladder() -> None:
    assert set(LADDERS) == set(Clock)


def test_no_ladder_ever_warns_a_superior_or_a_receiver() -> None:
    told = {audience for ladder in LADDERS.values() for rung in ladder for audience in rung.audience}
    assert told == {HANDLER, HEAD, APPROVER, SUPERVISOR, UNIT}


def test_the_unit_is_reminded_of_its_own_periods_and_of_a_breach_only_where_the_organ_failed() -> None:
    told = [(clock, rung) for clock, ladder in LADDERS.items() for rung in ladder if UNIT in rung.audience]
    assert {clock for clock, rung in told if not rung.after_breach} == {
        LIMIT,
        Clock.COMMENT,
        Clock.COMMITMENT,
        Clock.DUTY_DUE,
    }
    assert {clock for clock, rung in told if rung.after_breach} == {Clock.MEASURE_RATIFICATION}


def test_what_is_due_today_is_said_on_the_day_itself_also_on_a_weekend() -> None:
    saturday = date(2026, 3, 14)
    for clock in (Clock.COMMITMENT, Clock.MEASURE_REVIEW):
        found = {key: day for _, key, day in rung_days(clock, date(2026, 3, 2), saturday, CALENDAR)}
        assert found["due"] == saturday


def test_rungs_stand_on_working_days_and_the_breach_on_the_day_after() -> None:
    # Sunday 20 September is worked, 25-27 September and 1-7 October are off, Saturday 10 October is worked.
    assert [(key, day) for _, key, day in rung_days(LIMIT, ANCHOR, DUE, CALENDAR)] == [
        ("before-7", BEFORE_7),
        ("before-3", BEFORE_3),
        ("before-1", BEFORE_1),
        ("breach", BREACH),
        ("after-5", AFTER_5),
        ("after-10", AFTER_10),
    ]


def test_the_last_day_still_belongs_to_the_period_and_a_breach_may_fall_on_a_weekend() -> None:
    friday = date(2026, 3, 13)
    found = {key: day for _, key, day in rung_days(LIMIT, date(2026, 3, 2), friday, CALENDAR)}
    assert found["breach"] == date(2026, 3, 14)
    assert found["after-5"] == date(2026, 3, 20)
    assert keys(due_on(friday, "before-7", "before-3", "before-1", due=friday)) == []


def test_a_reminder_from_before_the_period_began_does_not_exist() -> None:
    found = rung_days(Clock.REINSPECTION, date(2026, 3, 6), date(2026, 3, 10), CALENDAR)
    assert [key for _, key, _ in found] == ["before-1", "breach", "after-5"]


def test_nothing_is_due_before_the_first_rung() -> None:
    assert due_on(BEFORE_7 - timedelta(days=1)) == []


def test_a_rung_is_due_on_its_day() -> None:
    assert due_on(BEFORE_7) == [DueRung("before-7", BEFORE_7, (HANDLER, UNIT), send=True, after_breach=False)]


def test_missed_rungs_come_in_order_and_only_the_latest_is_sent() -> None:
    rungs = due_on(DUE)
    assert keys(rungs) == ["before-7", "before-3", "before-1"]
    assert sent(rungs) == ["before-1"]


def test_after_the_due_day_only_overdue_rungs_are_sent() -> None:
    rungs = due_on(AFTER_5)
    assert keys(rungs) == ["before-7", "before-3", "before-1", "breach", "after-5"]
    assert sent(rungs) == ["after-5"]
    assert [rung.after_breach for rung in rungs] == [False, False, False, True, True]


def test_an_older_rung_is_not_sent_after_a_later_one() -> None:
    rungs = due_on(BREACH, "breach")
    assert keys(rungs) == ["before-7", "before-3", "before-1"]
    assert sent(rungs) == []


def test_a_provisional_deadline_reminds_and_never_escalates() -> None:
    assert sent(due_on(BEFORE_3, provisional=True)) == ["before-3"]
    late = due_on(AFTER_10, provisional=True)
    assert keys(late) == ["before-7", "before-3", "before-1"]
    assert sent(late) == []


def test_what_a_provisional_date_held_back_becomes_due_once_it_is_settled() -> None:
    claimed = ("before-7", "before-3", "before-1")
    assert due_on(BREACH, *claimed, provisional=True) == []
    assert sent(due_on(BREACH, *claimed)) == ["breach"]


def test_next_rung_of_a_provisional_deadline_ends_before_the_breach() -> None:
    claimed = frozenset({"before-7", "before-3", "before-1"})
    assert next_rung(LIMIT, ANCHOR, DUE, CALENDAR, provisional=True, claimed=claimed) is None
    assert next_rung(LIMIT, ANCHOR, DUE, CALENDAR, provisional=False, claimed=claimed) == ("breach", BREACH)


def test_rungs_already_past_when_a_date_moves_are_dropped() -> None:
    moved = date(2026, 9, 24)
    assert keys(due_on(BEFORE_3, not_before=moved)) == ["before-3"]
    assert next_rung(LIMIT, ANCHOR, DUE, CALENDAR, provisional=False, claimed=NOTHING, not_before=moved) == (
        "before-3",
        BEFORE_3,
    )


def test_a_breach_already_past_when_a_date_moves_waits_and_is_not_lost() -> None:
    moved = date(2026, 10, 20)
    assert due_on(date(2026, 10, 19), not_before=moved) == []
    assert due_on(moved, not_before=moved) == [
        DueRung("breach", moved, (HANDLER, HEAD), send=True, after_breach=True),
    ]
    assert sent(due_on(AFTER_10, "breach", not_before=moved)) == ["after-10"]


def test_the_ladder_ends() -> None:
    claimed = frozenset({"before-7", "before-3", "before-1", "breach", "after-5", "after-10"})
    assert next_rung(LIMIT, ANCHOR, DUE, CALENDAR, provisional=False, claimed=claimed) is None
    assert due_on(date(2027, 12, 31), *claimed) == []


def test_a_case_without_handler_warns_the_head_at_once_and_each_working_day() -> None:
    saturday, due = date(2026, 3, 7), date(2026, 3, 9)
    rungs = due_rungs(
        Clock.ASSIGNMENT, saturday, due, CALENDAR, provisional=False, claimed=NOTHING, as_of=date(2026, 3, 11)
    )
    assert keys(rungs) == [
        "unassigned-2026-03-07",
        "unassigned-2026-03-09",
        "unassigned-2026-03-10",
        "unassigned-2026-03-11",
    ]
    assert sent(rungs) == ["unassigned-2026-03-11"]
    assert {rung.audiences for rung in rungs} == {(HEAD,)}


def test_the_warning_without_handler_never_runs_out() -> None:
    anchor, due = date(2026, 3, 6), date(2026, 3, 6)
    claimed = frozenset({"unassigned-2026-03-06", "unassigned-2026-03-09"})
    found = next_rung(Clock.ASSIGNMENT, anchor, due, CALENDAR, provisional=True, claimed=claimed)
    assert found == ("unassigned-2026-03-10", date(2026, 3, 10))
    assert [key for _, key, _ in rung_days(Clock.ASSIGNMENT, anchor, due, CALENDAR)] == ["unassigned-2026-03-06"]
