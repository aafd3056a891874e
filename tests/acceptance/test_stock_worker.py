"""The same acts on Prefect's stock process worker: isolation is a matter of which pool a deployment is put on."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.settings import PREFECT_API_URL, temporary_settings

from deployments.demo import world
from deployments.demo.player import prepared
from deployments.published import publish
from deployments.server import PrefectServer
from deployments.submit import submit
from models.store import audit
from models.store.engine import Store
from models.store.journal import Answer
from models.vocabulary import Outcome, Stage
from tests.acceptance.conftest import forget_settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets of Prefect's client
]

WANTED = ("case/open", "case/close", "guidance/issue", "inspection/approve", "inspection/request")


@dataclass(frozen=True)
class Stock:
    """A server whose deployments run on a stock process worker."""

    api_url: str
    store: Store

    def act(self, stage: Stage, badge: str, **form: Any) -> Answer:
        return submit(self.api_url, self.store, stage, form, badge, str(uuid4()))


async def _published(api_url: str, pool: str) -> None:
    async with get_client() as client:
        await client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
    await publish(api_url, None, WANTED)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    home = tmp_path_factory.mktemp("stock")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("CASEWORK_DATA", str(home / "data"))
        patch.setenv("CASEWORK_KEY_FILE", str(home / "key"))
        patch.setenv("PREFECT_HOME", str(home / "client"))
        patch.setenv("PREFECT_WORKER_QUERY_SECONDS", "1")
        patch.setenv("CASEWORK_POOLS", '{"case/*": "stock", "guidance/*": "stock", "inspection/*": "stock"}')
        forget_settings()
        store = prepared("http://127.0.0.1:9", date(2026, 3, 2))
        with PrefectServer(home / "server") as server:
            patch.setenv("PREFECT_API_URL", server.api_url)
            with temporary_settings({PREFECT_API_URL: server.api_url}):
                asyncio.run(_published(server.api_url, "stock"))
            prefect = str(Path(sys.executable).with_name("prefect"))
            command = [prefect, "worker", "start", "--pool", "stock", "--type", "process"]
            quiet = subprocess.DEVNULL
            with subprocess.Popen(command, stdout=quiet, stderr=quiet, cwd=home) as worker:
                try:
                    yield Stock(server.api_url, store)
                finally:
                    # Told to end while a run of its own just ends, it may wait for that for ever.
                    worker.kill()
        store.close()
        forget_settings()


def test_acts_and_refusals_are_the_same_on_a_stock_process_worker(stock: Stock) -> None:
    n1, n2 = world.INSPECTOR, world.COLLEAGUE
    opened = stock.act(Stage.CASE, n1, act="open", unit=world.UNIT_CODE, handler=n1, reason="A reason")
    assert (opened.outcome, opened.body["case"], opened.body["state"]) == (Outcome.RECORDED, "GZ-2026-000001", "open")
    case = opened.body["case"]
    issued = stock.act(Stage.GUIDANCE, n1, act="issue", case=case, form="written guidance", content="Do it")
    assert (issued.body["stage"], issued.body["state"]) == ("G1", "issued")
    requested = stock.act(
        Stage.INSPECTION, n1, act="request", case=case, ground="risk or hidden danger found", reason="Gaps",
        methods=["consult material"], places=["Offices"], starts_on="2026-03-09", ends_on="2026-03-13", team=[n1, n2],
    )  # fmt: skip
    assert requested.body["state"] == "requested"
    own = stock.act(Stage.INSPECTION, n1, act="approve", case=case)
    assert (own.outcome, own.body["refused"]["code"]) == (Outcome.REFUSED, "approver_involved")
    closed = stock.act(Stage.CASE, n1, act="close", case=case, reason="Done")
    assert closed.body["refused"]["code"] == "stages_open"
    with stock.store.read() as connection:
        verified = audit.verify(connection, case)
    assert (verified.ok, verified.events) == (True, 5)
