"""Reports in the database: the order they came in, the key that goes with a receipt, codes that stand nowhere."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from models.errors import BadInput, TransitionRefused
from models.store import narrative, report_codes, vault
from models.store.engine import Store
from models.store.handles import CASE_FILE, CASE_KEY, EVENT, REPORT_CODE
from models.store.report_codes import Message
from models.vocabulary import EventKind, ReportStatus
from tests.acceptance.hearing import COUNTY_HEAD, OFFICER, Hearing, on
from tests.builders import SECRET, registers
from tests.store.tampering import audit, tampered
from tests.store.worlds import heard

DAY = date(2026, 3, 4)
REPORT: dict[str, Any] = {
    "channel": "web", "reporter": "anonymous", "subject": "other", "received_on": "2026-03-03", "handler": OFFICER,
    "content": SECRET,
}  # fmt: skip
PERSON = {**REPORT, "subject": "suspected act of a natural person"}


@pytest.fixture
def reported(store: Store) -> Iterator[Hearing]:
    """Where reports are registered on the product's own road."""
    with store.write() as connection:
        registers(connection)
    with heard(store) as hearing:
        yield hearing


def given(hearing: Hearing) -> str:
    """The code of a report registered on 3 March."""
    hearing.act(on(3, 3), OFFICER, "report.receive", **REPORT)
    with hearing.store.write() as connection:
        return report_codes.give(connection, hearing.no, OFFICER, DAY)


def events(store: Store, case: str) -> list[str]:
    with store.read() as connection:
        return list(connection.scalars(select(EVENT.c.act).where(EVENT.c.chain == case).order_by(EVENT.c.seq)))


def status(store: Store, code: str) -> ReportStatus | None:
    with store.read() as connection:
        return report_codes.status_for(connection, code)


def test_who_was_registered_first_stays_first_whatever_is_done_afterwards(reported: Hearing) -> None:
    """Registered is when the database wrote the first event: no form states it, no act moves it, none corrects it."""

    def registered() -> list[tuple[str, datetime]]:
        first = select(EVENT.c.chain, EVENT.c.recorded_at).where(EVENT.c.act == "report.receive", EVENT.c.seq == 1)
        first = first.where(EVENT.c.kind == EventKind.ACT)
        with reported.store.read() as connection:
            return [(r.chain, r.recorded_at) for r in connection.execute(first.order_by(EVENT.c.recorded_at))]

    # The second letter is older than the first; it was registered later.
    one = reported.act(on(3, 4), OFFICER, "report.receive", **REPORT | {"received_on": "2026-03-04"})["case"]
    two = reported.act(on(3, 4), OFFICER, "report.receive", **REPORT | {"received_on": "2026-03-03"})["case"]
    then = registered()
    assert [number for number, _ in then] == [one, two] == ["GZ-2026-000001", "GZ-2026-000002"]
    reported.no = two
    reported.act(on(3, 5), COUNTY_HEAD, "report.assign", handler="N002")
    mended = {"event": 1, "field": "received_on", "value": "2026-03-01", "reason": "x"}
    assert reported.refused(on(3, 5), OFFICER, "case.correct", **mended) == "not_a_working_case"
    stated = reported.refused(on(3, 5), OFFICER, "report.receive", **REPORT, recorded_at="2026-01-01T00:00:00Z")
    assert stated == "malformed"
    assert registered() == then


def test_a_receipt_destroys_the_key_in_the_act_that_records_it(reported: Hearing) -> None:
    store = reported.store
    reported.act(on(3, 3), OFFICER, "report.receive", **PERSON)
    with store.read() as connection:
        assert narrative.narrative(connection, reported.no)[0]["texts"]["content"] == SECRET
    reported.act(on(3, 4), OFFICER, "report.pass_person_report", receiver="GZ-GY-NM", occurred_on="2026-03-04")
    done = reported.act(on(3, 5), OFFICER, "report.record_receipt", received_on="2026-03-05", receipt="E-7")
    assert (done["state"], done["next"]) == ("passed", [])
    assert events(store, reported.no)[-2:] == ["report.record_receipt", "keys.destroy"]
    with store.read() as connection:
        assert connection.execute(select(CASE_KEY).where(CASE_KEY.c.case_no == reported.no)).first() is None
        with pytest.raises(vault.Erased):
            narrative.narrative(connection, reported.no)
        row = connection.execute(select(CASE_FILE).where(CASE_FILE.c.no == reported.no)).one()
    assert (row.closed_on, row.unit) == (date(2026, 3, 5), None)
    assert audit(store).ok


def test_a_failure_after_the_receipt_leaves_the_key_and_the_receipt_unrecorded(
    reported: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported.act(on(3, 3), OFFICER, "report.receive", **PERSON)
    reported.act(on(3, 4), OFFICER, "report.pass_person_report", receiver="GZ-GY-NM", occurred_on="2026-03-04")

    def broken(*_: object) -> None:
        raise OSError("no more")

    monkeypatch.setattr("models.store.erasing.chain.append", broken)
    with pytest.raises(OSError, match="no more"):
        reported.act(on(3, 5), OFFICER, "report.record_receipt", received_on="2026-03-05", receipt="E-7")
    monkeypatch.undo()
    with reported.store.read() as connection:
        assert vault.opens(connection, reported.no)
        assert connection.execute(select(CASE_FILE.c.state)).scalar_one() == "handed_over"


def test_a_code_is_eight_groups_of_four_and_tells_how_the_report_stands(reported: Hearing) -> None:
    code = given(reported)
    assert [len(group) for group in code.split("-")] == [4] * 8
    assert status(reported.store, code) is ReportStatus.RECEIVED
    assert status(reported.store, f" {code.lower().replace('-', ' ')} ") is ReportStatus.RECEIVED
    reported.act(on(3, 4), OFFICER, "report.not_take", reason="Nothing.")
    assert status(reported.store, code) is ReportStatus.NOT_TAKEN


def test_what_is_no_code_gets_one_answer_after_the_same_work(
    reported: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, hashed = given(reported), []
    slow = report_codes._slow

    def counted(secret: str, salt: bytes) -> bytes:
        hashed.append(secret)
        return slow(secret, salt)

    monkeypatch.setattr(report_codes, "_slow", counted)
    last = "2" if code[-1] != "2" else "3"
    wrong = ["", "x", code[:-1] + last, "2" * 32, code + "2", code[:7], "举报" * 400]
    for typed in wrong:
        with reported.store.write() as connection:
            assert report_codes.status_for(connection, typed) is None
            assert report_codes.messages_for(connection, typed) is None
            assert report_codes.leave_message(connection, typed, "Hello.", DAY) is None
    assert len(hashed) == 3 * len(wrong)
    assert events(reported.store, reported.no) == ["report.receive", "report.code"]


def test_both_write_under_the_code_and_read_in_order(reported: Hearing) -> None:
    code, store = given(reported), reported.store
    with store.write() as connection:
        assert report_codes.leave_message(connection, code, " The door again. ", DAY) == reported.no
        report_codes.write(connection, reported.no, "Which door?", OFFICER, date(2026, 3, 5))
    told = [Message(1, DAY, True, "The door again."), Message(2, date(2026, 3, 5), False, "Which door?")]
    with store.read() as connection:
        assert report_codes.messages_for(connection, code) == told
        bodies = connection.scalars(select(EVENT.c.body)).all()
    assert not [body for body in bodies if b"door" in body]
    assert audit(store).ok


def test_after_the_key_is_gone_nothing_is_read_or_written_under_the_code(reported: Hearing) -> None:
    store = reported.store
    reported.act(on(3, 3), OFFICER, "report.receive", **PERSON)
    with store.write() as connection:
        code = report_codes.give(connection, reported.no, OFFICER, DAY)
        report_codes.leave_message(connection, code, "More.", DAY)
    reported.act(on(3, 4), OFFICER, "report.pass_person_report", receiver="GZ-GY-NM", occurred_on="2026-03-04")
    reported.act(on(3, 5), OFFICER, "report.record_receipt", received_on="2026-03-05", receipt="E-7")
    with store.write() as connection:
        assert report_codes.status_for(connection, code) is ReportStatus.PASSED_ON
        assert report_codes.messages_for(connection, code) == []
        assert report_codes.leave_message(connection, code, "Still there?", DAY) is None
    assert audit(store).ok


@pytest.mark.parametrize("written", ["", "  ", "x" * 4001])
def test_a_message_has_one_to_4000_characters(reported: Hearing, written: str) -> None:
    code = given(reported)
    with reported.store.write() as connection, pytest.raises(BadInput):
        report_codes.leave_message(connection, code, written, DAY)


def test_a_code_is_made_once_and_of_reports_only(reported: Hearing, monkeypatch: pytest.MonkeyPatch) -> None:
    given(reported)
    monkeypatch.setattr(report_codes, "MOST", 0)
    for number, why in ((reported.no, "code_given"), ("GZ-2026-000099", "not_a_report")):
        with reported.store.write() as connection, pytest.raises(TransitionRefused) as refused:
            report_codes.give(connection, number, OFFICER, DAY)
        assert refused.value.refusal.code == why


def test_a_reporter_is_heard_so_many_times_and_no_more(reported: Hearing, monkeypatch: pytest.MonkeyPatch) -> None:
    code = given(reported)
    monkeypatch.setattr(report_codes, "MOST", 1)
    with reported.store.write() as connection:
        report_codes.leave_message(connection, code, "One.", DAY)
    with reported.store.write() as connection, pytest.raises(TransitionRefused) as refused:
        report_codes.leave_message(connection, code, "Two.", DAY)
    assert refused.value.refusal.code == "too_many_messages"


def test_a_code_stands_nowhere_and_its_hash_only_in_its_row(reported: Hearing) -> None:
    plain = given(reported).replace("-", "")
    secret = plain[report_codes.SELECTOR :]
    with reported.store.read() as connection:
        tables = connection.execute(select(REPORT_CODE)).mappings().all()
        bodies = connection.scalars(select(EVENT.c.body)).all()
    assert [row["hash"] for row in tables] == [report_codes._slow(secret, tables[0]["salt"])]
    assert not [body for body in bodies if secret[:4].encode() in body]
    if not reported.store.postgres:
        kept = b"".join(path.read_bytes() for path in _files(reported.store))
        assert SECRET.encode() not in kept
        assert plain.encode() not in kept
        assert secret.encode() not in kept


def _files(store: Store) -> list[Path]:
    found = Path(store.url.removeprefix("sqlite:///"))
    return sorted(found.parent.glob(f"{found.name}*"))


CHANGES = [
    update(REPORT_CODE).values(hash=b"1" * 32),
    update(REPORT_CODE).values(salt=b"1" * 16),
    update(REPORT_CODE).values(selector="222222"),
    update(REPORT_CODE).values(made_by="N002"),
    update(REPORT_CODE).values(made_at=datetime(2026, 1, 1, tzinfo=UTC)),
    delete(REPORT_CODE),
    text("UPDATE report_code SET salt = '1'"),
]


@pytest.mark.parametrize("change", CHANGES, ids=["hash", "salt", "selector", "made_by", "made_at", "gone", "no bytes"])
def test_the_audit_sees_a_code_that_was_put_in_anothers_place(reported: Hearing, change: Any) -> None:
    given(reported)
    found = tampered(reported.store, lambda connection: connection.execute(change))
    assert found.first_bad is not None
    assert (found.first_bad.chain, found.first_bad.seq, found.first_bad.why) == (reported.no, 2, "report_code_row")


def test_the_audit_sees_a_code_no_event_tells_of(reported: Hearing) -> None:
    reported.act(on(3, 3), OFFICER, "report.receive", **REPORT)
    row = insert(REPORT_CODE).values(
        case_no=reported.no, selector="222222", salt=b"1", hash=b"1", made_by=OFFICER, made_at=datetime.now(UTC)
    )
    found = tampered(reported.store, lambda connection: connection.execute(row))
    assert found.first_bad is not None
    assert (found.first_bad.seq, found.first_bad.why) == (0, "report_code_row")
