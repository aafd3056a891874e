"""`make audit`: what it says of the pinned sets, whom it asked, and of not being able to ask."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
NO_NETWORK = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}
GOOD = {"name": "idna", "version": "3.7", "vulns": []}
WEAK = {"name": "idna", "version": "3.6", "vulns": [{"id": "PYSEC-2024-60"}]}
FIXED = {"name": "idna", "version": "3.6", "vulns": [{"id": "PYSEC-2024-60", "fix_versions": ["3.7"]}]}
SKIPPED = {"name": "idna", "skip_reason": "not found"}


def audited(program: Path, listed: Path, pins: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / ".ci" / "audit.py"), str(program), str(listed), str(pins)]
    clean = {k: v for k, v in os.environ.items() if k != "CASEWORK_AUDIT_REQUIRED"}
    return subprocess.run(
        command, env=clean | environment, capture_output=True, text=True, timeout=120, check=False, cwd=listed.parent
    )


def reporting(folder: Path, dependencies: list[dict[str, Any]] | None, *, offline: bool = False) -> Path:
    """A program that ends as pip-audit does: with 1 for a weakness, and for having reached nobody, without a report.

    With `offline` it reaches nobody unless it is told of another address than OSV's.
    """
    program = folder / "pip-audit"
    reached = 'case "$*" in *--osv-url*) true;; *) false;; esac &&' if offline else ""
    report = f"{reached} cat > \"$report\" <<'X'\n{json.dumps({'dependencies': dependencies})}\nX"
    program.write_text(
        f'#!/bin/sh\nfor report; do :; done\n{report if dependencies else ""}\necho "cannot connect" >&2\nexit 1\n'
    )
    program.chmod(0o700)
    return program


def the_list(folder: Path, *, days_old: int = 0) -> Path:
    """The project's own list, as though it had been gathered so many days ago."""
    raw = json.loads((ROOT / ".ci" / "advisories.json").read_text("utf-8"))
    raw["known_to"] = f"{datetime.now(UTC).date() - timedelta(days=days_old)}"
    path = folder / "advisories.json"
    path.write_text(json.dumps(raw), "utf-8")
    return path


@pytest.mark.parametrize(
    ("dependencies", "required", "code", "said"),
    [
        ([GOOD], "", 0, "1 packages audited, no weakness known"),
        ([GOOD, WEAK], "", 1, "WEAK  idna 3.6: PYSEC-2024-60"),
        ([GOOD, FIXED], "", 1, "WEAK  idna 3.6: PYSEC-2024-60 (fixed in 3.7)"),
        ([GOOD, SKIPPED], "", 0, "NOT AUDITED: nothing is known of idna"),
        ([GOOD, SKIPPED], "1", 1, "NOT AUDITED: nothing is known of idna"),
    ],
)
def test_a_weakness_fails_and_silence_is_told_from_a_clean_answer(
    tmp_path: Path, dependencies: list[dict[str, Any]], required: str, code: int, said: str
) -> None:
    program = reporting(tmp_path, dependencies)
    done = audited(program, tmp_path / "none.json", tmp_path / "pins.txt", CASEWORK_AUDIT_REQUIRED=required)
    assert (done.returncode, (done.stdout + done.stderr).strip()) == (code, said)


@pytest.mark.parametrize(("text", "required", "code"), [("{}", "", 0), ('{"advisories": []}', "1", 1)])
def test_a_list_that_cannot_be_read_is_no_audit(tmp_path: Path, text: str, required: str, code: int) -> None:
    listed = tmp_path / "advisories.json"
    listed.write_text(text)
    program = reporting(tmp_path, [GOOD], offline=True)
    done = audited(program, listed, tmp_path / "pins.txt", CASEWORK_AUDIT_REQUIRED=required)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr == "NOT AUDITED: cannot connect; advisories.json cannot be read (KeyError)\n"


@pytest.mark.parametrize(
    ("days_old", "required", "code", "said"),
    [
        (90, "1", 0, "1 packages audited against the list of {day}, no weakness known"),
        (91, "", 0, "NOT AUDITED: the list of {day} is older than 90 days"),
        (91, "1", 1, "NOT AUDITED: the list of {day} is older than 90 days"),
    ],
)
def test_a_list_older_than_a_quarter_is_no_audit(
    tmp_path: Path, days_old: int, required: str, code: int, said: str
) -> None:
    listed = the_list(tmp_path, days_old=days_old)
    day = json.loads(listed.read_text("utf-8"))["known_to"]
    program = reporting(tmp_path, [GOOD], offline=True)
    done = audited(program, listed, tmp_path / "pins.txt", CASEWORK_AUDIT_REQUIRED=required)
    assert (done.returncode, (done.stdout + done.stderr).strip()) == (code, said.format(day=day))


def test_an_old_list_still_names_what_it_knows(tmp_path: Path) -> None:
    listed = the_list(tmp_path, days_old=400)
    done = audited(reporting(tmp_path, [WEAK], offline=True), listed, tmp_path / "pins.txt")
    assert (done.returncode, done.stdout) == (1, "WEAK  idna 3.6: PYSEC-2024-60\n")


def test_a_package_nobody_looked_up_is_said_to_be_so(tmp_path: Path) -> None:
    unknown = {"name": "somebody-elses", "version": "1", "vulns": []}
    listed = the_list(tmp_path)
    done = audited(reporting(tmp_path, [GOOD, unknown], offline=True), listed, tmp_path / "pins.txt")
    assert done.stdout.endswith(", no weakness known (1 of them were never looked up)\n")


def test_without_a_network_pip_audit_finds_a_weak_pin_in_the_list(tmp_path: Path) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text(f"jinja2==2.10 --hash=sha256:{'0' * 64}\nidna==3.20 --hash=sha256:{'0' * 64}\n")
    done = audited(PIP_AUDIT, the_list(tmp_path), pins, **NO_NETWORK)
    assert done.returncode == 1
    assert done.stdout.startswith("WEAK  jinja2 2.10: ")
    assert "CVE-2019-10906 (fixed in 2.10.1)" in done.stdout
    assert "CVE-2016-10745" not in done.stdout  # fixed in 2.8.1 already
    assert "idna" not in done.stdout


def test_the_projects_own_pins_are_audited_without_a_network(tmp_path: Path) -> None:
    pins = ROOT / "deployments" / "requirements-dev.txt"  # holds the other set
    done = audited(PIP_AUDIT, the_list(tmp_path), pins, CASEWORK_AUDIT_REQUIRED="1", **NO_NETWORK)
    assert (done.returncode, done.stderr) == (0, "")
    assert f" packages audited against the list of {datetime.now(UTC).date()}, no weakness known" in done.stdout
