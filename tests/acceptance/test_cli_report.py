"""Reports by the command line: a code shown once, words typed unseen, many registered in the order of their rows."""

import io
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import update

from flows.advance import advance
from models.store import passcodes
from models.store.demo_day import set_demo_today
from models.store.engine import open_store
from models.store.handles import INSTALLATION
from models.vocabulary import Stage
from tests.acceptance.conftest import Ran, Run, forget_settings

HEAD = "channel,reporter,subject,received_on,unit,alias,late_reason,content"


@pytest.fixture
def typed(installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `casework report` on 10 March; the text beside the arguments comes by standard input."""
    store = open_store(f"sqlite:///{installed}/data/casework.db")
    with store.write() as connection:
        set_demo_today(connection, date(2026, 3, 10))
    store.close()

    def given(*arguments: str, text: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        return run("report", *arguments)

    return given


@pytest.fixture
def report(typed: Run) -> str:
    """GZ-2026-000002, registered by N001 on 10 March."""

    form = {
        "act": "receive", "channel": "letter", "reporter": "anonymous", "subject": "other",
        "received_on": "2026-03-10", "content": "A door.",
    }  # fmt: skip
    answer = advance(Stage.REPORT, form, {"badge": "N001"}, "5f0c7e0e-0001-4000-8000-000000000001", datetime.now(UTC))
    return str(answer.body["case"])


def test_a_code_is_shown_once_and_leads_back(typed: Run, report: str) -> None:
    code = typed("code", report, "--badge", "N001", "--json").json["receipt_code"]
    assert typed("status", "--json", text=code).json == {"status": "received", "messages": []}
    again = typed("code", report, "--badge", "N001", "--json")
    assert (again.code, again.json["refused"]["code"]) == (3, "code_given")
    assert typed("write", report, "--badge", "N001", text="Which door?").code == 0
    told = typed("status", text=code)
    assert (told.code, "Which door?" in told.out, "received" in told.out) == (0, True, True)


@pytest.mark.parametrize("code", ["x", "2222-2222-2222-2222-2222-2222-2222-2222"])
def test_a_wrong_code_is_not_found(typed: Run, report: str, code: str) -> None:
    ended = typed("status", "--json", text=code)
    assert (ended.code, ended.json["error"]["code"]) == (5, "not_found")
    assert code not in ended.out + ended.err


@pytest.mark.parametrize(("badge", "why"), [("N002", "not_on_the_report"), ("N100", "not_on_the_report")])
def test_who_has_nothing_to_do_with_the_report_gets_no_code(typed: Run, report: str, badge: str, why: str) -> None:
    ended = typed("code", report, "--badge", badge, "--json")
    assert (ended.code, ended.json["refused"]["code"]) == (3, why)


def test_a_case_has_no_receipt_code(typed: Run) -> None:
    assert typed("code", "GZ-2026-000001", "--badge", "N001", "--json").json["refused"]["code"] == "not_a_report"


def imported(typed: Run, folder: Path, *rows: str) -> Any:
    (folder / "reports.csv").write_text("\n".join((HEAD, *rows)), "utf-8")
    return typed("import", str(folder / "reports.csv"), "--badge", "N001", "--json")


def test_rows_are_registered_in_their_order_and_bad_ones_listed(typed: Run, installed: Path) -> None:
    rows = (
        "letter,anonymous,other,2026-03-10,,,,The first.",
        "pigeon,anonymous,other,2026-03-10,,,,Unreadable.",
        'web,anonymous,other,2026-03-10,,,,"The second, 第二"',
        "letter,anonymous,other,2026-03-10,,,,A comma, too many",
        "letter,named,other,2026-03-10,,,,Without an alias.",
        "web,anonymous,other,2026-03-10,,,,The third.",
    )
    done = imported(typed, installed, *rows)
    assert done.code == 1
    assert done.json["registered"] == [
        {"line": 2, "case": "GZ-2026-000002"},
        {"line": 4, "case": "GZ-2026-000003"},
        {"line": 7, "case": "GZ-2026-000004"},
    ]
    assert [(bad["line"], bad["code"]) for bad in done.json["refused"]] == [
        (3, "malformed"), (5, "malformed"), (6, "alias_needed"),
    ]  # fmt: skip
    assert "Unreadable" not in done.out and "pigeon" not in done.out
    listed = typed("list", "--json").json["reports"]
    assert [(row["case"], row["channel"]) for row in listed] == [
        ("GZ-2026-000002", "letter"), ("GZ-2026-000003", "web"), ("GZ-2026-000004", "web"),
    ]  # fmt: skip
    again = imported(typed, installed, rows[0], rows[2], rows[5], rows[5])
    assert (again.code, again.json["refused"]) == (0, [])
    assert [row["case"] for row in again.json["registered"]] == [f"GZ-2026-00000{n}" for n in (2, 3, 4, 5)]


def test_one_code_signs_a_whole_file(typed: Run, installed: Path) -> None:
    store = open_store(f"sqlite:///{installed}/data/casework.db")
    with store.write() as connection:
        secret = passcodes.enroll(connection, "N001", "operator", date(2026, 3, 2))
        connection.execute(update(INSTALLATION).values(demo=False))
    store.close()
    forget_settings()
    code = pyotp.TOTP(secret).at(datetime.now(UTC))
    today = datetime.now(UTC).date().isoformat()
    rows = [f"web,anonymous,other,{today},,,,Report {n}." for n in range(3)]
    (installed / "reports.csv").write_text("\n".join((HEAD, *rows)), "utf-8")
    path = str(installed / "reports.csv")
    assert typed("import", path, "--badge", "N001", "--json").json["refused"]["code"] == "passcode_missing"
    done = typed("import", path, "--badge", "N001", "--code", code, "--json")
    assert (done.code, len(done.json["registered"])) == (0, 3)
    assert json.loads(typed("import", path, "--badge", "N001", "--code", code, "--json").out)["refused"]["code"] == (
        "passcode_used"
    )


@pytest.mark.parametrize("content", ["", HEAD, "name\nx", HEAD + '\n"', "channel,channel\nx,y"])
def test_a_file_that_is_no_list_of_reports_registers_nothing(typed: Run, installed: Path, content: str) -> None:
    (installed / "reports.csv").write_text(content, "utf-8")
    ended = typed("import", str(installed / "reports.csv"), "--badge", "N001", "--json")
    assert (ended.code, ended.json["error"]["code"]) == (2, "bad_input")
    assert typed("list", "--json").json == {"reports": []}
