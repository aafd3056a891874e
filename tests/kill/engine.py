"""One installation in a process of its own, whose parts are killed and come back."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

SERVER, EVERYTHING = "server", "everything"
"""What is killed: Prefect's server alone, which the installation starts again; or the installation as a whole, its
worker and its relay with it, and it is started again as an administrator would."""

LONGEST_START = 120.0
ROOT = Path(__file__).parents[2]


class Engine:
    """The installation; `environment` holds its settings, `acts` those that are published."""

    def __init__(self, port: int, environment: Mapping[str, str], acts: tuple[str, ...]) -> None:
        self.api_url = f"http://127.0.0.1:{port}/api"
        self._command = [sys.executable, "-m", "tests.kill.installation_process", str(port), *acts]
        self._environment = dict(environment)
        self._process = self._start()

    def kill(self, what: str) -> None:
        """Kill it without warning; returns when what was killed is there again, or on its way."""
        if what == SERVER:
            for server in _servers(self._process.pid):
                os.killpg(server, signal.SIGKILL)
            return
        servers = _servers(self._process.pid)
        self._process.kill()
        self._close()
        # The kernel tells the server that its parent is gone; whoever starts anew has to find the port free.
        _await(lambda: not any(Path(f"/proc/{pid}").exists() for pid in servers))
        self._process = self._start()

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(LONGEST_START)
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def _start(self) -> "subprocess.Popen[str]":
        started = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n", "the installation did not start"
        return started

    def _close(self) -> None:
        self._process.wait(LONGEST_START)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()


def _servers(pid: int) -> list[int]:
    below = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for file in below for child in file.read_text().split()]
    return [child for child in children if b"prefect_command" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _await(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST_START
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)
