"""A tethered child does not outlive its parent, even one that is killed."""

import subprocess
import sys
import time
from pathlib import Path

PARENT = """
import os, subprocess, sys, threading, time
reading, writing = os.pipe()
def start():
    command = [sys.executable, "-m", "deployments.tether", str(reading), "http.server", "--bind", "127.0.0.1", "0"]
    child = subprocess.Popen(command, pass_fds=(reading,), start_new_session=True, stderr=subprocess.DEVNULL)
    print(child.pid, flush=True)
thread = threading.Thread(target=start)
thread.start()
thread.join()
os.close(reading)
time.sleep(60)
"""


def runs(pid: int) -> bool:
    """Whether the process exists and is no zombie."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def ends_within(pid: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while runs(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not runs(pid)


def test_a_child_ends_with_a_killed_parent_but_not_with_the_thread_that_started_it() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(1.0)
        assert runs(child)
        parent.kill()
        parent.wait()
        assert ends_within(child, 10.0)
