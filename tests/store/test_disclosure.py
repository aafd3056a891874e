"""Information given over the transfer channel: exactly what was approved, signed for, and taken back on withdrawal."""

import json

from sqlalchemy import select

from models.store.handles import OUTBOX
from models.vocabulary import Channel, MessageState, TransferState
from notifications.bag import unpack
from notifications.moot import transfer_gate
from notifications.outcomes import Delivered, gated
from notifications.proofs import ANSWER, RECEIPT
from notifications.receive import Receiver
from notifications.relay import Drained, drain
from tests.acceptance.hearing import CITY_HEAD, OFFICER, Hearing, on
from tests.store.exchanging import MAILED, PAPER, PEER, events, hearing, met, pulled, receiver, relayed
from tests.store.worlds import mostly_sqlite

__all__ = ["hearing", "receiver"]

WORDS = "机房未上锁"


def approved(hearing: Hearing, department: str) -> None:
    hearing.act(
        on(3, 9), OFFICER, "exchange.propose", department=department, law="reg-7", kinds=["problems found"],
        purpose="A rule for the industry.", disclosed=WORDS,
    )  # fmt: skip
    hearing.act(on(3, 10), CITY_HEAD, "exchange.approve")


def targets(hearing: Hearing, channel: Channel) -> list[str]:
    wanted = select(OUTBOX.c.target).where(OUTBOX.c.channel == channel, OUTBOX.c.audience == "department")
    with hearing.store.read() as connection:
        return list(connection.scalars(wanted))


@mostly_sqlite
def test_the_department_gets_what_was_approved_and_its_receipt_is_kept(hearing: Hearing, receiver: Receiver) -> None:
    met(hearing.store, receiver)
    approved(hearing, PEER)
    hearing.act(on(3, 11), OFFICER, "exchange.disclose")
    assert relayed(hearing.store) == Drained(sent=1)
    (held,) = receiver.ledger.all()
    assert (held["letter"], held["breach"]) == (f"{hearing.no}/E1", "")
    receiver.ledger.accept(held["receipt"])
    clue = json.loads(unpack(receiver.ledger.one(held["receipt"])[1] or b"", 10_000_000).payload["clue.json"])
    assert (clue["facts"], clue["purpose"], clue["basis"]) == (WORDS, "A rule for the industry.", ["reg-7"])
    assert (clue["kinds"], clue["receiver"], clue["evidence"]) == (["problems found"], PEER, [])
    assert len(events(hearing.store, RECEIPT)) == 1
    assert pulled(hearing) == 1
    (answer,) = (json.loads(body) for body in events(hearing.store, ANSWER))
    assert (answer["stage"], answer["data"]["state"]) == ("E1", "accepted")
    assert hearing.deadline("exchange_receipt", "E1") == ("2026-03-25", "running")
    hearing.act(on(3, 12), OFFICER, "exchange.receipt", received_on="2026-03-12", receipt="R-1")
    assert hearing.deadline("exchange_receipt", "E1") == ("2026-03-25", "met")
    assert hearing.record_is_whole()


@mostly_sqlite
def test_what_was_given_and_withdrawn_is_taken_back_over_the_channel(hearing: Hearing, receiver: Receiver) -> None:
    met(hearing.store, receiver)
    approved(hearing, PEER)
    hearing.act(on(3, 11), OFFICER, "exchange.disclose")
    relayed(hearing.store)
    hearing.act(on(3, 12), OFFICER, "exchange.withdraw", reason="Sent in error.")
    assert relayed(hearing.store) == Drained(sent=1)
    (held,) = receiver.ledger.all()
    assert held["state"] == TransferState.WITHDRAWN
    assert hearing.record_is_whole()


@mostly_sqlite
def test_withdrawn_before_it_went_out_it_never_goes(hearing: Hearing, receiver: Receiver) -> None:
    met(hearing.store, receiver)
    approved(hearing, PEER)
    hearing.act(on(3, 11), OFFICER, "exchange.disclose")
    hearing.act(on(3, 11), OFFICER, "exchange.withdraw", reason="Sent in error.")
    gate = gated(lambda message: Delivered("250"), transfer_gate(hearing.store))
    assert drain(hearing.store, {Channel.TRANSFER: gate}).sent == 0
    with hearing.store.read() as connection:
        wanted = select(OUTBOX.c.state, OUTBOX.c.last_error).where(OUTBOX.c.sealed_id.is_not(None))
        assert tuple(connection.execute(wanted).one()) == (MessageState.CANCELLED, "transfer_withdrawn")


@mostly_sqlite
def test_a_department_without_a_service_is_told_by_mail_or_on_paper(hearing: Hearing) -> None:
    approved(hearing, PAPER)
    hearing.act(on(3, 11), OFFICER, "exchange.disclose")
    assert targets(hearing, Channel.MAIL) == targets(hearing, Channel.TRANSFER) == []
    hearing.act(on(3, 12), OFFICER, "exchange.receipt", received_on="2026-03-12", receipt="PAPER-7")
    approved(hearing, MAILED)
    hearing.act(on(3, 13), OFFICER, "exchange.disclose")
    assert targets(hearing, Channel.MAIL) == [MAILED]
    assert targets(hearing, Channel.TRANSFER) == []
