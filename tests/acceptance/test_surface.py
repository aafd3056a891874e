"""Who may reach Prefect's API and pages on an installation, what its server is told to keep, and what becomes of it
where somebody who knows its password changes what stands there: nothing foreign runs, and the administrators hear."""

import asyncio
import stat
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.responses import DeploymentResponse
from sqlalchemy import delete, insert, select

from deployments import guarding, wake
from deployments.alarm import to_administrators
from deployments.client_settings import talking_to
from deployments.installation import Installation
from deployments.published import publish, published
from deployments.settings import deployment_settings
from flows import stores, trigger
from flows.engine import password, password_file
from flows.settings import POOL
from models.store.handles import MANDATE, OUTBOX
from models.vocabulary import Role
from tests.acceptance.conftest import Ran, forget_settings, in_process
from tests.acceptance.proxied import ACT, PUBLIC, asked, up

__all__ = ["up"]

# Prefect's client leaves sockets to the garbage collector when its server ends.
pytestmark = [
    pytest.mark.slow,  # a real Prefect server
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def opened(up: Installation) -> Ran:
    return in_process("act", "case", "open", "--badge", "X999", "unit=91520000MA6DL1234X", "reason=x", "--json")


@pytest.mark.parametrize("path", ["/flow_runs/filter", "/deployments/filter", "/logs/filter", "/artifacts/filter"])
def test_without_the_password_the_api_answers_nothing(up: Installation, path: str) -> None:
    assert asked(up, "POST", path, {}, secret=None).status_code == 401
    assert asked(up, "POST", path, {}, secret="casework:guessed").status_code == 401
    assert asked(up, "POST", path, {}).status_code == 200


def test_the_password_is_long_kept_from_one_start_to_the_next_and_its_owner_s_alone(up: Installation) -> None:
    file = password_file()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text("utf-8").strip()) >= len("casework:") + 40
    assert up._password == file.read_text("utf-8").strip()


def test_the_password_goes_to_the_installation_s_own_server_only(
    up: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert password(up.api_url) == up._password
    assert password("https://elsewhere.example/api") is None
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "other:secret")
    assert password("https://elsewhere.example/api") == "other:secret"
    assert password(up.api_url) == up._password


def test_the_command_line_finds_the_password_and_says_so_where_it_is_wrong(
    up: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = opened(up)
    assert (answered.code, answered.json["refused"]["code"]) == (3, "officer_unknown")
    monkeypatch.setenv("CASEWORK_DATA", str(deployment_settings().home))
    monkeypatch.setenv("CASEWORK_DATABASE_URL", f"sqlite:///{deployment_settings().lock_file.with_name('casework.db')}")
    monkeypatch.setenv("PREFECT_API_URL", up.api_url)
    forget_settings()
    try:
        closed = opened(up)
    finally:
        monkeypatch.undo()
        forget_settings()
    assert closed.code == 1
    assert closed.json["error"] == {
        "code": "engine",
        "message": "Prefect asks for another password: set PREFECT_API_AUTH_STRING",
    }


@pytest.mark.parametrize(("known", "rings"), [(True, True), (False, False)])
def test_prefect_s_events_are_heard_with_the_password_only(up: Installation, known: bool, rings: bool) -> None:
    heard: list[str | None] = []

    async def listening() -> None:
        with talking_to(up.api_url, up._password):
            client = get_client()
        with talking_to(up.api_url, up._password if known else "casework:guessed"):
            async with client:
                listener = asyncio.create_task(wake.listen(client, POOL, heard.append))
                for _ in range(400 if known else 20):
                    await asyncio.sleep(0.05)
                    if heard:
                        break
                listener.cancel()
                await asyncio.gather(listener, return_exceptions=True)

    asyncio.run(listening())
    assert bool(heard) is rings


def test_the_server_listens_on_the_loopback_address_only(up: Installation) -> None:
    port = f":{int(up.api_url.rsplit(':', 1)[1].split('/')[0]):04X}"
    rows = [line.split() for table in ("tcp", "tcp6") for line in Path("/proc/net", table).read_text().splitlines()[1:]]
    assert {row[1] for row in rows if row[3] == "0A" and row[1].endswith(port)} == {f"0100007F{port}"}


def test_behind_a_proxy_the_pages_ask_for_the_api_where_the_browser_is(up: Installation) -> None:
    local = up.api_url.removesuffix("/api")
    told = httpx.get(f"{local}/ui-settings", trust_env=False).json()
    assert (told["api_url"], told["auth"]) == (f"{PUBLIC}/api", "BASIC")
    assert up.ui_url == PUBLIC


def test_the_server_keeps_ended_runs_and_events_for_the_days_that_are_set(up: Installation) -> None:
    told = asked(up, "GET", "/admin/settings").json()["server"]
    assert told["services"]["db_vacuum"]["retention_period"] in (2_592_000, "P30D")
    assert set(told["services"]["db_vacuum"]["enabled"]) == {"events", "flow_runs"}
    assert told["events"]["retention_period"] in (259_200, "P3D")


FORM = {"act": "open", "unit": "91520000MA6DL1234X", "reason": "x"}


@pytest.fixture
def attacked(up: Installation, tmp_path: Path) -> Iterator[Path]:
    """The file that foreign code would make; N003 is administrator. Afterwards all is as published."""
    with stores.store().write() as connection:
        connection.execute(delete(OUTBOX))
        row = {"badge": "N003", "role": Role.ADMINISTRATOR, "act": "*", "valid_from": date(2022, 1, 1)}
        connection.execute(delete(MANDATE).where(MANDATE.c.badge == "N003"))
        connection.execute(insert(MANDATE).values(row))
    before = {d["id"] for d in deployments(up)}
    yield tmp_path / "foreign"
    for made in {d["id"] for d in deployments(up)} - before:
        asked(up, "DELETE", f"/deployments/{made}")
    asyncio.run(publish(up.api_url, up._password, [ACT]))


def deployments(up: Installation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(up, "POST", "/deployments/filter", {}).json()
    return found


def id_of(up: Installation, name: str) -> str:
    return str(asked(up, "GET", f"/deployments/name/{name}").json()["id"])


def bait(file: Path) -> dict[str, Any]:
    """What would make the file if anything of it were run."""
    script = file.with_suffix(".py")
    script.write_text(
        f"from pathlib import Path\nPath({str(file)!r}).touch()\ndef flow(*a, **k): Path({str(file)!r}).touch()\n"
    )
    return {
        "entrypoint": f"{script}:flow",
        "path": str(script.parent),
        "pull_steps": [{"prefect.deployments.steps.run_shell_script": {"script": f"touch {file}"}}],
        "job_variables": {"command": f"touch {file}", "env": {"PYTHONSTARTUP": str(script)}},
    }


def ended(up: Installation, deployment: str, parameters: dict[str, Any]) -> str | None:
    run_id = trigger.trigger(up.api_url, deployment, parameters, str(uuid4()))
    return trigger.wait(up.api_url, run_id, 30.0, lambda: None)[0]


def there(up: Installation) -> dict[str, DeploymentResponse]:
    async def look() -> dict[str, DeploymentResponse]:
        async with get_client() as client:
            return await published(client)

    with talking_to(up.api_url, up._password):
        return asyncio.run(look())


def looked(up: Installation) -> list[tuple[str, str]]:
    return guarding.strange(there(up))


def told() -> list[tuple[str, str]]:
    with stores.store().read() as connection:
        rows = connection.execute(select(OUTBOX.c.target, OUTBOX.c.body).order_by(OUTBOX.c.id))
        return [(row[0], row[1]) for row in rows]


def doctor() -> dict[str, tuple[str, str]]:
    return {c["check"]: (c["state"], c["detail"]) for c in in_process("doctor", "--json").json["checks"]}


def test_nothing_is_strange_where_nobody_meddled(up: Installation) -> None:
    assert looked(up) == []
    found = doctor()
    assert (found["foreign_runs"][0], found["engine_password"][0]) == ("good", "good")


def test_a_repointed_deployment_runs_our_own_flow_and_is_found(up: Installation, attacked: Path) -> None:
    assert asked(up, "PATCH", f"/deployments/{id_of(up, ACT)}", bait(attacked)).status_code == 204
    assert ended(up, ACT, {"act": FORM, "signature": {"badge": "X999"}}) == "Refused"
    assert not attacked.exists()
    assert looked(up) == [("deployment_changed", ACT)]
    assert ACT in doctor()["deployments"][1]


CHANGES: tuple[dict[str, Any], ...] = (
    {"path": "/elsewhere"},
    {"entrypoint": "elsewhere.flow"},
    {"pull_steps": [{"prefect.deployments.steps.run_shell_script": {"script": "true"}}]},
    {"job_variables": {"env": {"X": "1"}}},
    {"parameters": {"as_of": "2026-01-01"}},
    {"enforce_parameter_schema": False},
    {"work_pool_name": "elsewhere"},
    {"paused": True},
    {"schedules": []},
    {"tags": []},
)


def test_each_change_and_a_schedule_taken_away_are_found(up: Installation) -> None:
    found, name = there(up), "deadlines/sweep"
    for change in CHANGES:
        altered = {**found, name: found[name].model_copy(update=change)}
        assert guarding.strange(altered) == [("deployment_changed", name)], change
    del found[name]
    assert guarding.strange(found) == [("deployment_changed", name)]


def test_another_flow_on_our_pool_is_refused_and_the_administrators_hear_of_it(
    up: Installation, attacked: Path
) -> None:
    flow = asked(up, "POST", "/flows/", {"name": "elsewhere"}).json()["id"]
    body = {"name": "one", "flow_id": flow, "work_pool_name": "casework", **bait(attacked)}
    made = asked(up, "POST", "/deployments/", body).json()["id"]
    assert ended(up, "elsewhere/one", {}) == "NotOurs"
    assert ended(up, "elsewhere/one", {}) == "NotOurs"
    assert not attacked.exists()
    until = time.monotonic() + 10
    while not told() and time.monotonic() < until:
        time.sleep(0.05)
    [(target, text)] = told()
    assert target == "N003"
    assert made in text
    assert looked(up) == [("deployment_foreign", made)]
    assert doctor()["foreign_runs"] == ("bad", "2")
    assert made in doctor()["deployments"][1]


def test_the_worker_looks_by_itself_and_tells_once_a_day(up: Installation, attacked: Path) -> None:
    asked(up, "PATCH", f"/deployments/{id_of(up, ACT)}", {"path": "/elsewhere"}).raise_for_status()

    raised: list[str] = []

    def alarm(kind: str, what: str) -> None:
        to_administrators(kind, what)
        raised.append(what)

    async def two_looks() -> None:
        async with get_client() as client:
            looking = asyncio.create_task(guarding.watch(client, alarm, 0.05))
            while len(raised) < 2:
                await asyncio.sleep(0.05)
            looking.cancel()

    with talking_to(up.api_url, up._password):
        asyncio.run(two_looks())
    [(target, text)] = told()
    assert target == "N003"
    assert ACT in text
