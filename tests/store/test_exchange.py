"""Two installations exchange clues: each with its own keys, over real sockets, the line cut where it hurts."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.store import audit
from models.store.handles import ATTEMPT, DEPARTMENT, OUTBOX
from models.vocabulary import Audience, Channel, MessageState
from notifications.bag import unpack
from notifications.proofs import RECEIPT
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
    hearing,
    met,
    proposed,
    pulled,
    receiver,
    relayed,
)

__all__ = ["hearing", "receiver"]


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


def test_a_key_put_into_the_register_behind_its_back_is_found(hearing: Hearing) -> None:
    with hearing.store.read() as connection:
        assert audit.verify(connection).ok
    with hearing.store.write() as connection:
        connection.execute(update(DEPARTMENT).where(DEPARTMENT.c.code == PEER).values(public_key="ab" * 32))
    with hearing.store.read() as connection:
        found = audit.verify(connection).first_bad
    assert found is not None
    assert (found.chain, found.why) == ("system", "department_row")
