"""Two installations exchange clues: each with its own keys, over real sockets, the line cut where it hurts."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from deployments.desk.prefilled import prefilled
from flows.notices import notification_settings, of_answer
from models.store import audit, snapshot, vault
from models.store.handles import ATTEMPT, DEPARTMENT, EVENT, OUTBOX
from models.vocabulary import Audience, Channel, Evidence, MessageState
from notifications import answers
from notifications.bag import unpack
from notifications.proofs import ANSWER, RECEIPT
from notifications.receive import Receiver
from notifications.relay import Drained
from notifications.statements import BadStatement, opened
from tests.acceptance.conftest import in_process
from tests.acceptance.hearing import OFFICER, Hearing, on
from tests.delivery.cutting import line
from tests.store.exchanging import (
    MAILED,
    PAPER,
    PEER,
    SECRET_FACTS,
    events,
    handed_over,
    letter_drawn,
    met,
    proposed,
    relayed,
)
from tests.store.worlds import CASE, Worlds, heard, installed, standing


@pytest.fixture
def hearing(worlds: Worlds, engine: str) -> Iterator[Hearing]:
    """A case whose letter to the peer is drawn up; its acts go the product's own road."""
    with worlds.copy(engine, installed, standing, letter_drawn) as store, heard(store, CASE) as hearing:
        yield hearing


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiver]:
    with Receiver(tmp_path / "receiver") as receiver:
        yield receiver


def pulled(hearing: Hearing) -> int:
    return answers.pull(hearing.store, notification_settings(), of_answer)


def test_with_the_line_cut_before_the_answer_there_is_one_transfer_and_one_receipt(
    hearing: Hearing, tmp_path: Path
) -> None:
    with line() as wire, Receiver(tmp_path / "receiver", url=wire.url) as receiver:
        wire.port = int(receiver.url.rsplit(":", 1)[1])
        met(hearing.store, receiver, wire.url)
        wire.cut.set()
        assert handed_over(hearing) == Drained(retried=1)
        (held,) = receiver.ledger.all()
        assert events(hearing.store, RECEIPT) == []
        assert relayed(hearing.store) == Drained(retried=1)
        wire.cut.clear()
        assert relayed(hearing.store) == Drained(sent=1)
        assert [one["receipt"] for one in receiver.ledger.all()] == [held["receipt"]]
        statements = receiver.ledger.statements("GZ", held["key"])
        assert statements is not None
    (event,) = events(hearing.store, RECEIPT)
    with hearing.store.read() as connection:
        row = connection.execute(select(OUTBOX).where(OUTBOX.c.channel == Channel.TRANSFER)).one()
        tried = connection.execute(select(ATTEMPT.c.answer).where(ATTEMPT.c.message_id == row.id)).scalars().all()
    assert (row.state, row.dedupe, tried[-1]) == (MessageState.DONE, held["key"], held["receipt"])
    assert wire.lost == 2
    assert json.loads(event)["data"]["signed"] == statements[0]
    assert opened(statements[0], receiver.public_key, key=row.dedupe).receipt == held["receipt"]
    assert hearing.record_is_whole()


def test_the_package_holds_what_the_receiver_needs_and_shows_little_before_it_is_accepted(
    hearing: Hearing, receiver: Receiver
) -> None:
    met(hearing.store, receiver)
    assert handed_over(hearing) == Drained(sent=1)
    (held,) = receiver.ledger.all()
    assert (held["letter"], held["breach"]) == (f"{hearing.no}/X1", "reg-8-1, reg-9-2")
    assert SECRET_FACTS not in json.dumps(held, ensure_ascii=False)
    assert receiver.ledger.one(held["receipt"])[1] is None
    number = receiver.ledger.accept(held["receipt"])
    shown, package = receiver.ledger.one(held["receipt"])
    assert (shown["number"], package is not None) == (number, True)
    bag = unpack(package or b"", 10_000_000)
    clue = json.loads(bag.payload["clue.json"])
    assert {"facts", "consequence_facts", "suggestion", "statement", "in_favour"} <= clue.keys()
    assert clue["consequence_facts"] == SECRET_FACTS
    assert "no finding of guilt" in clue["remark"]
    assert clue["basis"] == ["s0-transfer", "reg-30"]
    (evidence,) = clue["evidence"]
    assert bag.payload[f"evidence/{evidence['sha256']}"] == b"%PDF-1.4 scan"
    assert evidence["carried"] is True
    assert bag.payload["letter/zh.docx"][:2] == bag.payload["letter/en.docx"][:2] == b"PK"
    assert bag.info["External-Identifier"] == f"{hearing.no}/X1"
    assert bag.info["Bagging-Date"] == "2026-03-11"


def test_evidence_that_is_too_large_is_listed_by_its_digest(
    hearing: Hearing, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.package.CARRIED", 3)
    met(hearing.store, receiver)
    handed_over(hearing)
    (held,) = receiver.ledger.all()
    receiver.ledger.accept(held["receipt"])
    bag = unpack(receiver.ledger.one(held["receipt"])[1] or b"", 10_000_000)
    (evidence,) = json.loads(bag.payload["clue.json"])["evidence"]
    assert (evidence["carried"], evidence["size"]) == (False, len(b"%PDF-1.4 scan"))
    assert not [path for path in bag.payload if path.startswith("evidence/")]


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


def test_a_receiver_without_a_service_gets_no_message_where_it_has_no_mail_address(hearing: Hearing) -> None:
    proposed(hearing, PAPER)
    hearing.act(on(3, 11), OFFICER, "transfer.send", stage="X2")
    assert hearing.deadline("transfer_answer", "X2") == ("2026-03-25", "running")
    hearing.act(on(3, 12), OFFICER, "transfer.accept", stage="X2", received_on="2026-03-12", receipt="PAPER-7")
    assert to_receivers(hearing) == []
    assert hearing.states()["X2"] == "accepted"
    assert hearing.record_is_whole()


def test_a_receiver_without_a_service_is_told_by_mail_without_the_package(hearing: Hearing) -> None:
    proposed(hearing, MAILED)
    hearing.act(on(3, 11), OFFICER, "transfer.send", stage="X2")
    hearing.act(on(3, 12), OFFICER, "transfer.withdraw", stage="X2", reason="A mistake.")
    assert to_receivers(hearing) == [(Channel.MAIL, MAILED, True, None)] * 2


def to_receivers(hearing: Hearing) -> list[tuple[Channel, str, bool, str | None]]:
    wanted = select(*OUTBOX.c["channel", "target", "statutory", "sealed_id"])
    with hearing.store.read() as connection:
        rows = connection.execute(wanted.where(OUTBOX.c.audience == Audience.RECEIVER))
        return [(row.channel, row.target, row.statutory, row.sealed_id) for row in rows]


def test_the_package_as_a_file_is_the_one_that_was_sent(
    hearing: Hearing, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    met(hearing.store, receiver)
    handed_over(hearing)
    monkeypatch.setattr("deployments.cli.database.opened", lambda: hearing.store)
    wanted = ("transfer", "package", "--case", hearing.no, "--stage", "X1", "--to", str(tmp_path / "x.zip"))
    assert in_process(*wanted, "--by", "NOBODY").code == 5
    done = in_process(*wanted, "--by", OFFICER, "--json")
    assert (done.code, done.json["stage"]) == (0, "X1")
    held = receiver.ledger.all()[0]["receipt"]
    receiver.ledger.accept(held)
    assert receiver.ledger.one(held)[1] == (tmp_path / "x.zip").read_bytes()
    (event,) = events(hearing.store, "transfer.package")
    assert json.loads(event)["actor"] == OFFICER
    assert json.loads(event)["data"]["sha256"] == done.json["sha256"]
    pulled(hearing)
    (answer,) = in_process("transfer", "answers", "--case", hearing.no, "--json").json["answers"]
    assert (answer["stage"], answer["state"]) == ("X1", "accepted")
    assert hearing.record_is_whole()


@pytest.mark.parametrize("change", ["state", "signature"])
def test_a_receipt_that_was_changed_in_the_record_is_found(hearing: Hearing, receiver: Receiver, change: str) -> None:
    met(hearing.store, receiver)
    handed_over(hearing)
    (event,) = events(hearing.store, RECEIPT)
    text = json.loads(event)["data"]["signed"]
    key = receiver.ledger.all()[0]["key"]
    opened(text, receiver.public_key, key=key)
    forged = (
        text.replace("pending", "accepted") if change == "state" else text.replace('"signature":"', '"signature":"AAAA')
    )
    with pytest.raises(BadStatement):
        opened(forged, receiver.public_key, key=key)


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


def test_a_key_put_into_the_register_behind_its_back_is_found(hearing: Hearing) -> None:
    with hearing.store.read() as connection:
        assert audit.verify(connection).ok
    with hearing.store.write() as connection:
        connection.execute(update(DEPARTMENT).where(DEPARTMENT.c.code == PEER).values(public_key="ab" * 32))
    with hearing.store.read() as connection:
        found = audit.verify(connection).first_bad
    assert found is not None
    assert (found.chain, found.why) == ("system", "department_row")
