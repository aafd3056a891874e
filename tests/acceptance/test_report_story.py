"""Reports as a lawyer would tell them: what comes in is registered, decided on, answered; of a person nothing stays."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from flows import informants, report_codes
from models.store import vault
from models.store.handles import OUTBOX
from models.store.report_codes import messages_for, status_for
from models.store.settings import store_settings
from models.store.tables import metadata
from models.vocabulary import ReportStatus
from tests import builders
from tests.acceptance.hearing import CITY_HEAD, COUNTY_HEAD, OFFICER, Hearing, on

UNIT, COUNTY, CITY = builders.UNIT_CODE, "GZ-GY-NM", "GZ-GY"
NAME = "绝不外泄的举报人姓名wq4m"
"""Marks a reporter: searched for everywhere afterwards."""

LETTER: dict[str, Any] = {"channel": "letter", "received_on": "2026-03-03", "handler": OFFICER, "content": "A door."}


def test_reports_are_decided_on_answered_and_reviewed_and_those_of_persons_are_forgotten(hearing: Hearing) -> None:
    store = hearing.store
    # A named reporter: the identity goes into the vault, the report carries the alias, sealed.
    entered = informants.take({"act": "enter", "identity": NAME}, {"badge": OFFICER}, _request(1), datetime.now(UTC))
    named = {**LETTER, "reporter": "named", "subject": "prevention duties of a unit", "unit": UNIT}
    assert hearing.refused(on(3, 3), OFFICER, "report.receive", **named) == "alias_needed"
    hearing.act(on(3, 3), OFFICER, "report.receive", **named, alias=entered.answer.body["alias"])
    assert hearing.deadline("report_triage", None) == ("2026-03-12", "running")
    first = hearing.no
    assert hearing.told() == {OFFICER, COUNTY}

    # An anonymous one calls the same day and gets a code. Nothing is done by the 12th: handler and head are told.
    anonymous = {**LETTER, "channel": "hotline 12339", "reporter": "anonymous", "subject": "other"}
    hearing.act(on(3, 3), OFFICER, "report.receive", **anonymous)
    code = report_codes.give(hearing.no, {"badge": OFFICER}, datetime.now(UTC))
    assert report_codes.leave(code, "The door still stands open.", datetime.now(UTC))
    report_codes.write(hearing.no, "Which door?", {"badge": OFFICER}, datetime.now(UTC))
    with store.read() as connection:
        assert status_for(connection, code) is ReportStatus.RECEIVED
        assert [m.text for m in messages_for(connection, code) or []] == ["The door still stands open.", "Which door?"]
        wrote = select(OUTBOX.c.target).where(OUTBOX.c.dedupe == f"report.message:{hearing.no}:3")
        assert connection.execute(wrote).scalar_one() == OFFICER
    hearing.swept(on(3, 13))
    assert hearing.told("end of the period") == {OFFICER, COUNTY}

    # It is not taken up; the reporter asks for a review; somebody else decides.
    hearing.act(on(3, 13), OFFICER, "report.not_take", reason="No unit is named.")
    hearing.act(on(3, 13), OFFICER, "report.answer", occurred_on="2026-03-13", way="under the receipt code")
    assert hearing.refused(on(3, 16), OFFICER, "report.conclude") == "review_time_running"
    hearing.act(on(3, 16), OFFICER, "report.request_review", received_on="2026-03-16", content="I named it.")
    decided = {"decision": "upheld, to be decided anew", "reason": "It did."}
    assert hearing.refused(on(3, 17), OFFICER, "report.decide_review", **decided) == "not_responsible_person"
    hearing.act(on(3, 17), COUNTY_HEAD, "report.decide_review", **decided)
    with store.read() as connection:
        assert status_for(connection, code) is ReportStatus.RECEIVED
    second, unit_told = hearing.no, UNIT in hearing.told()

    # A case is opened; both reports are taken up in it. The unit hears of neither.
    hearing.act(on(3, 17), OFFICER, "case.open", unit=UNIT, handler=OFFICER, reason="Weak prevention.")
    case = hearing.no
    for hearing.no in (first, second):
        hearing.act(on(3, 18), OFFICER, "report.take_up", other=case)
        ended = hearing.act(on(3, 18), OFFICER, "report.answer", occurred_on="2026-03-18", way="by call")
        assert (ended["state"], ended["next"]) == ("concluded", [])
        assert hearing.record_is_whole()
        unit_told = unit_told or UNIT in hearing.told()
    assert not unit_told

    # A report about a person: handed over, and when the receipt is recorded nobody can read it any more.
    person = {**LETTER, "received_on": "2026-03-18", "reporter": "anonymous"}
    hearing.act(on(3, 18), OFFICER, "report.receive", **person, subject="suspected act of a natural person")
    assert hearing.refused(on(3, 18), OFFICER, "report.take_up", other=case) == "person_report_not_worked"
    hearing.act(on(3, 18), OFFICER, "report.pass_person_report", receiver=CITY, occurred_on="2026-03-18")
    assert hearing.refused(on(3, 19), CITY_HEAD, "report.record_receipt", received_on="2026-03-19", receipt="E-1") == (
        "not_organ_in_charge"
    )
    hearing.act(on(3, 19), OFFICER, "report.record_receipt", received_on="2026-03-19", receipt="E-1")
    with store.read() as connection:
        assert not vault.opens(connection, hearing.no)
    assert hearing.record_is_whole()

    # An emergency of a unit is due the next day, and its lapse reaches the supervising organ.
    urgent = {"channel": "emergency of a unit", "reporter": "unit", "subject": "other", "unit": UNIT}
    hearing.act(on(3, 20), OFFICER, "report.receive", **{**LETTER, **urgent, "received_on": "2026-03-20"})
    assert hearing.deadline("emergency_triage", None) == ("2026-03-21", "running")
    hearing.swept(on(3, 23))
    assert hearing.told("end of the period") == {OFFICER, COUNTY, CITY}

    assert _places_of(hearing, NAME) == []


def _request(n: int) -> str:
    return f"5f0c7e0e-0002-4000-8000-{n:012d}"


def _places_of(hearing: Hearing, mark: str) -> list[str]:
    """Tables and files in which the mark stands in clear: the whole record, the outbox, the logs, Prefect's data."""
    found = []
    with hearing.store.read() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(text(f"SELECT * FROM {table.name}"))  # our own table names
            if any(_holds(value, mark) for row in rows for value in row):
                found.append(table.name)
    for root in {store_settings().data, Path(os.environ["PREFECT_HOME"])}:
        found += [str(path) for path in root.rglob("*") if path.is_file() and mark.encode() in path.read_bytes()]
    return found


def _holds(value: object, mark: str) -> bool:
    if isinstance(value, bytes | memoryview):
        return mark.encode() in bytes(value)
    return mark in str(value)
