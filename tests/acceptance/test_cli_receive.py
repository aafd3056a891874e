"""`casework receive` and `casework transfer`: what people of the receiving organ do, and the sender's key."""

import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import select, update

from flows import stores
from models.store import passcodes, transfer_key, vault
from models.store.handles import CASE_FILE, EVENT, INSTALLATION
from models.store.settings import store_settings
from notifications.http_signature import content_digest
from notifications.receive import FILE
from notifications.received import Ledger, Preview
from tests.acceptance.conftest import Run
from tests.builders import UNIT_CODE
from tests.delivery.handing_over import CASE, CLUE, bag
from tests.desk.visits import worker

SENDER = bytes([7]) * 32


@pytest.fixture
def held(folder: Path) -> Iterator[tuple[Path, str]]:
    """The folder of a receiving organ with one package, and the receipt."""
    ledger = Ledger(folder / "received" / FILE, transfer_key.secret(store_settings().transfer_key))
    public = transfer_key.public_of(SENDER)
    ledger.trust("GZ", public)
    clue = {**CLUE, "suggestion": "s", "remark": "It is no finding of guilt."}
    package = bag(clue)
    ledger.take("GZ", "k", content_digest(package), package, Preview(f"{CASE}/X1", "U", "reg-8"))
    yield folder / "received", ledger.all()[0]["receipt"]


def test_the_key_is_made_once_kept_for_its_owner_and_shown(folder: Path, run: Run) -> None:
    first, again = run("transfer", "key", "--json"), run("transfer", "key", "--json")
    assert first.code == 0
    assert first.json == again.json
    assert first.json["key_id"] == transfer_key.key_id(bytes.fromhex(first.json["public_key"]))
    file = folder / "key" / "transfer_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first.json["public_key"] not in file.read_text()
    assert first.json["key_id"] in run("transfer", "key").out


def test_content_is_shown_and_written_only_after_acceptance(held: tuple[Path, str], run: Run, tmp_path: Path) -> None:
    folder, receipt = held
    options = ("--folder", str(folder))
    listed = run("receive", "list", *options, "--json").json["transfers"]
    assert [(one["receipt"], one["sender"], one["state"]) for one in listed] == [(receipt, "GZ", "pending")]
    before = run("receive", "show", receipt, *options)
    assert (before.code, "内容" in before.out, f"{CASE}/X1" in before.out) == (0, False, True)
    assert run("receive", "package", receipt, *options, "--to", str(tmp_path / "x.zip"), "--json").code == 1
    done = run("receive", "accept", receipt, *options, "--json")
    assert (done.code, done.json["state"]) == (0, "accepted")
    after = run("receive", "show", receipt, *options)
    assert "内容" in after.out
    assert "no finding of guilt" in after.out
    assert run("receive", "show", receipt, *options, "--json").json["clue"]["facts"] == "内容"
    written = run("receive", "package", receipt, *options, "--to", str(tmp_path / "x.zip"), "--json")
    assert (written.code, stat.S_IMODE((tmp_path / "x.zip").stat().st_mode)) == (0, 0o600)
    assert written.json["size"] == (tmp_path / "x.zip").stat().st_size
    assert run("receive", "package", receipt, *options, "--to", str(tmp_path / "x.zip")).code == 2


def test_what_was_decided_is_decided(held: tuple[Path, str], run: Run) -> None:
    folder, receipt = held
    options = (receipt, "--folder", str(folder), "--json")
    assert run("receive", "feedback", *options, "--outcome", "no action", "--content", "x").code == 4
    assert run("receive", "return", *options, "--reason", " ").code == 2
    assert run("receive", "return", *options, "--reason", "Not ours.").json["state"] == "returned"
    assert run("receive", "accept", *options).code == 4
    assert run("receive", "accept", "nothing", *options[1:]).code == 5


def test_feedback_concludes(held: tuple[Path, str], run: Run) -> None:
    folder, receipt = held
    options = (receipt, "--folder", str(folder), "--json")
    run("receive", "accept", *options)
    done = run("receive", "feedback", *options, "--outcome", "no action", "--content", "x")
    assert (done.code, done.json["state"]) == (0, "concluded")


def test_an_accepted_transfer_opens_one_case_about_the_unit_it_names(installed: Path, run: Run) -> None:
    """On an installation whose people act at the desk; a thread plays its engine."""
    store = stores.store()
    with store.write() as connection:
        connection.execute(update(INSTALLATION).values(demo=False, demo_today=None))
        secret = passcodes.enroll(connection, "N001", "operator", date(2026, 3, 2))
    ledger = Ledger(installed / "received" / FILE, transfer_key.secret(store_settings().transfer_key))
    ledger.trust("GZ", transfer_key.public_of(SENDER))
    package = bag({**CLUE, "unit": UNIT_CODE})
    ledger.take("GZ", "k", content_digest(package), package, Preview(f"{CASE}/X1", UNIT_CODE, "reg-8"))
    receipt = ledger.all()[0]["receipt"]
    options = ("--folder", str(installed / "received"), "--badge", "N001", "--handler", "N001", "--json")
    assert run("receive", "open", receipt, *options).json["error"]["code"] == "not_accepted"
    ledger.accept(receipt)
    with worker(store):
        opened = run("receive", "open", receipt, *options, "--code", pyotp.TOTP(secret).now())
        again = run("receive", "open", receipt, *options)
    assert (opened.code, opened.json["case"], opened.json["act"]) == (0, "GZ-2026-000002", "case.open")
    assert again.json["event"] == opened.json["event"]
    with store.read() as connection:
        wanted = select(EVENT.c.sealed).where(EVENT.c.chain == "GZ-2026-000002", EVENT.c.act == "case.open")
        reason = vault.unseal(connection, connection.execute(wanted).scalar_one())["reason"]
        about = connection.execute(select(CASE_FILE.c.unit).where(CASE_FILE.c.no == "GZ-2026-000002")).scalar()
    assert (about, f"{CASE}/X1 of GZ" in reason, "内容" in reason) == (UNIT_CODE, True, True)


def test_wrong_usage_ends_in_one_line(folder: Path, run: Run) -> None:
    assert run("receive").code == 2
    assert run("receive", "list", "--folder", str(folder / "nothing"), "--json").code == 1
    assert run("receive", "trust", "us", "zz", "--folder", str(folder / "r")).code == 2
    assert run("receive", "trust", "us", "ab" * 32, "--folder", "/dev/null/x").code == 1
    assert run("receive", "trust", "us", "ab" * 32, "--folder", str(folder / "r")).code == 0
    assert run("receive", "trust", "others", "ab" * 32, "--folder", str(folder / "r")).code == 2


def test_a_department_has_a_key_of_64_digits(installed: Path, run: Run) -> None:
    add = ("department", "add", "--code", "D-9", "--name", "n", "--kind", "receiver", "--endpoint", "https://d.example")
    assert run(*add, "--public-key", "AB" * 32).code == 2
    assert run(*add, "--public-key", "ab" * 32).code == 0
    assert run("audit", "verify", "--json").json["ok"] is True


def test_of_a_case_without_a_transfer_there_is_no_package_and_no_answer(installed: Path, run: Run) -> None:
    wanted = ("--stage", "X1", "--to", str(installed / "p.zip"), "--json")
    assert run("transfer", "package", "--case", CASE, *wanted).code == 5
    assert run("transfer", "package", "--case", "GZ-2026-999999", *wanted).code == 5
    assert run("transfer", "answers", "--case", CASE, "--json").json == {"case": CASE, "answers": []}
