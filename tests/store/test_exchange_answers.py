"""What a receiving organ answers and what is taken back from it: pulled, kept sealed, told, recorded by a person."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from deployments.desk.prefilled import prefilled
from models.store import snapshot, vault
from models.store.handles import DEPARTMENT, EVENT, OUTBOX
from models.vocabulary import Audience, Channel, Evidence
from notifications.proofs import ANSWER
from notifications.receive import Receiver
from notifications.relay import Drained
from notifications.statements import opened
from tests.acceptance.hearing import OFFICER, Hearing, on
from tests.store.exchanging import (
    PEER,
    SECRET_FACTS,
    events,
    handed_over,
    hearing,
    met,
    pulled,
    receiver,
    relayed,
)

__all__ = ["hearing", "receiver"]


def test_the_clock_on_the_answer_runs_from_the_sending_and_ends_with_the_answer(
    hearing: Hearing, receiver: Receiver
) -> None:
    met(hearing.store, receiver)
    handed_over(hearing)
    assert hearing.deadline("transfer_answer", "X1") == ("2026-03-25", "running")
    receiver.ledger.accept(receiver.ledger.all()[0]["receipt"])
    assert pulled(hearing) == 1
    # The answer itself moves nothing: a person records it.
    assert hearing.states()["X1"] == "sent"
    hearing.act(on(3, 16), OFFICER, "transfer.accept", received_on="2026-03-13", receipt="R")
    assert hearing.deadline("transfer_answer", "X1") == ("2026-03-25", "met")


def test_answers_are_pulled_once_kept_sealed_and_told_to_the_handler(hearing: Hearing, receiver: Receiver) -> None:
    met(hearing.store, receiver)
    assert pulled(hearing) == 0
    handed_over(hearing)
    assert pulled(hearing) == 0
    receipt = receiver.ledger.all()[0]["receipt"]
    number = receiver.ledger.accept(receipt)
    assert [pulled(hearing), pulled(hearing)] == [1, 0]
    receiver.ledger.conclude(receipt, "no action", SECRET_FACTS)
    assert [pulled(hearing), pulled(hearing)] == [1, 0]
    accepted, concluded = (json.loads(body) for body in events(hearing.store, ANSWER))
    assert (accepted["data"]["state"], accepted["data"]["number"], accepted["stage"]) == ("accepted", number, "X1")
    assert accepted["actor"] == "system"
    assert SECRET_FACTS not in json.dumps(concluded, ensure_ascii=False)
    with hearing.store.read() as connection:
        rows = connection.execute(select(EVENT.c.sealed).where(EVENT.c.act == ANSWER).order_by(EVENT.c.seq)).scalars()
        texts = [vault.unseal(connection, row)["signed"] for row in rows]
        key = connection.execute(select(OUTBOX.c.dedupe).where(OUTBOX.c.channel == Channel.TRANSFER)).scalar_one()
        told = connection.execute(
            select(OUTBOX.c.target, OUTBOX.c.audience, OUTBOX.c.title).where(
                OUTBOX.c.seq.in_([accepted["seq"], concluded["seq"]]), OUTBOX.c.case_no == hearing.no
            )
        ).all()
    assert [(row.target, row.audience) for row in told] == [(OFFICER, Audience.HANDLER)] * 2
    assert opened(texts[1], receiver.public_key, key=key).content == SECRET_FACTS
    assert hearing.record_is_whole()


def test_what_is_returned_comes_with_its_reason(hearing: Hearing, receiver: Receiver) -> None:
    met(hearing.store, receiver)
    handed_over(hearing)
    receiver.ledger.give_back(receiver.ledger.all()[0]["receipt"], "Not ours.")
    assert [pulled(hearing), pulled(hearing)] == [1, 0]
    hearing.act(on(3, 16), OFFICER, "transfer.return", received_on="2026-03-13", reason="Not ours.")
    assert hearing.states()["X1"] == "returned"


def test_a_withdrawal_reaches_the_receiver_before_it_has_accepted(hearing: Hearing, receiver: Receiver) -> None:
    met(hearing.store, receiver)
    handed_over(hearing)
    hearing.act(on(3, 12), OFFICER, "transfer.withdraw", reason="A mistake.")
    assert relayed(hearing.store) == Drained(sent=1)
    assert [held["state"] for held in receiver.ledger.all()] == ["withdrawn"]
    assert [pulled(hearing), pulled(hearing)] == [1, 0]
    assert [json.loads(body)["data"]["state"] for body in events(hearing.store, ANSWER)] == ["withdrawn"]
    assert hearing.record_is_whole()


def test_a_withdrawal_that_comes_too_late_is_answered_by_the_acceptance(hearing: Hearing, receiver: Receiver) -> None:
    met(hearing.store, receiver)
    handed_over(hearing)
    number = receiver.ledger.accept(receiver.ledger.all()[0]["receipt"])
    hearing.act(on(3, 12), OFFICER, "transfer.withdraw", reason="A mistake.")
    assert relayed(hearing.store) == Drained(sent=1)
    assert [held["state"] for held in receiver.ledger.all()] == ["accepted"]
    assert pulled(hearing) == 1
    (answer,) = (json.loads(body)["data"] for body in events(hearing.store, ANSWER))
    assert (answer["state"], answer["number"]) == ("accepted", number)
    assert OFFICER in hearing.told("接收机关已接收")
    assert hearing.record_is_whole()


def test_an_annulled_transfer_is_withdrawn_too(hearing: Hearing, receiver: Receiver) -> None:
    met(hearing.store, receiver)
    handed_over(hearing)
    hearing.act(
        on(3, 12), "C101", "case.annul", annulled="X1", decided_by="court", decision_no="K-1", decided_on="2026-03-12",
        reason="The court said so.", files=[hearing.scan(Evidence.DECISION)],
    )  # fmt: skip
    assert relayed(hearing.store) == Drained(sent=1)
    assert [held["state"] for held in receiver.ledger.all()] == ["withdrawn"]
    assert hearing.record_is_whole()


def test_what_was_answered_stands_in_the_form_that_records_it(hearing: Hearing, receiver: Receiver) -> None:
    met(hearing.store, receiver)
    handed_over(hearing)

    def filled(act: str) -> dict[str, Any]:
        with hearing.store.read() as connection:
            stage = snapshot.load(connection, hearing.no, OFFICER).stage("X1")
            return prefilled(act, stage, connection, hearing.no)

    assert filled("transfer.accept") == {}
    receipt = receiver.ledger.all()[0]["receipt"]
    number = receiver.ledger.accept(receipt)
    pulled(hearing)
    assert filled("transfer.accept")["receipt"] == number
    assert date.fromisoformat(filled("transfer.accept")["received_on"])
    assert filled("transfer.return") == filled("transfer.feedback") == filled("transfer.withdraw") == {}
    receiver.ledger.conclude(receipt, "no action", "Nothing.")
    pulled(hearing)
    told = filled("transfer.feedback")
    assert (told["outcome"], told["content"]) == ("no action", "Nothing.")


def test_a_peer_that_lies_about_an_answer_is_not_believed(hearing: Hearing, receiver: Receiver, tmp_path: Path) -> None:
    met(hearing.store, receiver)
    handed_over(hearing)
    receiver.ledger.accept(receiver.ledger.all()[0]["receipt"])
    with Receiver(tmp_path / "impostor") as impostor, hearing.store.write() as connection:
        # Another key in the register: the answers of the first no longer hold.
        values = {"public_key": impostor.public_key.hex()}
        connection.execute(update(DEPARTMENT).where(DEPARTMENT.c.code == PEER).values(**values))
    assert pulled(hearing) == 0
    assert events(hearing.store, ANSWER) == []


def test_a_peer_that_is_away_costs_one_look_a_round(hearing: Hearing, receiver: Receiver) -> None:
    met(hearing.store, receiver)
    handed_over(hearing)
    met(hearing.store, receiver, "http://127.0.0.1:9")
    assert pulled(hearing) == 0
