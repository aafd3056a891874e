"""`casework demo`: the main job, whole, and with Prefect's server killed in the middle."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

STAGES = {
    "G1": ("guidance", "completed"),
    "I1": ("inspection", "concluded"),
    "R1": ("rectification", "accepted"),
    "R2": ("rectification", "concluded"),
    "X1": ("transfer", "concluded"),
    "Y1": ("interview", "concluded"),
}
REFUSED = [
    ("inspection.approve", "N001", "approver_involved", "reg-21"),
    ("inspection.approve", "N003", "not_responsible_person", "reg-21"),
    ("inspection.notify", "N001", "instrument_missing", "reg-21"),
    ("interview.propose", "N001", "no_interview_ground", "cel-56"),
    ("case.close", "N001", "stages_open", "reg-3"),
    ("interview.propose", "N001", "reinspect_first", "cel-56"),
    ("interview.propose", "N001", "comment_time_running", "apl-45"),
    ("transfer.propose", "N001", "no_consequence", "s0-transfer"),
    ("transfer.send", "N001", "instrument_missing", "s0-transfer"),
]


def started(folder: Path) -> "subprocess.Popen[str]":
    command = [str(Path(sys.executable).with_name("casework")), "demo", "--json"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CASEWORK_", "PREFECT_"))}
    environment["TMPDIR"] = str(folder)
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def children(pid: int) -> list[int]:
    """Process ids below this one."""
    found = [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [deeper for child in found for deeper in children(child)]


def everything_held(outcome: dict[str, Any]) -> None:
    assert outcome["state"] == "closed"
    assert {k: (v["kind"], v["state"]) for k, v in outcome["stages"].items()} == STAGES
    assert [(r["act"], r["actor"], r["code"], r["article"]) for r in outcome["refusals"]] == REFUSED
    assert outcome["audit"]["ok"] is True
    assert outcome["notices"]["lost"] == 0
    assert outcome["notices"]["sent"] >= 80
    assert outcome["transfer"]["state"] == "accepted"
    limits = [d for d in outcome["deadlines"] if d["clock"] == "rectification_limit"]
    assert [(d["due"], d["state"]) for d in limits] == [("2026-05-06", "met"), ("2026-06-18", "late")]


def test_the_demo_plays_the_case_to_its_end_and_leaves_nothing_running(tmp_path: Path) -> None:
    with started(tmp_path) as demo:
        out, told = demo.communicate(timeout=280)
    assert demo.returncode == 0, told[-2000:]
    outcome = json.loads(out)
    everything_held(outcome)
    acts = [e for e in outcome["events"] if e["kind"] == "act"]
    assert [e["made_up"] for e in acts].index(True) == 19
    assert not list(tmp_path.iterdir())
    left = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, text=True, check=False)
    assert left.stdout == ""


def test_a_server_killed_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    with started(tmp_path) as demo:
        assert demo.stderr is not None
        told = ""
        while "R1 running" not in told:
            line = demo.stderr.readline()
            assert line, told[-2000:]
            told += line
        servers = [pid for pid in children(demo.pid) if b"prefect_command" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        assert servers
        for pid in servers:
            os.kill(pid, signal.SIGKILL)
        killed = time.monotonic()
        out, rest = demo.communicate(timeout=290)
    assert demo.returncode == 0, (told + rest)[-2000:]
    assert time.monotonic() > killed
    everything_held(json.loads(out))
