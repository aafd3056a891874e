"""An installation as it is behind a proxy, with the standard world and one act published."""

import gc
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deployments.installation import Installation
from deployments.server import free_port
from deployments.settings import deployment_settings
from flows import stores
from flows.engine import password
from tests.acceptance.conftest import forget_settings

PUBLIC = "https://prefect.example"
ACT = "case/open"


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory, made: Path) -> Iterator[Installation]:
    """It keeps runs for 30 days and events for 3."""
    home = tmp_path_factory.mktemp("proxied")
    shutil.copytree(made, home, dirs_exist_ok=True)
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
        with Installation(deployment_settings(), free_port(), only=[ACT]) as running:
            yield running
        stores.store().close()
        forget_settings()
    gc.collect()


def asked(up: Installation, method: str, path: str, json: Any = None, *, secret: str | None = "") -> httpx.Response:
    """The API's answer to who knows the password, another one (`secret`), or none (None); asked again while busy."""
    known = password(up.api_url) if secret == "" else secret
    auth = httpx.BasicAuth(*known.split(":")) if known else None
    for _ in range(50):
        answer = httpx.request(method, f"{up.api_url}{path}", auth=auth, json=json, trust_env=False)
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            break
        time.sleep(0.1)
    return answer
