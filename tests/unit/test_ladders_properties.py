"""What holds of every ladder, whenever it is looked at."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.ladders import due_rungs, next_rung
from models.periods import Clock
from tests.unit.test_ladders import CALENDAR, NOTHING, keys, sent

clocks = st.sampled_from([clock for clock in Clock if clock is not Clock.ASSIGNMENT])
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(clocks, days, days, st.none() | days)
def test_a_ladder_is_climbed_in_order(clock: Clock, one: date, other: date, not_before: date | None) -> None:
    anchor, due = sorted((one, other))
    every = due_rungs(
        clock,
        anchor,
        due,
        CALENDAR,
        provisional=False,
        claimed=NOTHING,
        as_of=date(2027, 12, 31),
        not_before=not_before,
    )
    assert [rung.day for rung in every] == sorted(rung.day for rung in every)
    before = [rung for rung in every if not rung.after_breach and rung.key != "due"]
    assert all(rung.day < due for rung in before)
    assert all(rung.day == due for rung in every if rung.key == "due")
    assert all(rung.day > due for rung in every if rung.after_breach)
    ends_in_a_breach = clock not in (Clock.COMMENT, Clock.COMMITMENT, Clock.REPORT_REVIEW_TIME)
    assert ("breach" in keys(every)) is ends_in_a_breach
    assert len(sent(every)) == ends_in_a_breach


@given(clocks, days, days, st.lists(days, max_size=12), st.booleans(), st.none() | days)
def test_claimed_rungs_never_come_back_and_next_rung_tells_when_to_look(
    clock: Clock, one: date, other: date, looks: list[date], provisional: bool, not_before: date | None
) -> None:
    anchor, due = sorted((one, other))
    claimed: frozenset[str] = NOTHING
    for as_of in sorted(looks):
        found = due_rungs(
            clock,
            anchor,
            due,
            CALENDAR,
            provisional=provisional,
            claimed=claimed,
            as_of=as_of,
            not_before=not_before,
        )
        expected = next_rung(
            clock, anchor, due, CALENDAR, provisional=provisional, claimed=claimed, not_before=not_before
        )
        assert not claimed & set(keys(found))
        assert len(sent(found)) <= 1
        assert not (as_of > due and any(rung.send and not rung.after_breach for rung in found))
        assert not (provisional and any(rung.after_breach for rung in found))
        assert bool(found) == (expected is not None and expected[1] <= as_of)
        if expected and found:
            assert (found[0].key, found[0].day) == expected
        claimed |= set(keys(found))


@given(days, st.lists(st.integers(0, 40), max_size=8))
def test_a_repeating_warning_is_claimed_once_a_day_and_sent_at_every_look(anchor: date, steps: list[int]) -> None:
    claimed: frozenset[str] = NOTHING
    as_of = anchor
    for step in steps:
        as_of += timedelta(days=step)
        found = due_rungs(Clock.ASSIGNMENT, anchor, anchor, CALENDAR, provisional=False, claimed=claimed, as_of=as_of)
        assert sent(found) == keys(found)[-1:]
        claimed |= set(keys(found))
    following = next_rung(Clock.ASSIGNMENT, anchor, anchor, CALENDAR, provisional=False, claimed=claimed)
    assert following is not None
    assert following[1] > as_of or claimed == NOTHING
