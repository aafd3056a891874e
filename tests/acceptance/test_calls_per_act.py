"""What one act asks of Prefect's API, beside a flow that does nothing: counted on a real server."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from deployments.acts import act_specs
from deployments.server import PrefectServer
from deployments.submit import submit
from deployments.warm import WarmWorker
from flows import stores, trigger
from flows.registry import FLOWS
from models.store import journal
from models.vocabulary import Outcome, Stage
from tests.acceptance.conftest import forget_settings
from tests.builders import UNIT_CODE
from tests.flows import sample_flows
from tests.flows.applying import registered

pytestmark = pytest.mark.slow  # a real Prefect server

pytest_plugins = ["tests.flows.server_fixture"]

POOL = "counted"
OPEN = {"act": "open", "unit": UNIT_CODE, "handler": "N001", "reason": "Weak prevention."}
OF_THE_ENGINE = ["GET /csrf-token", "PATCH /flow_runs/{id}", "POST /flow_runs/{id}/set_state", "GET /flow_runs/{id}"]
END = ["POST /flow_runs/{id}/set_state"]
OF_OURS = ["PATCH /flow_runs/{id}", "POST /artifacts/"]


@dataclass(frozen=True)
class Call:
    """One request to Prefect: by which thread, and whether the act's answer stood already."""

    thread: str
    what: str
    answered: bool


@pytest.fixture
def worked_for(prefect_server: PrefectServer, installed: Path) -> Iterator[str]:
    """A server with a warm worker in a pool of its own, for our flows and an empty one."""
    acts = [spec for spec in act_specs() if spec.full_name == "case/open"]
    specs = [*acts, replace(sample_flows.SPECS[0], name=POOL)]
    registered(prefect_server.api_url, specs, POOL)
    with WarmWorker(prefect_server.api_url, {**FLOWS, **sample_flows.REGISTRY}, POOL, query_seconds=30.0):
        yield prefect_server.api_url
    forget_settings()


def calls(monkeypatch: pytest.MonkeyPatch, stands: Callable[[], bool]) -> list[Call]:
    """Everything that is sent from now on."""
    found: list[Call] = []

    def note(request: httpx.Request) -> None:
        path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "{id}", request.url.path).removeprefix("/api")
        found.append(Call(threading.current_thread().name, f"{request.method} {path}", stands()))

    send, asend = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def handle(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        note(request)
        return send(self, request)

    async def ahandle(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        note(request)
        return await asend(self, request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", ahandle)
    return found


def of_the_run(found: list[Call], answered: bool) -> list[str]:
    return [call.what for call in found if call.thread.startswith("run ") and call.answered is answered]


def test_an_act_asks_two_things_more_than_an_empty_flow_and_both_after_its_answer(
    worked_for: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, store = str(uuid4()), stores.store()

    def stands() -> bool:
        with store.read() as connection:
            return journal.answered(connection, request) is not None

    def empty() -> None:
        run_id = trigger.trigger(worked_for, f"sample-calm/{POOL}", {}, str(uuid4()))
        assert trigger.wait(worked_for, run_id, 60.0, lambda: None)[0] == "Completed"

    # The first of a process ask besides: for the server's version, for the addresses of the next acts' forms.
    empty()
    assert submit(worked_for, store, Stage.CASE, OPEN, "N001", str(uuid4())).outcome is Outcome.RECORDED
    time.sleep(1.0)
    seen = calls(monkeypatch, stands)
    empty()
    assert of_the_run(seen, answered=False) == [*OF_THE_ENGINE, *END]
    seen.clear()
    assert submit(worked_for, store, Stage.CASE, OPEN, "N001", request).outcome is Outcome.RECORDED
    until = time.monotonic() + 60.0
    while of_the_run(seen, answered=True)[-1:] != END:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert of_the_run(seen, answered=False) == OF_THE_ENGINE
    assert of_the_run(seen, answered=True) == [*OF_OURS, *END]
    of_the_worker = [call.what for call in seen if call.thread == "warm worker"]
    assert of_the_worker.count("POST /flow_runs/{id}/set_state") == 1, "it claims the run"
    looks = of_the_worker.count(f"POST /work_pools/{POOL}/get_scheduled_flow_runs")
    assert 1 <= looks <= 3
    assert "GET /flows/{id}" not in of_the_worker, "a flow's name is asked for once"
