"""`casework up` and `casework desk` as they are run: an act comes by the desk, and Prefect never sees its content."""

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from deployments.desk.app import PREFIX
from deployments.installation import Installation
from deployments.server import free_port
from deployments.settings import deployment_settings
from flows import stores, trigger
from flows.engine import password
from models.store import sessions
from models.store.engine import open_store
from models.store.handles import EVENT, RECEIPT
from models.store.migrate import install
from models.store.settings import store_settings
from models.vocabulary import EventKind, Outcome
from tests import builders
from tests.acceptance.conftest import as_process, forget_settings, in_process
from tests.acceptance.desk_client import Authenticator
from tests.builders import SECRET, UNIT_CODE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets of Prefect's client
]

BURST = int(os.environ.get("CASEWORK_TEST_BURST", "48"))
OPEN = ("case", "open", "--unit", UNIT_CODE, "--handler", "N001", "--reason", SECRET)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation on a fresh database, as `casework up` makes it."""
    home = tmp_path_factory.mktemp("up")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("CASEWORK_DATA", str(home / "data"))
        patch.setenv("CASEWORK_KEY_FILE", str(home / "key"))
        patch.setenv("CASEWORK_LOCALE", "en")
        patch.setenv("CASEWORK_DESK_PORT", str(free_port()))
        patch.setenv("PREFECT_HOME", str(home / "client"))
        forget_settings()
        made = open_store(store_settings().url)
        install(made, demo=False, today=None)
        with made.write() as connection:
            builders.registers(connection)
        made.close()
        with Installation(deployment_settings(), free_port(), only=("case/open",)) as running:
            yield running
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{running.desk_url}/healthz", trust_env=False)
        stores.store().close()
        forget_settings()
    gc.collect()


def everything(up: Installation) -> str:
    """All that Prefect's API tells of runs, artifacts and logs."""
    paths = ("flow_runs", "artifacts", "logs", "deployments")
    user, _, secret = (password(up.api_url) or "").partition(":")
    with httpx.Client(base_url=up.api_url, auth=(user, secret), trust_env=False) as client:
        found = [client.post(f"/{path}/filter", json={}).raise_for_status().json() for path in paths]
    return json.dumps(found, ensure_ascii=False)


def test_an_act_comes_by_the_desk_and_prefect_holds_its_number_only(
    up: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    totp = Authenticator(stores.store())
    on_the_server = in_process(*OPEN, "--badge", "N001", "--code", totp.code("N001"), "--json")
    assert on_the_server.code == 0
    assert up.desk_url is not None
    monkeypatch.setenv("CASEWORK_DESK_URL", up.desk_url)
    monkeypatch.setenv("CASEWORK_SESSION_FILE", str(tmp_path / "session"))
    deployment_settings.cache_clear()
    assert in_process("sign-in", "--badge", "N001", "--code", totp.code("N001")).code == 0
    at_the_desk = in_process(*OPEN, "--json")
    monkeypatch.undo()
    deployment_settings.cache_clear()
    assert at_the_desk.code == 0
    cases = [on_the_server.json["case"], at_the_desk.json["case"]]
    assert cases == ["GZ-2026-000001", "GZ-2026-000002"]
    told = everything(up)
    assert SECRET not in told
    assert all(case in told for case in cases)
    assert f"http://127.0.0.1:8400/c/{cases[0]}/inspection/request" in told, "the artifact leads to the desk"


def test_a_burst_beyond_what_the_engine_takes_is_sealed_at_once_and_each_act_answered_once(up: Installation) -> None:
    with stores.store().write() as connection:
        session = sessions.begin(connection, "N001", datetime.now(UTC))
    sent = {"stage": "case", "act": {"act": "open", "unit": UNIT_CODE, "handler": "N001", "reason": SECRET}}
    with httpx.Client(base_url=f"{up.desk_url}{PREFIX}", timeout=60, trust_env=False) as client:

        def submit(n: int) -> httpx.Response:
            headers = {"Authorization": f"Bearer {session}", "Idempotency-Key": f"burst-{n:05}", "Prefer": "wait=0"}
            return client.post("/acts", json=sent, headers=headers)

        began = time.monotonic()
        with ThreadPoolExecutor(8) as callers:
            answers = list(callers.map(submit, range(BURST)))
    assert {answer.status_code for answer in answers} <= {200, 202}
    assert 202 in {answer.status_code for answer in answers}
    ids = [answer.json()["submission"] for answer in answers]
    assert len(set(ids)) == BURST
    wanted = select(RECEIPT.c.request_id, RECEIPT.c.outcome, RECEIPT.c.case_no)
    opened = select(EVENT.c.request_id).where(EVENT.c.act == "case.open", EVENT.c.kind == EventKind.ACT)
    while True:
        with stores.store().read() as connection:
            found = {row[0]: row for row in connection.execute(wanted) if row[0] in ids}
            acts = [id for id in connection.scalars(opened) if id in ids]
        if len(found) == BURST:
            break
        assert time.monotonic() - began < 30 + 3 * BURST
        time.sleep(0.2)
    assert sorted(acts) == sorted(ids)
    assert len({row.case_no for row in found.values()}) == BURST
    assert {row.outcome for row in found.values()} == {Outcome.RECORDED}


def test_a_desk_port_that_is_taken_ends_the_start_with_one_line(up: Installation, tmp_path: Path) -> None:
    port = up.desk_url.rsplit(":", 1)[1] if up.desk_url else ""
    done = as_process("desk", "--port", port)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert f"127.0.0.1:{port}" in done.err


def test_the_desk_alone_ends_in_order_when_it_is_told_to(up: Installation) -> None:
    command = [str(Path(sys.executable).with_name("casework")), "desk", "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        ready: Any = json.loads("".join(iter(running.stdout.readline, "}\n")) + "}")
        assert httpx.get(f"{ready['url']}/healthz", trust_env=False).json() == {"desk": "open"}
        running.send_signal(signal.SIGTERM)
        rest = running.communicate(timeout=30)
    assert (running.returncode, rest) == (0, ("", "")), "and nothing of a request was logged"


def test_content_sent_straight_to_prefect_is_refused_redacted_and_recorded(up: Installation) -> None:
    """By whoever knows Prefect's password, past the schema that takes no content."""
    act = {"act": "open", "unit": UNIT_CODE, "handler": "N001", "reason": SECRET}
    sent = {"parameters": {"act": act, "signature": {"badge": "N001"}}}
    user, _, secret = (password(up.api_url) or "").partition(":")
    with httpx.Client(base_url=up.api_url, auth=(user, secret), trust_env=False) as client:
        there = client.get("/deployments/name/case/open").json()
        create = f"/deployments/{there['id']}/create_flow_run"
        assert client.post(create, json=sent).status_code in (409, 422), "the deployment has no form"
        made = client.post(create, json={**sent, "enforce_parameter_schema": False})
        assert made.status_code in (200, 201)
        for _ in range(400):
            run = client.get(f"/flow_runs/{made.json()['id']}").json()
            if run["state"]["type"] in trigger.FINAL and run["parameters"]["act"].get("act") == "redacted":
                break
            time.sleep(0.05)
    assert (run["state"]["name"], run["state"]["message"]) == ("Refused", "desk_only (reg-6)")
    assert run["parameters"] == {"act": {"act": "redacted", "of": "open", "case": None}}
    assert SECRET not in everything(up)
    with stores.store().read() as connection:
        wanted = select(EVENT.c.act, EVENT.c.actor).where(EVENT.c.kind == EventKind.REFUSAL, EVENT.c.chain == "system")
        assert ("case.open", "N001") in [tuple(row) for row in connection.execute(wanted)]
