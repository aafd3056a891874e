"""Who may reach Prefect's API and pages on an installation, and what its server is told to keep."""

import asyncio
import gc
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prefect.client.orchestration import get_client

from deployments import wake
from deployments.client_settings import talking_to
from deployments.installation import Installation
from deployments.server import free_port
from deployments.settings import deployment_settings, password
from deployments.spec import POOL
from flows import stores
from tests.acceptance.conftest import Ran, forget_settings, in_process

# Prefect's client leaves sockets to the garbage collector when its server ends.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PUBLIC = "https://prefect.example"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation as it is behind a proxy, with one act published."""
    home = tmp_path_factory.mktemp("surface")
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith(("CASEWORK_", "PREFECT_"))]:
            patch.delenv(name)
        patch.setenv("CASEWORK_DATA", str(home / "data"))
        patch.setenv("CASEWORK_KEY_FILE", str(home / "key" / "key"))
        patch.setenv("CASEWORK_LOCALE", "en")
        patch.setenv("CASEWORK_RUNS_DAYS", "30")
        patch.setenv("CASEWORK_EVENTS_DAYS", "3")
        patch.setenv("PREFECT_HOME", str(home / "client"))
        patch.setenv("PREFECT_UI_URL", PUBLIC)
        forget_settings()
        with Installation(deployment_settings(), free_port(), only=["case/open"]) as running:
            yield running
        stores.store().close()
        forget_settings()
    gc.collect()


def asked(up: Installation, path: str, secret: str | None, method: str = "GET") -> httpx.Response:
    auth = None if secret is None else httpx.BasicAuth(*secret.split(":"))
    return httpx.request(method, f"{up.api_url}{path}", auth=auth, json={}, trust_env=False)


def opened(up: Installation) -> Ran:
    return in_process("act", "case", "open", "--badge", "N001", "unit=91520000MA6DL1234X", "reason=x", "--json")


@pytest.mark.parametrize("path", ["/flow_runs/filter", "/deployments/filter", "/logs/filter", "/artifacts/filter"])
def test_without_the_password_the_api_answers_nothing(up: Installation, path: str) -> None:
    assert asked(up, path, None, "POST").status_code == 401
    assert asked(up, path, "casework:guessed", "POST").status_code == 401
    assert asked(up, path, password(up.api_url), "POST").status_code == 200


def test_the_password_is_long_kept_from_one_start_to_the_next_and_its_owner_s_alone(up: Installation) -> None:
    file = deployment_settings().password_file
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


@pytest.mark.parametrize(("known", "rings"), [(True, 1), (False, 0)])
def test_prefect_s_events_are_heard_with_the_password_only(up: Installation, known: bool, rings: int) -> None:
    heard: list[int] = []

    async def listening() -> None:
        with talking_to(up.api_url, up._password):
            client = get_client()
        with talking_to(up.api_url, up._password if known else "casework:guessed"):
            async with client:
                listener = asyncio.create_task(wake.listen(client, POOL, lambda: heard.append(1)))
                for _ in range(30):
                    await asyncio.sleep(0.05)
                    if heard:
                        break
                listener.cancel()
                await asyncio.gather(listener, return_exceptions=True)

    asyncio.run(listening())
    assert len(heard) == rings


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
    told = asked(up, "/admin/settings", password(up.api_url)).json()["server"]
    assert told["services"]["db_vacuum"]["retention_period"] in (2_592_000, "P30D")
    assert set(told["services"]["db_vacuum"]["enabled"]) == {"events", "flow_runs"}
    assert told["events"]["retention_period"] in (259_200, "P3D")
