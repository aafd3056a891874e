"""The record is verified with the application, and without it from an export."""

import json
import sqlite3
import stat
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from deployments import verify_export
from flows import stores
from flows.anchoring import anchor
from models.merkle import leaf_hash, root
from models.signed_note import Checkpoint, public_key_of, sign
from tests.acceptance.conftest import Ran, Run, forget_settings
from tests.builders import SECRET, walk_to

CASE = "GZ-2026-000001"

Records = list[dict[str, Any]]


@pytest.fixture
def anchored(installed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two checkpoints stand outside, and one event came after them."""
    monkeypatch.setenv("CASEWORK_CHECKPOINT_FOLDER", str(installed / "outside"))
    forget_settings()
    store = stores.store()
    anchor(store)
    walk_to(store, "case open")
    anchor(store)
    walk_to(store, "case open")
    return installed


def export(run: Run, folder: Path, *more: str) -> Path:
    path = folder / "export.jsonl"
    assert run("audit", "export", "--to", str(path), *more).code == 0
    return path


def without_us(path: Path, *more: str) -> Ran:
    """As somebody does who has that file, Python and cryptography: nothing of ours can be imported."""
    command = [sys.executable, "-I", str(Path(str(verify_export.__file__))), str(path), *more]
    done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, timeout=60, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def read(path: Path) -> Records:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write(path: Path, records: Records) -> None:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")


def test_verify_says_how_far_the_log_reaches(anchored: Path, run: Run) -> None:
    done = run("audit", "verify", "--json")
    assert (done.code, done.json["ok"], done.json["first_bad"]) == (0, True, None)
    assert done.json["log"]["size"] == done.json["events"] - 1
    assert (done.json["log"]["checkpoints"], done.json["log"]["outside"]) == (2, 2)
    assert done.json["unanchored"] == {"events": 1, "oldest_minutes": 0, "late": False}
    told = run("audit", "verify").out
    assert "2 of them in the folder outside" in told
    assert "1 events do not stand outside yet" in told


def test_verify_finds_a_case_that_vanished(anchored: Path, run: Run) -> None:
    with sqlite3.connect(anchored / "data" / "casework.db") as raw:
        raw.execute("DROP TRIGGER case_event_no_delete")
        raw.execute("DELETE FROM case_event WHERE chain = 'GZ-2026-000002'")
        raw.execute("DELETE FROM case_file WHERE no = 'GZ-2026-000002'")
        raw.execute("DELETE FROM receipt WHERE case_no = 'GZ-2026-000002'")
    raw.close()
    done = run("audit", "verify", "--json")
    assert done.code == 1
    assert done.json["first_bad"] == {"chain": "GZ-2026-000002", "seq": 1, "why": "log_leaf"}


def test_the_public_key_is_printed_as_verifiers_read_it(anchored: Path, run: Run) -> None:
    printed = run("audit", "key").out.replace("\n", "")
    found = run("audit", "key", "--json").json
    assert printed == found["key"]
    assert found["key"].startswith(f"{found['name']}+{found['id']}+")
    assert run("audit", "verify").code == 0


def test_an_export_is_verified_without_the_application(anchored: Path, run: Run) -> None:
    path = export(run, anchored)
    key = run("audit", "key", "--json").json["key"]
    notes = sorted((anchored / "outside").iterdir())
    kept = [argument for note in notes for argument in ("--checkpoint", str(note))]
    events = run("audit", "verify", "--json").json["events"]
    done = without_us(path, "--key", key, *kept)
    assert (done.code, done.err) == (0, "")
    whole = {"ok": True, "events": events, "sealed": events - 1, "anchored": events - 1, "checkpoints": 2}
    assert done.json == {**whole, "problem": None}
    assert without_us(path).json["ok"]
    notes[-1].write_text(notes[-1].read_text("utf-8") + "— example.org/witness AAAAAAA=\n", "utf-8")
    assert without_us(path, *kept).json["ok"], "somebody else has signed it too"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SECRET not in path.read_text("utf-8")


def test_one_case_is_exported_with_proofs_and_names_no_other(anchored: Path, run: Run) -> None:
    path = export(run, anchored, "--case", CASE)
    records = read(path)
    assert {r["chain"] for r in records if "chain" in r} == {CASE}
    done = without_us(path, "--checkpoint", str(anchored / "outside" / "latest"))
    events = len([r for r in records if r["type"] == "event"])
    assert (done.code, done.json["events"], done.json["anchored"]) == (0, events, events)
    (leaf, *_) = [r for r in records if r["type"] == "leaf"]
    leaf["proof"][0] = "0" * 64
    write(path, records)
    assert "its leaf is not in the log" in without_us(path).json["problem"]


def test_a_case_that_is_not_there_is_not_exported(anchored: Path, run: Run) -> None:
    path = anchored / "none.jsonl"
    assert run("audit", "export", "--to", str(path), "--case", "GZ-2026-000099").code == 5
    assert [p.name for p in anchored.iterdir() if "none" in p.name] == []


def test_a_record_without_log_and_key_is_exported_all_the_same(installed: Path, run: Run) -> None:
    done = without_us(export(run, installed))
    assert (done.code, done.json["sealed"], done.json["checkpoints"]) == (0, 0, 0)


def of(records: Records, kind: str) -> Records:
    return [record for record in records if record["type"] == kind]


def flipped(records: Records) -> None:
    event = of(records, "event")[2]
    event["body"] = b64encode(b64decode(event["body"]).replace(b'"N001"', b'"N002"', 1)).decode()


def rehashed(records: Records) -> None:
    """One case says something else, its whole chain and its leaves following."""
    prev = ""
    leaves = {(leaf["chain"], leaf["seq"]): leaf for leaf in of(records, "leaf")}
    for event in (e for e in of(records, "event") if e["chain"] == CASE):
        body = {**json.loads(b64decode(event["body"])), "actor": "N003", "prev": prev}
        raw = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        prev = sha256(raw).hexdigest()
        event |= {"body": b64encode(raw).decode(), "hash": prev}
        leaves[CASE, event["seq"]]["hash"] = prev


def chain_only(records: Records) -> None:
    hashes = [leaf["hash"] for leaf in of(records, "leaf")]
    rehashed(records)
    for leaf, hashed in zip(of(records, "leaf"), hashes, strict=True):
        leaf["hash"] = hashed


def signed_by(secret: bytes) -> Callable[[Records], None]:
    """Everything follows, signed by a key that the export names as the log's."""

    def change(records: Records) -> None:
        rehashed(records)
        key = public_key_of("casework/other", secret)
        records[0]["key"] = str(key)
        leaves = [leaf_hash(bytes.fromhex(leaf["hash"])) for leaf in of(records, "leaf")]
        for checkpoint in of(records, "checkpoint"):
            now = root(leaves[: checkpoint["size"]])
            note = sign(Checkpoint(key.name, checkpoint["size"], now), secret)
            checkpoint |= {"root": now.hex(), "note": note}

    return change


def without(kind: str, index: int) -> Callable[[Records], None]:
    return lambda records: records.remove(of(records, kind)[index])


def without_case(records: Records) -> None:
    records[:] = [record for record in records if record.get("chain") != CASE]


def without_events(records: Records) -> None:
    records[:] = [r for r in records if (r["type"], r.get("chain")) != ("event", CASE)]


def exchanged(records: Records) -> None:
    one, other = of(records, "leaf")[:2]
    one["hash"], other["hash"] = other["hash"], one["hash"]


def says(kind: str, **values: Any) -> Callable[[Records], None]:
    return lambda records: of(records, kind)[0].update(values)


TAMPERED: dict[str, tuple[Callable[[Records], None], str]] = {
    "a flipped byte": (flipped, "its bytes do not have its hash"),
    "an event taken out": (without("event", 2), "event 3: it is missing"),
    "the last event of a case taken out": (without("event", 9), "missing"),
    "a case's events taken out": (without_events, "events that are in the log are missing"),
    "a case taken out with its leaves": (without_case, "leaf 0 is missing"),
    "a chain recomputed": (chain_only, "the log has another event here"),
    "a chain recomputed with its leaves": (rehashed, "the leaves have another root"),
    "two leaves exchanged": (exchanged, "the leaves have another root"),
    "a leaf taken out": (without("leaf", 3), "leaf 3 is missing"),
    "the last leaf taken out": (without("leaf", -1), "the log is shorter than what was signed"),
    "a checkpoint's root": (says("checkpoint", root="00" * 32), "not what was signed"),
    "a checkpoint's size": (says("checkpoint", size=3), "not what was signed"),
    "a line of another kind": (says("leaf", type="other"), "a line of another kind"),
    "no key": (says("head", key=None), "no key to verify them with"),
    "another format": (says("head", format="x"), "no export that this verifier knows"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_tampered_export_is_found(anchored: Path, run: Run, what: str) -> None:
    path, (change, problem) = export(run, anchored), TAMPERED[what]
    records = read(path)
    change(records)
    write(path, records)
    done = without_us(path)
    assert (done.code, done.json["ok"], done.err) == (1, False, "")
    assert problem in done.json["problem"]


def test_an_export_signed_anew_is_found_by_the_key_or_by_what_was_kept(anchored: Path, run: Run) -> None:
    path = export(run, anchored)
    key, records = run("audit", "key", "--json").json["key"], read(path)
    signed_by(bytes(32))(records)
    write(path, records)
    assert without_us(path).code == 0, "it agrees with itself"
    assert "not signed by the key" in without_us(path, "--key", key).json["problem"]
    kept = without_us(path, "--checkpoint", str(anchored / "outside" / "latest"))
    assert (kept.code, kept.json["problem"]) == (1, "a checkpoint is not signed by the key")


def test_an_export_older_than_what_was_kept_is_found(anchored: Path, run: Run) -> None:
    path = export(run, anchored)
    records = read(path)
    without("checkpoint", -1)(records)
    write(path, records)
    assert without_us(path).code == 0
    kept = without_us(path, "--checkpoint", str(anchored / "outside" / "latest"))
    assert "a checkpoint kept outside is not in the export" in kept.json["problem"]


def test_what_cannot_be_read_is_said_so(anchored: Path, run: Run) -> None:
    path = export(run, anchored)
    path.write_bytes(b"\xff\n")
    done = without_us(path)
    assert (done.code, done.err) == (2, "")
    assert done.json["problem"].startswith("unreadable")
    assert without_us(anchored / "absent").code == 2


def test_doctor_tells_of_the_signing_key_and_of_what_stands_outside(
    anchored: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def states() -> dict[str, tuple[str, str]]:
        return {c["check"]: (c["state"], c["detail"]) for c in run("doctor", "--json").json["checks"]}

    found = states()
    assert found["checkpoint_key"] == ("good", "")
    assert found["anchor"] == ("good", "1 events do not stand outside yet, the oldest for 0 minutes")
    with sqlite3.connect(anchored / "data" / "casework.db") as raw:
        raw.execute("DROP TRIGGER case_event_no_update")
        raw.execute("UPDATE case_event SET recorded_at = datetime('now', '-16 minutes') WHERE chain = 'GZ-2026-000003'")
    raw.close()
    assert states()["anchor"] == ("note", "1 events do not stand outside yet, the oldest for 16 minutes")
    (anchored / "key" / "checkpoint_key").chmod(0o644)
    assert states()["checkpoint_key"][0] == "bad"
    (anchored / "key" / "checkpoint_key").unlink()
    assert states()["checkpoint_key"][0] == "bad"
    monkeypatch.setenv("CASEWORK_CHECKPOINT_FOLDER", str(anchored / "data" / "inside"))
    forget_settings()
    assert states()["anchor"][0] == "bad"
    monkeypatch.delenv("CASEWORK_CHECKPOINT_FOLDER")
    forget_settings()
    assert states()["anchor"][0] == "note"
