"""What Prefect's own vacuum deletes, told as `casework up` tells it, and what it leaves."""

import asyncio
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactCreate, LogCreate
from prefect.states import Completed, Failed, Running

from deployments.client_settings import talking_to
from deployments.server import PrefectServer
from deployments.settings import DeploymentSettings
from tests.flows import sample_flows

pytestmark = pytest.mark.slow

EVERY_SECOND = {"PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "1"}
OLD = ("old completed", "old failed")
STATES = {"old completed": Completed, "old failed": Failed, "old running": Running, "young completed": Completed}


async def _filled() -> None:
    async with get_client() as client:
        for name, state in STATES.items():
            run = await client.create_flow_run(sample_flows.calm, name=name, state=state())
            line = LogCreate(
                name="x", level=20, message=name, timestamp=datetime.now(UTC), flow_run_id=run.id
            )  # fmt: skip
            await client.create_logs([line])
            await client.create_artifact(ArtifactCreate(type="markdown", data=name, flow_run_id=run.id))


def aged(database: Path, days: int) -> None:
    """Let whatever is called old have begun, and ended if it has, so many days ago."""
    then = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S.000000")
    with sqlite3.connect(database, timeout=30) as connection:
        connection.execute("UPDATE flow_run SET start_time = ? WHERE name LIKE 'old%'", (then,))
        connection.execute("UPDATE flow_run SET end_time = ? WHERE name LIKE 'old%' AND end_time IS NOT NULL", (then,))
    connection.close()


def held(database: Path, wanted: str) -> set[str]:
    connection = sqlite3.connect(database, timeout=30)
    try:
        return {str(row[0]).strip('"') for row in connection.execute(wanted)}
    finally:
        connection.close()


def test_runs_that_ended_long_ago_go_with_their_logs_and_artifacts_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEWORK_RUNS_DAYS", "30")
    told = DeploymentSettings().of_server("casework:secret") | EVERY_SECOND
    database = tmp_path / "server" / "prefect.db"
    with PrefectServer(tmp_path / "server", settings=told) as server:
        with talking_to(server.api_url, "casework:secret"):
            asyncio.run(_filled())
        aged(database, 29)
        time.sleep(3)
        assert held(database, "SELECT name FROM flow_run") == set(STATES)
        aged(database, 31)
        until = time.monotonic() + 30
        while held(database, "SELECT name FROM flow_run") & set(OLD) and time.monotonic() < until:
            time.sleep(0.2)
        time.sleep(1)
        for wanted in ("name FROM flow_run", "message FROM log", "data FROM artifact"):
            assert held(database, f"SELECT {wanted}") == {"old running", "young completed"}, wanted
