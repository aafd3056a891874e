"""The parts of an installation, each a process of its own as on several machines, on one PostgreSQL and one Redis."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from deployments.postgres import OwnPostgres
from deployments.server import free_port

PASSWORD = "casework:apart"
LONGEST_START = 180.0
LONGEST_END = 60.0


class Part:
    """One process of `casework`, its output in a file of its own."""

    def __init__(self, folder: Path, name: str, *arguments: str) -> None:
        self.name = name
        self._spent = 0.0
        self.output = folder / f"{name}.log"
        command = [sys.executable, "-m", "deployments.cli", *arguments]
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def await_line(self, words: str) -> None:
        until = time.monotonic() + LONGEST_START
        while words not in self.output.read_text("utf-8"):
            self.require_alive()
            assert time.monotonic() < until, f"{self.name} did not start: {self.output.read_text('utf-8')}"
            time.sleep(0.05)

    def await_health(self, api_url: str) -> None:
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until:
            self.require_alive()
            try:
                if httpx.get(f"{api_url}/health", timeout=2.0, trust_env=False).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(f"{self.name} does not answer")

    def require_alive(self) -> None:
        assert self._process.poll() is None, f"{self.name} has ended: {self.output.read_text('utf-8')}"

    def cpu_seconds(self) -> float:
        """What it has computed so far; it may have been killed since it was asked last."""
        if self._process.poll() is None:
            self._spent = cpu_seconds(self._process.pid)
        return self._spent

    def kill(self) -> None:
        """SIGKILL, at whatever it was doing."""
        self.require_alive()
        self.cpu_seconds()
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(LONGEST_END)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


def cpu_seconds(pid: int) -> float:
    """Of one process and of those below it."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") + sum(cpu_seconds(int(child)) for child in below)


@contextmanager
def redis_server(folder: Path) -> Iterator[tuple[str, int]]:
    """A Redis of the test's own, which keeps nothing on the disk; its address and its process."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--requirepass", "apart", "--save", ""]
    with (folder / "redis.log").open("wb") as output:
        process = subprocess.Popen([*command, "--appendonly", "no"], cwd=folder, stdout=output, stderr=output)
    try:
        yield f"redis://:apart@127.0.0.1:{port}/0", process.pid
    finally:
        process.terminate()
        process.wait(LONGEST_END)


@dataclass(frozen=True)
class Site:
    """Where the parts meet: a folder, the settings all of them share, and the processes that are not ours, by name."""

    home: Path
    settings: Mapping[str, str]
    processes: Mapping[str, int]


@contextmanager
def site() -> Iterator[Site]:
    """PostgreSQL and Redis run meanwhile."""
    # Not under pytest's folder: every pytest that starts takes other users' right to enter it, PostgreSQL's too.
    with TemporaryDirectory(prefix="casework-apart-") as name, ExitStack() as running:
        home = Path(name)
        database = running.enter_context(OwnPostgres(home / "postgres"))
        database.create("casework", "prefect")
        redis, redis_pid = running.enter_context(redis_server(home))
        first = int((home / "postgres" / "postmaster.pid").read_text("utf-8").split()[0])
        settings = {
            "CASEWORK_DATA": f"{home}/data",
            "CASEWORK_KEY_FILE": f"{home}/key",
            "CASEWORK_LOCALE": "en",
            "CASEWORK_DATABASE_URL": database.url("casework"),
            "CASEWORK_PREFECT_DATABASE_URL": database.url("prefect", "asyncpg"),
            "CASEWORK_REDIS_URL": redis,
            "PREFECT_API_AUTH_STRING": PASSWORD,
            "PREFECT_HOME": f"{home}/client",
        }
        yield Site(home, settings, {"postgresql": first, "redis": redis_pid})


def redis_missing() -> bool:
    """Whether there is no Redis here; where CASEWORK_REDIS_REQUIRED is set that is a failure, no reason to skip."""
    return shutil.which("redis-server") is None and not os.environ.get("CASEWORK_REDIS_REQUIRED")


def servers(folder: Path, count: int) -> Iterator[tuple[Part, str]]:
    """So many API servers, and where each answers."""
    for number in range(count):
        port = free_port()
        yield Part(folder, f"server-{number}", "server", "--port", str(port)), f"http://127.0.0.1:{port}/api"


def worker(folder: Path, number: int, api_url: str) -> Part:
    """A worker with its relay, which talks to that API server."""
    os.environ["PREFECT_API_URL"] = api_url
    return Part(folder, f"worker-{number}", "worker", "--json")
