"""Only proven service starts a clock; the statement of service says what was served and what else was sent."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.store import proof
from models.store.engine import Store
from models.store.handles import DEADLINE, OUTBOX
from models.store.settings import store_settings
from models.vocabulary import MessageState
from notifications.outcomes import Delivered, Message, Outcome, Permanent
from notifications.relay import drain
from tests.acceptance.hearing import CITY_HEAD, OFFICER, Hearing, inspected, on
from tests.delivery.senders import collecting
from tests.store.worlds import mostly_sqlite

LIMIT = "rectification_limit"


def approved(hearing: Hearing) -> None:
    """The order is approved and drawn up; it was not served."""
    inspected(hearing)
    hearing.act(on(3, 6), OFFICER, "inspection.conclude", result="rectify", opinion="To be rectified.")
    hearing.act(on(3, 6), OFFICER, "rectification.propose", ground="I1", required="Mend it.", limit_length=15)
    hearing.act(on(3, 9), CITY_HEAD, "rectification.approve")
    hearing.act(on(3, 10), OFFICER, "rectification.draw_up")


def clocks(store: Store, clock: str = LIMIT) -> list[tuple[date, date]]:
    """First and last day of the deadlines of this kind."""
    wanted = select(DEADLINE.c.anchor_on, DEADLINE.c.due_on).where(DEADLINE.c.clock == clock)
    with store.read() as connection:
        return [(row.anchor_on, row.due_on) for row in connection.execute(wanted)]


def statement(hearing: Hearing) -> dict[str, Any]:
    with hearing.store.read() as connection:
        return proof.statement(connection, hearing.no)


@mostly_sqlite
def test_a_notice_that_was_delivered_starts_no_clock_and_service_does_whatever_becomes_of_notices(
    hearing: Hearing,
) -> None:
    approved(hearing)
    drain(hearing.store, collecting([]))
    with hearing.store.read() as connection:
        assert set(connection.scalars(select(OUTBOX.c.state))) == {MessageState.DONE}
    assert clocks(hearing.store) == []
    before = statement(hearing)
    assert [(s["act"], s["started"]) for s in before["services"]] == [("inspection.notify", [])]
    hearing.act(on(3, 12), OFFICER, "rectification.serve", **hearing.in_person(on(3, 11)))
    assert clocks(hearing.store) == [(on(3, 11), on(3, 26))]
    drain(hearing.store, collecting([], lambda message: Permanent("550")))
    assert clocks(hearing.store) == [(on(3, 11), on(3, 26))]
    served = statement(hearing)["services"][-1]
    assert [(c["clock"], c["due_on"]) for c in served["started"]] == [(LIMIT, on(3, 26))]


@mostly_sqlite
def test_the_statement_names_each_service_with_its_proof_and_each_statutory_notice_with_its_answers(
    hearing: Hearing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(hearing)
    hearing.act(on(3, 10), OFFICER, "rectification.serve", **hearing.in_person(on(3, 10)))

    def answered(message: Message) -> Outcome:
        return Delivered("250 taken") if message.statutory else Permanent("550")

    drain(hearing.store, collecting([], answered))
    found = statement(hearing)
    served = found["services"][-1]
    assert (served["stage"], served["act"], served["method"], served["served_on"], served["officer"]) == (
        "R1", "rectification.serve", "in person", "2026-03-10", OFFICER,
    )  # fmt: skip
    assert served["document"].startswith("GZ-GY-NM-RO-2026-") and served["receipt"].startswith("GZ-GY-NM-SR-2026-")
    assert served["proof"]["wrong"] is None
    assert found["notices"], "something was told that the law asks for"
    assert {tuple((a["outcome"], a["answer"]) for a in n["attempts"]) for n in found["notices"]} == {
        (("delivered", "250 taken"),)
    }
    assert found["head"]["hash"]
    monkeypatch.setattr(store_settings(), "files", tmp_path)
    assert statement(hearing)["services"][-1]["proof"]["wrong"] == "document_missing"
