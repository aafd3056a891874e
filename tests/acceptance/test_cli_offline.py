"""The command line without Prefect: exit codes, JSON, one line for each error, and never a traceback."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from deployments.cli.app import COMMANDS
from tests.acceptance.conftest import Run, as_process
from tests.builders import SECRET, UNIT_CODE

CASE = "GZ-2026-000001"
BEFORE_SPRING_FESTIVAL = ("deadline", "compute", "--from", "2026-02-12", "--days", "15", "--unit", "workday")


def test_help_names_every_command(run: Run) -> None:
    shown = run("--help")
    assert shown.code == 0
    assert all(name in shown.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_json(run: Run, name: str) -> None:
    shown = run(name, "--help")
    assert shown.code == 0
    assert shown.err == ""


def test_help_does_not_import_prefect() -> None:
    code = "import sys; from deployments.cli import main; main(['--help']); sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60, check=False).returncode == 0


def test_compute_needs_no_database_and_says_so(folder: Path, run: Run) -> None:
    done = run(*BEFORE_SPRING_FESTIVAL, "--json")
    assert done.code == 0
    assert list(done.json) == ["due", "provisional", "skipped", "rule"]
    assert done.json["due"] == "2026-03-11"
    assert {"date": "2026-02-17", "why": "holiday"} in done.json["skipped"]
    assert "built in" in done.err
    assert not (folder / "data").exists(), "asking makes no database"


def test_compute_with_and_without_a_database_agree(installed: Path, run: Run) -> None:
    stored = run(*BEFORE_SPRING_FESTIVAL, "--json")
    assert stored.err == ""
    assert stored.json["due"] == "2026-03-11"


@pytest.mark.parametrize(
    "arguments",
    [
        ("nope",),
        ("case",),
        ("case", "show"),
        ("deadline", "compute", "--from", "20260212", "--days", "1", "--unit", "day"),
        ("deadline", "compute", "--from", "2026-02-30", "--days", "1", "--unit", "day"),
        ("deadline", "compute", "--from", "2026-02-12", "--days", "0", "--unit", "day"),
        ("deadline", "compute", "--from", "2026-02-12", "--days", "x", "--unit", "day"),
        ("deadline", "compute", "--from", "2026-02-12", "--days", "1", "--unit", "week"),
        ("deadline", "compute", "--from", "2026-02-12", "--days", "1", "--unit", "day", "--region", "52"),
        ("act", "nostage", "plan", "--badge", "N001"),
        ("act", "guidance", "noact", "--badge", "N001"),
        ("act", "guidance", "plan"),
        ("outbox", "list", "--state", "lost"),
    ],
)
def test_wrong_usage_is_exit_2_and_one_line(folder: Path, run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    told = run(*arguments, "--json")
    assert told.code == 2
    assert told.err == ""
    assert told.json["error"]["code"] in ("usage", "bad_input")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ((), "form"),
        (("form=trainin", "planned_on=2026-05-01", f"content={SECRET}"), "form"),
        (("form=training", "planned_on=2026-13-01", f"content={SECRET}"), "planned_on"),
        (("form=training", "planned_on=2026-05-01", f"content={SECRET}", f"extra={SECRET}"), "extra"),
        (("form=training", "planned_on=2026-05-01", "content="), "content"),
        (("form=training", "planned_on=2026-05-01", "content"), "key=value"),
        (("case=X", "form=training", "planned_on=2026-05-01", "content=x"), "case"),
    ],
)
def test_a_malformed_form_is_exit_2_and_names_the_field_only(
    installed: Path, run: Run, fields: tuple[str, ...], named: str
) -> None:
    stated = () if named == "case" else ("--case", CASE)
    done = run("act", "guidance", "plan", "--badge", "N001", *stated, *fields)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert named in done.err
    assert SECRET not in done.err


def test_a_form_that_is_no_json_object_is_exit_2(installed: Path, run: Run, tmp_path: Path) -> None:
    for n, text in enumerate(("{", "[1]", '"x"', "[" * 100_000)):
        file = tmp_path / f"{n}.json"
        file.write_text(text)
        done = run("act", "guidance", "plan", "--badge", "N001", "--case", CASE, "--form", str(file))
        assert (done.code, done.err.count("\n")) == (2, 1)
    done = run("act", "guidance", "plan", "--badge", "N001", "--case", CASE, "--form", str(tmp_path / "none.json"))
    assert done.code == 1
    assert "none.json" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("case", "show", "GZ-2026-999999"),
        ("inbox", "--badge", "X999"),
        ("deadline", "explain", "999"),
        ("outbox", "replay", "999"),
        ("audit", "verify", "--case", "GZ-2026-999999"),
        ("act", "guidance", "withdraw", "--badge", "N001", "--case", "GZ-2026-999999", "reason=x"),
        ("organ", "add", "--code", "A", "--name", "A", "--level", "county", "--region", "520103", "--prefix", "GZ",
         "--by", "X999"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_exit_5(installed: Path, run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (5, "", 1)
    assert run(*arguments, "--json").json["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    "arguments",
    [("case", "list"), ("inbox", "--badge", "N001"), ("audit", "verify"), ("deadline", "due"), ("outbox", "list")],
)
def test_without_a_database_it_is_exit_1_and_one_line(folder: Path, run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "casework migrate" in done.err
    assert run(*arguments, "--json").json["error"]["code"] == "no_database"
    assert not (folder / "data").exists()


def test_a_file_that_is_no_database_is_exit_1_and_one_line(installed: Path, run: Run) -> None:
    (installed / "data" / "casework.db").write_bytes(b"not a database at all" * 100)
    done = run("case", "list")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)


def test_an_empty_database_asks_for_migrate(folder: Path, run: Run) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "casework.db").touch()
    done = run("case", "list", "--json")
    assert done.code == 1
    assert done.json["error"]["code"] == "schema"
    assert "casework migrate" in done.json["error"]["message"]


def test_a_wrong_setting_is_exit_1_and_names_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEWORK_APPROVAL_VALIDITY_DAYS", "many")
    done = as_process("case", "list", "--json")
    assert done.code == 1
    assert "CASEWORK_APPROVAL_VALIDITY_DAYS" in done.json["error"]["message"]
    monkeypatch.setenv("CASEWORK_LOCALE", "fr")
    done = as_process("case", "list")
    assert (done.code, done.err.count("\n")) == (1, 1)


def test_without_prefect_an_act_is_exit_1_and_changes_nothing(
    installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = run("case", "show", CASE, "--json").json
    act = ("act", "rectification", "progress", "--badge", "N001", "--case", CASE, "received_on=2026-03-11", "content=x")
    assert run(*act, "--json").json["error"]["code"] == "engine"
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    done = run(*act)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert run("case", "show", CASE, "--json").json == before


def test_show_tells_the_case_without_its_narrative(installed: Path, run: Run) -> None:
    shown = run("case", "show", CASE)
    assert shown.code == 0
    assert SECRET not in shown.out
    assert all(len(line) <= 100 for line in shown.out.splitlines())
    case = run("case", "show", CASE, "--json").json
    assert [(s["stage"], s["state"]) for s in case["stages"]] == [("I1", "concluded"), ("R1", "running")]
    assert [e["seq"] for e in case["events"]] == list(range(1, len(case["events"]) + 1))
    assert {"act": "rectification.report", "stage": "R1"} in case["next"]
    limit = next(d for d in case["deadlines"] if d["clock"] == "rectification_limit")
    assert limit["due"] == "2026-03-25"
    assert SECRET not in json.dumps(case, ensure_ascii=False)
    explained = run("deadline", "explain", str(limit["id"]), "--json").json
    assert explained["due_on"] == explained["computed"] == "2026-03-25"
    assert run("deadline", "explain", str(limit["id"])).code == 0


def test_list_and_due_find_the_case(installed: Path, run: Run) -> None:
    listed = run("case", "list", "--open", "--json").json["cases"]
    assert [(c["case"], c["unit"], c["handler"]) for c in listed] == [(CASE, UNIT_CODE, "N001")]
    assert CASE in run("case", "list").out
    due = run("deadline", "due", "--as-of", "2026-03-26", "--json").json["deadlines"]
    assert [(d["clock"], d["overdue"]) for d in due] == [("rectification_limit", True)]
    assert run("deadline", "simulate", "--as-of", "2026-03-26", "--json").json["rungs"]
    assert run("deadline", "simulate", "--as-of", "2026-03-26").code == 0


def test_the_outbox_says_in_words_why_a_message_was_not_sent(installed: Path, run: Run) -> None:
    with sqlite3.connect(installed / "data" / "casework.db") as raw:
        raw.execute(
            "INSERT INTO outbox_message (dedupe, case_no, seq, channel, audience, target, statutory, title, body,"
            " state, due_at, attempts, last_error, created_at) VALUES ('c', ?, 1, 'mail', 'handler', 'N001', 0, 't',"
            " 'b', 'cancelled', '2026-03-02 00:00:00.000000', 1, 'deadline_met', '2026-03-02 00:00:00.000000')",
            (CASE,),
        )
    raw.close()
    assert "came in time" in " ".join(run("outbox", "list").out.split())
    assert run("outbox", "list", "--json").json["messages"][0]["last_error"] == "deadline_met"


def test_outbox_replay_revives_a_dead_message_once(installed: Path, run: Run) -> None:
    with sqlite3.connect(installed / "data" / "casework.db") as raw:
        raw.execute(
            "INSERT INTO outbox_message (dedupe, case_no, seq, channel, audience, target, statutory, title, body,"
            " state, due_at, attempts, created_at) VALUES ('d', ?, 1, 'mail', 'handler', 'N001', 0, 't', 'b', 'dead',"
            " '2026-03-02 00:00:00.000000', 10, '2026-03-02 00:00:00.000000')",
            (CASE,),
        )
    raw.close()
    assert [m["state"] for m in run("outbox", "list", "--state", "dead", "--json").json["messages"]] == ["dead"]
    assert run("outbox", "replay", "1", "--json").json == {"id": 1, "state": "ready"}
    message = run("outbox", "list", "--json").json["messages"][0]
    assert (message["state"], message["attempts"]) == ("ready", 0)
    last = run("case", "show", CASE, "--json").json["events"][-1]
    assert (last["act"], last["kind"], last["actor"]) == ("outbox.replay", "delivery", "operator")
    assert run("outbox", "replay", "1").code == 2, "only a failed message is sent again"
    assert run("audit", "verify").code == 1, "this message was promised by no event"


def test_audit_verify_finds_a_changed_event(installed: Path, run: Run) -> None:
    whole = run("audit", "verify", "--json")
    assert (whole.code, whole.json["ok"], whole.json["first_bad"]) == (0, True, None)
    with sqlite3.connect(installed / "data" / "casework.db") as raw:
        raw.execute("DROP TRIGGER case_event_no_update")
        raw.execute("UPDATE case_event SET actor = 'N002' WHERE chain = ? AND seq = 3", (CASE,))
    raw.close()
    broken = run("audit", "verify", "--json")
    assert (broken.code, broken.json["ok"]) == (1, False)
    assert (broken.json["first_bad"]["chain"], broken.json["first_bad"]["seq"]) == (CASE, 3)
    assert run("audit", "verify", "--case", CASE).code == 1


def test_doctor_names_what_is_wrong_and_shows_unverified_settings(installed: Path, run: Run) -> None:
    done = run("doctor", "--json")
    assert done.code == 1, "no Prefect runs here"
    states = {c["check"]: c["state"] for c in done.json["checks"]}
    assert (states["database"], states["schema"], states["key"], states["engine"]) == ("good", "good", "good", "bad")
    assert any("reinspection_working_days=15" in c["detail"] for c in done.json["checks"])
    (installed / "key" / "key").chmod(0o644)
    assert {c["check"]: c["state"] for c in run("doctor", "--json").json["checks"]}["key"] == "bad"


def test_migrate_makes_a_database_once_and_a_demo_only_at_first(folder: Path, run: Run) -> None:
    assert run("migrate", "--json").json["demo"] is False
    assert run("migrate").code == 0
    assert run("migrate", "--demo").code == 2
    assert run("case", "list", "--json").json == {"cases": []}


def test_a_command_as_a_process_prints_json_and_nothing_else(installed: Path) -> None:
    done = as_process("case", "list", "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json["cases"][0]["case"] == CASE
    assert "\x1b" not in done.out
    gone = as_process("case", "show", "GZ-2026-999999")
    assert (gone.code, gone.out, gone.err.count("\n")) == (5, "", 1)
    assert "Traceback" not in gone.err
