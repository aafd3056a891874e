"""The warm worker on a real Prefect server."""

import os
import signal
import time
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from deployments import trigger
from deployments.server import PrefectServer
from deployments.trigger import PrefectUnreachable
from deployments.warm import WarmWorker
from models.errors import BadInput, Unknown
from tests.flows import sample_flows
from tests.flows.applying import registered

pytest_plugins = ["tests.flows.server_fixture"]


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
    changes = {
        "entrypoint": "tests.flows.sample_flows.foreign",
        "path": "/nowhere",
        "pull_steps": [bait],
        "job_variables": {"command": "exit 1", "env": {"BAIT": "1"}},
    }
    before = len(sample_flows.SEEN)
    url = f"{prefect_server.api_url}/deployments/{samples['sample-plain/one']}"
    assert httpx.patch(url, json=changes).is_success
    assert run(prefect_server.api_url, "plain") == "Completed"
    assert sample_flows.SEEN[before:] == ["plain"]
    assert "BAIT" not in os.environ


def test_more_runs_than_slots_all_complete(prefect_server: PrefectServer, samples: dict[str, UUID]) -> None:
    api_url = prefect_server.api_url
    asked = [trigger.trigger(api_url, "sample-calm/one", {"word": "many"}, str(uuid4())) for _ in range(6)]
    with WarmWorker(api_url, sample_flows.REGISTRY, limit=2, query_seconds=1.0):
        assert {trigger.wait(api_url, run_id, 30.0, lambda: None)[0] for run_id in asked} == {"Completed"}


def test_stopping_lets_a_running_run_end(prefect_server: PrefectServer, tmp_path: Path) -> None:
    with PrefectServer(tmp_path / "home") as server:
        registered(server.api_url, sample_flows.SPECS)
        worker = WarmWorker(server.api_url, sample_flows.REGISTRY).start()
        run_id = trigger.trigger(server.api_url, "sample-slow/one", {"seconds": 2.0}, str(uuid4()))
        _await_state(server.api_url, run_id, "Running")
        worker.stop()
        assert not worker.alive()
        assert trigger.wait(server.api_url, run_id, 0.0, lambda: None)[0] is None
        assert trigger.wait(server.api_url, run_id, 5.0, lambda: None)[0] == "Completed"


def test_the_worker_survives_a_server_killed_and_started_again(tmp_path: Path) -> None:
    with PrefectServer(tmp_path / "home") as server:
        registered(server.api_url, sample_flows.SPECS)
        with WarmWorker(server.api_url, sample_flows.REGISTRY, query_seconds=1.0) as worker:
            assert run(server.api_url, "calm") == "Completed"
            during = trigger.trigger(server.api_url, "sample-slow/one", {"seconds": 3.0}, str(uuid4()))
            _await_state(server.api_url, during, "Running")
            _kill(server)
            time.sleep(4.0)
            assert server.restart_if_dead()
            assert worker.alive()
            assert run(server.api_url, "calm", timeout=60.0) == "Completed"
            assert trigger.wait(server.api_url, during, 120.0, lambda: None)[0] == "Completed"


def test_the_same_request_is_one_run(prefect_server: PrefectServer, worker: WarmWorker) -> None:
    request = str(uuid4())
    ids = {trigger.trigger(prefect_server.api_url, "sample-calm/one", {}, request) for _ in range(3)}
    assert len(ids) == 1


def test_a_refused_form_names_the_field_and_never_the_value(
    prefect_server: PrefectServer, samples: dict[str, UUID]
) -> None:
    with pytest.raises(BadInput) as refused:
        trigger.trigger(prefect_server.api_url, "sample-calm/one", {"word": "张三 13800000000"}, str(uuid4()))
    assert str(refused.value) == "word: too long"


def test_an_unknown_deployment_is_told_apart_from_a_missing_server(prefect_server: PrefectServer) -> None:
    with pytest.raises(Unknown):
        trigger.trigger(prefect_server.api_url, "sample-calm/none", {}, str(uuid4()))


def test_an_unreachable_server_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trigger, "PATIENCE", 0.5)
    with pytest.raises(PrefectUnreachable):
        trigger.trigger("http://127.0.0.1:9/api", "sample-calm/one", {}, str(uuid4()))


def test_applying_again_changes_no_id(prefect_server: PrefectServer, samples: dict[str, UUID]) -> None:
    assert registered(prefect_server.api_url, sample_flows.SPECS) == samples


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
