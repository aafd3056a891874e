"""The warm worker on a real Prefect server."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from prefect.client.schemas.objects import State
from prefect.states import Completed

from deployments.server import PrefectServer
from deployments.warm import WarmWorker
from deployments.worker import CaseworkWorker
from flows import trigger
from tests.flows import sample_flows
from tests.flows.applying import changed, registered

pytest_plugins = ["tests.flows.server_fixture"]

ASIDE = "aside"


def run(api_url: str, name: str, timeout: float = 30.0, **parameters: object) -> str | None:
    """Trigger a sample deployment and wait for the name of its last state."""
    run_id = trigger.trigger(api_url, f"sample-{name}/one", parameters, str(uuid4()))
    state, _ = trigger.wait(api_url, run_id, timeout, lambda: None)
    return state


@pytest.mark.parametrize("name", ["calm", "plain"])
def test_a_scheduled_run_completes_within_seconds(prefect_server: PrefectServer, worker: WarmWorker, name: str) -> None:
    began = time.monotonic()
    assert run(prefect_server.api_url, name) == "Completed"
    assert time.monotonic() - began < 10.0


def test_a_run_keeps_its_parameters(prefect_server: PrefectServer, worker: WarmWorker) -> None:
    word = uuid4().hex[:10]
    assert run(prefect_server.api_url, "calm", word=word) == "Completed"
    assert word in sample_flows.SEEN


def test_a_flow_still_sees_its_deployment(prefect_server: PrefectServer, worker: WarmWorker) -> None:
    assert run(prefect_server.api_url, "deployed") == "Completed"
    assert "deployed one" in sample_flows.SEEN


def test_a_run_of_a_flow_outside_the_registry_is_refused_and_the_worker_goes_on(
    prefect_server: PrefectServer, worker: WarmWorker
) -> None:
    assert run(prefect_server.api_url, "foreign") == "NotOurs"
    assert "foreign" not in sample_flows.SEEN
    assert run(prefect_server.api_url, "calm") == "Completed"


@pytest.mark.parametrize(("name", "ends"), [("broken", "Failed"), ("leaving", "Crashed")])
def test_a_run_that_breaks_leaves_the_worker_alive(
    prefect_server: PrefectServer, worker: WarmWorker, name: str, ends: str
) -> None:
    assert run(prefect_server.api_url, name) == ends
    assert run(prefect_server.api_url, "calm") == "Completed"


def test_what_the_server_says_about_code_is_ignored(
    prefect_server: PrefectServer, worker: WarmWorker, samples: dict[str, UUID]
) -> None:
    """Whoever holds the API password can change a deployment (design D10)."""
    bait = {"prefect.deployments.steps.run_shell_script": {"script": "exit 1"}}
    changes: dict[str, Any] = {
        "entrypoint": "tests.flows.sample_flows.foreign",
        "path": "/nowhere",
        "pull_steps": [bait],
        "job_variables": {"command": "exit 1", "env": {"BAIT": "1"}},
    }
    before = len(sample_flows.SEEN)
    url = f"{prefect_server.api_url}/deployments/{samples['sample-plain/one']}"
    changed("PATCH", url, changes)
    assert run(prefect_server.api_url, "plain") == "Completed"
    assert sample_flows.SEEN[before:] == ["plain"]
    assert "BAIT" not in os.environ


@pytest.fixture(scope="module")
def aside(prefect_server: PrefectServer) -> str:
    """Address of the same server, where a pool of its own, ASIDE, holds a second deployment of each sample."""
    registered(prefect_server.api_url, [replace(spec, name=ASIDE) for spec in sample_flows.SPECS[:3]], ASIDE)
    return prefect_server.api_url


@pytest.fixture(scope="module")
def lonely_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A second server, with no worker of its own; tests may kill it."""
    with PrefectServer(tmp_path_factory.mktemp("lonely")) as server:
        registered(server.api_url, sample_flows.SPECS)
        yield server


def test_more_runs_than_slots_all_complete(aside: str) -> None:
    asked = [trigger.trigger(aside, f"sample-calm/{ASIDE}", {"word": "many"}, str(uuid4())) for _ in range(6)]
    with WarmWorker(aside, sample_flows.REGISTRY, ASIDE, limit=2, query_seconds=60.0):
        assert {trigger.wait(aside, run_id, 30.0, lambda: None)[0] for run_id in asked} == {"Completed"}


def test_stopping_lets_a_running_run_end(aside: str) -> None:
    worker = WarmWorker(aside, sample_flows.REGISTRY, ASIDE).start()
    run_id = trigger.trigger(aside, f"sample-slow/{ASIDE}", {"seconds": 2.0}, str(uuid4()))
    _await_state(aside, run_id, "Running")
    worker.stop()
    assert not worker.alive()
    assert trigger.wait(aside, run_id, 0.2, lambda: None)[0] == "Completed"


def test_the_server_sees_that_the_worker_lives(prefect_server: PrefectServer, worker: WarmWorker) -> None:
    living = httpx.post(f"{prefect_server.api_url}/work_pools/casework/workers/filter", json={}).json()
    assert "ONLINE" in {found["status"] for found in living}
    assert httpx.get(f"{prefect_server.api_url}/work_pools/casework").json()["type"] == "casework"


def test_whoever_supervises_the_worker_learns_that_it_no_longer_asks_for_work() -> None:
    worker = CaseworkWorker(ASIDE, registry={})
    assert worker.is_worker_still_polling(1.0)
    worker._looked_at -= 31.0
    assert not worker.is_worker_still_polling(1.0)


def test_a_run_cancelled_before_it_began_does_nothing(aside: str) -> None:
    run_id = trigger.trigger(aside, f"sample-calm/{ASIDE}", {"word": "cancelled"}, str(uuid4()))
    _cancel(aside, run_id)
    assert trigger.wait(aside, run_id, 10.0, lambda: None)[0] == "Cancelled"
    with WarmWorker(aside, sample_flows.REGISTRY, ASIDE):
        after = trigger.trigger(aside, f"sample-calm/{ASIDE}", {"word": "after"}, str(uuid4()))
        assert trigger.wait(aside, after, 30.0, lambda: None)[0] == "Completed"
    assert "cancelled" not in sample_flows.SEEN


def test_a_run_cancelled_while_it_goes_on_ends_as_the_record_tells_and_one_that_does_not_end_is_told_of(
    aside: str,
) -> None:
    recorded: dict[str, State[None]] = {}
    told: list[tuple[str, str]] = []
    options: dict[str, Any] = {
        "truth": lambda run: recorded.get(str(run.id)),
        "alarm": lambda kind, what: told.append((kind, what)),
        "stuck_seconds": 0.4,
    }
    with WarmWorker(aside, sample_flows.REGISTRY, ASIDE, **options):
        taken, lost = (trigger.trigger(aside, f"sample-held/{ASIDE}", {}, str(uuid4())) for _ in range(2))
        recorded[taken] = Completed()
        for run_id in (taken, lost):
            _await_state(aside, run_id, "Running")
            _cancel(aside, run_id)
        other = trigger.trigger(aside, f"sample-calm/{ASIDE}", {"word": "beside"}, str(uuid4()))
        ends = [trigger.wait(aside, other, 30.0, lambda: None)[0]]
        until = time.monotonic() + 30.0
        while len(told) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        sample_flows.GATE.set()
        ends += [trigger.wait(aside, run_id, 30.0, lambda: None)[0] for run_id in (taken, lost)]
    assert ends == ["Completed", "Completed", "Cancelled"]
    assert sorted(what for kind, what in told if kind == "run_stuck") == sorted([taken, lost])


@pytest.mark.slow
def test_the_worker_survives_a_server_killed_and_started_again(lonely_server: PrefectServer) -> None:
    api_url = lonely_server.api_url
    with WarmWorker(api_url, sample_flows.REGISTRY, query_seconds=1.0) as worker:
        during = trigger.trigger(api_url, "sample-slow/one", {"seconds": 3.0}, str(uuid4()))
        _await_state(api_url, during, "Running")
        _kill(lonely_server)
        time.sleep(4.0)
        assert lonely_server.restart_if_dead()
        assert worker.alive()
        assert run(api_url, "calm", timeout=60.0) == "Completed"
        assert trigger.wait(api_url, during, 120.0, lambda: None)[0] == "Completed"


def _cancel(api_url: str, run_id: str) -> None:
    """As Prefect's pages do it."""
    changed("POST", f"{api_url}/flow_runs/{run_id}/set_state", {"state": {"type": "CANCELLING"}})


def _await_state(api_url: str, run_id: str, name: str) -> None:
    until = time.monotonic() + 30.0
    while time.monotonic() < until:
        if httpx.get(f"{api_url}/flow_runs/{run_id}").json().get("state", {}).get("name") == name:
            return
        time.sleep(0.1)
    raise AssertionError(f"the run never became {name}")


def _kill(server: PrefectServer) -> None:
    """Kill the server as a crash would, without telling its owner."""
    listening = next(pid for pid in _children() if str(server.port) in Path(f"/proc/{pid}/cmdline").read_text())
    os.kill(listening, signal.SIGKILL)


def _children() -> list[int]:
    tasks = Path(f"/proc/{os.getpid()}/task")
    return [int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split()]
