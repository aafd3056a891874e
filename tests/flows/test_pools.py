"""A deployment can be put on another work pool by a setting: on a stock process worker's, or on Kubernetes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from pydantic import ValidationError

from deployments.apply import apply, as_stated
from deployments.client_settings import talking_to
from deployments.pool import PoolMissing
from deployments.server import PrefectServer
from deployments.warm import WarmWorker
from flows import trigger
from flows.settings import FlowSettings
from tests.flows import sample_flows

pytest_plugins = ["tests.flows.server_fixture"]

IMAGE = {"job_configuration": {"image": "{{ image }}"}, "variables": {"properties": {"image": {"default": "ours:1"}}}}
MOVED = replace(sample_flows.SPECS[0], name="moved", pool="cluster")


def asked(api_url: str, question: Callable[[PrefectClient], Awaitable[Any]]) -> Any:
    async def ask() -> Any:
        async with get_client() as client:
            return await question(client)

    with talking_to(api_url):
        return asyncio.run(ask())


@pytest.mark.parametrize(
    ("deployment", "pool"),
    [("exchange/sealed", "cluster"), ("exchange/disclose", "other"), ("guidance/issue", "casework")],
)
def test_the_setting_names_pools_by_patterns_of_which_the_first_counts(
    monkeypatch: pytest.MonkeyPatch, deployment: str, pool: str
) -> None:
    monkeypatch.setenv("CASEWORK_POOLS", '{"exchange/sealed": "cluster", "exchange/*": "other"}')
    assert FlowSettings().pool_of(deployment) == pool


@pytest.mark.parametrize(
    "pools", ["exchange/*=cluster", '{"exchange": "cluster"}', '{"exchange/*": ""}', '{"a/b": "c d"}']
)
def test_what_names_no_deployment_or_no_pool_is_refused(monkeypatch: pytest.MonkeyPatch, pools: str) -> None:
    monkeypatch.setenv("CASEWORK_POOLS", pools)
    with pytest.raises(ValidationError):
        FlowSettings()


@pytest.mark.slow
def test_a_kubernetes_pool_is_given_the_entrypoint_and_decides_everything_else(
    prefect_server: PrefectServer, worker: WarmWorker
) -> None:
    api_url = prefect_server.api_url
    pool = WorkPoolCreate(name="cluster", type="kubernetes", base_job_template=IMAGE)
    asked(api_url, lambda client: client.create_work_pool(pool))
    made: UUID = asked(api_url, lambda client: apply(client, [MOVED]))[MOVED.full_name]
    run_id = trigger.trigger(api_url, MOVED.full_name, {"word": "moved"}, str(uuid4()))
    (waiting,) = asked(api_url, lambda client: client.get_scheduled_flow_runs_for_work_pool("cluster"))
    deployment = asked(api_url, lambda client: client.read_deployment(made))
    assert str(waiting.flow_run.id) == run_id
    assert (deployment.work_pool_name, deployment.entrypoint) == ("cluster", "tests.flows.sample_flows.calm")
    assert not any((deployment.job_variables, deployment.pull_steps, deployment.path, deployment.storage_document_id))
    assert as_stated(deployment, MOVED)
    assert not as_stated(deployment, replace(MOVED, pool="casework"))
    assert "moved" not in sample_flows.SEEN, "our worker leaves it alone"


@pytest.mark.slow
def test_where_a_pool_is_missing_nothing_is_published(prefect_server: PrefectServer) -> None:
    specs = [replace(MOVED, name="first"), replace(MOVED, name="second", pool="nowhere")]
    with pytest.raises(PoolMissing, match="nowhere"):
        asked(prefect_server.api_url, lambda client: apply(client, specs))
    found = asked(prefect_server.api_url, lambda client: client.read_deployments())
    assert not {"first", "second"} & {deployment.name for deployment in found}
