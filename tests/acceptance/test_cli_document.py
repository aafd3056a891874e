"""Evidence by the command line, without Prefect: kept, listed, fetched, verified; no error names a file."""

import asyncio
import json
import logging
import sqlite3
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from prefect.client.schemas.objects import StateType
from sqlalchemy import insert, update

from flows.housekeeping import housekeeping
from models.lifecycle import LIFECYCLE
from models.store import vault
from models.store.engine import open_store
from models.store.handles import CASE_FILE, OFFICER
from models.store.migrate import install
from models.store.settings import store_settings
from models.vocabulary import Evidence, File, Instrument
from tests.acceptance.conftest import Run
from tests.builders import UNIT_CODE, registers

CASE, OTHER, NOWHERE = "GZ-2026-000001", "GZ-2026-000002", "GZ-2026-000099"
CONTENT = b"%PDF-1.7\n" + "张三说".encode() * 100
NAME = "张三.pdf"
KIND = ("--kind", Evidence.STATEMENT.value)


@pytest.fixture
def desk(folder: Path) -> Path:
    """An installation with two cases that hold nothing yet; answers with the folder of a user's own files."""
    store = open_store(f"sqlite:///{folder}/data/casework.db")
    install(store, demo=True, today=None)
    with store.write() as connection:
        registers(connection)
        connection.execute(update(OFFICER).where(OFFICER.c.badge == "N003").values(active=False))
        for number in (CASE, OTHER):
            row = {"no": number, "kind": File.CASE, "unit": UNIT_CODE, "organ": "GZ-GY-NM", "state": "open"}
            day = date(2026, 3, 2)
            connection.execute(
                insert(CASE_FILE).values(**row, version=0, head_seq=0, head_hash="", opened_on=day, acts=[])
            )
            vault.new_case_key(connection, number)
    store.close()
    (folder / NAME).write_bytes(CONTENT)
    return folder


def added(run: Run, desk: Path, case: str = CASE) -> str:
    done = run("document", "add", "--case", case, str(desk / NAME), *KIND, "--badge", "N001", "--json")
    assert (done.code, done.err) == (0, "")
    return str(done.json["digest"])


def stored(desk: Path, digest: str) -> Path:
    return desk / "data" / "files" / digest[:2] / digest


def altered(desk: Path, values: str, digest: str) -> None:
    with sqlite3.connect(desk / "data" / "casework.db") as raw:
        raw.execute(f"UPDATE document SET {values} WHERE digest = ?", (digest,))
    raw.close()


def test_add_prints_what_an_act_and_an_officer_need(desk: Path, run: Run) -> None:
    done = run("document", "add", "--case", CASE, str(desk / NAME), *KIND, "--badge", "N001", "--json")
    original = sha256(CONTENT).hexdigest()
    digest = done.json["digest"]
    assert done.json == {
        "case": CASE, "digest": digest, "sha256": original, "size": len(CONTENT), "kind": "statement of the unit",
        "media": "application/pdf",
    }  # fmt: skip
    assert sha256(stored(desk, digest).read_bytes()).hexdigest() == digest
    shown = run("document", "add", "--case", CASE, str(desk / NAME), *KIND, "--badge", "N001")
    assert shown.code == 0
    assert all(word in shown.out for word in (original, str(len(CONTENT)), "statement of the unit"))
    assert "张三" not in shown.out


def test_an_operator_adds_a_file_without_a_badge(desk: Path, run: Run) -> None:
    assert run("document", "add", "--case", CASE, str(desk / NAME), *KIND, "--json").code == 0
    with sqlite3.connect(desk / "data" / "casework.db") as raw:
        assert raw.execute("SELECT added_by FROM document").fetchall() == [("operator",)]
    raw.close()


@pytest.mark.parametrize(
    ("arguments", "code", "name"),
    [
        (("--case", NOWHERE, *KIND, "--badge", "N001"), 5, "not_found"),
        (("--case", CASE, *KIND, "--badge", "X999"), 3, "officer_unknown"),
        (("--case", CASE, *KIND, "--badge", "N003"), 3, "officer_inactive"),
        (("--case", CASE, "--kind", "gossip", "--badge", "N001"), 2, "usage"),
        (("--case", CASE, "--badge", "N001"), 2, "usage"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    desk: Path, run: Run, arguments: tuple[str, ...], code: int, name: str
) -> None:
    done = run("document", "add", str(desk / NAME), *arguments, "--json")
    body = done.json.get("error") or done.json["refused"]
    assert (done.code, body["code"]) == (code, name)
    assert "张三" not in run("document", "add", str(desk / NAME), *arguments).err
    assert not (desk / "data" / "files").exists()


@pytest.mark.parametrize(
    ("name", "content", "code", "told"),
    [
        ("张三.exe", b"MZ", 2, "docx, xlsx"),
        ("张三.docx", CONTENT, 2, "not that of a docx"),
        ("张三.png", b"", 2, "empty"),
        ("张三.pdf", b"%PDF".ljust(1024 * 1024 + 1), 2, "larger than 1 MiB"),
        ("张三/none.pdf", None, 1, "No such file"),
    ],
)
def test_a_file_that_cannot_be_taken_is_one_line_without_its_name(
    desk: Path, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes | None, code: int, told: str
) -> None:
    monkeypatch.setattr(store_settings(), "file_limit_mb", 1)
    if content is not None:
        (desk / name).write_bytes(content)
    done = run("document", "add", "--case", CASE, str(desk / name), *KIND, "--badge", "N001")
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert told in done.err
    assert "张三" not in done.err
    assert not (desk / "data" / "files").exists()


def test_list_tells_the_files_of_one_case_without_their_names(desk: Path, run: Run) -> None:
    first, second = added(run, desk), added(run, desk)
    added(run, desk, OTHER)
    altered(desk, "number = 'GZ-IN-2026-0001', locale = 'zh', seq = 4, kind = 'inspection_notice'", second)
    done = run("document", "list", "--case", CASE, "--json")
    assert [d["digest"] for d in done.json["documents"]] == [first, second]
    one, two = done.json["documents"]
    assert (one["kind"], one["number"], one["seq"], one["added_by"]) == ("statement of the unit", None, None, "N001")
    assert (two["number"], two["locale"], two["seq"], two["size"]) == ("GZ-IN-2026-0001", "zh", 4, len(CONTENT))
    shown = run("document", "list", "--case", CASE)
    assert shown.code == 0
    assert first[:12] in shown.out
    assert all(len(line) <= 100 for line in shown.out.splitlines())
    assert "张三" not in shown.out + done.out
    assert run("document", "list", "--case", NOWHERE).code == 5


def test_fetch_writes_the_original_readable_by_its_owner_only(desk: Path, run: Run) -> None:
    digest, to = added(run, desk), desk / "out.pdf"
    done = run("document", "fetch", digest, "--to", str(to), "--json")
    assert (done.code, done.json["sha256"]) == (0, sha256(CONTENT).hexdigest())
    assert to.read_bytes() == CONTENT
    assert to.stat().st_mode & 0o777 == 0o600
    assert run("document", "fetch", digest[:12], "--to", str(desk / "again.pdf")).code == 0, "as the table shows it"


def test_fetch_writes_over_nothing_unless_told_to(desk: Path, run: Run) -> None:
    digest, to = added(run, desk), desk / NAME
    to.write_bytes(b"mine" * 1000)
    to.chmod(0o644)
    done = run("document", "fetch", digest, "--to", str(to))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "--force" in done.err
    assert "张三" not in done.err
    assert to.read_bytes() == b"mine" * 1000
    assert run("document", "fetch", digest, "--to", str(to), "--force").code == 0
    assert to.read_bytes() == CONTENT
    assert to.stat().st_mode & 0o777 == 0o600


def test_an_instrument_is_fetched_by_number_in_the_language_asked_for(desk: Path, run: Run) -> None:
    for locale in ("zh", "en"):
        altered(desk, f"number = 'GZ-IN-2026-0001', locale = '{locale}'", added(run, desk))
    only = added(run, desk)
    altered(desk, "number = 'GZ-IN-2026-0002', locale = 'zh'", only)
    languages = {d["digest"]: d["locale"] for d in run("document", "list", "--case", CASE, "--json").json["documents"]}

    def fetched(number: str, *more: str) -> str | None:
        done = run("document", "fetch", number, "--to", str(desk / "out"), "--force", "--json", *more)
        return languages[done.json["digest"]] if done.code == 0 else str(done.json["error"]["code"])

    assert fetched("GZ-IN-2026-0001", "--locale", "zh") == "zh"
    assert fetched("GZ-IN-2026-0001", "--locale", "en") == "en"
    assert fetched("GZ-IN-2026-0001") == "en", "the installation's own language"
    assert fetched("GZ-IN-2026-0002") == "zh", "there is no other"
    assert fetched("GZ-IN-2026-0002", "--locale", "en") == "not_found"
    assert fetched("GZ-IN-2026-0001", "--locale", "fr") == "bad_input"
    assert fetched("GZ-IN-2026-0009") == fetched("%") == fetched("ab" * 32) == "not_found"


def test_fetch_says_missing_or_unopened_and_writes_nothing(desk: Path, run: Run) -> None:
    digest, moved = added(run, desk), added(run, desk)
    stored(desk, digest).unlink()
    altered(desk, f"case_no = '{OTHER}'", moved)
    for wanted, code in ((digest, "document_missing"), (moved, "document_unopened")):
        done = run("document", "fetch", wanted, "--to", str(desk / "out"), "--json")
        assert (done.code, done.json["error"]["code"]) == (1, code)
    assert not (desk / "out").exists()


def test_verify_finds_every_file_that_is_not_whole(desk: Path, run: Run) -> None:
    whole, lost, changed, moved = (added(run, desk) for _ in range(4))
    added(run, desk, OTHER)
    good = run("document", "verify", "--json")
    assert (good.code, good.json["ok"], len(good.json["documents"])) == (0, True, 5)
    assert run("document", "verify").code == 0
    stored(desk, lost).unlink()
    *kept, last = stored(desk, changed).read_bytes()
    stored(desk, changed).write_bytes(bytes((*kept, last ^ 1)))
    altered(desk, f"kind = '{Evidence.CONSENT.value}'", moved)
    bad = run("document", "verify", "--case", CASE, "--json")
    assert (bad.code, bad.json["ok"]) == (1, False)
    states = {d["digest"]: d["state"] for d in bad.json["documents"]}
    assert states == {whole: "ok", lost: "missing", changed: "altered", moved: "unopened"}
    shown = run("document", "verify")
    assert shown.code == 1
    assert "3 of 5" in shown.out
    assert whole[:12] not in shown.out
    assert run("document", "verify", "--case", OTHER).code == 0
    assert run("document", "verify", "--case", NOWHERE).code == 5


def test_nothing_is_logged_of_a_file(desk: Path, run: Run, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    digest = added(run, desk)
    run("document", "fetch", digest, "--to", str(desk / "out.pdf"))
    stored(desk, digest).unlink()
    run("document", "fetch", digest, "--to", str(desk / "again.pdf"))
    assert "张三" not in caplog.text


def test_housekeeping_removes_what_no_act_named_in_time(desk: Path, run: Run) -> None:
    old, young = added(run, desk), added(run, desk)
    altered(desk, "added_at = '2020-01-01 00:00:00.000000'", old)
    done = asyncio.run(housekeeping.fn())
    told = "unnamed 1, orphans 0, drafts 0, sessions 0, passcodes 0, minutes 0"
    assert (done.type, done.message) == (StateType.COMPLETED, told)
    assert [d["digest"] for d in run("document", "list", "--case", CASE, "--json").json["documents"]] == [young]
    assert not stored(desk, old).exists()
    assert stored(desk, young).exists()


ALONE = [kind for kind in Instrument if kind is not Instrument.SERVICE_RECEIPT]


@pytest.mark.parametrize("kind", ALONE)
def test_each_instrument_is_drawn_up_by_one_act(kind: Instrument) -> None:
    """So that `make` has no choice to make."""
    assert len([t for t in LIFECYCLE if kind in t.draws]) == 1


@pytest.mark.parametrize("kind", ALONE)
def test_make_reads_the_form_of_the_act_that_draws_it_up(desk: Path, run: Run, kind: Instrument) -> None:
    asked = ("document", "make", kind.value, "--case", CASE, "--badge", "N001", "--stage", "R1", "nothing=x")
    done = run(*asked)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "nothing: no such field" in done.err


def test_make_asks_for_the_act_through_its_deployment(desk: Path, run: Run) -> None:
    asked = ("--case", CASE, "--badge", "N001", "--stage", "R1", "--json")
    done = run("document", "make", "rectification_order", *asked)
    assert (done.code, done.json["error"]["code"]) == (1, "engine"), "its form is whole, only Prefect is missing"


def test_a_service_receipt_is_not_drawn_up_alone(desk: Path, run: Run) -> None:
    done = run("document", "make", "service_receipt", "--case", CASE, "--badge", "N001", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "bad_input")
    assert "together" in json.dumps(done.json)
    assert run("document", "make", "love_letter", "--case", CASE, "--badge", "N001").code == 2
