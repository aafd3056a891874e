"""What runs by the clock is planned by Prefect's server ahead of its hour, with the pinned libraries."""

import time
from dataclasses import replace

import httpx

from deployments.server import PrefectServer
from deployments.spec import Cron
from tests.flows import sample_flows
from tests.flows.applying import registered

pytest_plugins = ["tests.flows.server_fixture"]

PATIENCE = 30.0


def test_a_deployment_with_a_schedule_gets_its_runs_from_the_server(prefect_server: PrefectServer) -> None:
    hourly = replace(sample_flows.SPECS[0], name="hourly", schedule=Cron("5 * * * *"))
    found = registered(prefect_server.api_url, [hourly], "sample-schedules")[hourly.full_name]
    wanted = {"flow_runs": {"deployment_id": {"any_": [str(found)]}, "state": {"name": {"any_": ["Scheduled"]}}}}
    until = time.monotonic() + PATIENCE
    planned = 0
    while planned == 0 and time.monotonic() < until:
        time.sleep(0.5)
        planned = httpx.post(f"{prefect_server.api_url}/flow_runs/count", json=wanted).json()
    assert planned > 0
