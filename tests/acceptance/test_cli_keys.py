"""The keys by the command line: listed, changed, and that of a closed case destroyed."""

from pathlib import Path

import pytest
from sqlalchemy import select

from models.acts import case as case_acts
from models.acts import guidance
from models.acts.choices import IssuedGuidance
from models.store import keyring
from models.store.engine import open_store
from models.store.handles import CASE_KEY, DOCUMENT
from models.vocabulary import Evidence, Stage
from tests.acceptance.conftest import Run, forget_settings
from tests.builders import OPENED, SECRET, stored, take, walk_to

OPEN = "GZ-2026-000001"
REASON = "Kept for ten years."


@pytest.fixture
def closed(installed: Path) -> str:
    """The number of a closed case with a file."""
    store = open_store(f"sqlite:///{installed}/data/casework.db")
    case = walk_to(store, "case open")
    issued = guidance.Issue(case=case, form=IssuedGuidance.REMINDER, content=SECRET)
    take(store, Stage.GUIDANCE, issued, "N001", OPENED)
    with store.write() as connection:
        stored(connection, case, Evidence.OTHER)
    take(store, Stage.GUIDANCE, guidance.Complete(case=case, outcome=SECRET), "N001", OPENED)
    take(store, Stage.CASE, case_acts.Close(case=case, reason=SECRET), "N001", OPENED)
    store.close()
    return case


def doctor(run: Run, name: str) -> list[tuple[str, str]]:
    checks = run("doctor", "--json").json["checks"]
    return [(c["state"], c["detail"]) for c in checks if c["check"] == name]


def test_the_key_is_changed_in_two_runs(installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = installed / "key" / "key", installed / "key" / "new"
    done = run("keys", "rotate", "--new", str(new), "--json")
    assert (done.code, done.json["moved"], done.json["finished"]) == (0, 2, False)
    assert f"CASEWORK_KEY_FILE={new}" in done.json["next"]
    assert f"CASEWORK_OLD_KEY_FILES={old}" in done.json["next"]
    monkeypatch.setenv("CASEWORK_KEY_FILE", str(new))
    monkeypatch.setenv("CASEWORK_OLD_KEY_FILES", str(old))
    forget_settings()
    ((state, detail),) = doctor(run, "keys")
    assert (state, keyring.read(old)[0] in detail) == ("note", True)
    assert "take CASEWORK_OLD_KEY_FILES away" in " ".join(run("keys", "rotate", "--new", str(new)).out.split())
    monkeypatch.delenv("CASEWORK_OLD_KEY_FILES")
    forget_settings()
    (only,) = run("keys", "list", "--json").json["keys"]
    assert only == {
        "kid": keyring.read(new)[0], "cases": 1, "passcodes": 0, "others": 1, "current": True, "opens": True,
    }  # fmt: skip
    assert doctor(run, "keys") == [("good", "")]
    assert run("document", "verify").code == 0
    assert run("audit", "verify").code == 0


def test_the_wrong_key_file_is_told_by_list_rotate_and_doctor(
    installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = keyring.read(installed / "key" / "key")[0]
    monkeypatch.setenv("CASEWORK_KEY_FILE", str(installed / "key" / "another"))
    forget_settings()
    found = {key["kid"]: key for key in run("keys", "list", "--json").json["keys"]}
    assert (found[old]["cases"], found[old]["opens"]) == (1, False)
    done = run("keys", "rotate", "--new", str(installed / "key" / "third"), "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "bad_input")
    assert "bad" in {state for state, _ in doctor(run, "keys")}


def test_a_key_in_the_data_folder_or_that_is_none_is_wrong_usage(installed: Path, run: Run) -> None:
    assert run("keys", "rotate", "--new", str(installed / "data" / "key")).code == 2
    assert not (installed / "data" / "key").exists()
    (installed / "none").write_text("no key")
    done = run("keys", "rotate", "--new", str(installed / "none"))
    assert (done.code, len(done.err.splitlines())) == (2, 1)


def test_the_doctor_says_which_key_file_others_may_read(
    installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = installed / "key" / "older"
    older.write_text("00" * 32)
    older.chmod(0o640)
    monkeypatch.setenv("CASEWORK_OLD_KEY_FILES", str(older))
    forget_settings()
    assert doctor(run, "key") == [("good", "")]
    ((state, detail),) = doctor(run, "old_key")
    assert (state, "600" in detail) == ("bad", True)
    older.unlink()
    assert doctor(run, "old_key")[0][0] == "bad"
    assert not older.exists()


def test_a_key_and_its_file_together_are_told_in_one_line(
    installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEWORK_KEY", "5a" * 32)
    forget_settings()
    done = run("keys", "list")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "not both" in done.err
    assert "5a5a" not in done.err


def test_the_key_of_a_closed_case_is_destroyed(installed: Path, closed: str, run: Run) -> None:
    destroy = ("keys", "destroy", "--case", closed, "--reason", REASON)
    assert run(*destroy).code == 2
    assert run("keys", "destroy", "--case", OPEN, "--reason", REASON, "--yes").code == 3
    assert run(*destroy, "--yes", "--by", "NOBODY").code == 5
    done = run(*destroy, "--yes", "--json")
    assert (done.code, done.json["sealed"], done.json["documents"]) == (0, 4, 1)
    assert run(*destroy, "--yes", "--json").json["refused"]["code"] == "case_erased"
    store = open_store(f"sqlite:///{installed}/data/casework.db")
    with store.read() as connection:
        assert closed not in connection.execute(select(CASE_KEY.c.case_no)).scalars().all()
        digest = connection.execute(select(DOCUMENT.c.digest).where(DOCUMENT.c.case_no == closed)).scalar_one()
    store.close()
    shown = run("case", "show", closed)
    assert (shown.code, "keys.destroy" in shown.out) == (0, True)
    fetched = run("document", "fetch", digest, "--to", str(installed / "out"), "--json")
    assert (fetched.code, fetched.json["refused"]["code"]) == (3, "case_erased")
    assert not (installed / "out").exists()
    paper = installed / "a.pdf"
    paper.write_bytes(b"%PDF-1.7\n")
    kept = run("document", "add", str(paper), "--case", closed, "--kind", "other", "--badge", "N001", "--json")
    assert (kept.code, kept.json["refused"]["code"]) == (3, "case_erased")
    verified = run("document", "verify", "--json")
    assert (verified.code, {d["state"] for d in verified.json["documents"]}) == (0, {"ok", "erased"})
    assert run("audit", "verify").code == 0
    assert doctor(run, "keys") == [("good", "")]
