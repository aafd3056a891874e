"""Who was told that a period had passed hears once that it had not; who was not told yet never hears of it."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, insert, select

from models.ladders import BREACH
from models.store.chain import now
from models.store.handles import ATTEMPT, OUTBOX, SUPERVISION
from models.vocabulary import MessageState
from tests.acceptance.hearing import CITY_HEAD, COUNTY_HEAD, OFFICER, Hearing, on
from tests.store.acknowledged import acknowledged
from tests.store.outbox_rows import mark, sent, states, told
from tests.store.worlds import CASE, Worlds, breach, heard, heard_order, installed, standing

HANDLER, HEAD, SUPERVISOR = ("handler", OFFICER), ("head", "GZ-GY-NM"), ("supervisor", "GZ-GY")
TAKEN_BACK = "taken_back"
UNSENT = ("cancelled", "taken back before it was sent")


@pytest.fixture
def hearing(worlds: Worlds, engine: str) -> Iterator[Hearing]:
    """The last day, Wednesday 25 March, has passed; handler and head are told the next night."""
    with worlds.copy(engine, installed, standing, heard_order, breach) as store, heard(store, CASE) as hearing:
        yield hearing


def reported(hearing: Hearing, received: date, today: date) -> None:
    hearing.act(
        today, OFFICER, "rectification.report", received_on=str(received), content="Done.", late_reason="Away."
    )  # fmt: skip


def test_everyone_told_of_a_breach_hears_once_that_it_is_taken_back(hearing: Hearing) -> None:
    assert told(hearing.store, hearing.no, BREACH) == [HEAD, HANDLER]
    sent(hearing.store, hearing.no)
    reported(hearing, on(3, 25), on(3, 28))
    assert hearing.deadline("rectification_limit", "R1") == ("2026-03-25", "met")
    assert told(hearing.store, hearing.no, TAKEN_BACK) == [HEAD, HANDLER]
    assert set(states(hearing.store, hearing.no, BREACH).values()) == {("done", None)}
    hearing.swept(on(4, 9))
    assert told(hearing.store, hearing.no, TAKEN_BACK) == [HEAD, HANDLER]
    assert hearing.record_is_whole()


def test_the_late_entry_stands_on_the_supervisors_list(hearing: Hearing) -> None:
    reported(hearing, on(3, 25), on(3, 28))
    with hearing.store.read() as connection:
        (line,) = connection.execute(select(SUPERVISION)).all()
    # Twelve acts and one night's sweep came before.
    assert tuple(line) == (hearing.no, 14, "recorded_late", "GZ-GY", on(3, 28))


def test_a_notice_not_yet_sent_is_cancelled_instead(hearing: Hearing) -> None:
    reported(hearing, on(3, 25), on(3, 28))
    assert states(hearing.store, hearing.no, BREACH) == {OFFICER: UNSENT, "GZ-GY-NM": UNSENT}
    assert told(hearing.store, hearing.no, TAKEN_BACK) == []


@pytest.mark.parametrize(
    ("state", "attempts"),
    [(MessageState.READY, 1), (MessageState.LEASED, 1), (MessageState.LEASED, 0), (MessageState.DEAD, 8)],
)
def test_a_notice_that_may_have_gone_out_is_taken_back(hearing: Hearing, state: MessageState, attempts: int) -> None:
    mark(hearing.store, hearing.no, OFFICER, state=state, attempts=attempts)
    reported(hearing, on(3, 25), on(3, 28))
    assert states(hearing.store, hearing.no, BREACH) == {OFFICER: (state.value, None), "GZ-GY-NM": UNSENT}
    assert told(hearing.store, hearing.no, TAKEN_BACK) == [HANDLER]


def test_a_notice_tried_once_and_given_another_life_is_taken_back(hearing: Hearing) -> None:
    with hearing.store.write() as connection:
        first = connection.execute(select(func.min(OUTBOX.c.id)).where(OUTBOX.c.rung == BREACH)).scalar_one()
        told_once = {"message_id": first, "attempt": 1, "outcome": "try_again", "answer": "", "at": now(connection)}
        connection.execute(insert(ATTEMPT).values(**told_once))
    reported(hearing, on(3, 25), on(3, 28))
    assert told(hearing.store, hearing.no, TAKEN_BACK) == [HANDLER]


def test_a_notice_that_found_no_address_is_never_sent_later(hearing: Hearing) -> None:
    mark(hearing.store, hearing.no, OFFICER, state=MessageState.NO_RECIPIENT, attempts=1)
    reported(hearing, on(3, 25), on(3, 28))
    assert states(hearing.store, hearing.no, BREACH) == {OFFICER: UNSENT, "GZ-GY-NM": UNSENT}
    assert told(hearing.store, hearing.no, TAKEN_BACK) == []


def test_the_supervisor_who_heard_of_the_breach_later_hears_too_and_the_head_once(hearing: Hearing) -> None:
    acknowledged(hearing.store, hearing.no, OFFICER, on(3, 26))
    for day in (on(4, 1), on(4, 9)):
        hearing.swept(day)
    sent(hearing.store, hearing.no)
    assert told(hearing.store, hearing.no, BREACH, "after-5", "after-10") == [SUPERVISOR, HEAD, HEAD, HANDLER]
    reported(hearing, on(3, 25), on(4, 10))
    assert told(hearing.store, hearing.no, TAKEN_BACK) == [SUPERVISOR, HEAD, HANDLER]


def test_who_was_told_because_nobody_acknowledged_hears_too(hearing: Hearing) -> None:
    hearing.swept(on(3, 30))
    sent(hearing.store, hearing.no)
    reported(hearing, on(3, 25), on(3, 31))
    assert told(hearing.store, hearing.no, TAKEN_BACK) == [SUPERVISOR, HEAD, HANDLER]
    assert hearing.record_is_whole()


def test_a_report_that_came_too_late_takes_nothing_back(hearing: Hearing) -> None:
    reported(hearing, on(3, 26), on(3, 28))
    assert hearing.deadline("rectification_limit", "R1") == ("2026-03-25", "late")
    assert told(hearing.store, hearing.no, BREACH) == [HEAD, HANDLER]
    assert told(hearing.store, hearing.no, TAKEN_BACK) == []


def test_a_suspension_in_time_recorded_after_the_last_day_takes_the_breach_back(hearing: Hearing) -> None:
    sent(hearing.store, hearing.no)
    hearing.act(on(3, 27), COUNTY_HEAD, "rectification.suspend", occurred_on="2026-03-24", reason="A fire.")
    assert hearing.deadline("rectification_limit", "R1") == ("2026-03-25", "suspended")
    assert told(hearing.store, hearing.no, TAKEN_BACK) == [HEAD, HANDLER]


def test_what_was_taken_back_once_is_not_taken_back_again(hearing: Hearing) -> None:
    sent(hearing.store, hearing.no)
    hearing.act(on(3, 27), COUNTY_HEAD, "rectification.suspend", occurred_on="2026-03-24", reason="A fire.")
    reported(hearing, on(3, 30), on(3, 30))
    assert hearing.deadline("rectification_limit", "R1")[1] == "met"
    assert told(hearing.store, hearing.no, TAKEN_BACK) == [HEAD, HANDLER]


@pytest.mark.parametrize("act", ["rectification.suspend", "case.stay"])
def test_what_stops_a_period_that_had_passed_takes_nothing_back(hearing: Hearing, act: str) -> None:
    sent(hearing.store, hearing.no)
    how = {"decided_by": "court", "decision_no": "C-1", "decided_on": "2026-03-27"} if act == "case.stay" else {}
    dated = {} if how else {"occurred_on": "2026-03-27"}
    hearing.act(on(3, 27), COUNTY_HEAD, act, reason="A question of law.", **how, **dated)
    assert hearing.deadline("rectification_limit", "R1") == ("2026-03-25", "suspended")
    assert told(hearing.store, hearing.no, TAKEN_BACK) == []


def test_more_time_granted_for_a_request_in_time_takes_the_breach_back(order_hearing: Hearing) -> None:
    hearing = order_hearing
    hearing.act(
        on(3, 25), OFFICER, "rectification.request_extension", received_on="2026-03-25", length=10, cause="Ill."
    )  # fmt: skip
    sent(hearing.store, hearing.no)
    hearing.swept(on(3, 26))
    sent(hearing.store, hearing.no)
    hearing.act(
        on(3, 27), CITY_HEAD, "rectification.decide_extension", decision="granted", length=10, reason="Justified."
    )  # fmt: skip
    assert hearing.deadline("rectification_limit", "R1") == ("2026-04-07", "running")
    assert told(hearing.store, hearing.no, TAKEN_BACK) == [HEAD, HANDLER]
    # The new last day passes too: that is told, and nothing takes it back.
    hearing.swept(on(4, 8))
    assert told(hearing.store, hearing.no, TAKEN_BACK) == [HEAD, HANDLER]
    assert told(hearing.store, hearing.no, BREACH) == [HEAD, HEAD, HANDLER, HANDLER]
