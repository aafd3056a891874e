"""One installation with the demo's registers, and one headless Chromium, for all browser tests."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from deployments.server import free_port

FILL = (
    "from datetime import date; from deployments.demo.player import prepared; "
    "prepared('http://127.0.0.1:9', date(2026, 3, 2))"
)
# Without these, Chromium asks hosts of its maker for updates at every start.
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@dataclass(frozen=True)
class Site:
    """A running installation: address of Prefect's pages, what opens them, and its database file."""

    ui: str
    password: str
    database: Path

    def asked(self, method: str, path: str, **json: Any) -> Any:
        """The API's answer to who knows the password."""
        auth = httpx.BasicAuth(*self.password.split(":"))
        return httpx.request(method, f"{self.ui}/api{path}", json=json, auth=auth, trust_env=False).json()


# Not for the session: while it runs, Playwright keeps an event loop that other tests of the process would meet.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        assert not os.environ.get("CASEWORK_BROWSER_REQUIRED"), "no Chromium, and this run must have one"
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("CASEWORK_", "PREFECT_"))}
    environment = {
        **clean,
        "CASEWORK_DATA": str(folder / "data"),
        "CASEWORK_KEY_FILE": str(folder / "key"),
        "CASEWORK_LOCALE": "en",
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    }
    subprocess.run([sys.executable, "-c", FILL], env=environment, check=True, timeout=120)
    command = [sys.executable, "-m", "deployments.cli", "up", "--port", str(free_port()), "--json"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            ready = json.loads("".join(iter(running.stdout.readline, "}\n")) + "}")
            secret = Path(ready["password_file"]).read_text("utf-8").strip()
            yield Site(ready["ui"], secret, folder / "data" / "casework.db")
        finally:
            running.terminate()


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where screenshots are left to be looked at."""
    folder = Path("test-output")
    folder.mkdir(exist_ok=True)
    return folder
