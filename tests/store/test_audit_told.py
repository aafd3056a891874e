"""Rungs, messages, receipts and rows of the registers: a flipped one is found, with the event that told of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, update

from flows.sweeping import sweep
from models.delegation import Delegation
from models.situation import no
from models.store import delegations, journal, posting
from models.store.audit import Bad
from models.store.canonical import canonical, digest
from models.store.engine import Store
from models.store.handles import (
    ATTEMPT,
    DEADLINE,
    DEPARTMENT,
    EVENT,
    MANDATE,
    OFFICER,
    ORGAN,
    OUTBOX,
    RECEIPT,
    RUNG,
    UNIT,
    UNIT_STATUS,
)
from models.vocabulary import Channel
from tests.builders import UNIT_CODE, request, walk_to
from tests.store.tampering import CASE, Tamper, audit, tampered
from tests.store.test_journal import served

SERVED, SWEPT, REFUSED = 12, 13, 14
LENT = 6
"""The event of the system's chain after the five of the registers."""
TODAY = date(2026, 3, 16)


@pytest.fixture(scope="module")
def world(shared: Store) -> Store:
    """An order served and told, its first reminder sent, a refusal, and a decision lent."""
    assert walk_to(shared, "order drawn up") == CASE
    with shared.write() as connection:
        served(connection, CASE)
    assert sweep(shared, TODAY).rungs == 1
    with shared.write() as connection:
        journal.refuse(connection, CASE, "N001", "case.close", no("stages_open"), TODAY, request())
        lent = Delegation("C100", "C001", "rectification.approve", TODAY, TODAY, "GY-1")
        delegations.lend(connection, lent, TODAY, 30)
    return shared


def of(seq: int) -> Any:
    return (OUTBOX.c.case_no == CASE) & (OUTBOX.c.seq == seq)


def says(table: Table, where: Any, **values: Any) -> Tamper:
    return lambda connection: connection.execute(update(table).where(where).values(**values))


def gone(table: Table, where: Any) -> Tamper:
    return lambda connection: connection.execute(delete(table).where(where))


def added(table: Table, where: Any, **values: Any) -> Tamper:
    """One row more, like one that is there."""

    def change(connection: Connection) -> None:
        row = connection.execute(select(table).where(where).limit(1)).one()
        connection.execute(insert(table).values(**{**row._asdict(), **values}))

    return change


def receipt(seq: int) -> Any:
    asked = select(EVENT.c.request_id).where(EVENT.c.chain == CASE, EVENT.c.seq == seq)
    return RECEIPT.c.request_id == asked.scalar_subquery()


def answer_says(seq: int, **values: Any) -> Tamper:
    def change(connection: Connection) -> None:
        answer = connection.execute(select(RECEIPT.c.answer).where(receipt(seq))).scalar_one()
        connection.execute(update(RECEIPT).where(receipt(seq)).values(answer={**answer, **values}))

    return change


LIMIT = select(DEADLINE.c.id).where(DEADLINE.c.case_no == CASE, DEADLINE.c.armed_seq == SERVED).scalar_subquery()
CLAIMED = RUNG.c.deadline_id == LIMIT
HEAD = MANDATE.c.badge == "C100"
LOAN = MANDATE.c.delegated_by == "C100"
LATER = datetime(2027, 1, 1, tzinfo=UTC)
TAMPERED: dict[str, tuple[Tamper, Bad]] = {
    "a rung gone": (gone(RUNG, CLAIMED), Bad(CASE, SWEPT, "rung_row")),
    "a rung's day": (says(RUNG, CLAIMED, rung_on=date(2026, 3, 17)), Bad(CASE, SWEPT, "rung_row")),
    "a rung that was sent": (says(RUNG, CLAIMED, sent=False), Bad(CASE, SWEPT, "rung_row")),
    "a rung for another due day": (says(RUNG, CLAIMED, due_on=date(2026, 3, 26)), Bad(CASE, SWEPT, "rung_row")),
    "a rung nobody claimed": (added(RUNG, CLAIMED, rung="breach"), Bad(CASE, 0, "rung_row")),
    "a message of an act gone": (gone(OUTBOX, of(SERVED)), Bad(CASE, SERVED, "message_row")),
    "its reader": (says(OUTBOX, of(SERVED), target="N002"), Bad(CASE, SERVED, "message_row")),
    "its audience": (says(OUTBOX, of(SERVED), audience="head"), Bad(CASE, SERVED, "message_row")),
    "its title": (says(OUTBOX, of(SERVED), title="x"), Bad(CASE, SERVED, "message_row")),
    "its text": (says(OUTBOX, of(SERVED), body="x"), Bad(CASE, SERVED, "message_row")),
    "the channel of the register it goes by": (
        says(OUTBOX, of(SERVED), via="elsewhere"),
        Bad(CASE, SERVED, "message_row"),
    ),
    "its being statutory": (says(OUTBOX, of(SERVED), statutory=True), Bad(CASE, SERVED, "message_row")),
    "a message of another event": (says(OUTBOX, of(SERVED), seq=2), Bad(CASE, 2, "message_row")),
    "a message nobody posted": (added(OUTBOX, of(SERVED), id=999, dedupe="x", seq=3), Bad(CASE, 3, "message_row")),
    "a message of the sweep gone": (gone(OUTBOX, of(SWEPT)), Bad(CASE, SWEPT, "message_row")),
    "its rung": (says(OUTBOX, of(SWEPT), rung="breach"), Bad(CASE, SWEPT, "message_row")),
    "a message said to be done": (says(OUTBOX, of(SERVED), state="done"), Bad(CASE, SERVED, "message_state")),
    "a receipt gone": (gone(RECEIPT, receipt(SERVED)), Bad(CASE, SERVED, "receipt_missing")),
    "the state a receipt names": (answer_says(SERVED, state="accepted"), Bad(CASE, SERVED, "receipt")),
    "the event a receipt names": (answer_says(SERVED, event=None), Bad(CASE, SERVED, "receipt")),
    "the request of a receipt": (says(RECEIPT, receipt(SERVED), digest="x"), Bad(CASE, SERVED, "receipt")),
    "how a receipt ended": (says(RECEIPT, receipt(SERVED), outcome="refused"), Bad(CASE, SERVED, "receipt")),
    "the case of a receipt": (says(RECEIPT, receipt(SERVED), case_no=None), Bad(CASE, SERVED, "receipt")),
    "when a receipt was given": (says(RECEIPT, receipt(SERVED), recorded_at=LATER), Bad(CASE, SERVED, "receipt")),
    "the receipt of a refusal gone": (gone(RECEIPT, receipt(REFUSED)), Bad(CASE, REFUSED, "receipt_missing")),
    "why it was refused": (answer_says(REFUSED, refused={}), Bad(CASE, REFUSED, "receipt")),
    "a receipt of an act nobody took": (added(RECEIPT, receipt(SERVED), request_id="x"), Bad(CASE, 0, "receipt")),
    "an organ's level": (says(ORGAN, ORGAN.c.code == "GZ-GY-NM", level="city"), Bad("system", 1, "organ_row")),
    "the organ above": (says(ORGAN, ORGAN.c.code == "GZ-GY-NM", parent="GZ-ZY"), Bad("system", 1, "organ_row")),
    "a department's kind": (
        says(DEPARTMENT, DEPARTMENT.c.code == "D-SUP", kind="receiver"),
        Bad("system", 2, "department_row"),
    ),
    "a unit's region": (says(UNIT, UNIT.c.code == UNIT_CODE, region="520300"), Bad("system", 3, "unit_row")),
    "a status ended": (
        says(UNIT_STATUS, UNIT_STATUS.c.unit == UNIT_CODE, ended_on=date(2026, 2, 1)),
        Bad("system", 4, "unit_status_row"),
    ),
    "a status gone": (gone(UNIT_STATUS, UNIT_STATUS.c.unit == UNIT_CODE), Bad("system", 4, "unit_status_row")),
    "an officer's organ": (says(OFFICER, OFFICER.c.badge == "Z100", organ="GZ-GY"), Bad("system", 5, "officer_row")),
    "an officer inactive": (says(OFFICER, OFFICER.c.badge == "C100", active=False), Bad("system", 5, "officer_row")),
    "an officer nobody added": (added(OFFICER, OFFICER.c.badge == "C100", badge="X1"), Bad("system", 0, "officer_row")),
    "a mandate's role": (says(MANDATE, MANDATE.c.badge == "N001", role="responsible"), Bad("system", 5, "mandate_row")),
    "a mandate's last day": (says(MANDATE, HEAD, valid_until=date(2030, 1, 1)), Bad("system", 5, "mandate_row")),
    "a mandate gone": (gone(MANDATE, HEAD), Bad("system", 5, "mandate_row")),
    "a mandate nobody gave": (
        added(MANDATE, HEAD, id=999, badge="N001"),
        Bad("system", 0, "mandate_row"),
    ),
    "a mandate twice": (added(MANDATE, HEAD, id=999), Bad("system", 5, "mandate_row")),
    "a loan's last day": (says(MANDATE, LOAN, valid_until=date(2030, 1, 1)), Bad("system", LENT, "mandate_row")),
    "a loan made one's own": (says(MANDATE, LOAN, delegated_by=None), Bad("system", LENT, "mandate_row")),
    "a loan taken back": (says(MANDATE, LOAN, revoked_on=TODAY), Bad("system", LENT, "mandate_row")),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_every_flipped_row_is_found_and_named(world: Store, what: str) -> None:
    change, expected = TAMPERED[what]
    assert tampered(world, change).first_bad == expected


def test_the_record_is_whole_before_and_when_a_message_was_delivered(world: Store) -> None:
    assert audit(world).first_bad is None

    def delivered(connection: Connection) -> None:
        message = connection.execute(select(OUTBOX.c.id).where(of(SERVED))).scalar_one()
        tried = {"message_id": message, "attempt": 1, "at": LATER, "outcome": "delivered", "answer": "250"}
        connection.execute(insert(ATTEMPT).values(**tried))
        connection.execute(update(OUTBOX).where(of(SERVED)).values(state="done"))

    assert tampered(world, delivered).first_bad is None


NOT_FOUND: dict[str, Tamper] = {
    "an officer's address": says(OFFICER, OFFICER.c.badge == "C100", email="other@example.org"),
    "a message said to be cancelled": says(OUTBOX, of(SERVED), state="cancelled"),
    "the text of an organ": says(ORGAN, ORGAN.c.code == "GZ", name="x"),
}


@pytest.mark.parametrize("what", NOT_FOUND)
def test_what_no_event_tells_of_is_not_found(world: Store, what: str) -> None:
    """Names and addresses stay out of a record that cannot be repaired; deliveries are no events."""
    assert tampered(world, NOT_FOUND[what]).first_bad is None


def test_a_message_that_goes_by_no_channel_commits_as_before_there_were_any() -> None:
    told = {"channel": "mail", "audience": "handler", "target": "N001", "title": "t", "body": "b", "statutory": False}
    by = [posting.commitment([{**told, **via}]) for via in ({}, {"via": None}, {"via": "duty"}, {"via": "other"})]
    assert by[0] == by[1]
    assert len(set(by)) == 3


def test_messages_are_committed_to_in_the_canonical_bytes_of_their_list_in_whatever_order() -> None:
    told = {"channel": Channel.MAIL, "audience": "unit", "target": "U", "title": "“题”", "body": "b", "statutory": True}
    rest = {"sealed_id": None, "deadline_id": 7, "rung": None}
    whole = [{**told, "target": "N001", **rest}, {**told, **rest}]
    said = posting.commitment([{**told, "deadline_id": 7}, {**told, "deadline_id": 7, "target": "N001"}])
    assert said == digest(canonical({"messages": whole}))
    assert posting.commitment([]) == digest(canonical({"messages": []}))
