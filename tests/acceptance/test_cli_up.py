"""The command line against one real installation: Prefect's server, the deployments, a warm worker, the relay."""

import asyncio
import gc
import os
import shutil
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.states import Running, Scheduled

from deployments.cli import main
from deployments.client_settings import talking_to
from deployments.holding import AlreadyRunning
from deployments.installation import Installation
from deployments.server import free_port
from deployments.settings import deployment_settings
from deployments.submit import run_deployment
from flows import leftovers, stores, trigger
from flows.engine import address_file, password
from models.store import journal
from models.store.settings import store_settings
from tests import builders
from tests.acceptance.conftest import Ran, as_process, forget_settings, in_process
from tests.acceptance.proxied import asked
from tests.builders import SECRET

# Prefect's client leaves sockets to the garbage collector when its server is killed.
pytestmark = [
    pytest.mark.slow,  # a whole installation; the short round has a real Prefect server in tests/flows
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PROPOSE = ("ground=I1", f"required={SECRET}", "limit_length=15")


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Iterator[Installation]:
    """An installation for all tests of this file."""
    home = tmp_path_factory.mktemp("up")
    shutil.copytree(made, home, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("CASEWORK_DATA", str(home / "data"))
        patch.setenv("CASEWORK_KEY_FILE", str(home / "key" / "key"))
        patch.setenv("CASEWORK_LOCALE", "en")
        patch.setenv("PREFECT_HOME", str(home / "client"))
        # A server that has just taken all deployments may be busy for longer on a machine that has more to do.
        patch.setattr(trigger, "PATIENCE", 60.0)
        forget_settings()
        with Installation(deployment_settings(), free_port()) as running:
            yield running
        assert not address_file().exists()
        with pytest.raises(httpx.TransportError):
            httpx.get(f"{running.api_url}/health", trust_env=False)
        stores.store().close()
        forget_settings()
    gc.collect()


@pytest.fixture
def case(up: Installation) -> str:
    """A fresh case with an inspection concluded."""
    return builders.walk_to(stores.store(), "inspection concluded")


def act(name: str, case: str, badge: str, *more: str) -> Ran:
    stage, verb = name.split(".")
    return in_process("act", stage, verb, "--case", case, "--badge", badge, "--json", *more)


def test_a_case_is_opened_and_its_receipt_names_the_next_acts(up: Installation) -> None:
    opened = in_process(
        "case",
        "open",
        "--unit",
        builders.UNIT_CODE,
        "--badge",
        "N001",
        "--handler",
        "N001",
        "--reason",
        SECRET,
        "--json",
    )
    assert opened.code == 0
    receipt = opened.json
    assert {"case", "stage", "act", "state", "event", "deadlines", "notices", "next"} <= receipt.keys()
    assert (receipt["act"], receipt["state"], receipt["event"]["seq"]) == ("case.open", "open", 1)
    assert receipt["notices"] > 0
    assert SECRET not in opened.out


def test_an_act_goes_round_and_its_links_open_the_forms_of_the_next(up: Installation, case: str) -> None:
    proposed = act("rectification.propose", case, "N001", *PROPOSE)
    assert proposed.code == 0
    assert (proposed.json["stage"], proposed.json["state"]) == ("R1", "proposed")
    following = {n["act"]: n for n in proposed.json["next"]}
    link = urlsplit(following["rectification.approve"]["link"])
    assert f"{link.scheme}://{link.netloc}" == up.ui_url
    assert parse_qs(link.query)["parameters"] == [f'{{"act": {{"case": "{case}", "stage": "R1"}}}}']
    deployment = asked(up, "GET", f"/deployments/{link.path.split('/')[3]}").json()
    assert deployment["name"] == "approve"
    assert all(n["link"] for n in following.values())
    assert act("rectification.approve", case, "C100").json["state"] == "ordered"


def test_a_refusal_is_exit_3_with_code_article_and_message(up: Installation, case: str) -> None:
    assert act("rectification.propose", case, "N001", *PROPOSE).code == 0
    refused = act("rectification.approve", case, "N001")
    assert refused.code == 3
    assert refused.json["refused"].keys() == {"code", "article", "message"}
    assert refused.json["refused"]["code"] == "approver_involved"
    told = in_process("act", "rectification", "approve", "--case", case, "--badge", "N001")
    assert (told.code, told.out, told.err.count("\n")) == (3, "", 1)
    assert act("rectification.approve", case, "X999").json["refused"]["code"] == "officer_unknown"


def test_an_adverse_act_on_an_old_version_is_a_lost_race(up: Installation, case: str) -> None:
    lost = act("rectification.propose", case, "N001", *PROPOSE, "seen=3")
    assert lost.code == 4
    assert lost.json["error"]["case"] == case
    assert lost.json["error"]["changed"][-1] == "inspection.conclude"
    version = in_process("case", "show", case, "--json").json["version"]
    assert act("rectification.propose", case, "N001", *PROPOSE, f"seen={version}").code == 0


def test_the_same_request_gets_the_same_answer(up: Installation, case: str) -> None:
    request = ("--request-id", str(uuid4()))
    first = act("rectification.propose", case, "N001", *PROPOSE, *request)
    again = act("rectification.propose", case, "N001", *PROPOSE, *request)
    assert (first.code, again.code) == (0, 0)
    assert first.json == again.json
    assert [s["stage"] for s in in_process("case", "show", case, "--json").json["stages"]] == ["I1", "R1"]
    other = act("rectification.propose", case, "N001", *PROPOSE[:2], "limit_length=16", *request)
    assert (other.code, other.json["refused"]["code"]) == (3, "request_reused")
    refused = ("--request-id", str(uuid4()))
    assert (
        act("rectification.approve", case, "N001", *refused).json
        == act("rectification.approve", case, "N001", *refused).json
    )


def test_what_waits_is_in_the_inbox_of_who_may_approve(up: Installation, case: str) -> None:
    act("rectification.propose", case, "N001", *PROPOSE)

    def waiting(badge: str) -> list[str]:
        found = in_process("inbox", "--badge", badge, "--to-approve", "--json").json["to_approve"]
        return [item["act"] for item in found if item["case"] == case]

    assert waiting("C100") == ["rectification.approve"]
    assert waiting("N001") == waiting("N100") == waiting("Z100") == []
    handling = in_process("inbox", "--badge", "N001", "--json").json["handling"]
    assert case in [item["case"] for item in handling]
    assert in_process("inbox", "--badge", "C100").code == 0


def test_an_unknown_case_is_exit_5_and_starts_no_run(up: Installation) -> None:
    assert act("rectification.approve", "GZ-2026-999999", "C100").code == 5


def test_a_run_that_lost_its_worker_is_retried_as_the_same_request(up: Installation) -> None:
    form = {"act": "open", "unit": builders.UNIT_CODE, "handler": "N001", "reason": SECRET}

    async def lost() -> str:
        async with get_client() as client:
            deployment = await client.read_deployment_by_name("case/open")
            run = await client.create_flow_run_from_deployment(
                deployment.id, parameters={"act": form, "signature": {"badge": "N001"}}, state=Running()
            )
            await leftovers.settle_lost(client, datetime.now(UTC))
            # What a person does by "Retry" on the run's page.
            await client.set_flow_run_state(run.id, Scheduled(name="AwaitingRetry"))
            return str(run.id)

    with talking_to(up.api_url, password(up.api_url)):
        run_id = asyncio.run(lost())
    assert trigger.wait(up.api_url, run_id, 30.0, lambda: None)[0] == "Completed"
    with stores.store().read() as connection:
        answered = journal.answered(connection, run_id)
    assert answered is not None
    assert answered[1].body["act"] == "case.open"


def ended_runs(up: Installation) -> list[dict[str, Any]]:
    """All runs, once none is left that still works on its own page."""
    until = monotonic() + 30
    busy = {"state": {"type": {"any_": ["PENDING", "RUNNING"]}}}
    while asked(up, "POST", "/flow_runs/filter", {"flow_runs": busy}).json() and monotonic() < until:
        sleep(0.1)
    found: list[dict[str, Any]] = asked(up, "POST", "/flow_runs/filter", {}).json()
    return found


HELD = ("flow_runs", "flows", "deployments", "artifacts", "artifacts/latest", "logs", "events", "task_runs")


def test_prefect_holds_no_word_of_an_act_recorded_or_refused(up: Installation, case: str) -> None:
    assert act("rectification.propose", case, "N001", *PROPOSE).code == 0
    assert act("rectification.propose", case, "X999", *PROPOSE).code == 3
    runs = ended_runs(up)
    states = [asked(up, "GET", f"/flow_run_states/?flow_run_id={run['id']}").json() for run in runs]
    assert SECRET not in str((runs, states))
    assert {run["name"].rsplit(" ", 1)[0] for run in runs if f"case:{case}" in run["tags"]} == {case}
    for kind in HELD:
        answer = asked(up, "POST", f"/{kind}/filter", {})
        assert (kind, answer.status_code, SECRET in answer.text) == (kind, 200, False)


def test_no_result_of_a_run_is_kept(up: Installation, case: str) -> None:
    assert act("rectification.propose", case, "N001", *PROPOSE).code == 0
    runs = ended_runs(up)
    kept = [run["state"]["data"] for run in runs if run["state"]["data"] is not None]
    assert [data for data in kept if data.get("type") != "unpersisted"] == []
    homes = (deployment_settings().home, Path(os.environ["PREFECT_HOME"]))
    assert [file for home in homes for file in home.glob("storage/**/*")] == []


def test_prefect_s_leftovers_are_looked_after_by_schedule(up: Installation) -> None:
    assert run_deployment(up.api_url, "reconcile/runs", {}, str(uuid4())).name == "Completed"


def test_prefect_dying_is_repaired_and_acts_go_on(up: Installation, case: str) -> None:
    child = up._server._child
    assert child is not None
    os.killpg(child.pid, signal.SIGKILL)
    down = act("rectification.propose", case, "N001", *PROPOSE)
    assert down.code in (0, 1), "either it was back already, or one clear error"
    until = monotonic() + 120
    while not _healthy(up) and monotonic() < until:
        sleep(0.2)
    request = ("--request-id", str(uuid4()))
    assert act("rectification.propose", case, "N001", *PROPOSE, *request).code in (0, 3)
    assert "R1" in [s["stage"] for s in in_process("case", "show", case, "--json").json["stages"]]


def test_a_second_installation_on_the_folder_is_refused(up: Installation) -> None:
    with pytest.raises(AlreadyRunning):
        Installation(deployment_settings(), free_port()).start()
    assert _healthy(up)
    done = as_process("up", "--port", str(free_port()))
    assert (done.code, done.err.count("\n")) == (1, 1)


def test_a_port_in_use_is_never_taken_for_our_own_server(
    up: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEWORK_DATA", str(tmp_path))
    done = as_process("up", "--port", up.ui_url.rsplit(":", 1)[1])
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "--port" in done.err


def test_the_doctor_finds_everything_in_place_once_the_deadlines_of_before_are_swept(up: Installation) -> None:
    assert run_deployment(up.api_url, "deadlines/sweep", {}, str(uuid4())).name == "Completed"
    done = in_process("doctor", "--json")
    states = {c["check"]: c["state"] for c in done.json["checks"]}
    assert (done.code, states["engine"], states["deployments"], states["worker"]) == (0, "good", "good", "good")
    assert states["nobody_told"] == "good"
    pulses = {c["detail"].split(":")[0]: c["detail"] for c in done.json["checks"] if c["check"] == "pulse"}
    assert all("none" not in pulses[name] for name in ("relay", "sweep")), pulses


def test_prefect_itself_watches_over_the_schedules_that_watch(up: Installation) -> None:
    found = asked(up, "POST", "/automations/filter", {}).json()
    assert sorted(one["name"] for one in found) == [
        "casework: deadlines/sweep did not complete in time",
        "casework: heartbeat/check did not complete in time",
    ]


def test_as_a_process_it_prints_json_and_nothing_else(up: Installation, case: str) -> None:
    done = as_process(
        "act", "rectification", "propose", "--case", case, "--badge", "N001", "--form", "-", "--json",
        stdin='{"ground": "I1", "required": "x", "limit_length": 15}',
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    assert done.json["state"] == "proposed"
    assert store_settings().data.joinpath("prefect.url").exists()
    assert main(["case", "show", case]) == 0


def _healthy(up: Installation) -> bool:
    try:
        return httpx.get(f"{up.api_url}/health", timeout=2, trust_env=False).is_success
    except httpx.TransportError:
        return False
