"""The informant vault by the command line: what is secret comes by standard input and is shown once."""

import io
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from models.store import informant_key
from models.store.engine import open_store
from tests.acceptance.conftest import Ran, Run, forget_settings
from tests.store.vaulted import NAME, REASON, custodians

CASE = "GZ-2026-000001"


class Terminal(io.StringIO):
    """Standard input that a person sits at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(installed: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `casework informant`; the text beside the arguments comes by standard input."""
    store = open_store(f"sqlite:///{installed}/data/casework.db")
    with store.write() as connection:
        custodians(connection)
    store.close()

    def given(*arguments: str, text: str = "", stdin: io.StringIO | None = None) -> Ran:
        monkeypatch.setattr(sys, "stdin", stdin or io.StringIO(text))
        return run("informant", *arguments)

    return given


def doctor(run: Run) -> str:
    """What the doctor says of the vault's key."""
    (state,) = (c["state"] for c in run("doctor", "--json").json["checks"] if c["check"] == "informant_key")
    return str(state)


def asked(typed: Any) -> tuple[str, str]:
    """Alias and number of a request."""
    alias = typed("enter", "--badge", "N003", "--json", text=NAME).json["alias"]
    whom = ("--badge", "N001", "--case", CASE, "--alias", alias)
    done = typed("request", *whom, "--basis", "statutory_need", "--article", "reg-6", "--json", text=REASON)
    return alias, done.json["reveal"]


def test_from_the_entry_to_the_look(typed: Any, run: Run) -> None:
    alias, reveal = asked(typed)
    assert typed("review", reveal, "--badge", "K1", "--json").json["reason"] == REASON
    assert typed("approve", reveal, "--badge", "K1", "--hours", "2").code == 0
    look = typed("look", reveal, "--badge", "N001")
    assert (look.code, NAME in look.out) == (0, True)
    assert typed("look", reveal, "--badge", "N001", "--json").json["identity"] == NAME
    (supervised,) = run("inbox", "--badge", "C100", "--supervised", "--json").json["supervised"]
    assert (supervised["act"], supervised["noted"]) == ("informant.look", "identity_seen_again")
    (row,) = typed("list", "--json").json["requests"]
    assert (row["id"], row["alias"], row["case_no"], row["state"], row["looks"]) == (
        reveal, alias, CASE, "approved", 2,
    )  # fmt: skip
    for shown in (
        typed("list"), typed("list", "--json"), run("case", "show", CASE, "--json"), run("outbox", "list", "--json"),
        run("audit", "verify"),
    ):  # fmt: skip
        assert (shown.code, NAME in shown.out, REASON in shown.out) == (0, False, False)


def test_the_export_of_the_record_has_neither_the_name_nor_its_ciphertext(typed: Any, run: Run, tmp_path: Path) -> None:
    asked(typed)
    assert run("audit", "export", "--to", str(tmp_path / "record")).code == 0
    kinds = {line.split('"type"')[1][:14] for line in (tmp_path / "record").read_text().splitlines()}
    assert not [kind for kind in kinds if "informant" in kind]
    assert NAME not in (tmp_path / "record").read_text()


def test_refusals_and_wrong_usage_have_their_exit_codes(typed: Any) -> None:
    alias, reveal = asked(typed)
    refused = typed("approve", reveal, "--badge", "K9", "--json")
    assert (refused.code, refused.json["refused"]["code"]) == (3, "custodian_administers")
    assert typed("refuse", reveal, "--badge", "K2").code == 0
    assert typed("look", reveal, "--badge", "N001", "--json").json["refused"]["code"] == "reveal_not_approved"
    assert typed("enter", "--badge", "N001", text=" \n").code == 2
    assert typed("approve", reveal, "--badge", "K1", "--hours", "25").code == 2
    whom = ("--badge", "N001", "--case", CASE, "--alias", alias, "--basis", "statutory_need", "--json")
    unstated = typed("request", *whom, text=REASON)
    assert (unstated.code, "article" in unstated.json["error"]["message"]) == (2, True)
    assert REASON not in unstated.out


def test_at_a_terminal_it_is_typed_unseen(typed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts: list[str] = []

    def unseen(prompt: str, stream: object) -> str:
        prompts.append(prompt)
        return NAME

    monkeypatch.setattr("deployments.cli.typed.getpass", unseen)
    done = typed("enter", "--badge", "N003", "--json", stdin=Terminal())
    assert (done.code, prompts) == (0, ["Identity, unseen: "])
    assert NAME not in done.out + done.err


def test_the_key_is_made_listed_changed_and_looked_at_by_the_doctor(
    typed: Any, run: Run, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("keys", "list", "--json").json["informant_keys"] == []
    alias, reveal = asked(typed)
    old, new = installed / "key" / "informant_key", installed / "key" / "new"
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    public = typed("key", "--json").json["public"]
    assert public == informant_key.public_of(bytes.fromhex(old.read_text())).hex()
    kid = informant_key.kid_of(bytes.fromhex(public))
    assert run("keys", "list", "--json").json["informant_keys"] == [
        {"kid": kid, "identities": 1, "reasons": 1, "opens": True}
    ]
    assert typed("rekey", "--old", str(old), "--new", str(new), "--json").json["moved"] == 2
    typed("approve", reveal, "--badge", "K1")
    shut = typed("look", reveal, "--badge", "N001", "--json")
    assert (shut.code, shut.json["error"]["code"]) == (1, "sealed")
    monkeypatch.setenv("CASEWORK_INFORMANT_KEY_FILE", str(new))
    forget_settings()
    assert typed("look", reveal, "--badge", "N001", "--json").json["identity"] == NAME
    assert doctor(run) == "note", "it lies beside the main key"
    new.chmod(0o644)
    assert doctor(run) == "bad"
    new.chmod(0o600)
    apart = installed / "custodian"
    apart.mkdir()
    monkeypatch.setenv("CASEWORK_INFORMANT_KEY_FILE", str(new.rename(apart / "key")))
    forget_settings()
    assert doctor(run) == "good"
    monkeypatch.setenv("CASEWORK_INFORMANT_KEY_FILE", str(apart / "none"))
    forget_settings()
    assert doctor(run) == "note", "entering needs the public key only"
    assert typed("list", "--json").json["informants"][0]["alias"] == alias
    assert datetime.fromisoformat(typed("list", "--json").json["requests"][0]["requested_at"]) < datetime.now(UTC)
