"""Prefect's own watch over our schedules, on a real server."""

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.events.schemas.automations import Automation
from prefect.events.worker import EventsWorker
from sqlalchemy import select

from deployments.acts import scheduled_specs
from deployments.automations import WITHIN, automation, ensure, same
from deployments.client_settings import talking_to
from deployments.server import PrefectServer
from flows.heartbeat import heartbeat
from models.store import heartbeats
from models.store.engine import open_store
from models.store.handles import OUTBOX
from models.store.migrate import install
from tests.builders import registers
from tests.flows.applying import changed, registered

pytest_plugins = ["tests.flows.server_fixture"]

NAMES = {f"casework: {name} did not complete in time" for name in ("deadlines/sweep", "heartbeat/check")}


@pytest.fixture(scope="module")
def deployments(prefect_server: PrefectServer) -> dict[str, UUID]:
    specs = [spec for spec in scheduled_specs() if spec.full_name in WITHIN]
    # In a pool of its own: the worker of other tests has no such flow.
    return registered(prefect_server.api_url, specs, "nobody-works-here")


def ensured(server: PrefectServer, ids: Mapping[str, UUID], **more: Any) -> None:
    async def go() -> None:
        async with get_client() as client:
            await ensure(client, ids, **more)

    with talking_to(server.api_url):
        asyncio.run(go())


def standing(server: PrefectServer) -> list[dict[str, Any]]:
    found = httpx.post(f"{server.api_url}/automations/filter", json={}).raise_for_status().json()
    return [one for one in found if one["name"] in NAMES]


@pytest.mark.slow
def test_publishing_again_and_again_leaves_one_of_each(
    prefect_server: PrefectServer, deployments: dict[str, UUID]
) -> None:
    ensured(prefect_server, deployments)
    first = standing(prefect_server)
    assert {one["name"] for one in first} == NAMES
    assert len(first) == 2
    for one in first:
        assert one["enabled"]
        assert (one["trigger"]["posture"], one["trigger"]["expect"]) == ("Proactive", ["prefect.flow-run.Completed"])
        (action,) = one["actions"]
        assert action["type"] == "run-deployment"
        assert action["deployment_id"] == str(deployments["heartbeat/check"])
    ensured(prefect_server, deployments)
    assert standing(prefect_server) == first, "not even written again: its time would begin anew"


@pytest.mark.slow
def test_what_somebody_changed_doubled_or_switched_off_is_put_right(
    prefect_server: PrefectServer, deployments: dict[str, UUID]
) -> None:
    ensured(prefect_server, deployments)
    url = f"{prefect_server.api_url}/automations/"
    one = standing(prefect_server)[0]
    doubled = {**automation("deadlines/sweep", deployments, timedelta(hours=1)).model_dump(mode="json")}
    changed("PATCH", url + one["id"], {"enabled": False})
    changed("POST", url, {**doubled, "name": one["name"]})
    ensured(prefect_server, deployments)
    found = standing(prefect_server)
    assert len(found) == 2
    assert all(automation["enabled"] for automation in found)
    assert {a["name"]: a["trigger"]["within"] for a in found} == {
        f"casework: {name} did not complete in time": within.total_seconds() for name, within in WITHIN.items()
    }


@pytest.mark.slow
def test_where_nothing_completes_prefect_starts_the_check_and_names_what_is_missing(
    prefect_server: PrefectServer, deployments: dict[str, UUID]
) -> None:
    ensured(prefect_server, deployments, within=dict.fromkeys(WITHIN, timedelta(seconds=10)))
    wanted = {"deployments": {"id": {"any_": [str(deployments["heartbeat/check"])]}}, "limit": 200}
    until = time.monotonic() + 120
    missed: set[str] = set()
    while missed != {"deadlines/sweep", "heartbeat/check"} and time.monotonic() < until:
        time.sleep(0.5)
        runs = httpx.post(f"{prefect_server.api_url}/flow_runs/filter", json=wanted).raise_for_status().json()
        missed = {run["parameters"]["missed"] for run in runs if run["parameters"].get("missed")}
    ensured(prefect_server, deployments)
    assert missed == {"deadlines/sweep", "heartbeat/check"}


def test_an_automation_that_says_something_else_is_not_the_same() -> None:
    ids = {"deadlines/sweep": UUID(int=1), "heartbeat/check": UUID(int=2)}
    wanted = automation("deadlines/sweep", ids, timedelta(hours=15))
    there = Automation(id=UUID(int=9), **wanted.model_dump())
    assert same(there, wanted)
    for other in (
        automation("deadlines/sweep", ids, timedelta(hours=16)),
        automation("deadlines/sweep", {**ids, "deadlines/sweep": UUID(int=3)}, timedelta(hours=15)),
        automation("heartbeat/check", ids, timedelta(hours=15)),
        wanted.model_copy(update={"enabled": False}),
    ):
        assert not same(there, other)


@pytest.mark.slow
def test_the_check_tells_the_administrators_and_prefect_who_is_silent(
    prefect_server: PrefectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(f"sqlite:///{tmp_path}/casework.sqlite")
    install(store, demo=False, today=None)
    with store.write() as connection:
        registers(connection)
        for name in ("sweep", "dispatch"):
            heartbeats.beat(connection, name, datetime.now(UTC))
        heartbeats.beat(connection, "relay", datetime.now(UTC) - timedelta(minutes=6))
    for module in ("heartbeat", "alarms"):
        monkeypatch.setattr(f"flows.{module}.store", lambda: store)
    with talking_to(prefect_server.api_url):
        for _ in range(2):
            state = asyncio.run(heartbeat.fn(missed="deadlines/sweep"))
        EventsWorker.drain_all(timeout=30)
    with store.read() as connection:
        told = connection.scalars(select(OUTBOX.c.dedupe).order_by(OUTBOX.c.id)).all()
    store.close()
    assert [key.rsplit(":", 3)[0] for key in told] == ["silent:relay", "not_completed:deadlines/sweep"]
    assert (state.name, (state.message or "").count("silent")) == ("Completed", 1)
    wanted = {"filter": {"event": {"name": ["casework.heartbeat.silent"]}}}
    until = time.monotonic() + 60
    found: list[dict[str, Any]] = []
    while not found and time.monotonic() < until:
        time.sleep(0.2)
        found = httpx.post(f"{prefect_server.api_url}/events/filter", json=wanted).raise_for_status().json()["events"]
    assert {event["resource"]["prefect.resource.id"] for event in found} == {"casework.heartbeat.relay"}
