"""`casework backup`, `restore`, `resume`: what each says, and the exit codes."""

import shutil
from pathlib import Path

import pytest

from deployments.cli.running import _standing_still
from models.store import outside
from tests.acceptance.conftest import Run, forget_settings
from tests.builders import SECRET

CASE = "GZ-2026-000001"
RESUME = ("resume", "--reason", "the disk died", "--by", "N100")


@pytest.fixture
def lost(installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of the installation; its database and files are gone, the keys are not."""
    with_notice(installed)
    done = run("backup", "--to", str(installed / "kept"), "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json["rows"]["case_file"] == 1
    forget(installed)
    return installed


def with_notice(folder: Path) -> None:
    """One message is on its way, as the relay's process left it."""
    import sqlite3

    with sqlite3.connect(folder / "data" / "casework.db") as raw:
        raw.execute(
            "INSERT INTO outbox_message (dedupe, case_no, seq, channel, audience, target, statutory, title, body,"
            " state, due_at, attempts, created_at) VALUES ('d', NULL, 0, 'mail', 'handler', 'N001', 0, 't', 'b',"
            " 'ready', '2026-03-02 00:00:00.000000', 0, '2026-03-02 00:00:00.000000')"
        )
    raw.close()


def forget(folder: Path) -> None:
    from flows import stores

    stores.store().close()
    shutil.rmtree(folder / "data")
    forget_settings()


def back(run: Run, folder: Path) -> None:
    assert run("restore", "--from", str(folder / "kept")).code == 0


def test_a_restore_says_what_came_back_whether_it_is_whole_and_what_to_do(lost: Path, run: Run) -> None:
    done = run("restore", "--from", str(lost / "kept"))
    assert (done.code, done.err) == (0, "")
    assert "The record is whole" in done.out and "casework resume" in done.out
    assert SECRET not in done.out
    shown = run("case", "show", CASE, "--json")
    assert [stage["state"] for stage in shown.json["stages"]] == ["concluded", "running"]
    again = run("restore", "--from", str(lost / "kept"), "--json")
    assert (again.code, again.json["error"]["code"]) == (2, "bad_input")
    assert "not empty" in again.json["error"]["message"]


def test_until_somebody_resumes_the_doctor_and_what_starts_say_so(lost: Path, run: Run) -> None:
    back(run, lost)

    def paused() -> tuple[str, str]:
        (found,) = [c for c in run("doctor", "--json").json["checks"] if c["check"] == "paused"]
        return found["state"], found["detail"]

    state, detail = paused()
    assert state == "bad" and "casework resume" in detail
    assert _standing_still() == detail
    assert run(*RESUME, "--yes", "--hold").code == 0
    assert paused() == ("good", "")
    assert _standing_still() is None


def test_resuming_shows_first_and_asks_to_hold_or_to_send(lost: Path, run: Run) -> None:
    back(run, lost)
    looked = run(*RESUME, "--json")
    assert looked.code == 2
    counted = {"messages": {"mail": 1}, "restored": 1, "forms": 0, "deadlines": 1}
    assert looked.json == {"resumed": False, **counted}
    assert "mail" in run(*RESUME).out
    for more in (("--yes",), ("--yes", "--hold", "--send"), ("--hold", "--send")):
        refused = run(*RESUME, *more)
        assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert run("resume", "--reason", "x", "--by", "X999", "--yes", "--send").code == 5
    assert run("resume", "--reason", "x", "--by", "operator", "--yes", "--send").code == 5, "a person answers for it"
    held = run(*RESUME, "--yes", "--hold", "--json")
    assert (held.code, held.json) == (0, {"resumed": True, **counted, "held": 1})
    (message,) = run("outbox", "list", "--json").json["messages"]
    assert (message["state"], message["last_error"]) == ("dead", "held after restore")
    assert run("outbox", "replay", str(message["id"])).code == 0
    assert run(*RESUME, "--yes", "--send").code == 2, "nothing is paused"


def test_without_the_key_it_is_exit_2_names_the_key_and_makes_none(
    lost: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEWORK_KEY_FILE", str(lost / "elsewhere" / "key"))
    forget_settings()
    done = run("restore", "--from", str(lost / "kept"))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "CASEWORK_KEY_FILE" in done.err
    assert not (lost / "elsewhere").exists()


def test_an_altered_backup_is_one_clear_line(lost: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    table = lost / "kept" / "tables" / "case_event.jsonl"
    table.write_bytes(table.read_bytes()[:-10])
    for locale, word in (("en", "not whole"), ("zh", "备份不完整")):
        monkeypatch.setenv("CASEWORK_LOCALE", locale)
        forget_settings()
        done = run("restore", "--from", str(lost / "kept"))
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
        assert word in done.err and "case_event.jsonl" in done.err


def test_what_was_signed_after_the_backup_is_counted_and_the_record_is_not_called_whole(
    installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import stores
    from flows.anchoring import anchor
    from tests import builders

    monkeypatch.setenv("CASEWORK_CHECKPOINT_FOLDER", str(installed / "outside"))
    forget_settings()
    anchor(stores.store())
    signed = max(outside.sizes(installed / "outside"))
    assert run("backup", "--to", str(installed / "kept")).code == 0
    builders.walk_to(stores.store(), "inspection requested")
    anchor(stores.store())
    newer = max(outside.sizes(installed / "outside"))
    forget(installed)
    done = run("restore", "--from", str(installed / "kept"), "--json")
    assert (done.code, done.json["lost_events"]) == (1, newer - signed)
    assert done.json["audit"]["first_bad"] == {"chain": "log", "seq": newer, "why": "checkpoint"}
    # What the README says to do: the newer notes are moved away, and kept.
    for path in (installed / "outside").iterdir():
        if path.name in ("latest", f"{newer:012}.checkpoint"):
            path.rename(installed / path.name)
    assert run("audit", "verify").code == 0
    assert run(*RESUME, "--yes").code == 0, "nothing was unsent"
    anchor(stores.store())
    assert run("audit", "verify", "--json").json["log"]["outside"] == 2
