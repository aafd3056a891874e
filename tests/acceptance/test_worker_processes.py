"""The warm worker as a process of its own, started by our command and by Prefect's: seen, used, and told to end."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.workers.base import BaseWorker

from deployments.acts import act_specs
from deployments.apply import apply
from deployments.client_settings import talking_to
from deployments.demo import world
from deployments.demo.player import prepared
from deployments.server import PrefectServer
from deployments.submit import submit
from deployments.worker import CaseworkWorker
from models.store.engine import Store
from models.store.journal import Answer
from models.vocabulary import Outcome, Stage
from tests.acceptance.conftest import forget_settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets of Prefect's client
]

PREFECT = str(Path(sys.executable).with_name("prefect"))
COMMANDS = {
    "casework": [sys.executable, "-m", "deployments.cli", "worker"],
    "prefect": [PREFECT, "worker", "start", "--pool", "casework", "--type", "casework", "--name", "by prefect"],
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    """A server on which some acts are published, with no worker; its address, and the database of a demo."""
    home = tmp_path_factory.mktemp("processes")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("CASEWORK_DATA", str(home / "data"))
        patch.setenv("CASEWORK_KEY_FILE", str(home / "key"))
        patch.setenv("PREFECT_HOME", str(home / "client"))
        forget_settings()
        store = prepared("http://127.0.0.1:9", date(2026, 3, 2))
        with PrefectServer(home / "server") as server:
            patch.setenv("PREFECT_API_URL", server.api_url)
            asyncio.run(_published(server.api_url))
            yield server.api_url, store
        store.close()
        forget_settings()


async def _published(api_url: str) -> None:
    with talking_to(api_url):
        async with get_client() as client:
            await apply(client, [spec for spec in act_specs() if spec.full_name in ("case/open", "guidance/issue")])


@contextmanager
def started(command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def act(installed: tuple[str, Store], stage: Stage, **form: Any) -> Answer:
    return submit(*installed, stage, form, world.INSPECTOR, str(uuid4()))


def opened(installed: tuple[str, Store]) -> str:
    """The number of a case, which the worker that is there has opened."""
    named = {"unit": world.UNIT_CODE, "handler": world.INSPECTOR, "reason": "A reason"}
    answer = act(installed, Stage.CASE, act="open", **named)
    assert answer.outcome is Outcome.RECORDED
    assert "ONLINE" in {one["status"] for one in _asked(installed[0], "/work_pools/casework/workers/filter")}
    return str(answer.body["case"])


@pytest.mark.parametrize("by", COMMANDS)
def test_a_worker_told_to_end_lets_the_act_in_flight_take_effect(installed: tuple[str, Store], by: str) -> None:
    api_url, store = installed
    with started(COMMANDS[by]) as worker, ThreadPoolExecutor(1) as officer:
        case = opened(installed)
        _await_running(api_url, 0)  # its receipt is there before its run has ended
        with store.write():  # the act waits for the database meanwhile
            form = {"act": "issue", "case": case, "form": "written guidance", "content": "Do it"}
            issued = officer.submit(act, installed, Stage.GUIDANCE, **form)
            _await_running(api_url, 1)
            worker.send_signal(signal.SIGTERM)
            time.sleep(1.0)
            assert worker.poll() is None
        assert issued.result(90.0).body["state"] == "issued"
        assert worker.wait(60.0) == 0
    (latest,) = _asked(api_url, "/flow_runs/filter", sort="START_TIME_DESC", limit=1)
    assert (latest["state"]["name"], latest["parameters"]["act"]["act"]) == ("Completed", "redacted")


def test_prefect_s_own_commands_know_the_type(installed: tuple[str, Store]) -> None:
    assert BaseWorker.get_worker_class_from_type("casework") is CaseworkWorker
    made = subprocess.run([PREFECT, "work-pool", "create", "another", "--type", "casework"], capture_output=True)
    assert made.returncode == 0, made.stderr
    pools = _asked(installed[0], "/work_pools/filter")
    assert {pool["name"]: pool["type"] for pool in pools} == {"casework": "casework", "another": "casework"}


def _asked(api_url: str, path: str, **filters: Any) -> Any:
    return httpx.post(f"{api_url}{path}", json=filters, trust_env=False).raise_for_status().json()


def _await_running(api_url: str, runs: int) -> None:
    running = {"state": {"type": {"any_": ["RUNNING"]}}}
    until = time.monotonic() + 90.0
    while len(_asked(api_url, "/flow_runs/filter", flow_runs=running)) != runs:
        assert time.monotonic() < until
        time.sleep(0.1)
