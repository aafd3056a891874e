"""`make audit`: what it says of the pinned set, and of not being able to ask."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
GOOD = {"name": "idna", "version": "3.7", "vulns": []}
WEAK = {"name": "idna", "version": "3.6", "vulns": [{"id": "PYSEC-2024-60"}]}
SKIPPED = {"name": "idna", "skip_reason": "not found"}


def audited(program: Path | str, pins: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / ".ci" / "audit.py"), str(program), str(pins)]
    clean = {k: v for k, v in os.environ.items() if k != "CASEWORK_AUDIT_REQUIRED"}
    return subprocess.run(
        command, env=clean | environment, capture_output=True, text=True, timeout=120, check=False, cwd=pins.parent
    )


def reporting(folder: Path, dependencies: list[dict[str, Any]] | None) -> Path:
    """A program that ends as pip-audit does: with 1 for a weakness, and for having reached nobody, without a report."""
    program = folder / "pip-audit"
    report = f"cat > \"$report\" <<'X'\n{json.dumps({'dependencies': dependencies})}\nX" if dependencies else ""
    program.write_text(f'#!/bin/sh\nfor report; do :; done\n{report}\necho "cannot connect" >&2\nexit 1\n')
    program.chmod(0o700)
    return program


@pytest.mark.parametrize(
    ("dependencies", "required", "code", "said"),
    [
        ([GOOD], "", 0, "1 packages audited, no weakness known"),
        ([GOOD, WEAK], "", 1, "WEAK  idna 3.6: PYSEC-2024-60"),
        ([GOOD, SKIPPED], "", 0, "NOT AUDITED: nothing is known of idna"),
        (None, "", 0, "NOT AUDITED: cannot connect"),
        (None, "1", 1, "NOT AUDITED: cannot connect"),
    ],
)
def test_a_weakness_fails_and_silence_is_told_from_a_clean_answer(
    tmp_path: Path, dependencies: list[dict[str, Any]] | None, required: str, code: int, said: str
) -> None:
    done = audited(reporting(tmp_path, dependencies), tmp_path / "pins.txt", CASEWORK_AUDIT_REQUIRED=required)
    assert (done.returncode, (done.stdout + done.stderr).strip()) == (code, said)


@pytest.mark.slow
def test_without_a_network_the_real_auditor_leaves_the_set_not_audited(tmp_path: Path) -> None:
    pins = tmp_path / "pins.txt"
    pins.write_text(f"idna==3.7 --hash=sha256:{'0' * 64}\n")
    program = Path(sys.executable).with_name("pip-audit")
    done = audited(program, pins, HTTPS_PROXY="http://127.0.0.1:9", HTTP_PROXY="http://127.0.0.1:9", NO_PROXY="")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("NOT AUDITED: ")
