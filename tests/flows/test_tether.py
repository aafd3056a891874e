"""A tethered child does not outlive its parent, even one that is killed."""

import os
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


COLLECTED = """
import gc, threading, time
seen = set()
gc.callbacks.append(lambda phase, info: seen.add(threading.current_thread().name))
until = time.monotonic() + 4
while time.monotonic() < until:
    for _ in range(10_000):
        ring = []
        ring.append(ring)
    time.sleep(0.01)
print(sorted(seen), sum(isinstance(o, list) and o[:1] == [o] for o in gc.get_objects()) < 2_000_000)
"""


def test_garbage_of_the_child_is_collected_by_a_thread_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "rings.py").write_text(COLLECTED, "utf-8")
    reading, writing = os.pipe()
    try:
        command = [sys.executable, "-m", "deployments.tether", str(reading), "rings"]
        paths = {**os.environ, "PYTHONPATH": f"{Path.cwd()}:{tmp_path}"}
        said = subprocess.run(
            command, pass_fds=(reading,), start_new_session=True, capture_output=True, text=True, env=paths, check=True
        ).stdout
    finally:
        os.close(reading)
        os.close(writing)
    assert said.strip() == "['garbage'] True"
